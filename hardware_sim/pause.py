"""The break that stands in the line's calendar, and when a line that keeps it will have moved on.

The audit reckons with this one, not with Lineside's calendar. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

AHEAD = timedelta(minutes=10)
"""The demo's day is over before it begins: what is due after it is due later."""
LASTS = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Whole minutes in UTC."""

    begins: datetime
    ends: datetime

    def reached_s(self, from_s: float, work_s: float) -> float:
        """Seconds since 1970 after so much work since then."""
        begins, ends = self.begins.timestamp(), self.ends.timestamp()
        from_s = ends if begins <= from_s < ends else from_s
        there = from_s + work_s
        return there + (ends - begins) if from_s < begins < there else there

    def as_stop(self, feeds: list[str]) -> dict[str, Any]:
        """For the masters of a cell."""
        return {
            "stop": "Break",
            "feeds": feeds,
            "begins": f"{self.begins:%Y-%m-%dT%H:%M}",
            "ends": f"{self.ends:%Y-%m-%dT%H:%M}",
        }


def pause_soon(now: datetime) -> Pause:
    """Of the day that begins now."""
    begins = (now.astimezone(UTC) + AHEAD).replace(second=0, microsecond=0)
    return Pause(begins=begins, ends=begins + LASTS)
