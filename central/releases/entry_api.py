"""Schedules that are typed in, by HTTP: ``/api/v1/releases/schedules``."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Depends

from central.access.guard import Guard
from central.access.rules import Principal, Right
from central.db.clock import now_us
from central.db.database import Actor, Database
from central.exchange.rules.entered import Entered
from central.http import bodies
from central.http.bodies import Table
from central.releases import entry
from central.releases.json_text import Json, plain


def add(router: APIRouter, db: Database, guard: Guard, announce: Callable[[], None]) -> None:
    planner = Depends(guard.requires(Right.PLAN_RELEASES))
    described = bodies.takes(Entered)

    @router.post("/schedules", openapi_extra=described)
    def post_schedule(body: Table, principal: Principal = planner) -> Json:
        """From a fax or a call: kept as it is written, and posted as a message is. 409: it would
        become no schedule; nothing is stored.
        """
        wanted = bodies.of(Entered, body)
        kept = entry.enter(db, wanted, by=Actor(who=principal.who), now_us=now_us())
        announce()
        found: Json = plain(kept)
        return found

    @router.post("/schedules/trial", openapi_extra=described)
    def post_trial(body: Table, principal: Principal = planner) -> Json:
        """What sending it would do; nothing is stored."""
        wanted = bodies.of(Entered, body)
        found: Json = plain(entry.trial(db, wanted, by=Actor(who=principal.who), now_us=now_us()))
        return found
