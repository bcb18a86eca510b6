"""What of a note the customer knew to be missing or rejected when they last asked: it is in what
they asked then, and is not ordered a second time when the note is undone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Connection, or_, select

from central.agreements.model.keys import CumKey
from central.cums.service.counts import begun_us
from central.cums.service.differences import NoteKey, Told, known_then, notes_of, returned_of
from central.cums.service.keys import is_of
from central.cums.service.stated import AGREED
from central.cums.tables_ledger import cums
from central.cums.tables_stated import STATED

ZERO = Decimal(0)


class Asks(NamedTuple):
    """Who asked for an order line: schedules of the kind for the unloading point."""

    kind: str
    point: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAnew:
    """``quantity`` of the note, by schedule ``number`` of the day ``on``."""

    quantity: Decimal
    number: str
    on: date


def asked_anew(
    connection: Connection, of: CumKey, note: str, asks: Asks, *, counts: bool
) -> AskedAnew | None:
    """By the newest of their schedules that reconciled. Where the customer ``counts``, one of a new
    count asks without anything of the notes of before. None: they asked nothing since, or did not
    know it.
    """
    table = STATED.c
    query = select(STATED).where(
        table.agreement == of.agreement,
        table.part == of.part,
        table.kind == asks.kind,
        table.unloading_point == asks.point,
        or_(table.agreed_us.is_not(None), table.state == AGREED),
    )
    row = connection.execute(query.order_by(table.schedule.desc()).limit(1)).one_or_none()
    if row is None:
        return None
    key = NoteKey(*of, note)
    told = Told(told_us=row.told_us, agreed_us=max(row.told_us, row.agreed_us or 0))
    known = known_then(connection, {of: told}, {}, returned_of(connection, [of])).get(key)
    quantity = known.apart if known is not None else ZERO
    if counts:
        quantity = _of_count_before(connection, key, row, told) or quantity
    if not quantity:
        return None
    return AskedAnew(quantity=quantity, number=row.number, on=row.on_day)


def _of_count_before(connection: Connection, key: NoteKey, row: Any, told: Told) -> Decimal:
    """All of a note of a period before, where the schedule asks in the present one."""
    of = key.of
    query = select(cums.c.start).where(is_of(cums, of)).order_by(cums.c.period.desc()).limit(1)
    start = connection.execute(query).scalar()
    if start is None or (row.counted_since or row.on_day) < start:
        return ZERO
    if row.counted_since is None and told.agreed_us < begun_us(connection, [of]).get(of, 0):
        return ZERO
    stands = notes_of(connection, {key}).get(key)
    return stands.despatched if stands is not None and stands.on < start else ZERO
