"""A desk written by hand. What it is given stands in the database, so that what is undone is undone
here too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Connection, Integer, MetaData, Table, Text, insert

from central.db.database import Actor
from central.exchange.ports import Desk
from central.words.reasons import Reason, because

POSTED = Table(
    "test_posted",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("interchange", Integer),
    Column("message", Integer),
    Column("number", Text),
    Column("what", Text),
    Column("closed", Integer),
)
"""What the desk was given, in the database, so that what is undone is undone here too."""


@dataclass(frozen=True)
class Given:
    schedules: tuple[int, ...] = ()
    unprocessed: tuple[int, ...] = ()
    reasons: tuple[Reason, ...] = ()


@dataclass
class FakeDesk(Desk):
    """Posts every schedule but those of ``unknown`` parts; ``fails`` makes it raise."""

    unknown: set[str] = field(default_factory=set)
    fails: Exception | None = None
    waits: Callable[[], None] = lambda: None

    def post(self, connection: Connection, **given: Any) -> Given:
        said = given["said"]
        self.waits()
        schedules, unprocessed, reasons = [], [], []
        for item in said.items:
            if item.part in self.unknown:
                reason = because("unknown_part", "part {part} is not ours", part=item.part)
                unprocessed.append(
                    self._entry(connection, given["interchange"], given["message"], "unknown_part")
                )
                reasons.append(reason)
            else:
                schedules.append(
                    self._row(
                        connection,
                        interchange=given["interchange"],
                        message=given["message"],
                        number=said.number,
                        what="schedule",
                        closed=0,
                    )
                )
        if self.fails is not None:
            raise self.fails
        return Given(tuple(schedules), tuple(unprocessed), tuple(reasons))

    def receipt(self, connection: Connection, **given: Any) -> Given:
        self._row(
            connection,
            interchange=given["interchange"],
            message=given["message"],
            number=given["said"].number,
            what="receipt",
            closed=0,
        )
        return Given()

    def unprocessed(self, connection: Connection, **given: Any) -> int:
        assert given["reasons"]
        return self._entry(connection, given["interchange"], given["message"], given["what"])

    def close_unprocessed(
        self, connection: Connection, interchange: int, by: Actor, *, now_us: int
    ) -> None:
        connection.execute(
            POSTED.update()
            .where(POSTED.c.interchange == interchange, POSTED.c.what.like("!%"))
            .values(closed=1)
        )

    def _entry(self, connection: Connection, interchange: int, message: int, what: str) -> int:
        return self._row(
            connection,
            interchange=interchange,
            message=message,
            number="",
            what=f"!{what}",
            closed=0,
        )

    def _row(self, connection: Connection, **row: Any) -> int:
        key = connection.execute(insert(POSTED).values(row)).inserted_primary_key
        return int(key[0])
