"""What a line calendar must satisfy: feeds that are there, times that go forward, breaks
inside their shift that leave time to work, and never two shifts of one feed at once. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from wire.line_calendar import DAYS, minutes, shift_minutes
from wire.masters import Masters, PlannedStop, Shift

DAY_MIN = 24 * 60
WEEK_MIN = 7 * DAY_MIN


@dataclass(frozen=True, slots=True, order=True)
class _Break:
    """In minutes from the day on which its shift begins."""

    begins: int
    ends: int
    text: str


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
    yield from _twice(_called(row), "feed", [repr(str(name)) for name in row.feeds])
    for name in dict.fromkeys(row.feeds):
        if name not in feeds:
            yield f"{_called(row)} names the feed {name!r}, which is not there; add it"


def _shift(shift: Shift) -> Iterator[str]:
    if not shift.days:
        yield f"{_called(shift)} has no day; name at least one, as mon"
    yield from _twice(_called(shift), "day", shift.days)
    begin, end = shift_minutes(shift)
    inside: list[_Break] = []
    for pause in shift.breaks:
        since, until = (minutes(text) for text in pause.split("-"))
        since += 0 if since >= begin else DAY_MIN
        until += 0 if until > begin else DAY_MIN
        if begin <= since < until <= end:
            inside.append(_Break(since, until, pause))
        else:
            yield (
                f"{_called(shift)}: break {pause} is not inside "
                f"{shift.begins} to {shift.ends}; mend one of them"
            )
    yield from _breaks(shift, end - begin, sorted(inside))


def _breaks(shift: Shift, lasts: int, breaks: Sequence[_Break]) -> Iterator[str]:
    """Of those inside it, in their order: each by itself, and together less than the shift."""
    rest, until, before = lasts, 0, ""
    for pause in breaks:
        if pause.begins < until:
            yield (
                f"{_called(shift)}: breaks {before} and {pause.text} are at the same time; "
                "mend one of them"
            )
        rest -= max(0, pause.ends - max(pause.begins, until))
        if pause.ends > until:
            until, before = pause.ends, pause.text
    if breaks and rest <= 0:
        yield (
            f"{_called(shift)}: its breaks take {lasts - rest} of its {lasts} minutes; "
            "leave time to work"
        )


def _twice(where: str, kind: str, names: Iterable[str]) -> Iterator[str]:
    for name, times in Counter(names).items():
        if times > 1:
            yield f"{where} names the {kind} {name} {times} times; keep one of them"


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
