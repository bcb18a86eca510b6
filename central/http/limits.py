"""Bounds on what a peer may send: size of a body by its address, characters in a path."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from central.http.problems import problem
from syntax.bounds import MAX_FILE as EDI_BYTES_MAX
from wire.codec import BATCH_BYTES_MAX, MASTERS_BYTES_MAX, TELEGRAM_BYTES_MAX

BODY_BYTES_MAX = 1024 * 1024
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


class Addresses:
    """ASGI middleware: 400 for an address with a NUL in it, whatever reads the address."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and ("\x00" in scope["path"] or b"%00" in scope["query_string"]):
            answer = problem(400, "bad_request", "A NUL character has no place in an address.")
            await answer(scope, receive, send)
        else:
            await self._app(scope, receive, send)
