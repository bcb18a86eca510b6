"""Every refusal and problem document, of cell, central and their door, says in German what it says
in English, and names what it is about.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.support.paths import ROOT
from tests.support.sentences import ENGLISH
from tests.wire.test_sentences import Source, rendered
from wire.sentences import in_language

SENTENCE_AT = {"RefusedError": 1, "ProblemError": 2, "HTTPException": 1, "problem": 2}
ROOMS = ("edge", "central", "httpd")
NAMELESS = frozenset(
    {
        # the asker's own omission: there is nothing else to name
        "name a lot or serials, not both: make two blocks",
        "name the carrier",
        "name the seal, or write none",
        "name the truck and the dock",
        "no serial is written: name it, or leave it out",
        "only a named person may do this",
        "only a named person may do this, and says why",
        "a block is lifted by two people",
        "a divorce needs a person",
        "a keyed telegram needs a person and a reason",
        "a keyed telegram needs a second person",
        "a reprint needs a person and a reason",
        "in reverse the last rack goes on first: say which racks, or how many",
        "say what is to be read",
        "say where it comes in",
        "say where it was unloaded",
        "say who you are: Authorization: Badge <text>",
        "say why",
        "scan the label of the rack first, then its pallet",
        "scan the licence plate of the pallet or container",
        "scan your badge first",
        "the second person must be a lead too",
        "the second person must be somebody else",
        "nobody here has the second badge",
        "shipping or a team lead does this: scan your badge",
        "Choose at least one schedule of the list.",
        "Name the part.",
        "Say how the difference is closed.",
        "Say which side is corrected.",
        "A day is of the years 2000 to 2099.",
        "A day is written as YYYY-MM-DD.",
        "A loop appears twice.",
        "A token is nobody: it has no password.",
        "A valid token is needed: Authorization: Bearer ...",
        "Person, password, badge or token is not right.",
        "Sign in first.",
        "Somebody else changed this person. Look again.",
        "after: not a place in this list.",
        # about the whole cell or server, or a page of the asker's own
        "no urgent pick waits here",
        "the cell has no masters yet",
        "no masters yet; the cell waits for central",
        "only the cell's own page has these buttons",
        "a pick has come up: press again if it is meant",
        "A NUL character has no place in an address.",
        "The body did not arrive in time.",
        "The body is empty.",
        "The body is larger than this address takes.",
        "The database did not answer; nothing was changed. Try again.",
        "The database commits nothing: look at its disk.",
        "The database is away.",
        "The database takes nothing now.",
        "This form was not sent from a page of ours.",
        "This was not sent from a page of ours.",
        "Too many people sign in at this moment. Try again.",
        "Too much is being sent to this server at this moment. Nothing was taken; try again.",
        "An error of ours. It is logged; nothing was changed.",
        "our fault; the cell's log has the details",
    }
)


def refusals() -> Iterator[str]:
    for path in sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        text = path.read_text()
        if not any(f"{name}(" in text for name in SENTENCE_AT):  # no tree is made for nothing
            continue
        source = Source(text)
        for node in source.nodes:
            match node:
                case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args) if (
                    name in SENTENCE_AT and len(args) > SENTENCE_AT[name]
                ):
                    yield from rendered(source, args[SENTENCE_AT[name]], frozenset())


FOUND = sorted(set(refusals()))


@pytest.mark.parametrize("english", FOUND)
def test_each_refusal_is_said_in_german(english: str) -> None:
    german = in_language(english, "de")
    assert german != english, f"{english!r} has no form in wire/sentences"
    assert not ENGLISH.search(german), german


@pytest.mark.parametrize("english", FOUND)
def test_each_refusal_names_what_it_is_about(english: str) -> None:
    assert "7" in english or english in NAMELESS, f"of what: {english!r}?"


def test_the_sweep_finds_the_refusals() -> None:
    assert len(FOUND) > 200
    assert "rack 7 is closed already" in FOUND
    assert {it for it in NAMELESS if it not in FOUND} == set()


def test_a_refusal_about_one_of_several_is_the_same_in_german() -> None:
    german = in_language("rack SEATL-1-0993 is closed already", "de")
    assert german == "Gestell SEATL-1-0993 ist schon geschlossen"
    german = in_language("part S-LEA, serial 1, 2, 3 and 4 more is blocked already: L9", "de")
    assert german == "Teil S-LEA, Seriennummer 1, 2, 3 und 4 weitere ist schon gesperrt: L9"
    german = in_language(
        "body.rack: Field required; body.number: Input should be a valid integer", "de"
    )
    assert german == "body.rack: fehlt; body.number: muss eine ganze Zahl sein"
    key = "[http] hosts of the cell's configuration"
    german = in_language(f"Host is missing. Names it answers to stand in {key}.", "de")
    assert german.endswith("steht in [http] hosts in der Konfiguration der Zelle.")
