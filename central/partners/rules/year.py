"""A calendar's year as people look at it: twelve months, each day with what it is. Pure."""

from __future__ import annotations

import calendar as months
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from central.partners.rules.calendar import IndustryMonth, WorkingCalendar
from central.partners.rules.customers import CalendarDay, DayKind


class Look(StrEnum):
    """What a day is; a mark and not only a colour says so."""

    WORKING = "working"
    EXTRA = "extra"
    WEEKDAY = "weekday"
    HOLIDAY = "holiday"
    SHUTDOWN = "shutdown"
    CLOSED = "closed"


MARKS = {Look.EXTRA: "+", Look.HOLIDAY: "✶", Look.SHUTDOWN: "■", Look.CLOSED: "✕"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """``name``: what closes the day, or why it is worked. ``begins``: of an industry month."""

    day: date
    look: Look
    name: str
    begins: str = ""

    @property
    def mark(self) -> str:
        return MARKS.get(self.look, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """``weeks``: the week's number (ISO 8601) and its seven days, None outside of the month."""

    number: int
    weeks: tuple[tuple[int, tuple[Cell | None, ...]], ...]
    working_days: int


def year_of(
    year: int,
    work: WorkingCalendar,
    entries: Sequence[CalendarDay],
    industry: Sequence[IndustryMonth] = (),
) -> tuple[Month, ...]:
    """Twelve months."""
    begins = {month.first: month.name for month in industry}

    def cell(day: date) -> Cell:
        look, name = _look(day, work, entries)
        return Cell(day=day, look=look, name=name, begins=begins.get(day, ""))

    found = []
    for number in range(1, 13):
        last = months.monthrange(year, number)[1]
        cells = [cell(date(year, number, day)) for day in range(1, last + 1)]
        found.append(
            Month(
                number=number,
                weeks=_weeks(cells),
                working_days=sum(it.look in (Look.WORKING, Look.EXTRA) for it in cells),
            )
        )
    return tuple(found)


def _look(day: date, work: WorkingCalendar, entries: Sequence[CalendarDay]) -> tuple[Look, str]:
    over = [it for it in entries if it.first <= day <= it.last]
    closed = work.closed_because(day)
    if closed is None:
        extra = next((it for it in over if it.kind is DayKind.EXTRA), None)
        return (Look.WORKING, "") if extra is None else (Look.EXTRA, extra.name)
    if day in work.holidays:
        return Look.HOLIDAY, closed
    entry = next((it for it in over if it.kind is not DayKind.EXTRA), None)
    return (Look.WEEKDAY, "") if entry is None else (Look(str(entry.kind)), entry.name)


def _weeks(cells: Sequence[Cell]) -> tuple[tuple[int, tuple[Cell | None, ...]], ...]:
    by_day = {cell.day: cell for cell in cells}
    monday = cells[0].day - timedelta(days=cells[0].day.weekday())
    weeks = []
    while monday <= cells[-1].day:
        days = [monday + timedelta(days=n) for n in range(7)]
        weeks.append((monday.isocalendar().week, tuple(by_day.get(day) for day in days)))
        monday += timedelta(days=7)
    return tuple(weeks)
