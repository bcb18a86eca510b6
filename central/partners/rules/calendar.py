"""A customer's working days, over holidays and shutdowns that are given.

Pure: where the days come from (a table, a library of national holidays) is another room's matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from central.words.reasons import RuleRefusedError, because

MONDAY_TO_FRIDAY = frozenset(range(5))
SEARCH_DAYS_MAX = 1_000
"""A calendar without a working day in so many days is a mistake in the data."""

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shutdown:
    """From the first to the last day, both closed."""

    first: date
    last: date
    name: str = "shutdown"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingCalendar:
    """``weekdays``: 0 is Monday. ``extra``: days worked although a rule closes them."""

    weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    holidays: Mapping[date, str] = field(default_factory=dict)
    shutdowns: tuple[Shutdown, ...] = ()
    extra: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        for shutdown in self.shutdowns:
            if shutdown.first > shutdown.last:
                raise RuleRefusedError(
                    because(
                        "calendar.shutdown_backwards",
                        "shutdown {name} starts on {first}, after its end on {last}",
                        name=shutdown.name,
                        first=shutdown.first,
                        last=shutdown.last,
                    )
                )

    def closed_because(self, day: date) -> str | None:
        """The name of what closes the day, or None for a working day."""
        if day in self.extra:
            return None
        if day in self.holidays:
            return self.holidays[day]
        for shutdown in self.shutdowns:
            if shutdown.first <= day <= shutdown.last:
                return shutdown.name
        return None if day.weekday() in self.weekdays else WEEKDAYS[day.weekday()]

    def is_working(self, day: date) -> bool:
        return self.closed_because(day) is None

    def working_days(self, first: date, last: date) -> tuple[date, ...]:
        """Both ends included."""
        return tuple(day for day in _days(first, last) if self.is_working(day))

    def plus(self, day: date, working_days: int) -> date:
        """So many working days later, or earlier if negative; 0 is the day itself, open or not."""
        step = 1 if working_days >= 0 else -1
        for _ in range(abs(working_days)):
            day = self._search(day + timedelta(days=step), step)
        return day

    def _search(self, day: date, step: int) -> date:
        for distance in range(SEARCH_DAYS_MAX):
            candidate = day + timedelta(days=distance * step)
            if self.is_working(candidate):
                return candidate
        raise RuleRefusedError(
            because(
                "calendar.never_open",
                "no working day within {days} days of {day}: look at weekdays and shutdowns",
                days=SEARCH_DAYS_MAX,
                day=day,
            )
        )


def _days(first: date, last: date) -> Iterator[date]:
    for distance in range((last - first).days + 1):
        yield first + timedelta(days=distance)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndustryMonth:
    """A month as the customer counts it (4, 4 and 5 weeks, for example)."""

    name: str
    first: date
    last: date


def industry_month(months: tuple[IndustryMonth, ...], day: date) -> IndustryMonth | None:
    """The month that holds the day; RuleRefusedError if two do."""
    found = [month for month in months if month.first <= day <= month.last]
    if len(found) > 1:
        raise RuleRefusedError(
            because(
                "calendar.months_overlap",
                "{day} is in the industry months {one} and {other}",
                day=day,
                one=found[0].name,
                other=found[1].name,
            )
        )
    return found[0] if found else None
