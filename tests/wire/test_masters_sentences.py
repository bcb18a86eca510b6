"""What is wrong with masters, and with a file of them, is said in German, its place kept."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import msgspec
import pytest

from central.cells.rules import faults_of
from central.masters.rules.files import MastersFileError, masters_of
from tests.support.cell.world import masters
from tests.support.paths import ROOT
from tests.support.sentences import ENGLISH
from tests.wire.test_sentences import value_of
from wire.ids import FeedId
from wire.masters import Face, Part, PlannedStop
from wire.sentences import _Reader, fault_in_language, in_language

FILES = (
    "wire/masters_faults.py",
    "wire/calendar_faults.py",
    "wire/identifiers.py",
    "wire/life_actions.py",
    "wire/plan_limits.py",
    "wire/usage.py",
    "central/cells/rules.py",
)


def own(text: str) -> str:
    """Without what stands in quotes: names and rules are as they were written."""
    return re.sub("'[^']*'", "", text)


OTHERWISE = frozenset({"7 is unknown7", "does not look like 7"})
"""With a hint or without; and of telegrams, which the other sweep has."""


def sentences() -> Iterator[str]:
    """What these files yield, return, raise, or list: each with a value in each place."""
    for name in FILES:
        for node in ast.walk(ast.parse((ROOT / name).read_text())):
            for told in _told(node):
                text = "".join(value_of(it) for it in told.values)
                if len(text) > 12 and text not in OTHERWISE:
                    yield text


def _told(node: ast.AST) -> Iterator[ast.JoinedStr]:
    match node:
        case ast.Yield(value=ast.JoinedStr() as told) | ast.Return(value=ast.JoinedStr() as told):
            yield told
        case ast.GeneratorExp(elt=ast.JoinedStr() as told):
            yield told
        case ast.ListComp(elt=ast.JoinedStr() as told):
            yield told
        case ast.Raise(exc=ast.Call(args=args)):
            yield from (it for it in args if isinstance(it, ast.JoinedStr))


FOUND = sorted(set(sentences()))


@pytest.mark.parametrize("english", FOUND)
def test_each_fault_is_said_in_german(english: str) -> None:
    german = fault_in_language(english, "de")
    if german == english:  # within another: what is wrong with a rule
        german = _Reader("de")._found(english, inside=True)
    assert german, f"{english!r} has no form in wire/sentences"
    assert not ENGLISH.search(own(german)), german


def test_the_sweep_finds_them() -> None:
    assert len(FOUND) > 35
    assert any("does not parse" in it for it in FOUND)


def faulty() -> list[str]:
    made = masters(first_number=9, last_number=3, zone="Mars")
    family = msgspec.structs.replace(
        made.families[0],
        variants=(msgspec.structs.replace(made.families[0].variants[0], rule="AUD2 and not"),),
    )
    face = Face(face="Z9", part="", aisle=99, position=0)
    stop = PlannedStop(stop="x", feeds=(), begins="2026-12-24T14:00", ends="2026-12-23T14:00")
    part = Part(part="P-1", name="n", substitutes=("P-1", "P-2"))
    made = msgspec.structs.replace(
        made,
        families=(family, *made.families[1:], made.families[1]),
        faces=(*made.faces, face),
        planned_stops=(stop,),
        parts=(part,),
    )
    return faults_of(made, {FeedId("L9"): made.feeds[0]})


def test_whatever_central_says_of_masters_is_said_in_german() -> None:
    faults = faulty()
    assert len(faults) >= 9
    for fault in faults:
        german = fault_in_language(fault, "de")
        assert german != fault and not ENGLISH.search(own(german)), german
    joined = in_language(f"these masters cannot be used: {'; '.join(faults)}", "de")
    assert joined.startswith("diese Stammdaten sind nicht verwendbar: ")
    assert not ENGLISH.search(own(joined)), joined


def test_the_cells_own_refusal_is_said_in_german() -> None:
    why = "; ".join(faulty()[:3]) + " (and 6 more)"
    text = f"version 4 cannot be used, the cell works with version 3: {why}"
    german = in_language(text, "de")
    assert "6 weitere" in german and not ENGLISH.search(own(german)), german


BAD = """cell = "a"
sise = 3
[[feeds]]
feed = "L1"
window = "many"
first_number = 1.5
nmae = 3
[[faces]]
part = "P"
"""


def test_a_file_is_told_with_its_place_in_german() -> None:
    with pytest.raises(MastersFileError) as caught:
        masters_of("m.toml", BAD.encode())
    for fault in caught.value.faults:
        german = fault_in_language(fault, "de")
        place = fault.split(": ")[0]
        assert german != fault and german.startswith(place), german
        assert not ENGLISH.search(own(german)), german
    for data in (b"[[", b"\xff", b"x = 1\nx = 2", b"type = 'orders'"):
        with pytest.raises(MastersFileError) as one:
            masters_of("m.toml", data)
        german = fault_in_language(one.value.faults[0], "de")
        assert german != one.value.faults[0] and german.startswith("m.toml"), german
