"""Alarms of central itself by HTTP: read, taken, closed."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field

from central.access.guard import Guard
from central.access.rules import Principal, Right
from central.db.bus import Changes
from central.db.database import Actor, Database
from central.db.work import transact
from central.http.fields import Number, Strict
from central.http.limits import PAGE_ROWS_MAX
from central.tracking.service import own_alarms

Limit = Annotated[int, Query(ge=1, le=PAGE_ROWS_MAX)]


class CloseIn(Strict):
    """What was done about it."""

    reason: Annotated[str, Field(max_length=own_alarms.NOTE_MAX)]


def routes(db: Database, guard: Guard, changes: Changes) -> APIRouter:
    router = APIRouter(prefix="/api/v1/tracking/alarms", tags=["tracking"])
    reader = Depends(guard.requires(Right.READ_TRACKING))
    taker = Depends(guard.requires(Right.TAKE_ALARMS))

    @router.get("", dependencies=[reader])
    def alarms(open_only: bool = False, limit: Limit = 1000) -> Response:
        """What central itself saw that must not be, the newest first, and who closed it why."""
        found = own_alarms.list_alarms(db, open_only=open_only, limit=limit)
        return Response(msgspec.json.encode(found), media_type="application/json")

    @router.post("/{alarm}/take", status_code=204)
    def take(alarm: Number, principal: Principal = taker) -> None:
        """The caller looks after it. 409: it is not open."""
        owner = principal.name or principal.who
        by = Actor(who=principal.who, why="takes the alarm")
        transact(db, lambda work: own_alarms.take(work, alarm, owner), by=by)
        changes.publish(own_alarms.TOPIC)

    @router.post("/{alarm}/close", status_code=204)
    def close(alarm: Number, given: CloseIn, principal: Principal = taker) -> None:
        """It is settled, and leaves desk and board until it is raised again. 409: it is not open,
        or no reason is given.
        """
        by = Actor(who=principal.who, why=given.reason.strip())
        transact(db, lambda work: own_alarms.close(work, alarm, given.reason), by=by)
        changes.publish(own_alarms.TOPIC)

    return router
