"""Templates of horizons: lengths that follow each other from the day of the schedule on."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum


class LineStatus(StrEnum):
    """What a line of a schedule is to us."""

    FIRM = "firm"
    """Authorised: may become an order."""
    FORECAST = "forecast"
    INFORMATION = "information"


class Unit(StrEnum):
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """So many days, weeks or months of the calendar."""

    count: int
    unit: Unit = Unit.DAYS

    def after(self, start: date) -> date:
        """The first day behind it. A month ends on its last day where the day is missing."""
        if self.unit is Unit.MONTHS:
            years, month = divmod(start.month - 1 + self.count, 12)
            year = start.year + years
            last = calendar.monthrange(year, month + 1)[1]
            return date(year, month + 1, min(start.day, last))
        days = self.count * (7 if self.unit is Unit.WEEKS else 1)
        return start + timedelta(days=days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizon:
    """Lines inside it have this status."""

    length: Length
    status: LineStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class ToleranceHorizon:
    """By how much demand inside it may fall and rise, in percent of the previous schedule's."""

    name: str
    length: Length
    minus_percent: Decimal
    plus_percent: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From the first day to the day before ``behind``."""

    first: date
    behind: date

    def holds(self, day: date) -> bool:
        return self.first <= day < self.behind


def spans(start: date, lengths: Sequence[Length]) -> tuple[Span, ...]:
    """The horizons one behind the other, the first from ``start`` on."""
    found: list[Span] = []
    for length in lengths:
        behind = length.after(start)
        found.append(Span(first=start, behind=behind))
        start = behind
    return tuple(found)
