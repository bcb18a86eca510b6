"""What segments, fields and codes of EDIFACT, X12 and VDA mean, in words of ours and in each
language: tables that lie beside this file. Only codes that occur; any other has no meaning here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from central.edi.readers.field_table import At

LANGUAGES = ("en", "de")
"""In the order in which a table has its words."""
_BETWEEN = " | "
Table = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One value of a segment: where it stands, of what ``kind`` it is (a list of codes, or
    ``text``, ``number``, ``unit``, ``day``, ``clock``, ``date``), the place of a date's ``form``,
    and the ``label`` that names it. ``joins``: it belongs to the one before, ``<`` as what that
    is, ``+`` as its next part.
    """

    at: At
    kind: str
    form: At | None = None
    label: str = ""
    joins: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentMeaning:
    """Its name by language, and the values that are said of it."""

    name: Table
    places: tuple[Place, ...] = ()


@cache
def tables(name: str) -> Mapping[str, Table]:
    """The tables of a syntax (``edifact``, ``x12``, ``vda``), or those that all share."""
    found = tomllib.loads((resources.files(__name__) / f"{name}.toml").read_text("utf-8"))
    lists = {f"codes.{key}": table for key, table in found.pop("codes", {}).items()}
    return found | lists


def word(name: str, table: str, key: str, language: str) -> str:
    """The word of a key in that language; empty: the table has no such key."""
    line = tables(name).get(table, {}).get(key, "")
    return _in(line, language) if line else ""


def said(key: str, language: str, **values: object) -> str:
    """One of our own phrases, with its values."""
    return word("common", "words", key, language).format(**values)


@cache
def segment(syntax: str, tag: str) -> SegmentMeaning | None:
    """What a segment or record says; None: it is not known here."""
    line = tables(syntax)["segments"].get(tag)
    if line is None:
        return None
    names = dict(zip(LANGUAGES, line.split(_BETWEEN), strict=False))
    return SegmentMeaning(name=names, places=tuple(_places(line.split(_BETWEEN)[-1].split())))


def _in(line: str, language: str) -> str:
    words = line.split(_BETWEEN)
    return words[LANGUAGES.index(language) if language in LANGUAGES else 0]


def _places(specs: list[str]) -> Iterator[Place]:
    for spec in specs:
        at, _, rest = spec.partition("=")
        kind, _, label = rest.partition("@")
        joins = kind[0] if kind[0] in "<+" else ""
        kind, _, form = kind.removeprefix(joins).partition(":")
        yield Place(
            at=place(at), kind=kind, form=place(form) if form else None, label=label, joins=joins
        )


def place(text: str) -> At:
    """``1.2``: the second component of the first element."""
    element, _, component = text.partition(".")
    return At(int(element), int(component or 1))
