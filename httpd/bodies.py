"""What a request carries: judged before it is read, bounded in size and time, and all of them
together in memory. JSON that names a key twice is refused: nobody can tell which of the two is
meant.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from httpd.answers import problem
from httpd.door import Door, refusal
from httpd.settings import HttpSettings
from httpd.traffic import Traffic
from settings.json_once import TwiceError, json_once

SILENCE_S = 15.0
"""A body that pauses longer than this is given up."""
STRANGERS_BYTES_MAX = 16 * 1024
"""Largest body of a route that asks nobody who they are: a form to sign in."""
RETRY_S = 2
_FULL = "Too much is being sent to this server at this moment. Nothing was taken; try again."
_RETRY = {"Retry-After": str(RETRY_S)}


class Bodies:
    """ASGI middleware, refusals are problem documents: 413 beyond ``bytes_max(path)``, then what
    the route's judges say, 503 with Retry-After when the bodies of others leave no room, 408 when
    one does not come in time, 422 for a key that stands twice in what a route reads as JSON.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        bytes_max: Callable[[str], int],
        settings: HttpSettings,
        traffic: Traffic,
    ) -> None:
        self._app = app
        self._bytes_max = bytes_max
        self._settings = settings
        self._traffic = traffic
        self._door = Door()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        announced, chunked = headers.get(b"content-length", b"0"), b"transfer-encoding" in headers
        if not chunked and announced == b"0":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        entrance = self._door.entrance(scope)
        limit = self._bytes_max(scope["path"])
        if entrance is None or not entrance.judges:
            limit = min(limit, STRANGERS_BYTES_MAX)
        if not announced.isdigit() or int(announced) > limit:
            answer = problem(413, "too_large", f"The limit for this address is {limit} bytes.")
            await answer(scope, receive, send)
            return
        if entrance is not None and (refused := await refusal(request, entrance)) is not None:
            await refused(scope, receive, send)
            return
        body = _Body(receive, limit, self._settings, self._traffic)
        if entrance is not None and entrance.takes_json:
            body.look_for_keys()
        try:
            if body.room_for(int(announced)):
                await self._app(scope, body, send)
            else:
                await problem(503, "busy", _FULL, _RETRY)(scope, receive, send)
        finally:
            body.put_down()


class _Body:
    """``receive`` that counts, and gives up on a peer that falls silent or trickles."""

    def __init__(
        self, receive: Receive, limit: int, settings: HttpSettings, traffic: Traffic
    ) -> None:
        self._receive = receive
        self._limit = limit
        self._most = settings.bodies_bytes
        self._traffic = traffic
        self._carried = 0
        self._taken = 0
        self._complete = False
        self._pieces: list[bytes] | None = None
        self._until = asyncio.get_running_loop().time() + settings.body_s

    def look_for_keys(self) -> None:
        """From now on JSON in which a key stands twice is refused when all of it is here."""
        self._pieces = []

    def room_for(self, size: int) -> bool:
        """Carries ``size`` bytes in all, if the bodies of the others leave so much room."""
        more = size - self._carried
        if more > 0:
            if not self._traffic.carry(more, most=self._most):
                return False
            self._carried = size
        return True

    def put_down(self) -> None:
        self._traffic.put_down(self._carried)
        self._carried = 0

    async def __call__(self) -> Message:
        if self._complete:
            return await self._receive()
        silence = asyncio.get_running_loop().time() + SILENCE_S
        try:
            async with asyncio.timeout_at(min(silence, self._until)):
                message = await self._receive()
        except TimeoutError:
            raise HTTPException(408, "The body did not arrive in time.") from None
        self._taken += len(message.get("body", b""))
        self._complete = not message.get("more_body", False)
        if self._taken > self._limit:
            raise HTTPException(413, "The body is larger than this address takes.")
        if not self.room_for(self._taken):
            raise HTTPException(503, _FULL, _RETRY)
        if self._pieces is not None:
            self._pieces.append(message.get("body", b""))
            if self._complete:
                _refuse_doubled(b"".join(self._pieces))
                self._pieces = None
        return message


def _refuse_doubled(data: bytes) -> None:
    """What is no JSON is the application's to tell."""
    try:
        json_once(data)
    except TwiceError as error:
        raise HTTPException(422, f"{error}.") from None
    except (ValueError, RecursionError):
        return
