"""People of central, as tests make them."""

from __future__ import annotations

from typing import Any

from central.access import people
from central.access.rules import TokenRole
from central.db.clock import now_us
from central.db.database import Actor

BY = Actor(who="test")
KEY = b"k" * 32
GOOD = "Trk7-bb9x-qqLm"
"""A password that nothing is wrong with."""


def person(db: Any, name: str, *roles: str, password: str = GOOD, **more: Any) -> str:
    """A person with these roles who signs in by ``password``."""
    return people.create(
        db,
        people.NewPerson(
            person=name,
            name=name.title(),
            roles=[TokenRole(role) for role in roles],
            password=password,
            **more,
        ),
        by=BY,
        now_us=now_us(),
    )
