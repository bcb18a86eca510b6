"""Order lines by hand, by HTTP: ``/api/v1/orders/lines``."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from central.access.guard import Guard
from central.access.rules import Principal, Right
from central.cums.model import TOPIC
from central.db.bus import Changes
from central.db.clock import now_us
from central.db.database import Actor, Database
from central.http import bodies
from central.http.bodies import Table
from central.http.fields import Number, Strict, Why
from central.orders.rules.by_hand import OrderChange, OrderWish
from central.orders.service import by_hand
from central.orders.service.json_rows import Json
from central.orders.service.json_rows import plain as plain_row
from central.releases import order_entry
from central.releases.json_text import plain


class CancelIn(Strict):
    """``seen``: ``changed_us`` of the line as it was seen; empty: whatever it is now."""

    why: Why
    seen: str = Field(default="", max_length=20)


class LineTaken(BaseModel):
    """``reasons``: what stands with it and does not stop it."""

    line: int
    reasons: list[str]


def routes(db: Database, guard: Guard, changes: Changes) -> APIRouter:
    router = APIRouter(prefix="/api/v1/orders", tags=["orders"])
    reader = Depends(guard.requires(Right.READ_OFFICE))
    planner = Depends(guard.requires(Right.PLAN_RELEASES))

    @router.get("/lines/{line}", dependencies=[reader])
    def get_line(line: Number) -> Json:
        """``entered``: who entered it by hand, and why; null: a schedule wrote it."""
        found = bodies.known(db.read(lambda c: by_hand.line_of(c, line)), f"order line {line}")
        row, entry = found
        return {**plain_row(row), "entered": plain(entry)}

    @router.post("/lines", openapi_extra=bodies.takes(OrderWish))
    def post_line(body: Table, principal: Principal = planner) -> LineTaken:
        """A spare part, a sample, a call: held to what a line of a schedule is held to. 409: it is
        refused, with every reason.
        """
        wish = bodies.of(OrderWish, body)
        line = order_entry.enter(db, wish, by=Actor(who=principal.who), now_us=now_us())
        changes.publish(TOPIC)
        found = db.read(lambda c: by_hand.line_of(c, line))
        entry = found[1] if found is not None else None
        said = [reason.text for reason in entry.reasons] if entry is not None else []
        return LineTaken(line=line, reasons=said)

    _changing(router, db, guard, changes)
    return router


def _changing(router: APIRouter, db: Database, guard: Guard, changes: Changes) -> None:
    planner = Depends(guard.requires(Right.PLAN_RELEASES))

    @router.put("/lines/{line}", openapi_extra=bodies.takes(OrderChange))
    def put_line(line: Number, body: Table, principal: Principal = planner) -> LineTaken:
        """Of a line by hand, while nothing of it has left or awaits departure."""
        wish = bodies.of(OrderChange, body)
        said = order_entry.change(db, line, wish, by=Actor(who=principal.who), now_us=now_us())
        changes.publish(TOPIC)
        return LineTaken(line=line, reasons=[reason.text for reason in said])

    @router.post("/lines/{line}/cancel")
    def post_cancel(line: Number, given: CancelIn, principal: Principal = planner) -> LineTaken:
        """A line by hand, or what is open of one in a contract that takes no more for its part."""
        by = Actor(who=principal.who, why=given.why)
        order_entry.cancel(db, line, by=by, now_us=now_us(), seen=given.seen)
        changes.publish(TOPIC)
        return LineTaken(line=line, reasons=[])
