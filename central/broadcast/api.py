"""Broadcast by HTTP: telegrams in, replay and head out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from central.access.guard import Guard
from central.access.rules import Principal, Right
from central.broadcast.service import archive
from central.broadcast.service import gateway as service
from central.broadcast.service.gateway import Gateway, UnknownFeedError
from central.db.database import Database
from central.http.problems import ProblemError
from wire.codec import encode


class LineState(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    running: bool


async def _body(request: Request) -> bytes:
    return await request.body()


def routes(db: Database, gateway: Gateway, guard: Guard) -> APIRouter:
    """A sender speaks for its own feed only; other feeds do not exist for it."""
    router = APIRouter(prefix="/api/v1/broadcast/feeds/{feed}", tags=["broadcast"])
    _taking(router, gateway, guard)
    _reading(router, db, gateway, guard)
    return router


def _taking(router: APIRouter, gateway: Gateway, guard: Guard) -> None:
    sender = Depends(_sender(guard, gateway))
    body = Depends(_body)

    @router.post("/telegrams", status_code=202)
    def take_telegram(
        feed: str,
        data: bytes = body,
        _: Principal = sender,
        format_name: Annotated[str, Header(alias="X-Lineside-Format", max_length=35)] = "",
    ) -> dict[str, int]:
        """One message in the feed's format. 422: it could not be read and is in quarantine."""
        return {"position": gateway.take(feed, data, format_name=format_name)}

    @router.post("/line")
    def set_line(feed: str, state: LineState, _: Principal = sender) -> dict[str, bool]:
        """The line stopped, or runs again."""
        gateway.set_line_running(feed, state.running)
        return {"running": state.running}


def _reading(router: APIRouter, db: Database, gateway: Gateway, guard: Guard) -> None:
    reader = Depends(guard.requires(Right.READ_BROADCAST))

    @router.get("/replay")
    def replay(
        feed: str,
        first: Annotated[int, Query(ge=1, le=2**62)],
        last: Annotated[int, Query(ge=1, le=2**62)],
        principal: Principal = reader,
    ) -> Response:
        """Canonical telegrams of positions first..last, one a line."""
        _own(principal, feed, gateway)
        if last < first or last - first >= archive.REPLAY_MAX:
            raise ProblemError(
                422, "range", f"Ask for 1 to {archive.REPLAY_MAX} positions at a time, in order."
            )
        lines = archive.replay(db, feed, first, last)
        return Response(b"".join(line + b"\n" for line in lines), media_type="application/x-ndjson")

    @router.get("/head")
    def head(feed: str, principal: Principal = reader) -> Response:
        """The newest position of the feed."""
        _own(principal, feed, gateway)
        return Response(encode(service.head_of(db, feed)), media_type="application/json")


def _sender(guard: Guard, gateway: Gateway) -> Callable[..., Principal]:
    """The dependency of what a sender says; another's feed is judged before the body as well."""
    needs = guard.requires(Right.SEND_TELEGRAMS)
    allowed = Depends(needs)

    def sender(feed: str, principal: Principal = allowed) -> Principal:
        _own(principal, feed, gateway)
        return principal

    def before_body(request: Request) -> Principal:
        return sender(request.path_params["feed"], needs(request))

    sender.before_body = before_body  # type: ignore[attr-defined] # asked by ``httpd.door``
    return sender


def _own(principal: Principal, feed: str, gateway: Gateway) -> None:
    try:
        gateway.rules_of(feed)
    except UnknownFeedError:
        principal_sees = False
    else:
        principal_sees = principal.is_feed(feed)
    if not principal_sees:
        raise ProblemError(404, "not_found", f"There is no feed {feed}.")
