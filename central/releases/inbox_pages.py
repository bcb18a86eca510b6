"""``/office``: the planner's morning: only what did not flow by itself. The list renews itself."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy import Connection
from starlette.responses import Response

from central.access.rules import Right
from central.cums.service.corrections import resets_due
from central.db.clock import now_us
from central.db.database import Database
from central.orders.service.reading import how_many_unposted
from central.releases import service
from central.releases.inbox import MOST, RANKS, Rank
from central.releases.rules.states import State
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


def routes(db: Database, frame: Frame) -> APIRouter:
    router = APIRouter(
        include_in_schema=False, dependencies=[Depends(frame.asks(Right.READ_OFFICE))]
    )

    @router.get("/office")
    def inbox(request: Request) -> Response:
        return _page(db, frame, request, "office_inbox.html")

    @router.get("/office/inbox")
    def part(request: Request) -> Response:
        """What the page asks for again and again."""
        return _page(db, frame, request, "office_inbox_part.html")

    return router


def _page(db: Database, frame: Frame, request: Request, template: str) -> Response:
    at_us = now_us()

    def work(connection: Connection) -> dict[str, Any]:
        entries = service.inbox(connection, at_us, most=MOST)
        return {
            "entries": [entry for entry in entries if entry.what is not Rank.UNVIEWED],
            "counts": service.counts(connection),
            "unposted": how_many_unposted(connection),
            "resets": resets_due(connection, now_us=at_us),
        }

    values = db.read(work)
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
        **values,
    )
