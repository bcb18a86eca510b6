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

from sqlalchemy import Connection, func, select, text

from central.agreements.model.keys import CumKey
from central.agreements.model.options import Returns
from central.cums.rules import ledger as books
from central.cums.rules.ledger import Balance, Ledger
from central.cums.rules.movements import Despatched, DespatchUndone, Movement, undo_on
from central.cums.service.differences import differences_of
from central.cums.service.keys import is_of, portions, whose
from central.cums.service.movement_rows import COLUMNS, movement_of
from central.cums.tables_ledger import BY_PEOPLE, RESETS, cums, movements


def ledgers_of(connection: Connection, wanted: Mapping[CumKey, Returns]) -> dict[CumKey, Ledger]:
    """``ledger_of`` for many agreement parts, each with its option."""
    found: dict[CumKey, list[Movement]] = {key: [] for key in wanted}
    keys = sorted(wanted)
    mine = whose(movements)
    for some in portions(movements, keys):
        query = select(*mine, *COLUMNS).where(some)
        for row in connection.execute(query.order_by(*mine[:2], movements.c.seq)):
            found[CumKey(*row[:3])].append(movement_of(row[3:]))
    differing = differences_of(connection, keys)
    return {
        key: replace(books.load(held, wanted[key]), differences=differing.get(key, ()))
        for key, held in found.items()
    }


def sums_of(connection: Connection, wanted: Mapping[CumKey, Returns]) -> dict[CumKey, Ledger]:
    """Ledgers without their movements: cums, periods, differences and planned resets are right,
    notes are not held. Parts whose sums were made under another option are loaded whole.
    """
    resets: dict[CumKey, list[Movement]] = {}
    sums: dict[CumKey, list[Balance]] = {}
    others: set[CumKey] = set()
    keys = sorted(wanted)
    for some in portions(cums, keys):
        for row in connection.execute(select(cums).where(some).order_by(cums.c.period)):
            key = CumKey(row.agreement, row.part, row.point)
            sums.setdefault(key, []).append(
                Balance(despatched=row.despatched, received=row.received)
            )
            if row.returns != wanted[key].value:
                others.add(key)
    for some in portions(movements, keys):
        query = select(*whose(movements), *COLUMNS).where(some, text(RESETS))
        for row in connection.execute(query.order_by(movements.c.seq)):
            resets.setdefault(CumKey(*row[:3]), []).append(movement_of(row[3:]))
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


def current_balances(connection: Connection) -> dict[CumKey, Present]:
    """Of every cum that ever moved."""
    query = select(cums).order_by(*whose(cums), cums.c.period)
    return {
        CumKey(row.agreement, row.part, row.point): Present(
            Balance(despatched=row.despatched, received=row.received),
            row.start,
            Returns(row.returns),
        )
        for row in connection.execute(query)
    }


def first_days(connection: Connection, wanted: Collection[CumKey]) -> dict[CumKey, date]:
    """The earliest day of any despatch, undone ones too, or correction; parts without one are left
    out.
    """
    found = {}
    mine = whose(movements)
    for some in portions(movements, wanted):
        query = select(*mine, func.min(movements.c.on_day)).where(
            some, movements.c.kind.in_(("despatched", "corrected"))
        )
        for *key, first in connection.execute(query.group_by(*mine)):
            found[CumKey(*key)] = first
    return found


def received_without_note(connection: Connection, wanted: Collection[CumKey]) -> dict[CumKey, date]:
    """Agreement parts of which a count was booked without a note, and the last such day."""
    table, mine = movements.c, whose(movements)
    found: dict[CumKey, date] = {}
    for some in portions(movements, wanted):
        query = select(*mine, func.max(table.on_day)).where(
            table.note == "", some, table.kind == "received"
        )
        for *key, on in connection.execute(query.group_by(*mine)):
            found[CumKey(*key)] = on
    return found


def returned_in_all(connection: Connection, of: CumKey) -> Decimal:
    """What ever came back of an agreement part; what came back of a note that was undone since went
    with it.
    """
    table = movements.c
    mine = is_of(movements, of)
    query = select(table.seq, table.note, table.quantity)
    rows = connection.execute(query.where(mine, table.kind == "returned", text(BY_PEOPLE))).all()
    papers = sorted({row.note for row in rows} - {""})
    undone = select(table.note, func.max(table.seq)).where(
        mine,
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
        select(movements.c.part, movements.c.point, *COLUMNS)
        .where(
            movements.c.agreement == agreement,
            movements.c.kind.in_(("despatched", "despatch_undone")),
        )
        .order_by(movements.c.part, movements.c.seq)
    )
    held: dict[CumKey, dict[str, Despatched]] = defaultdict(dict)
    for part, point, *row in connection.execute(query):
        of = CumKey(agreement, part, point)
        match movement_of(row):
            case Despatched() as note:
                held[of][note.note] = note
            case DespatchUndone(note=name) as undone if name in held[of]:
                undo_on(held[of], undone)
            case _:
                pass
    found: dict[date, Decimal] = {}
    for notes in held.values():
        for note in notes.values():
            if first <= note.on <= last:
                found[note.on] = found.get(note.on, Decimal(0)) + note.quantity
    return found
