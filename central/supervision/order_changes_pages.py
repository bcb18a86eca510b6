"""``/order-changes``: orders that came, changed or were cancelled on a day, by the day on which
they are to be built; as CSV too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

from fastapi import APIRouter, Depends, Request
from sqlalchemy import Connection
from starlette.responses import Response

from central.broadcast.service.order_changes import OrderChange, order_changes
from central.db.clock import now_us
from central.db.database import Database
from central.web.csv_text import csv_cell, csv_line
from central.web.frame import Frame, language_of, moment, words
from central.web.local_time import day_of, midnight_us
from central.web.printed import day as day_text

COLUMNS = (
    "received_us",
    "feed",
    "call_number",
    "sequence_number",
    "vin",
    "change",
    "late",
    "built",
    "fields",
)


def routes(db: Database, frame: Frame) -> APIRouter:
    router = APIRouter(include_in_schema=False, dependencies=[Depends(frame.reader)])

    @router.get("/order-changes")
    def page(request: Request, day: date | None = None) -> Response:
        chosen = day or day_of(now_us())
        found = db.read(lambda c: _changes(c, chosen))
        return frame.page(
            request,
            "order_changes.html",
            changes=found,
            days=_by_build_day(found),
            chosen=chosen,
            before=chosen - timedelta(days=1),
            day_of=day_of,
        )

    @router.get("/order-changes.csv")
    def export(request: Request, day: date | None = None) -> Response:
        chosen = day or day_of(now_us())
        texts = words(language_of(request))
        lines = [[texts[f"changes.{name}"] for name in COLUMNS]]
        lines += [_cells(it, texts) for it in db.read(lambda c: _changes(c, chosen))]
        return Response(
            "\ufeff" + "".join(csv_line(cells, texts["language"]) for cells in lines),
            media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="order-changes-{chosen}.csv"'},
        )

    return router


def _changes(connection: Connection, day: date) -> list[OrderChange]:
    return order_changes(connection, midnight_us(day), midnight_us(day + timedelta(days=1)))


def _by_build_day(changes: list[OrderChange]) -> list[tuple[date, Counter[str]]]:
    """How many of each kind, and how many of them late, by the day on which they are built."""
    counts: dict[date, Counter[str]] = {}
    for it in changes:
        own = counts.setdefault(day_of(it.built_us), Counter())
        own[it.what.value] += 1
        own["late"] += it.late
    return sorted(counts.items())


def _cells(it: OrderChange, texts: Mapping[str, str]) -> list[str]:
    return [
        moment(it.received_us, texts["language"]),
        it.feed,
        csv_cell(it.call_number),
        csv_cell(it.sequence_number),
        csv_cell(it.vin),
        texts[f"changes.{it.what.value}"],
        texts["changes.late"] if it.late else "",
        day_text(day_of(it.built_us), texts["language"]),
        csv_cell(", ".join(texts.get(f"field.{name}", name) for name in it.fields)),
    ]
