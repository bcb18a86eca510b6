"""Whatever is wrong with a file is said in German too: every sentence of the readers has a form."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import product

import pytest

from tests.support.paths import ROOT
from tests.support.sentences import ENGLISH
from wire.sentences import in_language

ROOMS = ("central/edi", "syntax")
OF_PROFILES = "profiles"
"""What is wrong with a profile is for whoever writes the file of it, in its own keys."""
VALUES = ("7", "UNH", "0x0A", "supplier", "not")
SAYS = {"add": 1, "EdiError": 1, "ValueError": 0, "_incomplete": 1}
"""Which argument of a call is the sentence."""
OF_TYPES = "record 7 is laid out over"
"""A layout of ours that is wrong, which no file shows."""


def sentences() -> Iterator[tuple[str, ast.expr]]:
    for path in (path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))):
        if OF_PROFILES in path.parts and path.name != "profile.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in SAYS:
                    own = name != "ValueError" or OF_PROFILES not in path.parts
                    for said in node.args[SAYS[name] : SAYS[name] + 1]:
                        if own and isinstance(said, ast.JoinedStr | ast.Constant):
                            yield path.name, said


def filled(said: ast.expr) -> Iterator[str]:
    """With values of each kind in its places."""
    if isinstance(said, ast.Constant):
        yield str(said.value)
        return
    assert isinstance(said, ast.JoinedStr)
    choices = [
        (str(piece.value),) if isinstance(piece, ast.Constant) else _values(piece)
        for piece in said.values
    ]
    yield from ("".join(pieces) for pieces in product(*choices))


def _values(piece: ast.expr) -> tuple[str, ...]:
    quoted = isinstance(piece, ast.FormattedValue) and piece.conversion == ord("r")
    if "0x" in ast.unparse(piece) or (isinstance(piece, ast.FormattedValue) and piece.format_spec):
        return ("7", "0A")
    return ("'7'", "b'7'") if quoted else (*VALUES, "'7'")


def is_sentence(said: ast.expr) -> bool:
    text = next(filled(said))
    return (
        not text.startswith(OF_TYPES)
        and sum(word.isalpha() and word.islower() for word in text.split()) > 1
    )


@pytest.mark.parametrize(
    ("file", "said"),
    [pytest.param(f, s, id=f"{f}-{ast.unparse(s)[:60]}") for f, s in sentences() if is_sentence(s)],
)
def test_what_is_wrong_with_a_file_is_said_in_german(file: str, said: ast.expr) -> None:
    german = [in_language(text, "de") for text in filled(said)]
    known = [it for it, text in zip(german, filled(said), strict=True) if it != text]
    assert any(not ENGLISH.search(it) for it in known), (file, next(filled(said)))


def test_the_sweep_finds_the_sentences() -> None:
    found = {next(filled(said)) for _, said in sentences()}
    assert "the quantity has no date" in found and len(found) > 100
