"""What a schedule tells the cums: kept here, so that a cum is read without any schedule."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, delete, func, select, tuple_, update

from central.agreements.model.keys import CumKey
from central.cums.model import Authorisation, Use
from central.cums.service.keys import portions_of
from central.cums.tables_stated import STATED
from central.db.bulk import insert_many

TOLD, AGREED = "told", "agreed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """By schedule ``schedule`` of that ``kind`` with the customer's ``number``, of the day ``on``,
    for the unloading point ``point``.
    """

    schedule: int
    agreement: str
    part: str
    point: str
    kind: str
    number: str
    on: date
    counted_since: date | None
    cum: Decimal | None
    last_note: str
    authorisations: tuple[Authorisation, ...]


def tell(connection: Connection, stated: Iterable[Stated], *, now_us: int) -> None:
    """Each, whatever it states: what the customer knew when they asked is known by it."""
    rows: list[dict[str, Any]] = [
        {
            "schedule": it.schedule,
            "agreement": it.agreement,
            "part": it.part,
            "unloading_point": it.point,
            "kind": it.kind,
            "number": it.number,
            "on_day": it.on,
            "counted_since": it.counted_since,
            "cum": it.cum,
            "last_note": it.last_note,
            "authorisations": authorisations_to(it.authorisations),
            "told_us": now_us,
            "state": TOLD,
            "agreed_us": None,
        }
        for it in stated
    ]
    insert_many(connection, STATED, rows)


def agree(
    connection: Connection, schedules: Collection[int], counted: Collection[int], *, now_us: int
) -> None:
    """They reconciled. Of those ``counted`` the count is one that our books agree to."""
    for some in portions_of(sorted(schedules)):
        mine = update(STATED).where(STATED.c.schedule.in_(some))
        connection.execute(mine.values(agreed_us=now_us))
    for some in portions_of(sorted(counted)):
        mine = update(STATED).where(STATED.c.schedule.in_(some))
        connection.execute(mine.values(state=AGREED))


def withdraw(connection: Connection, schedules: Collection[int]) -> None:
    """A person rejected them: what they state counts for nothing."""
    for some in portions_of(sorted(schedules)):
        connection.execute(delete(STATED).where(STATED.c.schedule.in_(some)))


def told_for(of: CumKey) -> ColumnElement[bool]:
    """What is stated of the cum: for its unloading point, or for whichever of the part's."""
    table = STATED.c
    mine = and_(table.agreement == of.agreement, table.part == of.part)
    return and_(mine, table.unloading_point == of.point) if of.point else mine


def newest_stated(
    connection: Connection, wanted: Collection[CumKey], *which: ColumnElement[bool]
) -> Iterator[tuple[CumKey, Any]]:
    """Of each cum the newest that is so; of those that nothing was stated of, nothing."""
    table = STATED.c
    of_point = table.agreement, table.part, table.unloading_point
    for columns in (of_point[:2], of_point):
        width = len(columns)
        keys = sorted(key for key in wanted if bool(key.point) is (width == len(of_point)))
        for some in portions_of(keys):
            mine = tuple_(*columns).in_([key[:width] for key in some])
            newest = select(func.max(table.schedule)).where(mine, *which).group_by(*columns)
            query = select(*columns, STATED).where(table.schedule.in_(newest))
            for row in connection.execute(query):
                yield CumKey(*row[:width]), row


class _Authorised(msgspec.Struct):
    use: Use
    cum: str
    until: date | None = None


_AUTHORISED = msgspec.json.Decoder(list[_Authorised])


def authorisations_to(authorisations: Iterable[Authorisation]) -> str:
    stored = [_Authorised(use=a.use, cum=f"{a.cum:f}", until=a.until) for a in authorisations]
    return msgspec.json.encode(stored).decode()


def authorisations_from(text: str) -> tuple[Authorisation, ...]:
    return tuple(
        Authorisation(use=each.use, cum=Decimal(each.cum), until=each.until)
        for each in _AUTHORISED.decode(text)
    )
