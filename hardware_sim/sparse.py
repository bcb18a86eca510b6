"""A second feed of the line: it tells only the vehicles that need something of it, under the same
call numbers and sequence numbers. Nothing of it gets lost.
"""

from __future__ import annotations

from collections.abc import Sequence

from hardware_sim.line import Line, Record, Telegram
from hardware_sim.plant import FeedRules, Plant


class SparseLine:
    """A line that tells its sparse feed beside the one of all vehicles."""

    def __init__(self, line: Line, plant: Plant, feed: FeedRules) -> None:
        self._line = line
        self._plant, self._feed = plant, feed
        self._told: set[str] = set()
        self._counted: dict[int, int] = {}
        """The line's count of a telegram to this feed's own."""

    @property
    def lines(self) -> tuple[SparseLine, ...]:
        return (self,)

    def of(self, _: str) -> SparseLine:
        """The line whose vehicles a feed tells."""
        return self

    @property
    def records(self) -> Sequence[Record]:
        return self._line.records

    @property
    def passed(self) -> int:
        return self._line.passed

    @property
    def done(self) -> bool:
        return self._line.done

    @property
    def outstanding(self) -> int:
        return self._line.outstanding

    def advance(self) -> list[Telegram]:
        leaving = self._line.advance()
        record = self._line.records[self._line.passed - 1]
        lost = self._line.read_out(record.number) if record.lost else None
        return [*leaving, *self._beside([*leaving, *([lost] if lost else [])])]

    def finish(self) -> list[Telegram]:
        leaving = self._line.finish()
        return [*leaving, *self._beside(leaving)]

    def order_again(self, record: Record, parts: Sequence[str]) -> Telegram:
        """Told by the feed of all vehicles alone."""
        return self._line.order_again(record, parts)

    def read_out(self, number: int) -> Telegram | None:
        return self._line.read_out(number)

    def _beside(self, telegrams: Sequence[Telegram]) -> list[Telegram]:
        return [
            self._own(telegram)
            for telegram in telegrams
            if telegram["status"] in ("final", "cancelled") and self._concerns(telegram)
        ]

    def _concerns(self, telegram: Telegram) -> bool:
        """It needs something, or it was said before that it does."""
        call = str(telegram["call_number"])
        if telegram["status"] == "final" and self._plant.needs_of_feed(
            self._feed.feed, telegram["options"]
        ):
            self._told.add(call)
        return call in self._told

    def _own(self, telegram: Telegram) -> Telegram:
        counted = self._counted.setdefault(telegram["transmission"], len(self._counted) + 1)
        return {**telegram, "feed": self._feed.feed, "parts": [], "transmission": counted}


def may_pass_by(line: Line, plant: Plant) -> list[Record]:
    """Vehicles of the middle of the day for which no sparse feed waits."""
    count = len(line.records)
    return [
        record
        for record in line.records[count // 4 : count // 2]
        if not any(plant.needs_of_feed(feed.feed, record.vehicle.options) for feed in plant.sparse)
    ]
