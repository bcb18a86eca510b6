"""Alarms of central itself by HTTP: read, taken, closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field

from central.access.guard import Guard
from central.access.rules import Principal, Right
from central.db.bus import Changes
from central.db.database import Actor, Database
from central.db.work import Work, transact
from central.http.fields import Number, Strict
from central.http.limits import PAGE_ROWS_MAX
from central.http.problems import ProblemError
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
    def alarms(
        open_only: bool = False, state: own_alarms.AlarmState | None = None, limit: Limit = 1000
    ) -> Response:
        """What central itself saw that must not be, the newest first, and who closed it why; of one
        ``state``, or with ``open_only`` those that nobody closed.
        """
        found = own_alarms.list_alarms(db, open_only=open_only, state=state, limit=limit)
        return Response(msgspec.json.encode(found), media_type="application/json")

    def change(alarm: Number, by: Actor, do: Callable[[Work], None]) -> None:
        try:
            transact(db, do, by=by)
        except own_alarms.AlarmUnknownError as error:
            raise ProblemError(404, "not_found", f"There is no alarm {alarm}.") from error
        changes.publish(own_alarms.TOPIC)

    @router.post("/{alarm}/take", status_code=204)
    def take(alarm: Number, principal: Principal = taker) -> None:
        """The caller looks after it. 404: there is none; 409: it is closed."""
        owner = principal.name or principal.who
        by = Actor(who=principal.who, why="takes the alarm")
        change(alarm, by, lambda work: own_alarms.take(work, alarm, owner))

    @router.post("/{alarm}/close", status_code=204)
    def close(alarm: Number, given: CloseIn, principal: Principal = taker) -> None:
        """It is settled, and leaves desk and board until it is raised again. 404: there is none;
        409: it is closed, or no reason is given.
        """
        by = Actor(who=principal.who, why=given.reason.strip())
        change(alarm, by, lambda work: own_alarms.close(work, alarm, given.reason))

    return router
