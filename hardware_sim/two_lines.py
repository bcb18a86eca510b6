"""Two lines that build beside each other, told to one plant as one day."""

from __future__ import annotations

from collections.abc import Sequence

from hardware_sim.line import Line, Record, Telegram
from hardware_sim.sparse import SparseLine


class TwoLines:
    """``advance`` lets a vehicle pass at the line that has built the smaller share of its day."""

    def __init__(self, first: Line | SparseLine, second: Line) -> None:
        self._first, self._second = first, second

    @property
    def lines(self) -> tuple[Line | SparseLine, ...]:
        return self._first, self._second

    def of(self, feed: str) -> Line | SparseLine:
        """The line whose vehicles the feed tells."""
        return self._second if feed == self._second.feed else self._first

    @property
    def records(self) -> Sequence[Record]:
        """Of the first line, and then of the second."""
        return [*self._first.records, *self._second.records]

    @property
    def passed(self) -> int:
        return sum(line.passed for line in self.lines)

    @property
    def done(self) -> bool:
        return all(line.done for line in self.lines)

    @property
    def outstanding(self) -> int:
        return sum(line.outstanding for line in self.lines)

    def advance(self) -> list[Telegram]:
        return min(self.lines, key=_share).advance()

    def finish(self) -> list[Telegram]:
        return [telegram for line in self.lines for telegram in line.finish()]


def _share(line: Line | SparseLine) -> float:
    return line.passed / len(line.records)
