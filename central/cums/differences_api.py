"""Differences by HTTP: what receiving advice left missing or rejected, who looks after it, how a
person closes it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from central.access.guard import Guard
from central.access.rules import Principal, Right
from central.cums.api import Point, of, said
from central.cums.model import TOPIC
from central.cums.rules.closing import How
from central.cums.service.closing import AskedClosing, close_difference
from central.cums.service.differences import ZERO, assign, open_differences
from central.db.bus import Changes
from central.db.clock import now_us
from central.db.database import Actor, Database
from central.http.fields import Day, MaybeName, Name, Quantity, Strict, Why
from central.words.reasons import spoken


class CloseIn(Strict):
    """``quantity`` left out: all that can be closed so."""

    agreement: Name
    part: Name
    point: Point = ""
    note: Name
    how: How
    quantity: Quantity | None = None
    on: Day
    why: Why


class OwnerIn(Strict):
    """``owner`` empty: nobody."""

    agreement: Name
    part: Name
    point: Point = ""
    note: Name
    owner: MaybeName


def routes(db: Database, guard: Guard, changes: Changes) -> APIRouter:
    router = APIRouter(prefix="/api/v1/differences", tags=["cums"])
    _waiting(router, db, guard)
    _closing(router, db, guard, changes)
    return router


def _waiting(router: APIRouter, db: Database, guard: Guard) -> None:
    @router.get("", dependencies=[Depends(guard.requires(Right.READ_OFFICE))])
    def get_differences(
        sort: Annotated[str, Query(pattern="^(since|open)$")] = "since",
        open_from: Annotated[Decimal | None, Query(ge=0, max_digits=18, decimal_places=6)] = None,
    ) -> list[dict[str, Any]]:
        """Those that wait for a person, the oldest first, or with ``sort=open`` the largest;
        ``open_from``: of which at least so much waits.
        """
        found = [
            it for it in db.read(open_differences) if it.difference.open >= (open_from or ZERO)
        ]
        if sort == "open":
            found.sort(key=lambda it: it.difference.open, reverse=True)
        return [
            {
                "customer": it.customer,
                "agreement": it.agreement,
                "part": it.part,
                "point": it.point,
                "note": it.difference.note,
                "on": it.difference.on,
                "despatched": spoken(it.despatched),
                "received": spoken(it.received),
                "quantity": spoken(it.difference.quantity),
                "open": spoken(it.difference.open),
                "owner": it.owner,
                "since_us": it.since_us,
            }
            for it in found
        ]


def _closing(router: APIRouter, db: Database, guard: Guard, changes: Changes) -> None:
    corrector = Depends(guard.requires(Right.CORRECT_CUMS))

    @router.post("/close")
    def post_close(given: CloseIn, principal: Principal = corrector) -> dict[str, Any]:
        """found, lost or returned, by one person with a reason."""
        reasons = close_difference(
            db,
            of(given.agreement, given),
            given.note,
            AskedClosing(how=given.how, quantity=given.quantity, on=given.on),
            by=Actor(who=principal.who, why=given.why),
            now_us=now_us(),
        )
        return said(changes, reasons)

    @router.put("/owner")
    def put_owner(given: OwnerIn, principal: Principal = corrector) -> dict[str, Any]:
        by = Actor(who=principal.who)
        asked = of(given.agreement, given)
        db.write(lambda c: assign(c, asked, given.note, given.owner), by=by)
        changes.publish(TOPIC)
        return {"note": given.note, "owner": given.owner}
