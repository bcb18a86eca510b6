"""Calls by day: days are those of the reader's zone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from central.alarms.service import Response, response_of
from central.tracking.service.calls import CALLS, Call, calls_between
from central.web.local_time import midnight_us

DAYS_SHOWN = 14


def calls_of_day(connection: Connection, day: date) -> list[Call]:
    return calls_between(connection, midnight_us(day), midnight_us(day + timedelta(days=1)))


@dataclass(frozen=True, slots=True)
class DayOfCalls:
    """How calls of one kind were answered."""

    day: date
    kind: str
    response: Response


def responses(connection: Connection, until: date) -> Iterator[DayOfCalls]:
    """By day and kind, the newest day first; days without a call are left out."""
    for back in range(DAYS_SHOWN):
        day = until - timedelta(days=back)
        calls = calls_of_day(connection, day)
        for kind in CALLS:
            own = [call for call in calls if call.kind == kind]
            if own:
                yield DayOfCalls(day, kind, response_of(own))
