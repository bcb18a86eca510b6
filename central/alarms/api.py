"""Alarms by HTTP: what is open, what was sent, who takes it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from central.access.guard import Guard
from central.access.rules import Principal, Right
from central.alarms import service, watch
from central.alarms.days import calls_of_day
from central.alarms.service import AlarmView, CallView, SendingView
from central.db.clock import now_us
from central.db.database import Actor, Database
from central.http.fields import Number
from central.http.limits import PAGE_ROWS_MAX
from central.http.problems import ProblemError

Limit = Annotated[int, Query(ge=1, le=PAGE_ROWS_MAX)]


def routes(db: Database, guard: Guard) -> APIRouter:
    router = APIRouter(prefix="/api/v1/alarms", tags=["alarms"])
    reader = Depends(guard.requires(Right.READ_TRACKING))
    taker = Depends(guard.requires(Right.TAKE_ALARMS))

    @router.get("", dependencies=[reader])
    def alarms() -> list[AlarmView]:
        """Those that a rule is for and that are not over, the oldest first."""
        return db.read(service.alarms_now)

    @router.get("/sendings", dependencies=[reader])
    def sendings(limit: Limit = 200) -> list[SendingView]:
        """Every message by its way, the newest first, with tries and the last failure."""
        return db.read(lambda c: service.sendings_now(c, limit))

    @router.get("/calls", dependencies=[reader])
    def calls(day: date) -> list[CallView]:
        """Calls for help of a day, with seconds until each was taken and closed."""
        return [service.view_of(it) for it in db.read(lambda c: calls_of_day(c, day))]

    @router.post("/{alarm}/take", status_code=204)
    def take(alarm: Number, principal: Principal = taker) -> None:
        """From now on nobody else is told. 404: there is none; 409: it is over, or somebody has
        taken it.
        """
        if not take_it(db, alarm, principal):
            raise ProblemError(
                409, "alarm_not_open", f"Alarm {alarm} is over, or somebody has taken it."
            )

    return router


def take_it(db: Database, alarm: Number, principal: Principal) -> bool:
    """False: it is over, or somebody has taken it."""
    if not db.read(lambda c: service.is_known(c, alarm)):
        raise ProblemError(404, "not_found", f"There is no alarm {alarm}.")
    by = Actor(who=principal.who, why="takes the alarm")
    return db.write(
        lambda c: watch.take(c, alarm, principal.name or principal.who, now_us()), by=by
    )
