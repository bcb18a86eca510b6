"""Who asks: a person by the badge, known from the masters so that it works without central.

``Authorization: Badge <badge text>``; only the blake2b-128 hash of a badge's text is stored.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from hashlib import blake2b
from typing import Annotated

from fastapi import Depends, Request

from edge.screen.port import CellPort
from edge.screen.problems import ProblemError
from wire.masters import Person, Role

BADGE_LENGTH_MAX = 200
LEADS = frozenset({Role.TEAM_LEAD, Role.SUPERVISOR})


def badge_hash(text: str) -> str:
    """32 hex characters."""
    return blake2b(text.encode(), digest_size=16).hexdigest()


def person_of(port: CellPort, badge: str) -> Person | None:
    """The person with this badge in the cell's masters, or None."""
    if not badge or len(badge) > BADGE_LENGTH_MAX or port.masters is None:
        return None
    asked = badge_hash(badge)
    found = None
    for person in port.masters.people:
        if hmac.compare_digest(person.badge_hash, asked):
            found = person
    return found


def the_port(request: Request) -> CellPort:
    port: CellPort = request.app.state.port
    return port


Port = Annotated[CellPort, Depends(the_port)]


def _signed(*roles: Role) -> Callable[[Request, CellPort], Person]:
    allowed = {*roles, *LEADS}

    def signed(request: Request, port: Port) -> Person:
        scheme, _, badge = request.headers.get("authorization", "").partition(" ")
        person = person_of(port, badge.strip()) if scheme.lower() == "badge" else None
        if person is None:
            raise ProblemError(401, "badge.unknown", "say who you are: Authorization: Badge <text>")
        if person.role not in allowed:
            raise ProblemError(
                403, "role.forbidden", f"a {person.role} may not do this; ask a team lead"
            )
        return person

    return signed


Picker = Annotated[Person, Depends(_signed(Role.PICKER))]
Shipping = Annotated[Person, Depends(_signed(Role.SHIPPING))]
TeamLead = Annotated[Person, Depends(_signed())]


def second_person(port: CellPort, badge: str, first: Person) -> Person:
    """The witness: somebody else, known by the badge. 422 otherwise."""
    second = person_of(port, badge)
    if second is None:
        raise ProblemError(422, "second_badge.unknown", "nobody here has the second badge")
    if second.person == first.person or second.role is Role.CELL:
        raise ProblemError(422, "second_badge.same", "the second person must be somebody else")
    return second
