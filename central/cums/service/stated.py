"""What a schedule tells the cums: kept here, so that a cum is read without any schedule."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, update

from central.cums.model import Authorisation, Use
from central.cums.tables_stated import STATED
from central.db.bulk import AT_ONCE, insert_many

TOLD, AGREED = "told", "agreed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """By schedule ``schedule`` with the customer's ``number``, of the day ``on``."""

    schedule: int
    agreement: str
    part: str
    point: str
    number: str
    on: date
    counted_since: date | None
    cum: Decimal | None
    last_note: str
    authorisations: tuple[Authorisation, ...]


def tell(connection: Connection, stated: Iterable[Stated], *, now_us: int) -> None:
    """Those that state something."""
    rows: list[dict[str, Any]] = [
        {
            "schedule": it.schedule,
            "agreement": it.agreement,
            "part": it.part,
            "unloading_point": it.point,
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
        if it.cum is not None or it.last_note or it.authorisations
    ]
    insert_many(connection, STATED, rows)


def agree(connection: Connection, schedules: Collection[int], *, now_us: int) -> None:
    """They reconciled: their counts are ones that our books agree to."""
    values = {"state": AGREED, "agreed_us": now_us}
    for some in _portions(sorted(schedules)):
        connection.execute(update(STATED).where(STATED.c.schedule.in_(some)).values(values))


def withdraw(connection: Connection, schedules: Collection[int]) -> None:
    """A person rejected them: what they state counts for nothing."""
    for some in _portions(sorted(schedules)):
        connection.execute(delete(STATED).where(STATED.c.schedule.in_(some)))


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


def _portions(values: Sequence[int]) -> Iterable[Sequence[int]]:
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]
