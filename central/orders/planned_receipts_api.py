"""What customers plan to receive, by HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from central.access.guard import Guard
from central.access.rules import Right
from central.db.clock import now_us
from central.db.database import Database
from central.http.fields import Day
from central.orders.rules.planned_receipts import Planned, Total
from central.orders.service.json_rows import Json, plain
from central.orders.service.planned_receipts import (
    DAYS,
    DAYS_MAX,
    Asked,
    planned_receipts,
)

Text = Annotated[str, Query(max_length=70)]


class PlannedOut(BaseModel):
    """``rows``: by day, window, customer and unloading point; ``totals``: by customer and part."""

    first: date
    last: date
    rows: list[Json]
    totals: list[Json]


def add(router: APIRouter, db: Database, guard: Guard) -> None:
    reader = Depends(guard.requires(Right.READ_OFFICE))

    @router.get("/planned-receipts", dependencies=[reader])
    def get_planned_receipts(
        first: Day | None = None,
        days: Annotated[int, Query(ge=1, le=DAYS_MAX)] = DAYS,
        customer: Text = "",
        unloading_point: Text = "",
        part: Text = "",
    ) -> PlannedOut:
        """What is to arrive on these days, what has left for it, and what is late; of days before
        them what is still to leave. Times are the customer's own.
        """
        asked = Asked(
            first=first, days=days, customer=customer, unloading_point=unloading_point, part=part
        )
        found = db.read(lambda c: planned_receipts(c, asked, now_us()))
        return PlannedOut(
            first=found.first,
            last=found.last,
            rows=[plain({**it.place._asdict(), **_figures(it)}) for it in found.rows],
            totals=[plain({**it.of._asdict(), **_figures(it)}) for it in found.totals],
        )


def _figures(it: Planned | Total) -> Json:
    return {"to_arrive": it.to_arrive, "left": it.left, "open": it.open, "late": it.late}
