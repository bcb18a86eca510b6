"""What every request and every answer passes: a cap on bodies, a cap on open event streams, and
the headers that keep a page to this cell's own assets.
"""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_BYTES_MAX = 300 * 1024
"""A telegram keyed in by hand has at most 256 KiB; everything else is far smaller."""
EVENT_STREAMS_MAX = 64

_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'self'; object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Limits:
    """ASGI middleware: 413 beyond ``BODY_BYTES_MAX``, whether announced or not; own headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        taken = 0

        async def capped() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > BODY_BYTES_MAX:
                raise HTTPException(413, f"a body has at most {BODY_BYTES_MAX} bytes")
            return message

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                own = scope["path"].startswith("/static/")
                headers.setdefault("Cache-Control", "no-cache" if own else "no-store")
            await send(message)

        await self._app(scope, capped, headed)


class StreamPlaces:
    """Counts open event streams; a browser keeps one per page."""

    def __init__(self, places: int = EVENT_STREAMS_MAX) -> None:
        self.places = places
        self.taken = 0

    def take(self) -> bool:
        """False: all places are taken."""
        if self.taken >= self.places:
            return False
        self.taken += 1
        return True

    def give_back(self) -> None:
        self.taken -= 1
