"""``/module-orders``: modules that masters had cells order for calls, for whoever makes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy import Connection
from starlette.responses import Response, StreamingResponse

from central.db.database import Database
from central.tracking.service.module_orders import OrderedModule, ordered_modules
from central.web.csv_text import csv_cell, csv_line
from central.web.frame import Frame, Text, language_of, moment, words

COLUMNS = ("at", "module", "state", "call", "sequence", "vin", "by", "status", "rack", "feed")
SHOWN = 200
EXPORTED_AT_ONCE = 5_000
Before = Annotated[int | None, Query(ge=0, le=2**62)]


def routes(db: Database, frame: Frame) -> APIRouter:
    router = APIRouter(include_in_schema=False, dependencies=[Depends(frame.reader)])

    @router.get("/module-orders")
    def page(request: Request, module: Text = "", before: Before = None) -> Response:
        def read(connection: Connection) -> list[OrderedModule]:
            return ordered_modules(connection, module=module, before=before, limit=SHOWN + 1)

        found = db.read(read)
        older = found[SHOWN - 1].order.fact if len(found) > SHOWN else None
        return frame.page(
            request, "module_orders.html", found=found[:SHOWN], module=module, older=older
        )

    @router.get("/module-orders.csv")
    def export(request: Request, module: Text = "") -> Response:
        texts = words(language_of(request))
        return StreamingResponse(
            _csv(db, module, texts),
            media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="module-orders.csv"'},
        )

    return router


def _csv(db: Database, module: str, texts: Mapping[str, str]) -> Iterator[str]:
    """A piece at a time, each in a reading of its own."""
    language = texts["language"]
    yield "\ufeff" + csv_line([texts[f"modules.{name}"] for name in COLUMNS], language)
    before: int | None = None
    while True:
        found = db.read(_reading(module, before))
        yield "".join(csv_line(_cells(it, texts), language) for it in found)
        if len(found) < EXPORTED_AT_ONCE:
            return
        before = found[-1].order.fact


def _reading(module: str, before: int | None) -> Callable[[Connection], list[OrderedModule]]:
    return lambda c: ordered_modules(c, module=module, before=before, limit=EXPORTED_AT_ONCE)


def _cells(it: OrderedModule, texts: Mapping[str, str]) -> list[str]:
    order = it.order
    return [
        moment(order.at_us, texts["language"]),
        csv_cell(order.module),
        texts[f"modules.state.{it.state.value}"],
        csv_cell(order.call_number),
        csv_cell(it.sequence_number),
        csv_cell(order.vin),
        csv_cell(order.node),
        csv_cell(order.status),
        csv_cell(order.rack),
        csv_cell(order.feed),
    ]
