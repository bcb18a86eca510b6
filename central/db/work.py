"""One transaction of one actor at one instant: what every change of the office is made with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection

from central.db.clock import now_us
from central.db.database import Actor, Database

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Work:
    """Whoever gets it writes inside it and does not end it. ``by`` stands in the history."""

    connection: Connection
    by: Actor
    now_us: int

    @property
    def stamp(self) -> dict[str, object]:
        """The columns of a row that say when it was changed and by whom."""
        return {"changed_us": self.now_us, "changed_by": self.by.who}


class _Undone(Exception):
    """No error: it ends the transaction without a trace."""


def tried(db: Database, do: Callable[[Work], T], *, by: Actor, at_us: int | None = None) -> T:
    """What ``do`` comes to; nothing of it is stored."""
    found: list[T] = []

    def once(work: Work) -> None:
        found[:] = [do(work)]
        raise _Undone

    try:
        transact(db, once, by=by, at_us=at_us)
    except _Undone:
        return found[0]
    raise RuntimeError("a trial was stored")


def transact(db: Database, do: Callable[[Work], T], *, by: Actor, at_us: int | None = None) -> T:
    """What ``do`` returns. Without ``at_us`` the clock is read inside the transaction, after the
    wait for its turn. As ``Database.write`` it may run ``do`` again, which therefore has no other
    effects.
    """

    def once(connection: Connection) -> T:
        return do(Work(connection, by, now_us() if at_us is None else at_us))

    return db.write(once, by=by)
