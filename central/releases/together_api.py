"""Many schedules with one reason, the newest instead of those before it, what is looked at later,
and what approving would do: by HTTP.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field

from central.access.guard import Guard
from central.access.rules import Principal, Right
from central.db.clock import now_us
from central.db.database import Actor, Database
from central.db.work import transact
from central.http.fields import Number, Strict
from central.http.problems import ProblemError
from central.releases import snoozes
from central.releases.json_text import Json, plain
from central.releases.preview import preview
from central.releases.together import (
    TOGETHER_MAX,
    Asked,
    Chosen,
    Together,
    act_on_many,
    take_newest,
)

Version = Annotated[int, Field(ge=1, le=2**31)]
Why = Annotated[str, Field(max_length=500, pattern=r"^[^\x00-\x08\x0b-\x1f]*$")]


class ChosenIn(Strict):
    """``version``: of the schedule as the person saw it."""

    schedule: Annotated[int, Field(ge=1, le=2**62)]
    version: Version


Hours = Annotated[int, Field(ge=1, le=snoozes.HOURS_MAX)]


class TogetherIn(Strict):
    """``hours``: of *snooze*."""

    action: Together
    hours: Hours = 24
    schedules: Annotated[list[ChosenIn], Field(min_length=1, max_length=TOGETHER_MAX)]
    why: Why = ""


class NewestIn(Strict):
    """``newest``: the last that waits behind it, as the person saw it."""

    version: Version
    newest: Annotated[int, Field(ge=1, le=2**62)]
    why: Why = ""


class SnoozeIn(Strict):
    hours: Hours


def add(router: APIRouter, db: Database, guard: Guard, announce: Callable[[], None]) -> None:
    _deciding(router, db, guard, announce)
    _putting_off(router, db, guard, announce)


def _deciding(router: APIRouter, db: Database, guard: Guard, announce: Callable[[], None]) -> None:
    planner = Depends(guard.requires(Right.PLAN_RELEASES))

    @router.post("/together")
    def post_together(body: TogetherIn, principal: Principal = planner) -> list[Json]:
        """One answer for each schedule, in the order of their numbers: its state now, and the
        reasons where nothing was done to it. Those do not keep others from being done.
        """
        chosen = [Chosen(schedule=it.schedule, version=it.version) for it in body.schedules]
        by = Actor(who=principal.who, why=body.why)
        asked = Asked(action=body.action, by=by, now_us=now_us(), hours=body.hours)
        outcomes = act_on_many(db, chosen, asked)
        announce()
        return [plain(outcome) for outcome in outcomes]

    @router.post("/schedules/{schedule}/take-newest")
    def post_newest(schedule: Number, body: NewestIn, principal: Principal = planner) -> Json:
        """Approves the newest that waits behind it, and rejects it and all between; or nothing."""
        by = Actor(who=principal.who, why=body.why)
        kept = take_newest(db, schedule, body.newest, by=by, now_us=now_us(), version=body.version)
        announce()
        found: Json = plain(kept)
        return found

    @router.get("/schedules/{schedule}/preview")
    def get_preview(schedule: Number, principal: Principal = planner) -> Json:
        """What approving and releasing it would do to the orders now; nothing is stored."""
        found = preview(db, schedule, by=Actor(who=principal.who), now_us=now_us())
        if found is None:
            raise ProblemError(409, "refused", f"Nothing is to be approved of schedule {schedule}.")
        shown: Json = plain(found)
        return shown


def _putting_off(
    router: APIRouter, db: Database, guard: Guard, announce: Callable[[], None]
) -> None:
    planner = Depends(guard.requires(Right.PLAN_RELEASES))

    @router.put("/schedules/{schedule}/snooze")
    def put_snooze(
        schedule: Number, body: SnoozeIn, principal: Principal = planner
    ) -> dict[str, int]:
        """Out of the inbox for some hours, until it changes, or until another waits behind it;
        never beyond its first delivery.
        """
        by = Actor(who=principal.who)
        until = transact(db, lambda work: snoozes.snooze(work, schedule, body.hours), by=by)
        announce()
        return {"schedule": schedule, "until_us": until}

    @router.delete("/schedules/{schedule}/snooze", status_code=204)
    def delete_snooze(schedule: Number, principal: Principal = planner) -> None:
        transact(db, lambda work: snoozes.wake(work, schedule), by=Actor(who=principal.who))
        announce()
