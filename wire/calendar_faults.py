"""What a line calendar must satisfy: feeds that are there, times that go forward, breaks
inside their shift, and never two shifts of one feed at once. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from wire.line_calendar import DAYS, minutes, shift_minutes
from wire.masters import Masters, PlannedStop, Shift

DAY_MIN = 24 * 60
WEEK_MIN = 7 * DAY_MIN


def calendar_faults(masters: Masters) -> Iterator[str]:
    """Each in words that say what to do."""
    feeds = {str(feed.feed) for feed in masters.feeds}
    rows: tuple[Shift | PlannedStop, ...] = (*masters.shifts, *masters.planned_stops)
    for row in rows:
        yield from _feeds(row, feeds)
    for shift in masters.shifts:
        yield from _shift(shift)
    for stop in masters.planned_stops:
        yield from _stop(stop)
    yield from _at_once(masters)


def is_zone(name: str) -> bool:
    """Whether it is the IANA name of a time zone."""
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return False
    return True


def _called(row: Shift | PlannedStop) -> str:
    return f"shift {row.shift!r}" if isinstance(row, Shift) else f"planned stop {row.stop!r}"


def _feeds(row: Shift | PlannedStop, feeds: set[str]) -> Iterator[str]:
    if not row.feeds:
        yield f"{_called(row)} names no feed; name those whose line it is"
    for name in row.feeds:
        if name not in feeds:
            yield f"{_called(row)} names the feed {name!r}, which is not there; add it"


def _shift(shift: Shift) -> Iterator[str]:
    if not shift.days:
        yield f"{_called(shift)} has no day; name at least one, as mon"
    begin, end = shift_minutes(shift)
    for pause in shift.breaks:
        since, until = (minutes(text) for text in pause.split("-"))
        since += 0 if since >= begin else DAY_MIN
        until += 0 if until > begin else DAY_MIN
        if not begin <= since < until <= end:
            yield (
                f"{_called(shift)}: break {pause} is not inside "
                f"{shift.begins} to {shift.ends}; mend one of them"
            )


def _stop(stop: PlannedStop) -> Iterator[str]:
    try:
        begins, ends = (datetime.fromisoformat(text) for text in (stop.begins, stop.ends))
    except ValueError:
        yield f"{_called(stop)}: {stop.begins} to {stop.ends} is no time; write 2026-12-24T14:00"
        return
    if begins >= ends:
        yield f"{_called(stop)}: it ends at {stop.ends}, not after {stop.begins}; mend one of them"


def _at_once(masters: Masters) -> Iterator[str]:
    """Of each feed, shifts that are in each other's time on some day of the week."""
    for feed in masters.feeds:
        own = [shift for shift in masters.shifts if feed.feed in shift.feeds]
        for place, shift in enumerate(own):
            for other in own[place + 1 :]:
                if _meet(shift, other):
                    yield (
                        f"feed {feed.feed!r}: shifts {shift.shift!r} and {other.shift!r} are at "
                        "the same time; mend one of them"
                    )


def _meet(shift: Shift, other: Shift) -> bool:
    return any(
        begin < until + turn and since + turn < end
        for begin, end in _week(shift)
        for since, until in _week(other)
        for turn in (-WEEK_MIN, 0, WEEK_MIN)
    )


def _week(shift: Shift) -> Iterator[tuple[int, int]]:
    """Begin and end of each, in minutes of a week."""
    begin, end = shift_minutes(shift)
    for day in set(shift.days):
        yield DAYS.index(day) * DAY_MIN + begin, DAYS.index(day) * DAY_MIN + end
