"""The last of our notes that a customer's schedules name: where notes alone are compared, it and
what left before it has arrived.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection

from central.agreements.model.keys import CumKey
from central.agreements.model.options import Returns
from central.cums.rules.named_note import after_named
from central.cums.service.ledgers import ledgers_of
from central.cums.service.stated import newest_stated
from central.cums.tables_stated import STATED


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


def named_notes(connection: Connection, wanted: Collection[CumKey]) -> dict[CumKey, NamedNote]:
    """By agreement part the note in the newest schedule that names one and was not rejected."""
    return {
        key: NamedNote(note=row.last_note, number=row.number, on=row.on_day)
        for key, row in newest_stated(connection, wanted, STATED.c.last_note != "")
    }


def last_notes(
    connection: Connection, wanted: Collection[CumKey], returns: Mapping[CumKey, Returns]
) -> dict[CumKey, LastNote]:
    """Where the note that is named stands in our books; the whole ledger of each part is read."""
    named = named_notes(connection, wanted)
    found = {}
    for key, ledger in ledgers_of(connection, {key: returns[key] for key in named}).items():
        last = ledger.note_named(named[key].note)
        if last is not None:
            found[key] = LastNote(named=named[key], after=after_named(ledger, last))
    return found
