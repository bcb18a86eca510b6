"""Under which name a request asks, and from whose page.

A browser that was led here by a stranger's name (DNS rebinding) says that name in ``Host``; a page
of another site that sends something says its own in ``Origin``.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable, Mapping
from ipaddress import ip_address

from starlette.types import ASGIApp, Receive, Scope, Send

from httpd.answers import problem
from httpd.traffic import Traffic

LOOPBACK = ("localhost", "127.0.0.1", "::1")
_EVERYWHERE = frozenset({"", "0.0.0.0", "::"})  # noqa: S104 - compared with, not bound to
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


def names_of(bound: str, more: Iterable[str] = ()) -> frozenset[str]:
    """The names that a server bound to ``bound`` answers to: this machine, and ``more``."""
    own = socket.gethostname()
    found = {*LOOPBACK, own, own.partition(".")[0], *more}
    if bound not in _EVERYWHERE:
        found.add(bound)
    return frozenset(name for text in found if (name := plain(text)))


def plain(text: str) -> str:
    """A name as it is compared: without port, brackets and last point, in small letters. Empty:
    it is none.
    """
    text = text.strip().lower()
    if text.startswith("["):
        name, bracket, port = text[1:].partition("]")
        return name if bracket and (not port or port.startswith(":")) else ""
    name, _, port = text.partition(":")
    if ":" in port:
        return text  # an IPv6 address that stands alone
    return name.rstrip(".")


class Hosts:
    """ASGI middleware: 421 for a name that is not ours, 403 for what another site's page sends.

    Always ours is the address at which the connection came in: a name is what a stranger can give.
    ``key`` of the configuration is named in the refusal.
    """

    def __init__(self, app: ASGIApp, *, names: frozenset[str], key: str, traffic: Traffic) -> None:
        self._app = app
        self._traffic = traffic
        self._names = names
        self._key = key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get(b"host", "")
        name = plain(host)
        if not (name in self._names or _came_in_at(scope, name)):
            self._traffic.refused_names += 1
            await problem(421, "unknown_host", _unknown(name, self._key))(scope, receive, send)
        elif scope["method"] not in _READING and _foreign(headers, host):
            self._traffic.refused_names += 1
            answer = problem(403, "foreign_origin", "This was not sent from a page of ours.")
            await answer(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _unknown(name: str, key: str) -> str:
    if not name:
        return f"Host is missing. Names it answers to stand in {key}."
    return f"This server is not called {name[:100]!r}. Names it answers to stand in {key}."


def _came_in_at(scope: Scope, name: str) -> bool:
    server = scope.get("server")
    if not server or not server[0]:
        return False
    try:
        return ip_address(name) == ip_address(server[0])
    except ValueError:
        return False


def _foreign(headers: Mapping[bytes, str], host: str) -> bool:
    """A program sends no origin, a browser says whose page it was."""
    origin = headers.get(b"origin")
    if origin is None:
        return False
    return origin.partition("://")[2].lower() != host.strip().lower()
