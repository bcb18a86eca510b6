"""When a line is planned to run, and how fast: its shifts without breaks and planned stops, in the
zone of the feed. Pure; one definition for the cell and for central.

Shifts begin and end by the clock on the wall, so a night shift is an hour shorter or longer where
the clocks change; a break lasts as long as its two times are apart. A feed without shifts runs
always, but for its planned stops.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from wire.masters import Day, FeedRules, Masters, PlannedStop, Shift

SECOND_US = 1_000_000
DAY_S = 24 * 3600
HORIZON_DAYS = 400
"""Within so many days a line runs again, or it is taken to run from then on."""
DAYS_KEPT = 1000
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Window:
    """The line is planned to run from ``begin_us`` on, until before ``end_us``."""

    begin_us: int
    end_us: int
    takt_s: int

    @property
    def takt_us(self) -> int:
        return self.takt_s * SECOND_US


@dataclass(frozen=True, slots=True, kw_only=True)
class LineCalendar:
    """Of one feed. Times are microseconds since 1970."""

    takt_s: int
    zone: ZoneInfo
    shifts: tuple[Shift, ...] = ()
    stops: tuple[PlannedStop, ...] = ()
    _days: dict[int, tuple[Window, ...]] = field(default_factory=dict, compare=False, repr=False)

    def is_planned(self, at_us: int) -> bool:
        """Whether the line is planned to run at this time."""
        return self._window_at(at_us) is not None

    def takt_at(self, at_us: int) -> int:
        """Seconds a vehicle of the shift that runs then; of the feed while none does."""
        window = self._window_at(at_us)
        return self.takt_s if window is None else window.takt_s

    def after(self, at_us: int, vehicles: float) -> int:
        """When the line will have moved on by so many vehicles; before ``at_us`` if negative."""
        if self._always:
            return at_us + round(vehicles * self.takt_s * SECOND_US)
        return self._later(at_us, vehicles) if vehicles > 0 else self._earlier(at_us, -vehicles)

    def working_s(self, from_us: int, to_us: int) -> float:
        """Seconds of planned work between two times; negative where the second is the earlier."""
        if from_us > to_us:
            return -self.working_s(to_us, from_us)
        if self._always:
            return (to_us - from_us) / SECOND_US
        spans = self._spans(from_us, to_us)
        return sum(span.end_us - span.begin_us for span in spans) / SECOND_US

    def takts(self, from_us: int, to_us: int) -> float:
        """Vehicles that the line is planned to pass between two times, the first the earlier."""
        if self._always:
            return max(0, to_us - from_us) / (self.takt_s * SECOND_US)
        spans = self._spans(from_us, to_us)
        return sum((span.end_us - span.begin_us) / span.takt_us for span in spans)

    @property
    def _always(self) -> bool:
        return not self.shifts and not self.stops

    def _later(self, at_us: int, left: float) -> int:
        begin = self._day_of(at_us)
        for day in range(begin - 1, begin + HORIZON_DAYS):
            for window in self._windows(day):
                since = max(at_us, window.begin_us)
                room = (window.end_us - since) / window.takt_us
                if room >= left:
                    return since + round(left * window.takt_us)
                left -= max(0.0, room)
        end_us = (begin + HORIZON_DAYS) * DAY_S * SECOND_US
        return end_us + round(left * self.takt_s * SECOND_US)

    def _earlier(self, at_us: int, left: float) -> int:
        begin = self._day_of(at_us)
        for day in range(begin + 1, begin - HORIZON_DAYS, -1):
            for window in reversed(self._windows(day)):
                until = min(at_us, window.end_us)
                room = (until - window.begin_us) / window.takt_us
                if room >= left:
                    return until - round(left * window.takt_us)
                left -= max(0.0, room)
        end_us = (begin - HORIZON_DAYS) * DAY_S * SECOND_US
        return end_us - round(left * self.takt_s * SECOND_US)

    def _spans(self, from_us: int, to_us: int) -> Iterator[Window]:
        """What of each window lies between two times."""
        for day in range(self._day_of(from_us) - 1, self._day_of(to_us) + 2):
            for window in self._windows(day):
                since, until = max(from_us, window.begin_us), min(to_us, window.end_us)
                if since < until:
                    yield Window(since, until, window.takt_s)

    def _window_at(self, at_us: int) -> Window | None:
        if self._always:
            return Window(at_us, at_us + 1, self.takt_s)
        day = self._day_of(at_us)
        return next(
            (
                window
                for near in (day - 1, day, day + 1)
                for window in self._windows(near)
                if window.begin_us <= at_us < window.end_us
            ),
            None,
        )

    @staticmethod
    def _day_of(at_us: int) -> int:
        """Days since 1970 in UTC: the local day is the same or one beside it."""
        return at_us // (DAY_S * SECOND_US)

    def _windows(self, day: int) -> tuple[Window, ...]:
        """Of the shifts that begin on a local day, in order."""
        found = self._days.get(day)
        if found is None:
            if len(self._days) >= DAYS_KEPT:
                self._days.clear()
            found = self._days[day] = tuple(self._planned(_EPOCH + timedelta(days=day)))
        return found

    def _planned(self, day: date) -> Iterator[Window]:
        stops = [(self._us(stop.begins), self._us(stop.ends)) for stop in self.stops]
        spans: list[Window] = []
        if not self.shifts:
            begin_us, end_us = self._wall(day, 0), self._wall(day, DAY_S // 60)
            spans = _without(Window(begin_us, end_us, self.takt_s), stops)
        for shift in self.shifts:
            if DAYS[day.weekday()] not in shift.days:
                continue
            begin, end = shift_minutes(shift)
            takt_s = shift.takt_s or self.takt_s
            window = Window(self._wall(day, begin), self._wall(day, end), takt_s)
            spans += _without(window, [*self._breaks(shift, day), *stops])
        yield from sorted(spans, key=lambda window: window.begin_us)

    def _breaks(self, shift: Shift, day: date) -> Iterator[tuple[int, int]]:
        begin, _ = shift_minutes(shift)
        for pause in shift.breaks:
            since, until = (minutes(text) for text in pause.split("-"))
            since_us = self._wall(day, since if since >= begin else since + 24 * 60)
            yield since_us, since_us + (until - since) % (24 * 60) * 60 * SECOND_US

    def _wall(self, day: date, minute: int) -> int:
        """By the clock on the wall, so many minutes after the midnight that begins the day."""
        days, rest = divmod(minute, 24 * 60)
        at = datetime(day.year, day.month, day.day, rest // 60, rest % 60, tzinfo=self.zone)
        return self._epoch_us(at + timedelta(days=days))

    def _us(self, text: str) -> int:
        return self._epoch_us(datetime.fromisoformat(text).replace(tzinfo=self.zone))

    @staticmethod
    def _epoch_us(at: datetime) -> int:
        return round(at.timestamp()) * SECOND_US


DAYS = tuple(Day)
"""Monday first, as ``date.weekday`` counts."""


def minutes(text: str) -> int:
    """Of ``hh:mm``, since midnight."""
    hours, _, rest = text.partition(":")
    return int(hours) * 60 + int(rest)


def shift_minutes(shift: Shift) -> tuple[int, int]:
    """Begin and end in minutes after the midnight of the day on which it begins; one that does not
    end later by the clock ends on the next day.
    """
    begin, end = minutes(shift.begins), minutes(shift.ends)
    return begin, end if end > begin else end + 24 * 60


def calendar_of(masters: Masters, rules: FeedRules) -> LineCalendar:
    """Of a feed of these masters."""
    return LineCalendar(
        takt_s=rules.takt_s,
        zone=ZoneInfo(rules.zone),
        shifts=tuple(shift for shift in masters.shifts if rules.feed in shift.feeds),
        stops=tuple(stop for stop in masters.planned_stops if rules.feed in stop.feeds),
    )


def _without(window: Window, stops: list[tuple[int, int]]) -> list[Window]:
    """What stays of a window."""
    left = [window]
    for since, until in stops:
        left = [
            Window(begin, end, window.takt_s)
            for span in left
            for begin, end in (
                (span.begin_us, min(span.end_us, since)),
                (max(span.begin_us, until), span.end_us),
            )
            if begin < end
        ]
    return left
