"""Where the clocks change: the hour that comes twice in autumn, and the one that is left out in
spring. Pure.
"""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo


def comes_twice(at: datetime, zone: tzinfo | None) -> bool:
    """Whether clocks in the zone (None: the machine's own) show this date and time twice."""
    first, second = _offsets(at, zone)
    return first > second


def is_left_out(at: datetime, zone: tzinfo | None) -> bool:
    """Whether clocks there never show it."""
    first, second = _offsets(at, zone)
    return first < second


def is_second(at: datetime, zone: tzinfo | None) -> bool:
    """Whether an aware time is the later of two that look alike."""
    return comes_twice(at, zone) and at.utcoffset() == _offsets(at, zone)[1]


def which_of_two(at: datetime, zone: tzinfo | None) -> str:
    """What tells an aware time from its twin an hour on, as +02:00; empty: it has none."""
    if not comes_twice(at, zone):
        return ""
    sign, minutes = _sign_and_minutes(at.utcoffset() or timedelta())
    return f"{sign}{minutes // 60:02d}:{minutes % 60:02d}"


def _sign_and_minutes(offset: timedelta) -> tuple[str, int]:
    minutes = round(offset.total_seconds() / 60)
    return ("-" if minutes < 0 else "+"), abs(minutes)


def _offsets(at: datetime, zone: tzinfo | None) -> tuple[timedelta, timedelta]:
    shown = at.replace(tzinfo=zone)
    first, second = shown.replace(fold=0), shown.replace(fold=1)
    if zone is None:
        first, second = first.astimezone(), second.astimezone()
    return first.utcoffset() or timedelta(), second.utcoffset() or timedelta()
