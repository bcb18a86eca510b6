"""What cells and central tell people is said in the reader's language: every form has both, every
sentence that the code makes has a form, and nothing English stands in the German of any of them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.cell.exceptions import exceptions
from tests.support.cell.random_shift import Shift
from tests.support.paths import ROOT
from tests.support.sentences import ENGLISH, PLACE, VALUES, sentences
from wire.events import ExceptionRaised
from wire.sentences import forms, in_language, languages

OF_PARSERS = frozenset({"quarantine"})
"""Unreadable telegrams: the parser's own words for whoever mends the feed."""


def test_every_form_has_both_languages_and_the_same_places() -> None:
    english, german = forms("en"), forms("de")
    assert languages() == ("de", "en")
    assert english.keys() == german.keys()
    for key, text in english.items():
        assert sorted(PLACE.findall(text)) == sorted(PLACE.findall(german[key])), key


@pytest.mark.parametrize(("key", "english"), sentences())
def test_an_english_sentence_is_found_and_said_in_german(key: str, english: str) -> None:
    german = in_language(english, "de")
    assert not ENGLISH.search(german), german
    for name in set(PLACE.findall(forms("en")[key])) - VALUES.keys():
        assert name.upper() in german
    assert in_language(english, "en") == english


def test_what_a_person_wrote_stays_as_it_is() -> None:
    assert in_language("Fritz said: look at it", "de") == "Fritz said: look at it"
    assert in_language("", "de") == ""


def test_a_sentence_that_lost_its_end_is_said_as_far_as_it_goes() -> None:
    named = ", ".join(f"M-{number}" for number in range(60))
    german = in_language(f"call 7 is ordered again: {named}; number 3; supply"[:200], "de")
    assert german.startswith("Abrufnummer 7 ist nachbestellt: M-0, M-1")
    assert german.endswith("…")
    lacks = ", ".join(f"mirror M-{number} (0 of 1)" for number in range(40))
    german = in_language(f"call 7, number 3, has passed F1 without {lacks}"[:200], "de")
    assert german.startswith("Abrufnummer 7, Nummer 3, ist an F1 vorbei ohne mirror M-0 (0 von 1)")


def test_two_alarms_in_one_are_both_said() -> None:
    silent = "feed L{} said nothing for 4 min: ask the line whether it runs, and see to its link"
    german = in_language(f"{silent.format(1)}; {silent.format(2)}", "de")
    assert "Linie L1 schweigt seit 4 min" in german
    assert "Linie L2 schweigt seit 4 min" in german


@pytest.mark.parametrize("seed", range(4))
def test_whatever_a_random_shift_tells_is_said_in_german(seed: int) -> None:
    shift, told = Shift(seed), {}
    for _ in range(500):
        shift.step()
        for view in exceptions(shift.world.state, shift.world.now_us):
            told[view.text] = view.kind
    told |= {f.text: f.kind for _, f in shift.world.facts if isinstance(f, ExceptionRaised)}
    for text, kind in told.items():
        if kind not in OF_PARSERS:
            assert not ENGLISH.search(in_language(text, "de")), (kind, in_language(text, "de"))
    assert len(set(told.values())) >= 10


MADE_OF_TWO = frozenset(
    {
        "call 7, number 7 of rack 7, 77",
        "part 7 of face 7 7 by 7; number 7 of rack 7 waits for it",
        "7: 7; put off by 7 at 7",
        "call 7 has passed and never had a number here (7): 7",
    }
)
"""Sentences of which words stand in another place: the random shifts have them."""
OF_REFUSALS = frozenset({"label 7 exists; ask for a reprint with a reason"})


def made_by_code() -> Iterator[tuple[str, str]]:
    """Each sentence of an exception, with a value in each of its places."""
    for path in (*(ROOT / "edge/cell").glob("*.py"), *(ROOT / "central/tracking").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.keyword) and node.arg == "text":
                yield from rendered(path, node.value)
            elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "text":
                yield from rendered(path, node.value)


def rendered(path: Path, node: ast.expr) -> Iterator[tuple[str, str]]:
    match node:
        case ast.Subscript(value=inner) | ast.BinOp(left=inner):
            yield from rendered(path, inner)
        case ast.IfExp(body=one, orelse=other):
            yield from (*rendered(path, one), *rendered(path, other))
        case ast.JoinedStr(values=pieces):
            words = "".join(str(it.value) if isinstance(it, ast.Constant) else "7" for it in pieces)
            own = words not in MADE_OF_TWO | OF_REFUSALS
            if own and len(re.findall(r"[a-z]{2,}", words)) > 1:
                yield path.name, words


@pytest.mark.parametrize(("file", "text"), sorted(set(made_by_code())))
def test_every_sentence_that_the_code_makes_has_a_form(file: str, text: str) -> None:
    assert not ENGLISH.search(in_language(text, "de")), in_language(text, "de")


def test_the_sweep_finds_the_sentences() -> None:
    assert len(set(made_by_code())) > 20


def test_alarms_of_several_feeds_are_never_taken_for_another_sentence() -> None:
    silent = (
        "feed L{} said nothing for 3 min, in which 12 vehicles should have come: ask the line "
        "whether it runs, and see to its link"
    )
    text = "; ".join(silent.format(n) for n in range(1, 5))
    german = in_language(text, "de")
    assert all(f"Linie L{n} schweigt seit 3 min" in german for n in range(1, 5))
    for length in range(195, 330):
        assert "Ausweise" not in in_language(text[:length], "de")
