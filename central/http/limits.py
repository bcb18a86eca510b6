"""Bounds on what a peer may send: size of a body by its address, characters in a path."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from central.discovery import ComposeError
from central.http.problems import problem

BODY_BYTES_MAX = 1024 * 1024
PAGE_ROWS_MAX = 1000


class Limits:
    """Largest body by the beginning of an address: what capabilities ask for, else
    ``BODY_BYTES_MAX``.
    """

    def __init__(self) -> None:
        self._by_prefix: dict[str, int] = {}

    def add(self, prefix: str, bytes_max: int) -> None:
        """Raises ComposeError where the beginning is that of another limit."""
        for other in self._by_prefix:
            if prefix.startswith(other) or other.startswith(prefix):
                raise ComposeError(f"a limit of bodies for {prefix} and one for {other}: keep one")
        self._by_prefix[prefix] = bytes_max

    def bytes_max(self, path: str) -> int:
        """Largest body that a path takes."""
        found = (limit for prefix, limit in self._by_prefix.items() if path.startswith(prefix))
        return next(found, BODY_BYTES_MAX)


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
