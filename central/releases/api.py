"""Schedules by HTTP: what they are, and what a planner does with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from central.access.guard import Guard
from central.access.rules import Principal, Right
from central.db.bus import Changes
from central.db.clock import now_us
from central.db.database import Actor, Database
from central.db.work import transact
from central.http.fields import Number, Strict
from central.http.limits import PAGE_ROWS_MAX
from central.http.problems import ProblemError
from central.releases import entry_api, flow, service, together_api, unprocessed
from central.releases.json_text import Json, plain
from central.releases.rules.states import State
from central.releases.rules.steps import Step
from central.releases.schedules import StoredSchedule

Text = Annotated[str, Query(max_length=70)]
Before = Annotated[int | None, Query(ge=1, le=2**62)]
Rows = Annotated[int, Query(ge=1, le=PAGE_ROWS_MAX)]
Why = Annotated[str, Field(max_length=500, pattern=r"^[^\x00-\x08\x0b-\x1f]*$")]
TOPIC = "releases"


class Act(Strict):
    """``version``: of the schedule as the person saw it; another one by now is answered 409."""

    version: Annotated[int, Field(ge=1, le=2**31)]
    why: Why = ""


class StepIn(Act):
    step: Step


class ReleaseIn(Act):
    """``unviewed``: released although nobody has looked at it."""

    unviewed: bool = False


class OwnerIn(Strict):
    """Empty: nobody."""

    owner: Annotated[str, Field(max_length=70, pattern=r"^[^\x00-\x1f]*$")]


class DismissIn(Strict):
    why: Annotated[Why, Field(min_length=1)]


class Action(StrEnum):
    """What a planner does to one schedule; ``release`` and ``step`` have addresses of their own."""

    APPROVE = "approve"
    REJECT = "reject"
    RERUN = "rerun"
    REMOVE = "remove"


ACTS: Mapping[Action, Callable[..., StoredSchedule]] = {
    Action.APPROVE: flow.approve,
    Action.REJECT: flow.reject,
    Action.RERUN: flow.rerun,
    Action.REMOVE: flow.remove,
}


def routes(db: Database, guard: Guard, changes: Changes, wake: Callable[[], None]) -> APIRouter:
    """``wake`` runs the flow at once."""
    router = APIRouter(prefix="/api/v1/releases", tags=["releases"])

    def announce() -> None:
        changes.publish(TOPIC)
        wake()

    _lists(router, db, guard)
    _net_change(router, db, guard)
    _one(router, db, guard)
    entry_api.add(router, db, guard, announce)
    together_api.add(router, db, guard, announce)
    _steps(router, db, guard, announce)
    _care(router, db, guard, announce)
    _decisions(router, db, guard, announce)
    _entries(router, db, guard, announce)
    return router


def _lists(router: APIRouter, db: Database, guard: Guard) -> None:
    reader = Depends(guard.requires(Right.READ_OFFICE))

    @router.get("/inbox", dependencies=[reader])
    def get_inbox(snoozed: bool = False) -> Json:
        """The most urgent first; ``counts`` says how many there are of each kind. ``snoozed``:
        what somebody looks at later, and nothing else; ``later`` how many that are.
        """
        found = db.read(lambda c: service.inbox(c, now_us(), snoozed=snoozed))
        return {
            "entries": plain(found.entries),
            "later": found.later,
            "counts": plain(db.read(service.counts)),
        }

    @router.get("/schedules", dependencies=[reader])
    def get_schedules(
        customer: Text = "",
        agreement: Text = "",
        part: Text = "",
        state: State | None = None,
        unviewed: bool = False,
        before: Before = None,
        limit: Rows = 100,
    ) -> list[Json]:
        """The newest first; ``before`` the last one's number continues the list."""
        wanted = service.SchedulesWanted(
            customer=customer,
            agreement=agreement,
            part=part,
            state=state.value if state is not None else "",
            unviewed=unviewed,
        )
        found = db.read(lambda c: service.schedule_list(c, wanted, before=before, most=limit))
        return [plain(kept) for kept in found]


def _net_change(router: APIRouter, db: Database, guard: Guard) -> None:
    reader = Depends(guard.requires(Right.READ_OFFICE))

    @router.get("/net-change", dependencies=[reader])
    def get_net_change(
        customer: Text = "",
        part: Text = "",
        unviewed: bool = False,
        before: Before = None,
        limit: Annotated[int, Query(ge=1, le=50)] = 20,
    ) -> list[Json]:
        """Each schedule against the one before it: the days that changed."""
        found = db.read(
            lambda c: service.net_change_view(
                c, customer=customer, part=part, unviewed=unviewed, before=before, most=limit
            )
        )
        return [plain(view) for view in found]


def _one(router: APIRouter, db: Database, guard: Guard) -> None:
    reader = Depends(guard.requires(Right.READ_OFFICE))

    @router.get("/schedules/{schedule}", dependencies=[reader])
    def get_schedule(schedule: Number) -> Json:
        """With its lines, steps and exceptions, and what a person may do now."""
        return _found(schedule, db.read(lambda c: service.schedule_view(c, schedule)))

    @router.get("/schedules/{schedule}/compare", dependencies=[reader])
    def get_compare(schedule: Number) -> Json:
        """Beside the one before it, day by day, with the tolerance marked."""
        return _found(schedule, db.read(lambda c: service.compare_view(c, schedule)))

    @router.get("/schedules/{schedule}/reconciliation", dependencies=[reader])
    def get_reconciliation(schedule: Number) -> Json:
        """Why reconciling did what it did; before that, what it would do now."""
        return _found(schedule, db.read(lambda c: service.reconciliation_view(c, schedule)))


def _steps(router: APIRouter, db: Database, guard: Guard, announce: Callable[[], None]) -> None:
    planner = Depends(guard.requires(Right.PLAN_RELEASES))

    @router.post("/schedules/{schedule}/step")
    def post_step(schedule: Number, body: StepIn, principal: Principal = planner) -> Json:
        """The next step by hand."""
        by = Actor(who=principal.who, why=body.why)
        kept = flow.step(db, schedule, body.step, by=by, now_us=now_us(), version=body.version)
        announce()
        return _shown(kept)

    @router.post("/schedules/{schedule}/release")
    def post_release(schedule: Number, body: ReleaseIn, principal: Principal = planner) -> Json:
        by = Actor(who=principal.who, why=body.why)
        kept = flow.release(
            db, schedule, by=by, now_us=now_us(), version=body.version, unviewed=body.unviewed
        )
        announce()
        return _shown(kept)


def _care(router: APIRouter, db: Database, guard: Guard, announce: Callable[[], None]) -> None:
    """Who has looked at a schedule, and who looks after it."""
    planner = Depends(guard.requires(Right.PLAN_RELEASES))

    @router.post("/schedules/{schedule}/viewed")
    def post_viewed(schedule: Number, principal: Principal = planner) -> dict[str, int]:
        """Somebody has looked at it."""
        flow.view(db, schedule, by=Actor(who=principal.who), now_us=now_us())
        announce()
        return {"schedule": schedule}

    @router.put("/schedules/{schedule}/owner")
    def put_owner(
        schedule: Number, body: OwnerIn, principal: Principal = planner
    ) -> dict[str, int | str]:
        flow.assign(db, schedule, body.owner, by=Actor(who=principal.who))
        announce()
        return {"schedule": schedule, "owner": body.owner}


def _decisions(router: APIRouter, db: Database, guard: Guard, announce: Callable[[], None]) -> None:
    planner = Depends(guard.requires(Right.PLAN_RELEASES))

    @router.post("/schedules/{schedule}/{action}")
    def post_act(
        schedule: Number, action: Action, body: Act, principal: Principal = planner
    ) -> Json:
        """approve, reject (says why), rerun or remove."""
        by = Actor(who=principal.who, why=body.why)
        kept = ACTS[action](db, schedule, by=by, now_us=now_us(), version=body.version)
        announce()
        return _shown(kept)


def _entries(router: APIRouter, db: Database, guard: Guard, announce: Callable[[], None]) -> None:
    reader = Depends(guard.requires(Right.READ_OFFICE))
    planner = Depends(guard.requires(Right.PLAN_RELEASES))

    @router.get("/unprocessed", dependencies=[reader])
    def get_unprocessed(
        closed: bool = False,
        interchange: Annotated[int | None, Query(ge=1, le=2**62)] = None,
        before: Before = None,
        limit: Rows = 100,
    ) -> list[Json]:
        """What became no schedule, and why; ``closed``: what is settled too."""
        found = db.read(
            lambda c: service.unprocessed_list(
                c, closed=closed, interchange=interchange, before=before, most=limit
            )
        )
        return [plain(entry) for entry in found]

    @router.post("/unprocessed/{entry}/dismiss")
    def post_dismiss(
        entry: Number, body: DismissIn, principal: Principal = planner
    ) -> dict[str, int]:
        """Nothing is to become of it."""
        by = Actor(who=principal.who, why=body.why)
        transact(db, lambda work: unprocessed.dismiss(work, entry), by=by)
        announce()
        return {"entry": entry}

    @router.put("/unprocessed/{entry}/owner")
    def put_entry_owner(
        entry: Number, body: OwnerIn, principal: Principal = planner
    ) -> dict[str, int | str]:
        by = Actor(who=principal.who)
        db.write(lambda c: unprocessed.assign(c, entry, body.owner), by=by)
        announce()
        return {"entry": entry, "owner": body.owner}


def _shown(kept: StoredSchedule) -> Json:
    found: Json = plain(kept)
    return found


def _found(schedule: int, view: object) -> Json:
    if view is None:
        raise ProblemError(404, "not_found", f"There is no schedule {schedule}.")
    found: Json = plain(view)
    return found
