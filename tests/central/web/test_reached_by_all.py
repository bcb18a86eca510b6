"""What people without a mouse or eyes on the page need, on every page that can be walked to."""

from __future__ import annotations

import re
from typing import Any

from central.discovery import folders
from tests.central.web.test_nothing_typed_is_lost import ALL, pages_with_forms, sign_in
from tests.support.central.people import person


def test_every_page_has_one_heading_and_a_way_past_its_navigation(swept: Any) -> None:
    person(swept.central.db, "ann", *ALL)
    sign_in(swept, "ann")
    walked = pages_with_forms(swept)
    texts = {page: forms.text for page, forms in walked.items() if "<html" in forms.text}
    assert len(texts) > 20
    for page, text in texts.items():
        assert text.count("<h1") == 1, page
        if page != "/board":
            assert text.count('href="#content"') == text.count('id="content"') == 1, page


def test_every_head_of_a_table_says_what_it_heads() -> None:
    for folder in folders("templates").values():
        for file in folder.glob("*.html"):
            heads = re.findall(r"<th[ >][^>]*>?", file.read_text("utf-8"))
            assert [it for it in heads if "scope=" not in it] == [], file.name


def test_every_refusal_is_said_aloud_and_in_view() -> None:
    for folder in folders("templates").values():
        for file in folder.glob("*.html"):
            for tag in re.findall(r'<div class="refused[^>]*>', file.read_text("utf-8")):
                assert "role=" in tag and "autofocus" in tag, (file.name, tag)
