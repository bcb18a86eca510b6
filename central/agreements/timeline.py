"""Model years as a picture: where each bar, tick and the day of today stand. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from central.agreements.model.duration import ModelYear

WIDTH = 1000
"""Units of the drawing; the page scales it."""
_MARGIN_DAYS = 20
TICKS_MAX = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    year: ModelYear
    x: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    day: date
    x: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """``today`` is inside the drawing always: who looks at an old contract sees how old."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    today: Tick


def timeline(years: Sequence[ModelYear], today: date) -> Timeline | None:
    """None where there is no year to draw."""
    if not years:
        return None
    margin = timedelta(days=_MARGIN_DAYS)
    first = min(today, *(year.first for year in years)) - margin
    last = max(today, *(year.last for year in years)) + margin
    scale = WIDTH / (last - first).days

    def at(day: date) -> float:
        return round((day - first).days * scale, 1)

    bars = tuple(
        Bar(year=year, x=at(year.first), width=max(2.0, round(at(year.last) - at(year.first), 1)))
        for year in sorted(years, key=lambda year: year.first)
    )
    ticks = tuple(Tick(day=day, x=at(day)) for day in _quarters(first, last))
    return Timeline(bars=bars, ticks=ticks, today=Tick(day=today, x=at(today)))


def _quarters(first: date, last: date) -> list[date]:
    """First days of quarters, or of years where there would be too many."""
    days = [
        date(year, month, 1)
        for year in range(first.year, last.year + 1)
        for month in (1, 4, 7, 10)
        if first <= date(year, month, 1) <= last
    ]
    if len(days) <= TICKS_MAX:
        return days
    januaries = [day for day in days if day.month == 1]
    return januaries[:: max(1, -(-len(januaries) // TICKS_MAX))]
