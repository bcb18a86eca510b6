"""When a line will have moved on by so many vehicles, by its calendar and by its own word that it
stood: one figure for the cell and for central. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wire.line_calendar import LineCalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class LineProgress:
    """``stops``: from and until when it stood, the newest last. ``standing_since_us``: it stands,
    and is taken to run again at ``now_us``. Times are microseconds since 1970.
    """

    calendar: LineCalendar
    now_us: int
    stops: tuple[tuple[int, int], ...] = ()
    standing_since_us: int | None = None

    def after(self, at_us: int, vehicles: float) -> int:
        """When it will have moved on by so many vehicles since ``at_us``."""
        found_us = self.calendar.after(at_us, vehicles)
        lost = 0.0
        for begin_us, end_us in self._stops():
            if begin_us >= found_us:
                break
            if end_us > at_us:
                lost += self.calendar.takts(max(begin_us, at_us), end_us)
                found_us = self.calendar.after(at_us, vehicles + lost)
        return found_us

    def since(self, at_us: int) -> float:
        """How many vehicles it has moved on by until now."""
        stood = sum(
            self.calendar.takts(max(begin_us, at_us), end_us)
            for begin_us, end_us in self._stops()
            if end_us > at_us
        )
        return max(0.0, self.calendar.takts(min(at_us, self.now_us), self.now_us) - stood)

    def left_s(self, at_us: int, vehicles: float) -> float:
        """Seconds from now until then, breaks and nights included; negative: it has."""
        return (self.after(at_us, vehicles) - self.now_us) / 1e6

    def planned(self, said_us: int, planned_us: int, further: int) -> int:
        """A time that was planned at ``said_us``, by as much later as the line stood since, and so
        many vehicles further down the line.
        """
        lost = sum(
            self.calendar.takts(max(begin_us, said_us), min(end_us, planned_us))
            for begin_us, end_us in self._stops()
            if begin_us < planned_us and end_us > said_us
        )
        moved = lost + further
        return self.calendar.after(planned_us, moved) if moved else planned_us

    def _stops(self) -> Iterator[tuple[int, int]]:
        yield from self.stops
        if self.standing_since_us is not None:
            yield self.standing_since_us, max(self.now_us, self.standing_since_us)
