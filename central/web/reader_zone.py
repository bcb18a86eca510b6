"""In which zone a request is answered: the reader's choice stands in a cookie of this site."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie

from starlette.types import ASGIApp, Receive, Scope, Send

from central.web.local_time import use_zone
from wire.calendar_faults import is_zone

COOKIE = "lineside_zone"
_LONGEST = 64


class ReaderZone:
    """Middleware. ``site``: of whoever chose none; empty: the machine's own."""

    def __init__(self, app: ASGIApp, *, site: str) -> None:
        self._app, self._site = app, site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            use_zone(_chosen(scope) or self._site)
        await self._app(scope, receive, send)


def _chosen(scope: Scope) -> str:
    """Empty: none, or none that is a zone."""
    for name, value in scope["headers"]:
        if name == b"cookie":
            try:
                found = SimpleCookie(value.decode("latin-1")).get(COOKIE)
            except CookieError:
                return ""
            if found is not None and len(found.value) <= _LONGEST and is_zone(found.value):
                return found.value
    return ""
