"""``/web/events``: tells a page that something changed, that the server is there, and how far what
it shows is behind the facts that are stored (``behind_s``). ``/web/pulse``: the state of the plant.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import msgspec
from fastapi import APIRouter, Depends, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.responses import Response

from central.db.bus import Changes, Subscription, TooManySubscribersError
from central.db.clock import now_us
from central.http.problems import ProblemError
from central.web.frame import Frame

BEAT_S = 2.0
JOIN_S = 0.2
"""At most five messages a second to a page, however fast the facts come."""


def routes(changes: Changes, frame: Frame) -> APIRouter:
    router = APIRouter(include_in_schema=False, dependencies=[Depends(frame.reader)])

    async def subscription() -> AsyncIterator[Subscription]:
        try:
            async with changes.subscribe() as found:
                yield found
        except TooManySubscribersError as error:
            raise ProblemError(503, "streams_full", str(error), {"Retry-After": "5"}) from error

    place = Depends(subscription)

    @router.get("/web/events", response_class=EventSourceResponse)
    async def events(found: Subscription = place) -> AsyncIterator[ServerSentEvent]:
        yield _event("beat", _now(changes))
        while not found.closed:
            topics = await found.wait(BEAT_S)
            if topics:
                yield _event("changed", {**_now(changes), "topics": sorted(topics)})
                await asyncio.sleep(JOIN_S)
            else:
                yield _event("beat", _now(changes))

    @router.get("/web/pulse")
    def pulse(request: Request) -> Response:
        """What stands in the head of a page that renews itself."""
        return frame.page(request, "pulse.html")

    return router


def _now(changes: Changes) -> dict[str, object]:
    at_us, since_us = now_us(), changes.behind_since_us
    behind_s = 0.0 if since_us is None else max(0.0, (at_us - since_us) / 1e6)
    return {"at_us": at_us, "behind_s": behind_s}


def _event(name: str, data: object) -> ServerSentEvent:
    return ServerSentEvent(raw_data=msgspec.json.encode(data).decode(), event=name)
