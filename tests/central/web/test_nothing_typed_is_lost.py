"""Nothing that somebody typed is lost: swept over every address that a form of a page is sent to,
and over every form that the pages of a central show. Nothing is listed by hand.
"""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from sqlalchemy import update

from central.access.kept_forms import SECRET
from central.access.needs import routes_of
from central.access.rules import TokenRole
from central.access.tables import sessions
from central.discovery import folders
from tests.support.central.people import GOOD, person

BROWSER = {"accept": "text/html,*/*"}
ALL = [role.value for role in TokenRole if role not in (TokenRole.CELL, TokenRole.FEED)]
TYPED = 'Zeppelin "7" <&> ß'
"""What no page says by itself."""
NOT_KEPT = {"/web/sign-in", "/web/sign-out"}
"""Forms of whoever is not signed in, or will not be."""


class Forms(HTMLParser):
    """The forms of a page that are sent: action and names of the fields a person types into."""

    def __init__(self, page: str, text: str) -> None:
        super().__init__()
        self.page, self.text, self.links = page, text, set[str]()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.shown: list[str] = []
        self._area: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = {name: value or "" for name, value in attrs}
        if tag == "a" and have.get("href", "").startswith("/"):
            self.links.add(have["href"].partition("#")[0])
        if tag == "form" and have.get("method", "").lower() == "post":
            self.found.append((urljoin(self.page, have.get("action", "")), {}))
        elif tag == "form":
            self.found.append(("", {}))
        if tag in ("input", "textarea", "select") and have.get("name") and self.found:
            self.found[-1][1][have["name"]] = have.get("type", tag)
        if tag == "input":
            self.shown.append(have.get("value", ""))
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area += data
        else:
            self.shown.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area is not None:
            self.shown.append(self._area.strip())
            self._area = None


def shows(page: str, text: str, typed: str) -> bool:
    return typed in [it.strip() for it in Forms(page, text).shown]


def sign_in(client: Any, who: str, **more: str) -> Any:
    data = {"person": who, "password": GOOD, **more}
    return client.post("/web/sign-in", data=data, headers=BROWSER)


def end_sessions(client: Any) -> None:
    over = update(sessions).values(expires_us=1)
    client.central.db.write(lambda connection: connection.execute(over))


def actions(client: Any) -> list[str]:
    """Every address that a form is sent to, with something in each place."""
    return [
        re.sub(r"\{\w+(?::\w+)?\}", "1", it.path)
        for it in routes_of(client.app)
        if it.method == "POST" and not it.in_schema and it.path not in NOT_KEPT
    ]


@pytest.fixture(scope="module")
def central(swept: Any) -> Any:
    for name in ("ann", "bob"):
        person(swept.central.db, name, *ALL)
    sign_in(swept, "ann")
    return swept


def test_every_form_that_comes_after_the_session_waits_for_its_person(central: Any) -> None:
    sent = {"zeppelin": TYPED, "second_password": "hidden-9", "badge": "hidden-9"}
    swept = actions(central)
    assert len(swept) > 40
    for action in swept:
        sign_in(central, "ann")
        end_sessions(central)
        answer = central.post(action, data=sent, headers=BROWSER)
        assert answer.status_code == 303, (action, answer.text)
        to = answer.headers["location"]
        asked = parse_qs(urlsplit(to).query)
        assert asked["kept"] != ["none"], action
        page = central.get(to, headers=BROWSER)
        assert "is kept" in page.text and "hidden-9" not in page.text
        more = {"next": asked["next"][0], "kept": asked["kept"][0]}
        own = sign_in(central, "ann", **more)
        assert own.status_code == 303
        shown = central.get(own.headers["location"], headers=BROWSER)
        assert shows(own.headers["location"], shown.text, TYPED), action
        assert "hidden-9" not in shown.text, action


def test_nobody_else_sees_what_was_kept(central: Any) -> None:
    sign_in(central, "ann")
    end_sessions(central)
    answer = central.post("/office/contracts", data={"name": TYPED}, headers=BROWSER)
    asked = parse_qs(urlsplit(answer.headers["location"]).query)
    more = {"next": asked["next"][0], "kept": asked["kept"][0]}
    other = sign_in(central, "bob", **more)
    assert other.headers["location"] == more["next"]
    for page in (other.headers["location"], f"{more['next']}?kept={more['kept']}"):
        assert TYPED not in unescape(central.get(page, headers=BROWSER).text)


def pages_with_forms(client: Any) -> dict[str, Forms]:
    """Followed from the desk, link by link."""
    found: dict[str, Forms] = {}
    waiting, known = ["/desk", "/office", "/masters", "/quality", "/office/me"], set[str]()
    while waiting:
        page = waiting.pop()
        known.add(page)
        answer = client.get(page, headers=BROWSER)
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        forms = Forms(page, answer.text)
        found[page] = forms
        fresh = {it for it in forms.links if not re.search(r"\.(csv|pdf)|[?]", it)}
        waiting += sorted(fresh - known - set(waiting))
    return found


def test_every_form_of_the_pages_stands_again_when_it_is_refused(central: Any) -> None:
    """A field is broken: all that was typed comes back, and the reason is the first thing."""
    sign_in(central, "ann")
    walked = pages_with_forms(central)
    tried = set()
    for page, forms in walked.items():
        for action, names in forms.found:
            plain = [it for it, kind in names.items() if kind in ("text", "input", "textarea")]
            if not action or action in NOT_KEPT or not plain or action in tried:
                continue
            tried.add(action)
            sent = {name: TYPED for name in plain}
            hidden = [it for it, kind in names.items() if kind == "date"]
            sent |= {name: "not a day" for name in hidden}
            headers = {**BROWSER, "referer": f"http://central{page}"}
            answer = central.post(action, data=sent, headers=headers)
            if answer.status_code == 303:
                continue
            assert answer.status_code >= 400, (page, action, answer.status_code)
            text = answer.text
            assert text.count(TYPED) or shows(page, text, TYPED), (page, action)
            assert 'role="alert"' in text, (page, action)
            assert "autofocus" in text, (page, action)
    assert len(tried) > 5, tried


def test_every_field_of_a_secret_is_known_as_one() -> None:
    names = [
        found[1]
        for folder in folders("templates").values()
        for file in folder.glob("*.html")
        for tag in re.findall(r"<input[^>]*type=\"password\"[^>]*>", file.read_text("utf-8"))
        if (found := re.search(r"name=\"([^\"]+)\"", tag))
    ]
    assert names
    assert [name for name in names if not SECRET.search(name)] == []


def test_a_wrong_password_of_the_second_person_says_whose_and_keeps_the_form(central: Any) -> None:
    """Wherever a form takes two people."""
    sign_in(central, "ann")
    sent = {"why": TYPED, "second": "bob", "second_password": "wrong", "action": "correct"}
    answer = central.post("/office/cums/A/P", data=sent, headers=BROWSER)
    assert answer.status_code == 403
    assert "second person" in answer.text and TYPED in unescape(answer.text)
    assert "wrong" not in answer.text.replace("wrongly", "")


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_form_without_a_known_session_says_that_it_is_not_kept(
    central: Any, language: str
) -> None:
    headers = {**BROWSER, "cookie": "lineside_session=lss_x", "accept-language": language}
    central._http.cookies.clear()
    answer = central.post("/office/contracts", data={"name": TYPED}, headers=headers)
    page = central.get(answer.headers["location"], headers=headers)
    said = "could not be kept" if language == "en" else "nicht aufbewahrt"
    assert said in page.text
