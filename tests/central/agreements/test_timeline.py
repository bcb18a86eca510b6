"""Model years as they are drawn."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from central.agreements.model.duration import ModelYear
from central.agreements.timeline import TICKS_MAX, WIDTH, timeline
from central.partners.rules.calendar import IndustryMonth
from central.partners.rules.customers import Calendar, CalendarDay, DayKind
from central.partners.rules.year import Look, year_of
from central.partners.service.customers import working

HOME = "/office/contracts/NW-EMD-26"


def test_model_years_are_drawn_in_their_proportions() -> None:
    years = (
        ModelYear(name="MY26", first=date(2026, 1, 1), last=date(2026, 12, 31)),
        ModelYear(name="MY27", first=date(2027, 1, 1), last=date(2027, 6, 30), quantity=Decimal(5)),
    )
    drawn = timeline(years, date(2026, 7, 1))
    assert drawn is not None and timeline((), date(2026, 7, 1)) is None
    one, two = drawn.bars
    assert 0 < one.x < drawn.today.x < one.x + one.width <= two.x < two.x + two.width < WIDTH
    assert one.width / two.width == pytest.approx(364 / 180, rel=0.01)
    assert [tick.day.month for tick in drawn.ticks] == [1, 4, 7, 10, 1, 4, 7]
    old = timeline(years, date(2090, 1, 1))
    assert old is not None and len(old.ticks) <= TICKS_MAX


def test_a_drawn_year_agrees_with_the_calendar_on_every_day() -> None:
    days = (
        CalendarDay(kind=DayKind.SHUTDOWN, first=date(2025, 12, 20), last=date(2026, 1, 5)),
        CalendarDay(kind=DayKind.EXTRA, first=date(2026, 1, 4), last=date(2026, 1, 4), name="x"),
        CalendarDay(kind=DayKind.CLOSED, first=date(2026, 5, 15), last=date(2026, 5, 15)),
    )
    industry = (IndustryMonth(name="2026-02", first=date(2026, 1, 26), last=date(2026, 2, 22)),)
    work = working(Calendar(calendar="c", country="DE", subdivision="NI", days=days))
    months = year_of(2026, work, days, industry)
    cells = [cell for month in months for _, week in month.weeks for cell in week if cell]
    assert [cell.day.timetuple().tm_yday for cell in cells] == list(range(1, 366))
    for cell in cells:
        assert (cell.look in (Look.WORKING, Look.EXTRA)) == work.is_working(cell.day)
    looks = {cell.day: cell.look for cell in cells}
    assert looks[date(2026, 1, 1)] is Look.HOLIDAY and looks[date(2026, 1, 2)] is Look.SHUTDOWN
    assert looks[date(2026, 1, 4)] is Look.EXTRA and looks[date(2026, 5, 15)] is Look.CLOSED
    assert [cell.day for cell in cells if cell.begins] == [date(2026, 1, 26)]
    assert sum(month.working_days for month in months) == len(
        work.working_days(date(2026, 1, 1), date(2026, 12, 31))
    )
