"""Lists of customers and calendars as page, CSV and PDF; the days of a calendar as a list."""

from __future__ import annotations

from datetime import date, timedelta

from fastapi import Request
from sqlalchemy import Connection

from central.db.clock import now_us
from central.db.listings import Kind
from central.http.problems import ProblemError
from central.partners.national import FIRST_YEAR, LAST_YEAR
from central.partners.rules.customers import Calendar, Customer
from central.partners.rules.windows import DeliveryWindow
from central.partners.service import customers as service
from central.web.frame import language_of, path, words
from central.web.sheet import Look, Sheet
from central.words.reasons import spoken

CUSTOMER_COLUMNS = (
    "customer",
    "name",
    "country",
    "zone",
    "currency",
    "calendar",
    "plants",
    "windows",
    "division",
    "active",
)


def customers(connection: Connection, request: Request) -> Sheet:
    """With plants and their delivery windows in one line each."""
    texts = words(language_of(request))
    rows = [
        {
            "customer": it.customer,
            "name": it.name,
            "country": " ".join(filter(None, (it.country, it.subdivision))),
            "zone": it.zone,
            "currency": it.currency,
            "calendar": it.calendar,
            "plants": ", ".join(plant.plant for plant in it.plants),
            "windows": _windows(it),
            "division": it.division,
            "active": texts["contract.yes" if it.active else "customer.inactive"],
            "_active": it.active,
        }
        for it in service.customers(connection)
    ]
    return Sheet(
        name="customers",
        columns=dict.fromkeys(CUSTOMER_COLUMNS, Kind.TEXT),
        rows=rows,
        links={
            "customer": lambda row: path("office", "customers", row["customer"]),
            "calendar": lambda row: path("office", "calendars", row["calendar"]),
        },
        looks=lambda row: Look.PLAIN if row["_active"] else Look.ATTENTION,
    )


def calendars(connection: Connection, request: Request) -> Sheet:
    texts = words(language_of(request))
    users: dict[str, list[str]] = {}
    for customer in service.customers(connection):
        for name in sorted({customer.calendar, *(plant.calendar for plant in customer.plants)}):
            users.setdefault(name, []).append(customer.customer)
    rows = [
        {
            "calendar": it.calendar,
            "name": it.name,
            "country": " ".join(filter(None, (it.country, it.subdivision))),
            "weekdays": " ".join(texts[f"weekday.{day}"] for day in it.weekdays),
            "used_by": ", ".join(users.get(it.calendar, ())),
        }
        for it in service.calendars(connection)
    ]
    names = ("calendar", "name", "country", "weekdays", "used_by")
    return Sheet(
        name="calendars",
        columns=dict.fromkeys(names, Kind.TEXT),
        rows=rows,
        links={"calendar": lambda row: path("office", "calendars", row["calendar"])},
    )


def days(connection: Connection, request: Request) -> Sheet:
    """Every day of ``?year=``, with what closes it."""
    texts = words(language_of(request))
    found = known_calendar(connection, str(request.path_params["calendar"]))
    work = service.working(found)
    day, rows = date(_year(request), 1, 1), []
    while day.year == _year(request):
        closed = work.closed_because(day)
        rows.append(
            {
                "day": day,
                "weekday": texts[f"weekday.{day.weekday()}"],
                "active": texts["contract.no" if closed else "contract.yes"],
                "closed": texts.get(f"weekday.name.{closed}", closed or ""),
            }
        )
        day += timedelta(days=1)
    names = ("day", "weekday", "active", "closed")
    return Sheet(
        name="calendar_days",
        columns=dict.fromkeys(names, Kind.TEXT),
        rows=rows,
        note=f"{found.calendar} {_year(request)}",
    )


def known_customer(connection: Connection, customer: str) -> Customer:
    """Or a 404."""
    found = service.customer_of(connection, customer)
    if found is None:
        raise ProblemError(404, "not_found", f"There is no customer {customer}.")
    return found


def known_calendar(connection: Connection, calendar: str) -> Calendar:
    """Or a 404."""
    found = service.calendar_sheet(connection, calendar)
    if found is None:
        raise ProblemError(404, "not_found", f"There is no calendar {calendar}.")
    return found


def _year(request: Request) -> int:
    text = request.query_params.get("year", "")
    now = service.today(Customer(customer="", name=""), now_us()).year
    year = int(text) if text.isdecimal() and len(text) == 4 else now
    return min(max(year, FIRST_YEAR), LAST_YEAR)


def _windows(customer: Customer) -> str:
    places = [("", customer.windows), *((it.plant, it.windows) for it in customer.plants)]
    return "; ".join(
        f"{plant} {' '.join(map(_window, windows))}".strip() for plant, windows in places if windows
    )


def _window(window: DeliveryWindow) -> str:
    return f"{window.at:%H:%M} {spoken(window.percent)} %"
