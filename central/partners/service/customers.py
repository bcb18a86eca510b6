"""Reading customers and their calendars; ``writing`` changes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, RowMapping, select

from central.partners import tables
from central.partners.national import National
from central.partners.rules.calendar import IndustryMonth, Shutdown, WorkingCalendar
from central.partners.rules.customers import (
    Calendar,
    CalendarDay,
    Currency,
    Customer,
    DayKind,
    Plant,
    UnloadingPoint,
    calendar_in_order,
    in_order,
)
from central.partners.rules.windows import DeliveryWindow
from central.partners.service.identities import Contacts, Owner, contacts_of, identity_of


def customer_of(connection: Connection, customer: str) -> Customer | None:
    """With plants, unloading points and delivery windows."""
    found = _customers(connection, customer)
    return found[0] if found else None


def customers(connection: Connection) -> tuple[Customer, ...]:
    """All of them, those switched off too, by code."""
    return tuple(_customers(connection, None))


def calendar_sheet(connection: Connection, calendar: str) -> Calendar | None:
    """As people keep it."""
    row = connection.execute(
        select(tables.calendars).where(tables.calendars.c.calendar == calendar)
    ).one_or_none()
    return None if row is None else _sheet(connection, row)


def calendars(connection: Connection) -> tuple[Calendar, ...]:
    rows = connection.execute(select(tables.calendars).order_by(tables.calendars.c.calendar))
    return tuple(_sheet(connection, row) for row in rows.all())


def currencies(connection: Connection) -> tuple[Currency, ...]:
    rows = connection.execute(select(tables.currencies).order_by(tables.currencies.c.currency))
    return tuple(Currency(**row) for row in rows.mappings())


def calendar_of(connection: Connection, customer: str, plant: str = "") -> WorkingCalendar:
    """The plant's calendar, else the customer's; without either Monday to Friday but the
    holidays of their country. A customer who is not known has Monday to Friday.
    """
    place = _place(connection, customer, plant)
    if place is None:
        return WorkingCalendar()
    sheet = calendar_sheet(connection, place.calendar) if place.calendar else None
    own = Calendar(calendar="", country=place.country, subdivision=place.subdivision)
    return working(sheet or own)


def working(sheet: Calendar) -> WorkingCalendar:
    """A calendar as rules ask it."""
    extra = {
        day.first + timedelta(days=n)
        for day in sheet.days
        if day.kind is DayKind.EXTRA
        for n in range((day.last - day.first).days + 1)
    }
    return WorkingCalendar(
        weekdays=frozenset(sheet.weekdays),
        holidays=National(sheet.country, sheet.subdivision),
        shutdowns=tuple(
            Shutdown(first=day.first, last=day.last, name=day.name or str(day.kind))
            for day in sheet.days
            if day.kind is not DayKind.EXTRA
        ),
        extra=frozenset(extra),
    )


def industry_months_of(
    connection: Connection, customer: str, plant: str = ""
) -> tuple[IndustryMonth, ...]:
    """The months as this customer counts them; none: the calendar's."""
    place = _place(connection, customer, plant)
    sheet = calendar_sheet(connection, place.calendar) if place and place.calendar else None
    return sheet.months if sheet is not None else ()


def windows_of(connection: Connection, customer: str, plant: str) -> tuple[DeliveryWindow, ...]:
    """The plant's delivery windows, else the customer's, by time; none: one delivery a day."""
    found = _windows(connection, customer)
    return found.get((customer, plant)) or found.get((customer, ""), ())


def today(customer: Customer, now_us: int) -> date:
    """The date where the customer is."""
    return moment(customer, now_us).date()


def moment(customer: Customer, now_us: int) -> datetime:
    """By the clocks where the customer is."""
    return datetime.fromtimestamp(now_us // 1_000_000, tz=UTC).astimezone(_zone(customer))


def _zone(customer: Customer) -> ZoneInfo:
    return ZoneInfo(customer.zone)


class _Place(NamedTuple):
    """What says which days are worked at a plant; ``calendar`` by its name."""

    calendar: str
    country: str
    subdivision: str


def _place(connection: Connection, customer: str, plant: str) -> _Place | None:
    query = select(
        tables.customers.c.calendar, tables.customers.c.country, tables.customers.c.subdivision
    ).where(tables.customers.c.customer == customer)
    found = connection.execute(query).one_or_none()
    if found is None:
        return None
    own = connection.execute(
        select(tables.plants.c.calendar).where(
            tables.plants.c.customer == customer, tables.plants.c.plant == plant
        )
    ).scalar()
    return _Place(own or found.calendar, found.country, found.subdivision)


def _customers(connection: Connection, only: str | None) -> list[Customer]:
    people = contacts_of(connection, "customer", only)
    plants = _plants(connection, only, people)
    windows = _windows(connection, only)
    query = select(tables.customers).order_by(tables.customers.c.customer)
    if only is not None:
        query = query.where(tables.customers.c.customer == only)
    return [
        in_order(
            Customer(
                **_without(row, "changed_us", "changed_by", *tables.IDENTITY),
                identity=identity_of(row, people.get(Owner(row["customer"]), [])),
                windows=windows.get((row["customer"], ""), ()),
                plants=tuple(plants[row["customer"]]),
            )
        )
        for row in connection.execute(query).mappings()
    ]


def _plants(
    connection: Connection, only: str | None, people: Contacts
) -> Mapping[str, list[Plant]]:
    points: dict[tuple[str, str], list[UnloadingPoint]] = defaultdict(list)
    place, point = tables.plants, tables.unloading_points
    of_points = select(point).order_by(point.c.customer, point.c.plant, point.c.point)
    of_plants = select(place).order_by(place.c.customer, place.c.plant)
    if only is not None:
        of_points = of_points.where(point.c.customer == only)
        of_plants = of_plants.where(place.c.customer == only)
    for row in connection.execute(of_points):
        found_point = UnloadingPoint(point=row.point, name=row.name, active=row.active)
        points[row.customer, row.plant].append(found_point)
    windows = _windows(connection, only)
    found: dict[str, list[Plant]] = defaultdict(list)
    for place_row in connection.execute(of_plants).mappings():
        key = place_row["customer"], place_row["plant"]
        plant = Plant(
            plant=place_row["plant"],
            name=place_row["name"],
            calendar=place_row["calendar"],
            identity=identity_of(place_row, people.get(Owner(*key), [])),
            active=place_row["active"],
            points=tuple(points[key]),
            windows=windows.get(key, ()),
        )
        found[place_row["customer"]].append(plant)
    return found


def _windows(
    connection: Connection, only: str | None
) -> Mapping[tuple[str, str], tuple[DeliveryWindow, ...]]:
    window = tables.windows
    query = select(window).order_by(window.c.customer, window.c.plant, window.c.at)
    if only is not None:
        query = query.where(window.c.customer == only)
    found: dict[tuple[str, str], list[DeliveryWindow]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.customer, row.plant].append(
            DeliveryWindow(at=time.fromisoformat(row.at), percent=row.percent)
        )
    return {key: tuple(windows) for key, windows in found.items()}


def _sheet(connection: Connection, row: Any) -> Calendar:
    day, month = tables.calendar_days, tables.industry_months
    days = connection.execute(
        select(day).where(day.c.calendar == row.calendar).order_by(day.c.first, day.c.kind)
    )
    months = connection.execute(
        select(month).where(month.c.calendar == row.calendar).order_by(month.c.first)
    )
    sheet = Calendar(
        calendar=row.calendar,
        name=row.name,
        country=row.country,
        subdivision=row.subdivision,
        weekdays=tuple(int(text) for text in row.weekdays.split(",")),
        days=tuple(
            CalendarDay(kind=DayKind(it.kind), first=it.first, last=it.last, name=it.name)
            for it in days
        ),
        months=tuple(IndustryMonth(name=it.name, first=it.first, last=it.last) for it in months),
        active=row.active,
        version=row.version,
    )
    return calendar_in_order(sheet)


def _without(row: RowMapping, *names: str) -> Mapping[str, Any]:
    return {name: value for name, value in row.items() if name not in names}
