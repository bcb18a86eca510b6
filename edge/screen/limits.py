"""A cap on bodies, a cap on open event streams, and the headers on every answer that keep a page to
this cell's own assets.
"""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
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


class Headers:
    """ASGI middleware: puts the headers on every answer that has none of its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                own = scope["path"].startswith("/static/")
                headers.setdefault("Cache-Control", "no-cache" if own else "no-store")
            await send(message)

        await self._app(scope, receive, headed)


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
