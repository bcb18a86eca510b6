from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.web.csv_text import csv_cell
from central.web.frame import age_text, languages, path, raw_text, words
from central.web.reasons import RULES_OWN
from central.web.session import local


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_cell_of_an_export_is_never_a_formula(start):
    assert csv_cell(f"{start}1+cmd|calc") == f"'{start}1+cmd|calc"


@given(st.text())
def test_an_export_changes_nothing_else(text):
    assert csv_cell(text).removeprefix("'") == text.removeprefix("'")


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil", "desk", "/a\nb", ""]
)
def test_signing_in_never_leads_elsewhere(target):
    assert local(target) == "/desk"


def test_every_language_has_the_same_words():
    assert {"de", "en"} <= set(languages())
    for language in languages():
        own = {key for key in words(language) if not key.startswith(RULES_OWN)}
        assert own == words("en").keys()


@given(st.binary(max_size=200))
def test_raw_bytes_are_shown_without_control_characters(data):
    assert all(c.isprintable() or c == "\n" for c in raw_text(data))


def test_each_part_of_an_address_is_one_segment():
    assert path("racks", "../x?y#z") == "/racks/..%2Fx%3Fy%23z"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(None, "never"), (0, "0 s"), (119, "119 s"), (120, "2 min"), (-480, "−8 min"), (7200, "2 h")],
)
def test_ages_in_words(seconds, text):
    assert age_text(seconds, words("en")) == text
