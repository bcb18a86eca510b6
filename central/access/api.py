"""What a route asks of its caller, as FastAPI dependencies."""

from __future__ import annotations

from fastapi import Request

from central.access.needs import Needs
from central.access.rules import RIGHTS, Principal, Right, TokenRole
from central.access.service import authenticate
from central.clock import now_us
from central.db import Database
from central.problems import ProblemError

COOKIE = "lineside_token"
_LOOPBACK = frozenset({"127.0.0.1", "::1"})
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="lineside"'}


class Guard:
    """Makes the dependencies; each returns the Principal or raises 401 or 403, and says by its
    ``right`` what the route takes.
    """

    def __init__(self, db: Database, *, loopback_read: bool = False) -> None:
        self._db = db
        self._loopback_read = loopback_read

    def requires(self, right: Right) -> Needs:
        """For programs: a bearer token whose role has ``right``."""

        def check(request: Request) -> Principal:
            return _allowed(self._of_token(_bearer(request)), right)

        return Needs(right, check)

    def visitor(self, request: Request, right: Right) -> Principal:
        """For pages: a bearer token or the cookie ``lineside_token`` whose role has ``right``; or,
        where the configuration allows it, anybody on this machine who only looks at the floor.
        """
        text = _bearer(request) or request.cookies.get(COOKIE, "")
        host = request.client.host if request.client is not None else ""
        open_to_all = self._loopback_read and right in RIGHTS[TokenRole.VIEWER]
        if not text and open_to_all and host in _LOOPBACK:
            return Principal(roles=frozenset({TokenRole.VIEWER}), name="this machine")
        return _allowed(self._of_token(text), right)

    def _of_token(self, text: str) -> Principal:
        principal = authenticate(self._db, text, now_us()) if text else None
        if principal is None:
            raise ProblemError(
                401,
                "unauthenticated",
                "A valid token is needed: Authorization: Bearer ...",
                _CHALLENGE,
            )
        return principal


def _bearer(request: Request) -> str:
    scheme, _, text = request.headers.get("authorization", "").partition(" ")
    return text.strip() if scheme.lower() == "bearer" else ""


def _allowed(principal: Principal, right: Right) -> Principal:
    if not principal.may(right):
        roles = " and ".join(sorted(principal.roles)) or "nobody"
        raise ProblemError(403, "forbidden", f"The role {roles} lacks {right}.")
    return principal
