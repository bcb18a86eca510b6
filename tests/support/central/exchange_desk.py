"""A desk written by hand. What it is given stands in the database, so that what is undone is undone
here too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Column, Integer, MetaData, Table, Text, insert

from central.db.work import Work
from central.edi.model.receiving_advice import ReceivingAdvice
from central.edi.model.schedule import Schedule
from central.exchange.model import Origin, What
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

    def post(self, work: Work, origin: Origin, said: Schedule) -> Given:
        self.waits()
        schedules, unprocessed, reasons = [], [], []
        for item in said.items:
            if item.part in self.unknown:
                reason = because("unknown_part", "part {part} is not ours", part=item.part)
                unprocessed.append(self._row(work, origin, "!unknown_part"))
                reasons.append(reason)
            else:
                schedules.append(self._row(work, origin, "schedule", said.number))
        if self.fails is not None:
            raise self.fails
        return Given(tuple(schedules), tuple(unprocessed), tuple(reasons))

    def receipt(self, work: Work, origin: Origin, said: ReceivingAdvice) -> Given:
        self._row(work, origin, "receipt", said.number)
        return Given()

    def unprocessed(
        self, work: Work, origin: Origin, what: What, reasons: tuple[Reason, ...], part: str = ""
    ) -> int:
        assert reasons
        return self._row(work, origin, f"!{what}")

    def close_unprocessed(self, work: Work, interchange: int) -> None:
        work.connection.execute(
            POSTED.update()
            .where(POSTED.c.interchange == interchange, POSTED.c.what.like("!%"))
            .values(closed=1)
        )

    def _row(self, work: Work, origin: Origin, what: str, number: str = "") -> int:
        row = {
            "interchange": origin.interchange,
            "message": origin.message,
            "number": number,
            "what": what,
            "closed": 0,
        }
        key = work.connection.execute(insert(POSTED).values(row)).inserted_primary_key
        return int(key[0])
