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


def transact(
    db: Database, do: Callable[[Work], T], *, by: Actor, clock: Callable[[], int] = now_us
) -> T:
    """What ``do`` returns. The clock is read inside the transaction, after the wait for its turn;
    as ``Database.write`` it may run ``do`` again, which therefore has no other effects.
    """
    return db.write(lambda connection: do(Work(connection, by, clock())), by=by)
