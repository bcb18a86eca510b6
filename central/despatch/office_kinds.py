"""Ranges of numbers in files of the office."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from central.db.work import Work
from central.despatch.rules.ranges import NumberRange
from central.despatch.service import ranges
from central.folders.office_kind import Entry, OfficeKind, Table, what_changed
from central.words.spelling import spell


def _store(work: Work, entry: Entry) -> str:
    return what_changed(ranges.save_range(work, entry.value), entry.value)


def _tables(connection: Connection) -> Iterator[Table]:
    return (spell(it) for it in ranges.all_ranges(connection))


KINDS = (
    OfficeKind(name="number_range", place=80, shape=NumberRange, store=_store, tables=_tables),
)
