"""Bounds on what a peer may send: size and speed of a body, characters in a path.

A pure ASGI layer, so that they hold for every route, whatever reads the body.
"""

from __future__ import annotations

import asyncio

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from central.edi.bounds import MAX_FILE as EDI_BYTES_MAX
from central.problems import problem
from wire.codec import BATCH_BYTES_MAX, MASTERS_BYTES_MAX, TELEGRAM_BYTES_MAX

BODY_BYTES_MAX = 1024 * 1024
BODY_SILENCE_S = 15.0
"""A body that pauses longer than this is given up."""
PAGE_ROWS_MAX = 1000
_BY_PREFIX = (
    ("/api/v1/facts", BATCH_BYTES_MAX),
    ("/api/v1/masters/", MASTERS_BYTES_MAX),
    ("/api/v1/broadcast/", TELEGRAM_BYTES_MAX),
    ("/api/v1/edi/interchanges", EDI_BYTES_MAX),
    ("/office/import", EDI_BYTES_MAX + BODY_BYTES_MAX),
)


def bytes_max(path: str) -> int:
    """Largest body that a path takes."""
    return next((limit for prefix, limit in _BY_PREFIX if path.startswith(prefix)), BODY_BYTES_MAX)


class Limits:
    """ASGI middleware. Refusals are problem documents: 400, 408, 413."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = bytes_max(scope["path"])
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if "\x00" in scope["path"] or b"%00" in scope["query_string"]:
            await problem(400, "bad_request", "A NUL character has no place in an address.")(
                scope, receive, send
            )
        elif not announced.isdigit() or int(announced) > limit:
            await problem(413, "too_large", f"The limit for this address is {limit} bytes.")(
                scope, receive, send
            )
        else:
            await self._app(scope, _Bounded(receive, limit), send)


class _Bounded:
    """``receive`` that counts the body, and gives up on a peer that falls silent inside it."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._left = limit
        self._complete = False

    async def __call__(self) -> Message:
        if self._complete:
            return await self._receive()
        try:
            message = await asyncio.wait_for(self._receive(), BODY_SILENCE_S)
        except TimeoutError:
            raise HTTPException(408, "The body did not arrive in time.") from None
        self._left -= len(message.get("body", b""))
        self._complete = not message.get("more_body", False)
        if self._left < 0:
            raise HTTPException(413, "The body is larger than this address takes.")
        return message
