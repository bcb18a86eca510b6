"""What of a note the customer knew to be missing or rejected when they last asked: it is in what
they asked then, and is not ordered a second time when the note is undone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Connection, or_, select

from central.agreements.model.keys import CumKey
from central.cums.service.differences import NoteKey, Told, known_then, returned_of
from central.cums.service.stated import AGREED
from central.cums.tables_stated import STATED


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


def asked_anew(connection: Connection, of: CumKey, note: str, asks: Asks) -> AskedAnew | None:
    """By the newest of their schedules that reconciled, whatever the period of the note. None: they
    asked nothing since, or did not know it.
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
    told = {of: Told(told_us=row.told_us, agreed_us=max(row.told_us, row.agreed_us or 0))}
    known = known_then(connection, told, {}, returned_of(connection, [of]))
    then = known.get(NoteKey(*of, note))
    if then is None or not then.apart:
        return None
    return AskedAnew(quantity=then.apart, number=row.number, on=row.on_day)
