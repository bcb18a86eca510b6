"""``/office``: the planner's morning: only what did not flow by itself. The list renews itself;
what is chosen in it is decided together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from central.access.rules import Principal, Right
from central.cums.service.addresses import cum_address
from central.cums.service.corrections import resets_due
from central.db.clock import now_us
from central.db.database import Actor, Database
from central.http.problems import ProblemError
from central.orders.service.reading import how_many_unposted
from central.releases import service, snoozes
from central.releases.inbox import MOST, RANKS, InboxEntry, Rank, group_of
from central.releases.rules.states import State
from central.releases.together import (
    TOGETHER_MAX,
    Asked,
    Chosen,
    Outcome,
    Together,
    act_on_many,
)
from central.web.frame import Frame, language_of, words
from central.web.reasons import told

ALL_OF = {
    Rank.RELEASE_EXCEPTION: f"/office/schedules?state={State.RELEASE_EXCEPTION}",
    Rank.NOT_RECONCILED: f"/office/schedules?state={State.NOT_RECONCILED}",
    Rank.UNPROCESSED: "/office/unprocessed",
    Rank.OUT_OF_TOLERANCE: f"/office/schedules?state={State.OUT_OF_TOLERANCE}",
    Rank.AWAITING_APPROVAL: "/office/schedules",
    Rank.DIFFERENCE: "/office/cums",
    Rank.BY_HAND: "/office/schedules",
    Rank.UNVIEWED: f"/office/schedules?state={State.RELEASED}&unviewed=on",
}
"""Where the whole list of each rank is; the inbox shows the oldest of each."""
_PICK = re.compile(r"([0-9]{1,18}):([0-9]{1,9})")
Snoozed = Annotated[bool, Query()]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """A run of the list."""

    what: Rank
    customer: str
    entries: Sequence[InboxEntry]

    @property
    def chosen(self) -> int:
        """How many of them can be chosen."""
        return sum(1 for entry in self.entries if entry.schedule is not None)


def routes(db: Database, frame: Frame, decided: Callable[[], None]) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    reader = [Depends(frame.asks(Right.READ_OFFICE))]
    planner = Depends(frame.asks(Right.PLAN_RELEASES))

    @router.get("/office", dependencies=reader)
    def inbox(request: Request, snoozed: Snoozed = False) -> Response:
        return _page(db, frame, request, "office_inbox.html", snoozed=snoozed)

    @router.get("/office/inbox", dependencies=reader)
    def part(request: Request, snoozed: Snoozed = False) -> Response:
        """What the page asks for again and again."""
        return _page(db, frame, request, "office_inbox_part.html", snoozed=snoozed)

    @router.post("/office/inbox/do")
    def do(
        request: Request,
        action: Annotated[str, Form(max_length=20)],
        pick: Annotated[list[str] | None, Form(max_length=TOGETHER_MAX)] = None,
        why: Annotated[str, Form(max_length=500)] = "",
        hours: Annotated[int, Form(ge=1, le=snoozes.HOURS_MAX)] = 24,
        principal: Principal = planner,
    ) -> Response:
        """What is chosen is done with one reason. What was refused is named, and nothing that was
        typed is lost.
        """
        by = Actor(who=principal.who, why=why.strip())
        if action not in tuple(Together):
            raise ProblemError(422, "invalid", f"There is no action {action!r}.")
        asked = Asked(action=Together(action), by=by, now_us=now_us(), hours=hours)
        outcomes = act_on_many(db, _chosen(pick or []), asked)
        decided()
        if all(not it.reasons for it in outcomes):
            return RedirectResponse("/office", status_code=303)
        return _page(db, frame, request, "office_inbox.html", outcomes=outcomes, why=why)

    return router


def _chosen(picks: Sequence[str]) -> list[Chosen]:
    found = [_PICK.fullmatch(pick) for pick in picks]
    if not found or None in found:
        raise ProblemError(422, "invalid", "Choose at least one schedule of the list.")
    return [Chosen(schedule=int(it[1]), version=int(it[2])) for it in found if it is not None]


def _page(
    db: Database,
    frame: Frame,
    request: Request,
    template: str,
    *,
    snoozed: bool = False,
    outcomes: Sequence[Outcome] = (),
    why: str = "",
) -> Response:
    at_us = now_us()

    values = db.read(lambda connection: _read(connection, at_us, snoozed=snoozed))
    counts = values["counts"]
    texts = words(language_of(request))
    return frame.page(
        request,
        template,
        ranks=[rank for rank in RANKS if rank is not Rank.UNVIEWED],
        unviewed=counts[Rank.UNVIEWED],
        total=sum(counts.values()) - counts[Rank.UNVIEWED],
        beyond={rank: count - MOST for rank, count in counts.items() if count > MOST},
        all_of=ALL_OF,
        most=MOST,
        say=lambda reason: told(reason, texts),
        snoozed=snoozed,
        outcomes=outcomes,
        why=why,
        **values,
    )


def _read(connection: Connection, at_us: int, *, snoozed: bool) -> Mapping[str, Any]:
    found = service.inbox(connection, at_us, most=MOST, snoozed=snoozed)
    return {
        "groups": _groups([it for it in found.entries if it.what is not Rank.UNVIEWED]),
        "later": found.later,
        "counts": service.counts(connection),
        "unposted": how_many_unposted(connection),
        "resets": [(cum_address(it.of), it.of) for it in resets_due(connection, now_us=at_us)],
    }


def _groups(entries: Sequence[InboxEntry]) -> list[_Group]:
    found = [list(some) for _, some in groupby(entries, key=group_of)]
    return [_Group(what=it[0].what, customer=it[0].customer, entries=it) for it in found]
