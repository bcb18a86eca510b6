"""What the forms of units and notes have in common: the order lines and the packed units of one
place, from which a person chooses.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from fastapi import Request
from sqlalchemy import Connection

from central.db.clock import now_us
from central.despatch.desk_forms import LINES_MAX, UNITS_MAX, Form, name_typed
from central.despatch.service import listings
from central.http.fields import whole_of
from central.orders.service import reading
from central.orders.service.lines import rows_of
from central.orders.service.note_lines import ShipTo
from central.partners.service.days import day_of

DAYS_MAX = 31
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """``more``: how many lines or units are left out, because a form holds so many."""

    to: ShipTo
    days: int
    today: Any
    lines: list[Row]
    units: list[Row]
    more: bool


def place_asked(given: Mapping[str, str]) -> ShipTo:
    """Of a query or a form."""
    return ShipTo(
        customer=name_typed(given, "customer"),
        plant=name_typed(given, "plant"),
        unloading_point=name_typed(given, "point"),
    )


def days_asked(given: Form) -> int:
    return max(1, min(DAYS_MAX, whole_of(given.get("days", "")) or listings.DAYS))


def choice(connection: Connection, to: ShipTo, days: int, also: Collection[int] = ()) -> Choice:
    """What is due there in so many days and on no note, and ``also`` these lines."""
    today = day_of(connection, to.customer, now_us())
    wanted = reading.Wanted(
        customer=to.customer,
        place=(to.plant, to.unloading_point),
        free=True,
        last=today + timedelta(days=days - 1),
        rows=LINES_MAX,
    )
    page = reading.line_page(connection, wanted)
    there = {row["line"] for row in page.rows}
    others = [_with_free(row) for row in rows_of(connection, set(also) - there)]
    lines = sorted([*page.rows, *others], key=_due)
    packed = [
        row
        for row in listings.free_units(connection, to.customer, rows=1000).rows
        if (row["plant"], row["unloading_point"]) == (to.plant, to.unloading_point)
    ]
    more = page.after is not None or len(packed) > UNITS_MAX
    return Choice(to=to, days=days, today=today, lines=lines, units=packed[:UNITS_MAX], more=more)


def _with_free(row: Any) -> Row:
    left = row.quantity - row.despatched
    return {**row._mapping, "open": left, "free": left - row.awaiting}  # noqa: SLF001


def _due(row: Row) -> Any:
    return row["on_day"], row["at_time"], row["line"]


def asked(request: Request) -> dict[str, str]:
    return dict(request.query_params)
