"""How long the line can go on with what is done: one figure for the cell and for central. Pure.

The vehicles that the line passes are counted, and between two telegrams it is taken to go on at
its takt; while it stands, in breaks and outside its shifts it does not.
"""

from __future__ import annotations

from dataclasses import dataclass

from wire.line_calendar import LineCalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePosition:
    """The call-off point has seen the vehicle ``place`` last, at ``at_us``; whether the line runs,
    and since when (0: always).
    """

    place: int
    at_us: int
    running: bool = True
    changed_us: int = 0


def cover_s(
    calendar: LineCalendar, line: LinePosition, undone: int, offset_vehicles: int, now_us: int
) -> float:
    """Seconds of work until the line reaches the vehicle at ``undone``, whose point of fit is so
    many vehicles behind the call-off point. Negative: it has.
    """
    until_us = now_us if line.running else min(now_us, max(line.changed_us, line.at_us))
    since_us = max(line.at_us, line.changed_us) if line.running else line.at_us
    reaches_us = calendar.after(since_us, undone - line.place + offset_vehicles)
    return calendar.working_s(until_us, reaches_us)


def silent_takts(
    calendar: LineCalendar, last_us: int, running: bool, changed_us: int, now_us: int
) -> float:
    """So many vehicles should have come since the last one; 0 while the line stands."""
    return calendar.takts(max(last_us, changed_us), now_us) if running else 0.0
