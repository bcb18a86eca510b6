"""``/office/schedules``, the new one beside the old with what a person may do, and
``/office/unprocessed``: what became no schedule.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from central.access.rules import Principal, Right
from central.db.clock import now_us
from central.db.database import Actor, Database
from central.db.work import transact
from central.http.fields import Number
from central.http.problems import ProblemError
from central.releases import (
    entry_pages,
    flow,
    inbox_pages,
    order_entry_pages,
    page_sheets,
    service,
    unprocessed,
)
from central.releases.consequences import HeldUp, consequences
from central.releases.preview import preview
from central.releases.rules.states import AWAITING_APPROVAL
from central.releases.rules.steps import Step
from central.releases.schedules import StoredSchedule
from central.releases.together import take_newest
from central.web import sheet
from central.web.frame import Frame, language_of, path, visitor_of, words
from central.web.reasons import told

Why = Annotated[str, Form(max_length=500)]
Version = Annotated[int | None, Form(ge=0, le=2**31)]
Back = Annotated[str, Form(max_length=200)]
Owner = Annotated[str, Form(max_length=70)]
STEPS = frozenset({str(Step.RECONCILE), str(Step.CHECK_TOLERANCE)})


def routes(db: Database, frame: Frame, decided: Callable[[], None]) -> APIRouter:
    """``decided`` is called after what a person does here: other pages show it, and what waited
    for it flows.
    """
    router = APIRouter(include_in_schema=False)
    router.routes.extend(inbox_pages.routes(db, frame, decided).routes)
    page_sheets.add(router, db, frame)
    entry_pages.add(router, db, frame, decided)
    order_entry_pages.add(router, db, frame, decided)
    _reading(router, db, frame)
    _deciding(router, db, frame, decided)
    _unprocessed(router, db, frame, decided)
    return router


def _reading(router: APIRouter, db: Database, frame: Frame) -> None:
    reader = [Depends(frame.asks(Right.READ_OFFICE))]

    @router.get("/office/schedules/{schedule}", dependencies=reader)
    def schedule(request: Request, schedule: Number) -> Response:
        at_us = now_us()

        def work(connection: Connection) -> dict[str, Any]:
            it = service.schedule_view(connection, schedule)
            if it is None:
                raise ProblemError(404, "not_found", f"There is no schedule {schedule}.")
            return {
                "it": it,
                "compared": service.compare_view(connection, schedule),
                "reconciling": service.reconciliation_view(connection, schedule),
                "held_up": _held_up(connection, it.kept, at_us),
            }

        values = db.read(work)
        by = visitor_of(request)
        may = by is not None and by.may(Right.PLAN_RELEASES)
        tried = preview(db, schedule, by=Actor(who=by.who), now_us=at_us) if by and may else None
        return frame.page(
            request, "office_schedule.html", say=_say(request), preview=tried, **values
        )


def _held_up(connection: Connection, kept: StoredSchedule, at_us: int) -> HeldUp | None:
    if kept.state not in AWAITING_APPROVAL:
        return None
    return consequences(connection, [kept], at_us)[kept.schedule]


def _deciding(router: APIRouter, db: Database, frame: Frame, decided: Callable[[], None]) -> None:
    planner = Depends(frame.asks(Right.PLAN_RELEASES))

    @router.post("/office/schedules/{schedule}/do")
    def do(
        schedule: Number,
        action: Annotated[str, Form(max_length=40)],
        version: Version = None,
        why: Why = "",
        seen: Annotated[bool, Form()] = False,
        back: Back = "",
        principal: Principal = planner,
    ) -> Response:
        """What the table of states lets a person do. ``seen``: the form stood beside the whole
        schedule. 409: the schedule is another by now.
        """
        by, at_us = Actor(who=principal.who, why=why.strip()), now_us()
        if seen or action == "view":
            flow.view(db, schedule, by=by, now_us=at_us)
        if action == "view":
            pass
        elif action == "release":
            flow.release(db, schedule, by=by, now_us=at_us, version=version)
        elif action in STEPS:
            flow.step(db, schedule, Step(action), by=by, now_us=at_us, version=version)
        elif action in _ACTIONS:
            _ACTIONS[action](db, schedule, by=by, now_us=at_us, version=version)
        else:
            raise ProblemError(422, "invalid", f"There is no action {action!r}.")
        decided()
        return _to(back or path("office", "schedules", schedule))

    _caring(router, db, decided, planner)


def _caring(router: APIRouter, db: Database, decided: Callable[[], None], planner: Any) -> None:
    @router.post("/office/schedules/{schedule}/take-newest")
    def newest(
        schedule: Number,
        newest: Annotated[int, Form(ge=1, le=2**62)],
        version: Version = None,
        why: Why = "",
        principal: Principal = planner,
    ) -> Response:
        """The newest is approved, this one and those between are rejected; or nothing is done."""
        by, at_us = Actor(who=principal.who, why=why.strip()), now_us()
        take_newest(db, schedule, newest, by=by, now_us=at_us, version=version)
        flow.view(db, newest, by=by, now_us=at_us)
        decided()
        return _to(path("office", "schedules", newest))

    @router.post("/office/schedules/{schedule}/owner")
    def own(
        schedule: Number, owner: Owner = "", back: Back = "", principal: Principal = planner
    ) -> Response:
        flow.assign(db, schedule, owner.strip(), by=Actor(who=principal.who))
        decided()
        return _to(back or path("office", "schedules", schedule))


def _unprocessed(
    router: APIRouter, db: Database, frame: Frame, decided: Callable[[], None]
) -> None:
    planner = Depends(frame.asks(Right.PLAN_RELEASES))

    @router.get("/office/unprocessed", dependencies=[Depends(frame.asks(Right.READ_OFFICE))])
    def entries(
        request: Request,
        closed: bool = False,
        before: Annotated[int | None, Query(ge=0, le=2**62)] = None,
    ) -> Response:
        found = db.read(lambda c: service.unprocessed_list(c, closed=closed, before=before))
        return frame.page(
            request,
            "office_unprocessed.html",
            rows=found,
            closed=closed,
            export=sheet.exports(request),
            say=_say(request),
        )

    @router.post("/office/unprocessed/{entry}/dismiss")
    def dismiss(entry: Number, why: Why = "", principal: Principal = planner) -> Response:
        by = Actor(who=principal.who, why=why.strip())
        transact(db, lambda work: unprocessed.dismiss(work, entry), by=by)
        decided()
        return _to("/office/unprocessed")

    @router.post("/office/unprocessed/{entry}/owner")
    def own(
        entry: Number, owner: Owner = "", back: Back = "", principal: Principal = planner
    ) -> Response:
        by = Actor(who=principal.who)
        db.write(lambda c: unprocessed.assign(c, entry, owner.strip()), by=by)
        decided()
        return _to(back or "/office/unprocessed")


_ACTIONS = {
    "approve": flow.approve,
    "reject": flow.reject,
    "rerun": flow.rerun,
    "remove": flow.remove,
}


def _say(request: Request) -> Any:
    """Reasons in the reader's words, for a template."""
    texts = words(language_of(request))
    return lambda reason: told(reason, texts)


def _to(address: str) -> Response:
    """Back to a page of the office, never elsewhere."""
    good = address.startswith("/office") and "//" not in address and address.isprintable()
    return RedirectResponse(address if good else "/office", status_code=303)
