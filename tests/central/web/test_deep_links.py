"""A link keeps its query: through the sign-in and when the language is changed. Swept over all
addresses that a browser may be given.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

from central.access.needs import routes_of
from tests.central.web.test_nothing_typed_is_lost import ALL, BROWSER, sign_in
from tests.support.central.people import person

QUERY = "state=released&customer=N%C3%B6rd+%26+S%C3%B6hne&before=7"
LOCATION = "location"


def pages(client: Any) -> list[str]:
    return [
        re.sub(r"\{\w+(?::\w+)?\}", "1", it.path)
        for it in routes_of(client.app)
        if it.method == "GET" and it.rights and not it.streams and not it.path.startswith("/api/")
    ]


def test_signing_in_leads_to_the_very_address_that_was_asked_for(swept: Any) -> None:
    person(swept.central.db, "ann", *ALL)
    found = pages(swept)
    assert len(found) > 60
    for page in found:
        asked = f"{page}?{QUERY}"
        answer = swept.get(asked, headers=BROWSER)
        assert answer.status_code == 303, page
        form = swept.get(answer.headers[LOCATION], headers=BROWSER).text
        shown = re.search(r'name="next" value="([^"]*)"', form)
        assert shown is not None and unescape(shown[1]) == asked
    signed_in = sign_in(swept, "ann", next=asked)
    assert signed_in.headers[LOCATION] == asked


def test_another_language_keeps_the_page_and_its_query_and_lasts(swept: Any) -> None:
    sign_in(swept, "ann")
    page = swept.get(f"/office/schedules?{QUERY}", headers=BROWSER)
    to = re.search(r'<a href="(\?[^"]*lang=de)"', page.text)
    assert to is not None
    asked = urlsplit(unescape(to[1])).query
    assert parse_qs(asked) == {**parse_qs(QUERY), "lang": ["de"]}
    german = swept.get(f"/office/schedules?{asked}", headers=BROWSER)
    assert '<html lang="de" ' in german.text
    assert '<html lang="de" ' in swept.get("/office/customers", headers=BROWSER).text
    english = swept.get("/office/customers?lang=en", headers=BROWSER)
    assert '<html lang="en" ' in english.text
