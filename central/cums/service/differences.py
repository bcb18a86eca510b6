"""What receiving advice says is missing or rejected of notes that stand."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, select, text, tuple_, update

from central.cums.rules.ledger import Difference
from central.cums.tables_ledger import movements
from central.cums.tables_receipts import DIFFERING, receipts

ZERO = Decimal(0)
AT_ONCE = 300
Of = tuple[str, str]


@dataclass(slots=True)
class _Note:
    on: date
    despatched: Decimal
    received: Decimal = ZERO


def differences_of(
    connection: Connection, wanted: Collection[Of]
) -> dict[Of, tuple[Difference, ...]]:
    """By agreement part, whatever the period; parts without any are left out. What a later advice
    books of the same note is a difference no more.
    """
    told = _told(connection, wanted)
    notes = _notes(connection, told)
    found: dict[Of, list[Difference]] = {}
    for agreement, part, name in sorted(told):
        note = notes.get((agreement, part, name))
        if note is None or note.received >= note.despatched:
            continue
        difference = Difference(note=name, on=note.on, quantity=note.despatched - note.received)
        found.setdefault((agreement, part), []).append(difference)
    return {key: tuple(each) for key, each in found.items()}


def close_differences(connection: Connection, note: str) -> None:
    """The note is undone: what stands under its number afterwards is another one."""
    connection.execute(update(receipts).where(receipts.c.note == note).values(missing=None))


def _told(connection: Connection, wanted: Collection[Of]) -> set[tuple[str, str, str]]:
    """Notes of which an advice left something unaccounted for."""
    table, keys = receipts.c, sorted(wanted)
    found: set[tuple[str, str, str]] = set()
    for start in range(0, len(keys), AT_ONCE):
        query = select(table.agreement, table.part, table.note).where(
            tuple_(table.agreement, table.part).in_(keys[start : start + AT_ONCE]),
            text(DIFFERING),
        )
        found |= {(row.agreement, row.part, row.note) for row in connection.execute(query)}
    return found


def _notes(
    connection: Connection, wanted: Collection[tuple[str, str, str]]
) -> dict[tuple[str, str, str], _Note]:
    """Those that stand."""
    table, keys = movements.c, sorted(wanted)
    found: dict[tuple[str, str, str], _Note] = {}
    for start in range(0, len(keys), AT_ONCE):
        columns = (table.agreement, table.part, table.note)
        query = (
            select(*columns, table.kind, table.on_day, table.quantity)
            .where(tuple_(*columns).in_(keys[start : start + AT_ONCE]))
            .order_by(table.agreement, table.part, table.seq)
        )
        for agreement, part, note, kind, on, quantity in connection.execute(query):
            key = agreement, part, note
            if kind == "despatched":
                found[key] = _Note(on=on, despatched=quantity)
            elif kind == "despatch_undone":
                found.pop(key, None)
            elif kind == "received" and key in found:
                found[key].received += quantity
    return found
