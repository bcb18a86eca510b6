"""A table of rows with one row, code or place less, and the cases that have to notice it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module

from central.edi.readers.field_table import (
    ALWAYS,
    ANY,
    IGNORE,
    OTHER,
    At,
    Codes,
    Otherwise,
    Row,
    Table,
)
from tests.support.edi.rows import Case

STANDS_THERE = {"PCI"}
"""Of these nothing is read but that they are there."""


def table_of(message: str) -> Table:
    found = import_module(f"central.edi.messages.{message}").TABLE
    assert isinstance(found, Table)
    return found


@contextmanager
def changed(
    table: Table, rows: Sequence[Row] | None = None, codes: Mapping[str, Codes] | None = None
) -> Iterator[None]:
    """The same table for everybody who has it, with those in place of its own."""
    was = dict(vars(table))
    Table.__init__(
        table, table.rows if rows is None else rows, checked=table.checked,
        codes=table.codes if codes is None else codes, unread=" ".join(table.unread),
    )  # fmt: skip
    try:
        yield
    finally:
        vars(table).update(was)


def without(table: Table, gone: Row, *instead: Row) -> list[Row]:
    return [each for it in table.rows for each in (instead if it is gone else (it,))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A code of ours, by the segment that it qualifies and the key of a profile that has it."""

    tag: str
    key: str
    code: str

    def __str__(self) -> str:
        return f"{self.tag} {self.code or 'none'} of {self.key}"

    def removed(self, table: Table) -> dict[str, Codes]:
        found = table.codes[self.tag]
        ours = {code: it for code, it in found.keys[self.key].items() if code != self.code}
        return {**table.codes, self.tag: replace(found, keys={**found.keys, self.key: ours})}


def codes_of(table: Table) -> list[Code]:
    """Those that something hangs on: a row of their meaning, or that others are refused."""
    found = []
    for tag, codes in table.codes.items():
        means = {row.means for row in table.rows if row.segment == tag}
        for key, ours in codes.keys.items():
            for code, meaning in ours.items():
                refused = codes.otherwise is Otherwise.REFUSED
                if meaning in means or refused or (means == {OTHER} and meaning != IGNORE):
                    found.append(Code(tag=tag, key=key, code=code))
    return found


def about_row(case: Case, table: Table, row: Row) -> bool:
    """Whether it is what a case says of one of its segments."""
    if case.into != row.into or (case.first and not row.stays):
        return False
    if row.after != (ANY,) and case.place not in row.after:
        return False
    if case.at and At(*map(int, case.at.split("."))) not in row.at:
        return False
    return any(
        case.body[it].split(case.form.element)[0] == row.segment
        and _means(case, table, row, case.body[it])
        for it in case.tested
    )


def documented(case: Case, table: Table) -> bool:
    """Whether the table, and with it the published page, says what the case does."""
    return not case.into or any(about_row(case, table, row) for row in table.rows)


def about_code(case: Case, table: Table, code: Code) -> bool:
    """Whether a segment of it has that code where it qualifies, or where a value is a code."""
    values = [row.at for row in table.rows if row.segment == code.tag and row.means == OTHER]
    places = {table.codes[code.tag].at, *(at for each in values for at in each)}
    return any(
        tag_of(case, it) == code.tag and code.code in qualifiers(case, case.body[it], at)
        for it in case.tested
        for at in places
    )


def tag_of(case: Case, index: int) -> str:
    return case.body[index].split(case.form.element)[0]


def qualifiers(case: Case, segment: str, at: At) -> list[str]:
    """What stands there; of each of its pairs where they repeat."""
    elements = [it.split(case.form.component) for it in segment.split(case.form.element)]
    if at.element:
        there = elements[at.element] if at.element < len(elements) else []
        return [there[at.component - 1] if at.component <= len(there) else ""]
    if at.component > 1:
        return [it[at.component - 1] if at.component <= len(it) else "" for it in elements[2:]]
    return [it[0] for it in elements[2::2]]


def _means(case: Case, table: Table, row: Row, segment: str) -> bool:
    codes = table.codes.get(row.segment)
    if codes is None or row.means in (OTHER, ALWAYS):
        return True
    meanings = codes.of(case.rules())
    return any(
        row.means in (meanings.get(code), f"={code}")
        for code in qualifiers(case, segment, codes.at)
    )


def emptied(case: Case, row: Row, place: At) -> Iterator[tuple[str, ...]]:
    """The case's message with nothing where the row's value stands, in each such segment; without
    the segment itself where that it stands there is all that is read.
    """
    for index in case.tested:
        if tag_of(case, index) != row.segment:
            continue
        if row.segment in STANDS_THERE:
            yield (*case.body[:index], *case.body[index + 1 :])
            continue
        elements = case.body[index].split(case.form.element)
        places = [place.element] if place.element else range(1, len(elements))
        for element in places:
            if element >= len(elements):
                continue
            parts = elements[element].split(case.form.component)
            if place.component > len(parts) or not parts[place.component - 1]:
                continue
            parts[place.component - 1] = ""
            segment = case.form.element.join(
                [*elements[:element], case.form.component.join(parts), *elements[element + 1 :]]
            )
            yield (*case.body[:index], segment, *case.body[index + 1 :])
