"""Who asks: a person by the badge, known from the masters so that it works without central.

``Authorization: Badge <text>``, with or without the words ``LS:BADGE:`` before it, as a scanner
delivers it. Wrong ones are counted by address and lock it for a while
(``edge.badge_attempts``); what needs no badge is never locked.
"""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request

from edge.badges.attempts import address_of
from edge.cell.badges import can_judge, owner_of
from edge.screen.port import CellPort
from edge.screen.problems import ProblemError
from wire.masters import Person, Role

_WORDS = "LS:BADGE:"
LEADS = frozenset({Role.TEAM_LEAD, Role.SUPERVISOR})


def the_port(request: Request) -> CellPort:
    port: CellPort = request.app.state.port
    return port


Port = Annotated[CellPort, Depends(the_port)]


class BadgeReader:
    """Of one request: whose badges they are, while its address is not locked."""

    def __init__(self, request: Request, port: CellPort) -> None:
        self._port = port
        host = request.client.host if request.client is not None else "unknown"
        self._source = f"address {address_of(host)}"

    def owner(self, badge: str) -> Person | None:
        """The person with this badge, or None. 429: badges of this address are locked."""
        wait_s = math.ceil(self._port.badge_locked_s(self._source))
        if wait_s > 0:
            raise ProblemError(
                429,
                "badge.locked",
                f"too many wrong badges came from here; the next is looked at in {wait_s} s",
                {"Retry-After": str(wait_s)},
            )
        person = owner_of(self._port.compiled, badge.removeprefix(_WORDS))
        if person is None and badge and can_judge(self._port.compiled):
            self._port.badge_refused(self._source)
        return person

    def second(self, badge: str, first: Person) -> Person:
        """The witness: somebody else, known by the badge. 422 otherwise."""
        second = self.owner(badge)
        if second is None:
            raise ProblemError(422, "second_badge.unknown", "nobody here has the second badge")
        if second.person == first.person or second.role is Role.CELL:
            raise ProblemError(422, "second_badge.same", "the second person must be somebody else")
        return second


async def _reader(request: Request, port: Port) -> BadgeReader:
    return BadgeReader(request, port)


Reader = Annotated[BadgeReader, Depends(_reader)]


def _signed(*roles: Role) -> Callable[[Request, BadgeReader], Awaitable[Person]]:
    allowed = {*roles, *LEADS}

    def judge(request: Request, reader: BadgeReader) -> Person:
        scheme, _, badge = request.headers.get("authorization", "").partition(" ")
        person = reader.owner(badge.strip()) if scheme.lower() == "badge" else None
        if person is None:
            raise ProblemError(401, "badge.unknown", "say who you are: Authorization: Badge <text>")
        if person.role not in allowed:
            raise ProblemError(
                403, "role.forbidden", f"a {person.role} may not do this; ask a team lead"
            )
        return person

    async def signed(request: Request, reader: Reader) -> Person:
        return judge(request, reader)

    def before_body(request: Request) -> Person:
        return judge(request, BadgeReader(request, the_port(request)))

    signed.before_body = before_body  # type: ignore[attr-defined] # asked by ``httpd.door``
    return signed


Picker = Annotated[Person, Depends(_signed(Role.PICKER))]
Shipping = Annotated[Person, Depends(_signed(Role.SHIPPING))]
TeamLead = Annotated[Person, Depends(_signed())]
