"""Customers, calendars and windows in both databases; what a calendar says of every day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from central.db.database import Actor, Database
from central.db.work import Work
from central.partners.national import fault_of, holidays_of
from central.partners.rules.calendar import IndustryMonth, industry_month
from central.partners.rules.customers import (
    Calendar,
    CalendarDay,
    Currency,
    Customer,
    DayKind,
    Plant,
    UnloadingPoint,
    calendar_in_order,
)
from central.partners.rules.divisions import Division
from central.partners.rules.windows import DeliveryWindow
from central.partners.service import customers
from central.partners.service.divisions import save_division
from central.partners.service.write import (
    save_calendar,
    save_currency,
    save_customer,
)
from central.words.reasons import RuleRefusedError

D = Decimal
ANN = Actor(who="ann")
SUMMER = CalendarDay(
    kind=DayKind.SHUTDOWN, first=date(2026, 7, 20), last=date(2026, 8, 7), name="Werksferien"
)
EMDEN = Calendar(
    calendar="emden",
    name="Emden",
    country="DE",
    subdivision="NI",
    days=(
        SUMMER,
        CalendarDay(kind=DayKind.EXTRA, first=date(2026, 8, 1), last=date(2026, 8, 2)),
        CalendarDay(kind=DayKind.CLOSED, first=date(2026, 5, 15), last=date(2026, 5, 15)),
    ),
    months=(IndustryMonth(name="2026-10", first=date(2026, 9, 28), last=date(2026, 10, 25)),),
)
NORDWERK = Customer(
    customer="nordwerk",
    name="Nordwerk",
    country="DE",
    subdivision="NI",
    zone="Europe/Berlin",
    calendar="emden",
    division="INTERIOR",
    windows=(DeliveryWindow(at=time(7), percent=D(100)),),
    plants=(
        Plant(
            plant="EMD",
            points=(UnloadingPoint(point="T12", name="Tor 12"), UnloadingPoint(point="T31")),
            windows=(
                DeliveryWindow(at=time(6), percent=D(70)),
                DeliveryWindow(at=time(13, 30), percent=D(30)),
            ),
        ),
        Plant(plant="HAN", calendar="saturdays"),
    ),
)


@pytest.fixture
def books(db: Database) -> Database:
    def work(connection: Any) -> None:
        save_currency(connection, Currency(currency="EUR"))
        save_division(Work(connection, ANN, 1), Division(division="INTERIOR"))
        save_calendar(Work(connection, ANN, 1), EMDEN)
        saturdays = Calendar(calendar="saturdays", weekdays=(0, 1, 2, 3, 4, 5))
        save_calendar(Work(connection, ANN, 1), saturdays)
        save_customer(Work(connection, ANN, 1), NORDWERK)

    db.write(work)
    return db


def put(books: Database, customer: Customer) -> int:
    return books.write(lambda c: save_customer(Work(c, ANN, 2), customer), by=ANN)


def codes(books: Database, customer: Customer) -> list[str]:
    with pytest.raises(RuleRefusedError) as error:
        put(books, customer)
    return [reason.code for reason in error.value.reasons]


def test_a_customer_comes_back_as_he_was_stored(books: Database) -> None:
    kept = books.read(lambda c: customers.customer_of(c, "nordwerk"))
    assert kept == replace(NORDWERK, version=1)
    assert books.read(customers.customers) == (kept,)
    assert books.read(lambda c: customers.customer_of(c, "nobody")) is None
    fewer = replace(kept, plants=kept.plants[:1], windows=(), note="two\nlines", active=False)
    assert put(books, fewer) == 2
    assert books.read(lambda c: customers.customer_of(c, "nordwerk")) == replace(fewer, version=2)


def test_the_same_in_another_order_is_no_change_and_an_old_version_is_stale(
    books: Database,
) -> None:
    turned = replace(NORDWERK, version=1, plants=NORDWERK.plants[::-1])
    assert put(books, turned) == 1
    assert codes(books, NORDWERK) == ["stale"]
    assert put(books, replace(turned, name="Nordwerk AG")) == 2
    assert codes(books, replace(turned, name="Nordwerk SE")) == ["stale"]


def test_a_calendar_comes_back_and_its_days_are_worked_as_it_says(books: Database) -> None:
    kept = books.read(lambda c: customers.calendar_sheet(c, "emden"))
    assert kept == replace(calendar_in_order(EMDEN), version=1)
    work = books.read(lambda c: customers.calendar_of(c, "nordwerk", "EMD"))
    assert work.closed_because(date(2026, 1, 1)) == "Neujahr"
    assert work.closed_because(date(2026, 7, 31)) == "Werksferien"
    assert work.is_working(date(2026, 8, 1)) and work.is_working(date(2026, 8, 2))
    assert work.closed_because(date(2026, 5, 15)) == "closed"
    assert work.closed_because(date(2026, 5, 16)) == "Saturday"
    assert work.plus(date(2026, 7, 17), 1) == date(2026, 8, 1)
    saturday = date(2026, 5, 16)
    assert books.read(lambda c: customers.calendar_of(c, "nordwerk", "HAN")).is_working(saturday)
    assert not books.read(lambda c: customers.calendar_of(c, "nordwerk")).is_working(saturday)
    assert books.read(lambda c: customers.calendar_of(c, "nobody")).is_working(date(2026, 1, 1))


def test_without_a_calendar_the_holidays_of_the_country_hold(books: Database) -> None:
    put(books, replace(NORDWERK, version=1, calendar="", plants=()))
    work = books.read(lambda c: customers.calendar_of(c, "nordwerk"))
    assert work.closed_because(date(2026, 10, 31)) == "Reformationstag"
    assert work.is_working(date(2026, 7, 31))


def test_windows_are_the_plants_else_the_customers(books: Database) -> None:
    def at(plant: str) -> list[tuple[str, int]]:
        found = books.read(lambda c: customers.windows_of(c, "nordwerk", plant))
        return [(f"{it.at:%H:%M}", int(it.percent)) for it in found]

    assert at("EMD") == [("06:00", 70), ("13:30", 30)]
    assert at("HAN") == at("") == at("unknown") == [("07:00", 100)]
    assert books.read(lambda c: customers.windows_of(c, "nobody", "")) == ()


def test_the_industry_month_is_the_customers(books: Database) -> None:
    def month(day: date, plant: str = "") -> str:
        months = books.read(lambda c: customers.industry_months_of(c, "nordwerk", plant))
        found = industry_month(months, day)
        return found.name if found is not None else ""

    assert month(date(2026, 9, 28)) == month(date(2026, 10, 25)) == "2026-10"
    assert month(date(2026, 10, 26)) == month(date(2026, 10, 1), "HAN") == ""


def test_today_is_where_the_customer_is() -> None:
    at = 1_798_757_999_000_000  # 2026-12-31 22:59:59 UTC
    assert customers.today(NORDWERK, at) == date(2026, 12, 31)
    assert customers.today(NORDWERK, at + 1_000_000) == date(2027, 1, 1)
    assert customers.today(replace(NORDWERK, zone="America/Detroit"), at) == date(2026, 12, 31)


def test_every_fault_of_a_customer_is_said_with_its_key(books: Database) -> None:
    bad = replace(
        NORDWERK,
        version=1,
        name=" ",
        currency="XXX",
        calendar="none",
        division="none",
        zone="Europe/Emden",
        country="XX",
        windows=(DeliveryWindow(at=time(6), percent=D(99)),),
        plants=(
            Plant(plant="W 1", calendar="none"),
            Plant(plant="W2", points=(UnloadingPoint(point="T"), UnloadingPoint(point="T"))),
            Plant(plant="W2"),
        ),
    )
    with pytest.raises(RuleRefusedError) as error:
        put(books, bad)
    said = str(error.value)
    for part in (
        "name is empty",
        "currency = 'XXX' is not known",
        "calendar = 'none' is not known",
        "plants.W 1.calendar = 'none'",
        "division = 'none'",
        "zone = 'Europe/Emden' is no time zone",
        "country 'XX' is not known",
        "windows: the percentages of the delivery windows total 99, not 100",
        "plants.W 1.plant = 'W 1': take letters",
        "plants: W2 appears twice",
        "plants.W2.points: T appears twice",
    ):
        assert part in said
    assert books.read(lambda c: customers.customer_of(c, "nordwerk")) == replace(
        NORDWERK, version=1
    )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"weekdays": ()}, "calendar.weekdays"),
        ({"weekdays": (0, 0)}, "calendar.weekdays"),
        ({"weekdays": (7,)}, "calendar.weekdays"),
        ({"days": (replace(SUMMER, last=date(2026, 7, 1)),)}, "calendar.backwards"),
        ({"days": (replace(SUMMER, first=date(26, 7, 1)),)}, "calendar.years"),
        ({"days": (SUMMER, SUMMER)}, "partner.twice"),
        (
            {"months": (*EMDEN.months, replace(EMDEN.months[0], name="2026-11"))},
            "calendar.months_overlap",
        ),
        ({"country": "DE", "subdivision": "Emden"}, "partner.country"),
        ({"country": "", "subdivision": "NI"}, "partner.country"),
        ({"version": 0}, "stale"),
    ],
)
def test_a_calendar_that_cannot_be_is_refused(
    books: Database, changes: dict[str, Any], code: str
) -> None:
    wanted = replace(EMDEN, **{"version": 1, **changes})
    with pytest.raises(RuleRefusedError) as error:
        books.write(lambda c: save_calendar(Work(c, ANN, 2), wanted))
    assert [reason.code for reason in error.value.reasons] == [code]


@pytest.mark.parametrize("currency", ["eur", "EU", "EURO", ""])
def test_a_currency_has_the_code_of_the_standard(db: Database, currency: str) -> None:
    with pytest.raises(RuleRefusedError, match="ISO 4217"):
        db.write(lambda c: save_currency(c, Currency(currency=currency)))


def test_holidays_are_the_countrys_own_and_none_where_it_is_not_known() -> None:
    assert holidays_of("DE", "NI", 2026)[date(2026, 12, 25)] == "Erster Weihnachtstag"
    assert date(2026, 1, 6) in holidays_of("DE", "BY", 2026)
    assert date(2026, 1, 6) not in holidays_of("DE", "NI", 2026)
    assert holidays_of("XX", "", 2026) == holidays_of("DE", "NI", 2999) == {}
    assert fault_of("DE", "NI") == fault_of("", "") == ""
    assert all(day.year == 2026 for day in holidays_of("US", "MI", 2026))


DAYS = st.dates(date(2025, 1, 1), date(2028, 12, 31))
SPANS = st.tuples(DAYS, st.integers(0, 40)).map(lambda it: (it[0], it[0] + timedelta(days=it[1])))
ENTRIES = st.lists(
    st.tuples(SPANS, st.sampled_from(DayKind)).map(
        lambda it: CalendarDay(kind=it[1], first=it[0][0], last=it[0][1], name=str(it[1]))
    ),
    max_size=8,
)
SHEETS = st.builds(
    lambda days, weekdays, country: Calendar(
        calendar="any", days=tuple(days), weekdays=tuple(weekdays), country=country
    ),
    ENTRIES,
    st.sets(st.integers(0, 6), min_size=1),
    st.sampled_from(["", "DE", "US", "FR", "JP"]),
)


@settings(deadline=None)
@given(sheet=SHEETS, days=st.lists(DAYS, min_size=1, max_size=20), ahead=st.integers(0, 8))
def test_no_working_day_is_on_a_shutdown_a_holiday_or_a_free_weekday(
    sheet: Calendar, days: list[date], ahead: int
) -> None:
    work = customers.working(sheet)

    def inside(day: date, *kinds: DayKind) -> bool:
        return any(it.kind in kinds and it.first <= day <= it.last for it in sheet.days)

    for day in days:
        extra = inside(day, DayKind.EXTRA)
        off = (
            inside(day, DayKind.SHUTDOWN, DayKind.CLOSED)
            or day in holidays_of(sheet.country, sheet.subdivision, day.year)
            or day.weekday() not in sheet.weekdays
        )
        assert work.is_working(day) == (extra or not off)
        assert (work.closed_because(day) is None) == work.is_working(day)
    later = work.plus(days[0], ahead)
    first = days[0] + timedelta(days=1)
    assert ahead == 0 or work.is_working(later)
    assert len(work.working_days(first, later)) == ahead
