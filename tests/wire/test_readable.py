"""Texts for people hold nothing that does not show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wire.readable import readable, shows


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[)>\x1e06\x1dPS-LEATHER-7\x1dS0012\x1e\x04", "[)>␞06␝PS-LEATHER-7␝S0012␞␄"),
        ("a\r\nb\x7f", "a␍␊b␡"),
        ("\u202e7001\u200b", "\\u202e7001\\u200b"),
        ("\x9b31m\xa0\ud800", "\\u009b31m\\u00a0\\ud800"),
        ("Türe, links ✓", "Türe, links ✓"),
    ],
)
def test_what_does_not_show_is_shown(text: str, shown: str) -> None:
    assert readable(text) == shown


@given(st.text())
def test_all_of_it_shows_and_stays_as_it_is_the_second_time(text: str) -> None:
    once = readable(text)
    assert all(map(shows, once)) and readable(once) == once
    assert once.encode("utf-8").decode() == once
