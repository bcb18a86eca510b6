"""The last of our notes that a customer's schedules name: where notes alone are compared, it and
what left before it has arrived.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, func, select, tuple_

from central.agreements.model.keys import PartKey
from central.agreements.model.options import Returns
from central.cums.rules.named_note import after_named
from central.cums.service.ledgers import ledgers_of
from central.cums.tables_stated import STATED
from central.db.bulk import AT_ONCE


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedNote:
    """``note`` as schedule ``number`` of the day ``on`` names it."""

    note: str
    number: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class LastNote:
    """``after``: of the present period, what is on its way after it."""

    named: NamedNote
    after: Decimal


def named_notes(connection: Connection, wanted: Collection[PartKey]) -> dict[PartKey, NamedNote]:
    """By agreement part the note in the newest schedule that names one and was not rejected."""
    table, keys = STATED.c, sorted(wanted)
    found = {}
    for at in range(0, len(keys), AT_ONCE):
        newest = (
            select(func.max(table.schedule))
            .where(
                tuple_(table.agreement, table.part).in_(keys[at : at + AT_ONCE]),
                table.last_note != "",
            )
            .group_by(table.agreement, table.part)
        )
        for row in connection.execute(select(STATED).where(table.schedule.in_(newest))):
            key = PartKey(row.agreement, row.part)
            found[key] = NamedNote(note=row.last_note, number=row.number, on=row.on_day)
    return found


def last_notes(
    connection: Connection, wanted: Collection[PartKey], returns: Mapping[PartKey, Returns]
) -> dict[PartKey, LastNote]:
    """Where the note that is named stands in our books; the whole ledger of each part is read."""
    named = named_notes(connection, wanted)
    found = {}
    for key, ledger in ledgers_of(connection, {key: returns[key] for key in named}).items():
        last = ledger.note_named(named[key].note)
        if last is not None:
            found[key] = LastNote(named=named[key], after=after_named(ledger, last))
    return found
