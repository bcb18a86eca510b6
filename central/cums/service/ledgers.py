"""The ledgers of many agreement parts at once: whole, or without their movements where the cums are
all that is asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Connection, func, select, text, tuple_

from central.agreements.model.keys import PartKey
from central.agreements.model.options import Returns
from central.cums.rules import ledger as books
from central.cums.rules.ledger import Balance, Ledger
from central.cums.rules.movements import Despatched, DespatchUndone, Movement, undo_on
from central.cums.service.differences import differences_of
from central.cums.service.movement_rows import COLUMNS, movement_of
from central.cums.tables_ledger import BY_PEOPLE, RESETS, cums, movements


def ledgers_of(connection: Connection, wanted: Mapping[PartKey, Returns]) -> dict[PartKey, Ledger]:
    """``ledger_of`` for many agreement parts, each with its option."""
    found: dict[PartKey, list[Movement]] = {key: [] for key in wanted}
    keys = sorted(wanted)
    whose = movements.c.agreement, movements.c.part
    for start in range(0, len(keys), 500):
        query = select(*whose, *COLUMNS).where(tuple_(*whose).in_(keys[start : start + 500]))
        for row in connection.execute(query.order_by(*whose, movements.c.seq)):
            found[PartKey(row.agreement, row.part)].append(movement_of(row[2:]))
    differing = differences_of(connection, keys)
    return {
        key: replace(books.load(held, wanted[key]), differences=differing.get(key, ()))
        for key, held in found.items()
    }


def sums_of(connection: Connection, wanted: Mapping[PartKey, Returns]) -> dict[PartKey, Ledger]:
    """Ledgers without their movements: cums, periods, differences and planned resets are right,
    notes are not held. Parts whose sums were made under another option are loaded whole.
    """
    resets: dict[PartKey, list[Movement]] = {}
    sums: dict[PartKey, list[Balance]] = {}
    others: set[PartKey] = set()
    keys = sorted(wanted)
    for start in range(0, len(keys), 500):
        some = keys[start : start + 500]
        of_cums = tuple_(cums.c.agreement, cums.c.part).in_(some)
        for row in connection.execute(select(cums).where(of_cums).order_by(cums.c.period)):
            key = PartKey(row.agreement, row.part)
            sums.setdefault(key, []).append(
                Balance(despatched=row.despatched, received=row.received)
            )
            if row.returns != wanted[key].value:
                others.add(key)
        whose = movements.c.agreement, movements.c.part
        query = select(*whose, *COLUMNS).where(tuple_(*whose).in_(some), text(RESETS))
        for row in connection.execute(query.order_by(movements.c.seq)):
            resets.setdefault(PartKey(row.agreement, row.part), []).append(movement_of(row[2:]))
    found = ledgers_of(connection, {key: wanted[key] for key in others})
    differing = differences_of(connection, wanted.keys() - others)
    for key in wanted.keys() - others:
        held = books.load(resets.get(key, ()), wanted[key])
        found[key] = replace(
            held, others=tuple(sums.get(key, ())), differences=differing.get(key, ())
        )
    return found


class Present(NamedTuple):
    """The cums of the present period and its first day, and how returns were summed in them."""

    balance: Balance
    start: date | None
    returns: Returns


def current_balances(connection: Connection) -> dict[PartKey, Present]:
    """Of every agreement part that ever moved."""
    query = select(cums).order_by(cums.c.agreement, cums.c.part, cums.c.period)
    return {
        PartKey(row.agreement, row.part): Present(
            Balance(despatched=row.despatched, received=row.received),
            row.start,
            Returns(row.returns),
        )
        for row in connection.execute(query)
    }


def first_days(connection: Connection, wanted: Collection[PartKey]) -> dict[PartKey, date]:
    """The earliest day of any despatch, undone ones too, or correction; parts without one are left
    out.
    """
    found = {}
    keys = sorted(wanted)
    whose = movements.c.agreement, movements.c.part
    for start in range(0, len(keys), 500):
        query = select(*whose, func.min(movements.c.on_day).label("first")).where(
            tuple_(*whose).in_(keys[start : start + 500]),
            movements.c.kind.in_(("despatched", "corrected")),
        )
        for row in connection.execute(query.group_by(*whose)):
            found[PartKey(row.agreement, row.part)] = row.first
    return found


def received_without_note(
    connection: Connection, wanted: Collection[PartKey]
) -> dict[PartKey, date]:
    """Agreement parts of which a count was booked without a note, and the last such day."""
    table, keys = movements.c, sorted(wanted)
    found: dict[PartKey, date] = {}
    for start in range(0, len(keys), 500):
        query = select(table.agreement, table.part, func.max(table.on_day)).where(
            table.note == "",
            tuple_(table.agreement, table.part).in_(keys[start : start + 500]),
            table.kind == "received",
        )
        for agreement, part, on in connection.execute(query.group_by(table.agreement, table.part)):
            found[PartKey(agreement, part)] = on
    return found


def returned_in_all(connection: Connection, of: PartKey) -> Decimal:
    """What ever came back of an agreement part; what came back of a note that was undone since went
    with it.
    """
    table = movements.c
    whose = table.agreement == of.agreement, table.part == of.part
    query = select(table.seq, table.note, table.quantity)
    rows = connection.execute(query.where(*whose, table.kind == "returned", text(BY_PEOPLE))).all()
    papers = sorted({row.note for row in rows} - {""})
    undone = select(table.note, func.max(table.seq)).where(
        *whose,
        table.kind == "despatch_undone",
        table.quantity.is_(None),
        table.note.in_(papers),
    )
    last = {note: seq for note, seq in connection.execute(undone.group_by(table.note))}
    return sum((row.quantity for row in rows if row.seq > last.get(row.note, 0)), Decimal(0))


def despatched_by_day(
    connection: Connection, agreement: str, first: date, last: date
) -> dict[date, Decimal]:
    """Of all parts of an agreement, by the day of the note; undone notes are not there."""
    query = (
        select(movements.c.part, *COLUMNS)
        .where(
            movements.c.agreement == agreement,
            movements.c.kind.in_(("despatched", "despatch_undone")),
        )
        .order_by(movements.c.part, movements.c.seq)
    )
    held: dict[str, dict[str, Despatched]] = defaultdict(dict)
    for part, *row in connection.execute(query):
        match movement_of(row):
            case Despatched() as note:
                held[part][note.note] = note
            case DespatchUndone(note=name) as undone if name in held[part]:
                undo_on(held[part], undone)
            case _:
                pass
    found: dict[date, Decimal] = {}
    for notes in held.values():
        for note in notes.values():
            if first <= note.on <= last:
                found[note.on] = found.get(note.on, Decimal(0)) + note.quantity
    return found
