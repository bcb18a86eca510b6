"""Silence and ages are told by one rule, in seconds below two minutes: never "0 min"."""

from __future__ import annotations

import re

import pytest

from tests.support.paths import ROOT
from wire.sentences import in_language
from wire.spoken_age import spoken_age


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"),
        (29, "29 s"),
        (119, "119 s"),
        (120, "2 min"),
        (7199, "120 min"),
        (7200, "2 h"),
        (172_799, "48 h"),
        (172_800, "2 d"),
    ],
)
def test_an_age_is_said_so(seconds: float, said: str) -> None:
    assert str(spoken_age(seconds)) == said


@pytest.mark.parametrize(("age", "german"), [("47 s", "47 s"), ("3 h", "3 h"), ("3 d", "3 Tagen")])
def test_a_silence_of_any_length_is_said_in_german(age: str, german: str) -> None:
    end = "ask the line whether it runs, and see to its link"
    text = f"feed L1 said nothing for {age}, in which 12 vehicles should have come: {end}"
    assert f"Linie L1 schweigt seit {german}, in" in in_language(text, "de")
    assert f"Linie L1 schweigt seit {german}:" in in_language(
        f"feed L1 said nothing for {age}: {end}", "de"
    )


def test_nobody_else_rounds_an_age_to_minutes() -> None:
    own = re.compile(r"\} min\b|/ 60e6\)")
    found = [
        str(path.relative_to(ROOT))
        for room in ("edge", "central", "wire")
        for path in (ROOT / room).rglob("*.py")
        if own.search(path.read_text())
    ]
    assert found == []
