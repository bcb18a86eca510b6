"""What cells and central tell people is said in the reader's language: every form has both, every
sentence that the code makes has a form, and nothing English stands in the German of any of them.
"""

from __future__ import annotations

import ast
import errno
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import pytest

from edge.cell.exceptions import exceptions
from tests.support.cell.random_shift import Shift
from tests.support.paths import ROOT
from tests.support.sentences import ENGLISH, PLACE, VALUES, sentences
from wire.events import ExceptionRaised
from wire.sentences import _Reader, forms, in_language, languages


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


OF_DEVICES = (
    "/dev/ttyS0 cannot be opened: {error}",
    "[Errno {number}] {error}: '/dev/ttyS0'",
    "could not open port /dev/ttyS0: [Errno {number}] {error}: '/dev/ttyS0'",
    "10.0.7.12:9100: {error}",
    "10.0.7.12:9100 cannot be reached: {error}",
    "line {number}: {error}",
    "call number {number}: {error}",
    "vin {number}: {error}",
    "lpr: {error}",
    "{error}",
)


@pytest.mark.parametrize("said", OF_DEVICES)
def test_what_the_operating_system_says_of_a_device_stays_as_it_is(said: str) -> None:
    for number in errno.errorcode:
        text = said.format(number=number, error=os.strerror(number))
        assert in_language(text, "de") == text


def test_a_refused_line_or_value_is_said_in_german() -> None:
    german = in_language("line 4: vin 'X': a VIN has 17 characters, not 1", "de")
    assert german.startswith("Zeile 4: FIN 'X': ") and not ENGLISH.search(german), german
    assert in_language("telegram.feed cannot be 'a.b'", "de") == (
        "telegram.feed kann nicht 'a.b' sein"
    )


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
        assert not ENGLISH.search(in_language(text, "de")), (kind, in_language(text, "de"))
    assert len(set(told.values())) >= 10


MADE_OF_TWO = frozenset(
    {
        "call 7, number 7 of rack 7, 77",
        "part 7 of face 7 7 by 7; number 7 of rack 7 waits for it",
        "7: 7; put off by 7 at 7",
        "call 7 has passed and never had a number here (7): 7",
        "transmission 7 of feed 7 was never received7",
    }
)
"""Sentences of which words stand in another place: the random shifts have them."""
OF_REFUSALS = frozenset(
    {
        "label 7 exists; ask for a reprint with a reason",
        "7 is no field of a telegram; there are: ",
    }
)
"""Of orders, which have words by their code, and of a configuration, which its editor reads."""


ROOMS = (
    "edge/cell",
    "edge/node",
    "central/tracking",
    "central/broadcast",
    "central/broadcast/service",
    "wire",
    "formats",
)
TEXTS = {
    "FactRefusedError": 1,
    "BatchRefusedError": 1,
    "WireError": 1,
    "Excess": 2,
    "raise_alarm": 4,
}
"""Which argument of a call carries a sentence."""
REASONS = {"vin_fault", "call_fault", "vin_problem", "other_than"}
"""Functions that return one."""


class Source:
    """A file of code: what each name is given in it, and its functions."""

    def __init__(self, text: str) -> None:
        self.nodes = tuple(ast.walk(ast.parse(text)))

    @cached_property
    def given(self) -> Mapping[str, Sequence[ast.expr]]:
        found: dict[str, list[ast.expr]] = {}
        for node in self.nodes:
            match node:
                case (
                    ast.Assign(targets=[ast.Name(id=name)], value=value)
                    | ast.NamedExpr(target=ast.Name(id=name), value=value)
                ):
                    found.setdefault(name, []).append(value)
        return found

    @cached_property
    def functions(self) -> Mapping[str, Sequence[ast.FunctionDef]]:
        found: dict[str, list[ast.FunctionDef]] = {}
        for node in self.nodes:
            if isinstance(node, ast.FunctionDef):
                found.setdefault(node.name, []).append(node)
        return found


def made_by_code() -> Iterator[tuple[str, str]]:
    """Each sentence that an exception, an alarm or a refusal carries to a page, with a value in
    each of its places: where it is given, assigned to what is given, or returned for it.
    """
    for path in (path for room in ROOMS for path in sorted((ROOT / room).glob("*.py"))):
        source = Source(path.read_text())
        for node in source.nodes:
            for carried in texts_of(node):
                for words in rendered(source, carried, frozenset()):
                    yield path.name, words


def texts_of(node: ast.AST) -> Iterator[ast.expr]:
    match node:
        case ast.keyword(arg="text" | "detail"):
            yield node.value
        case ast.Assign(targets=[ast.Name(id="text" | "detail")]):
            yield node.value
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in TEXTS:
            yield from node.args[TEXTS[name] : TEXTS[name] + 1]
        case ast.FunctionDef(name=name) if name in REASONS:
            yield from returned(node)


def returned(function: ast.FunctionDef) -> Iterator[ast.expr]:
    found = (node for node in ast.walk(function) if isinstance(node, ast.Return))
    yield from (node.value for node in found if node.value is not None)


def rendered(source: Source, node: ast.expr, seen: frozenset[str]) -> Iterator[str]:
    match node:
        case ast.Subscript(value=inner) | ast.BinOp(left=inner):
            yield from rendered(source, inner, seen)
        case ast.IfExp(body=one, orelse=other):
            yield from (*rendered(source, one, seen), *rendered(source, other, seen))
        case ast.Name(id=name) if name not in seen:
            for value in source.given.get(name, ()):
                yield from rendered(source, value, seen | {name})
        case ast.Call(func=ast.Name(id=name)) if name not in seen:
            for function in source.functions.get(name, ()):
                for value in returned(function):
                    yield from rendered(source, value, seen | {name})
        case ast.JoinedStr(values=pieces):
            yield from said("".join(value_of(piece) for piece in pieces))
        case ast.Constant(value=str(words)):
            yield from said(words)


def value_of(piece: ast.expr) -> str:
    """A quoted value as it stands in its sentence."""
    if isinstance(piece, ast.Constant):
        return str(piece.value)
    return "'7'" if isinstance(piece, ast.FormattedValue) and piece.conversion == ord("r") else "7"


def said(words: str) -> Iterator[str]:
    own = words not in MADE_OF_TWO | OF_REFUSALS
    if own and len(re.findall(r"[a-z]{2,}", words)) > 1:
        yield words


@pytest.mark.parametrize(("file", "text"), sorted(set(made_by_code())))
def test_every_sentence_that_the_code_makes_has_a_form(file: str, text: str) -> None:
    german = _Reader("de")
    known = german._found(text, inside=True) or german.sentence(text)
    assert known != text, f"{file}: {text!r} has no form in wire/sentences"
    assert not ENGLISH.search(known), known


def test_the_sweep_finds_the_sentences() -> None:
    """Given as a keyword, as an argument, through a name, and returned."""
    found = {text for _, text in made_by_code()}
    assert len(found) > 60
    for words in ("rack '7' was never formed", "message is nested too deep", "byte 7 is not UTF-8"):
        assert words in found
    assert "7 has 7 entries, the limit is 7" in found  # assigned to a name of its own
    assert "a VIN has 17 characters, not 7" in found
    assert any(text.startswith("call 7 of feed 7 is ordered again") for text in found)


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
