"""``/office/customers`` and ``/office/calendars``: who our customers are, when they work, and when
they want what; forms for delivery windows and for the days of a calendar.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from central.access.rules import Principal, Right
from central.db.clock import now_us
from central.db.database import Database
from central.db.work import Work
from central.partners import sheets
from central.partners.national import FIRST_YEAR, LAST_YEAR
from central.partners.rules.customers import (
    Calendar,
    CalendarDay,
    Customer,
    DayKind,
    Plant,
    UnloadingPoint,
    point_key,
)
from central.partners.rules.windows import DeliveryWindow
from central.partners.rules.year import Look, year_of
from central.partners.service import customers, write
from central.partners.service.questions import CUSTOMER_PANELS
from central.partners.sheets import known_calendar, known_customer
from central.web import forms
from central.web.forms import NOTHING_SENT, Given, Sent, version_of
from central.web.frame import Frame, path
from central.words.spelling import read

Fields = Annotated[Mapping[str, str], Depends(forms.fields)]
Year = Annotated[int | None, Query(ge=FIRST_YEAR, le=LAST_YEAR)]
Points = tuple[UnloadingPoint, ...]
ROWS = 8
"""Delivery windows that a form has room for, and two more than there are."""


def routes(db: Database, frame: Frame) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    sheets.add(router, db, frame)
    _reading(router, db, frame)
    _changing(router, db, frame)
    _changing_calendars(router, db, frame)
    return router


def _reading(router: APIRouter, db: Database, frame: Frame) -> None:
    reader = [Depends(frame.asks(Right.READ_OFFICE))]

    @router.get("/office/customers/{customer}", dependencies=reader)
    def customer_page(request: Request, customer: str, year: Year = None) -> Response:
        return _customer(db, frame, request, customer, year)

    @router.get("/office/calendars/{calendar}", dependencies=reader)
    def calendar_page(request: Request, calendar: str, year: Year = None) -> Response:
        return _calendar(db, frame, request, calendar, year)


def _changing(router: APIRouter, db: Database, frame: Frame) -> None:
    writer = Depends(frame.asks(Right.WRITE_PARTNERS))

    def side(name: str, change: Callable[[Customer, Mapping[str, str]], Customer]) -> None:
        @router.post(f"/office/customers/{{customer}}/{name}", name=f"put {name}")
        def put(
            request: Request, customer: str, form: Fields, principal: Principal = writer
        ) -> Response:
            def save(work: Work) -> object:
                was = known_customer(work.connection, customer)
                wanted = replace(change(was, form), version=version_of(form))
                return write.save_customer(work, wanted)

            refused = forms.tried(db, request, form, principal, save)
            if refused is not None:
                sent = Sent(refused=refused, given=form, side=name)
                return _customer(db, frame, request, customer, None, sent)
            return RedirectResponse(path("office", "customers", customer), status_code=303)

    side("head", _with_head)
    side("plants", _with_plant)
    side("windows", _with_windows)


def _changing_calendars(router: APIRouter, db: Database, frame: Frame) -> None:
    writer = Depends(frame.asks(Right.WRITE_PARTNERS))

    @router.post("/office/calendars/{calendar}/days")
    def put_day(
        request: Request, calendar: str, form: Fields, principal: Principal = writer
    ) -> Response:
        """Adds an entry, or with ``remove`` takes away the one of that kind and first day."""

        def save(work: Work) -> object:
            was = known_calendar(work.connection, calendar)
            given = {name: form[name].strip() for name in _DAY if form.get(name, "").strip()}
            given.setdefault("last", given.get("first", ""))
            wanted = read(CalendarDay, given)
            days = [it for it in was.days if (it.kind, it.first) != (wanted.kind, wanted.first)]
            if not form.get("remove"):
                days.append(wanted)
            changed = replace(was, days=tuple(days), version=version_of(form))
            return write.save_calendar(work, changed)

        refused = forms.tried(db, request, form, principal, save)
        if refused is not None:
            sent = Sent(refused=refused, given=form)
            return _calendar(db, frame, request, calendar, None, sent)
        year = form.get("first", "")[:4]
        query = f"?year={year}" if year.isdecimal() else ""
        return RedirectResponse(path("office", "calendars", calendar) + query, status_code=303)


_DAY = ("kind", "first", "last", "name")


def _with_head(was: Customer, form: Mapping[str, str]) -> Customer:
    """Empty fields are kept as they are, but for the calendar and the note, which may be empty."""
    texts = {name: form.get(name, "").strip() for name in _HEAD}
    given = {name: text for name, text in texts.items() if text or name in ("calendar", "note")}
    head = read(Customer, {**given, "customer": was.customer, "name": given.get("name", was.name)})
    changed = {name: getattr(head, name) for name in given}
    return replace(was, **changed, active=form.get("active") == "yes")


_HEAD = ("name", "currency", "zone", "calendar", "division", "note")


def _with_plant(was: Customer, form: Mapping[str, str]) -> Customer:
    """``points``: a line each, its code first. A plant that is there keeps what the form leaves
    empty, all of its points, its windows, its address and what is switched off.
    """
    lines = [line.split(maxsplit=1) for line in form.get("points", "").splitlines()]
    points = [{"point": it[0], "name": it[1] if len(it) > 1 else ""} for it in lines if it]
    given = {name: form.get(name, "").strip() for name in ("plant", "name", "calendar")}
    wanted = read(Plant, {**given, "points": points})
    there = next((it for it in was.plants if it.plant == wanted.plant), None)
    if there is not None:
        wanted = replace(
            there,
            name=wanted.name or there.name,
            calendar=wanted.calendar or there.calendar,
            points=_with_points(there.points, wanted.points),
        )
    others = tuple(it for it in was.plants if it.plant != wanted.plant)
    return replace(was, plants=(*others, wanted))


def _with_points(was: Points, typed: Points) -> Points:
    """Those that are there, with the names that were typed, and new ones behind."""
    names = {point_key(it.point): it.name for it in typed}
    known = {point_key(it.point) for it in was}
    kept = (replace(it, name=names.get(point_key(it.point)) or it.name) for it in was)
    return (*kept, *(it for it in typed if point_key(it.point) not in known))


def _with_windows(was: Customer, form: Mapping[str, str]) -> Customer:
    """Of the plant that the form names; of all others where it names none."""
    numbers = sorted(int(it) for name in form if (it := name.removesuffix(".at")).isdecimal())
    given = [
        {"at": form.get(f"{n}.at", "").strip(), "percent": form.get(f"{n}.percent", "").strip()}
        for n in numbers
    ]
    windows = tuple(
        read(DeliveryWindow, row, "windows") for row in given if row["at"] or row["percent"]
    )
    name = form.get("plant", "")
    if not name:
        return replace(was, windows=windows)

    def changed(plant: Plant) -> Plant:
        return replace(plant, windows=windows) if plant.plant == name else plant

    return replace(was, plants=tuple(changed(plant) for plant in was.plants))


def _customer(
    db: Database,
    frame: Frame,
    request: Request,
    customer: str,
    year: int | None,
    sent: Sent = NOTHING_SENT,
) -> Response:
    def work(connection: Connection) -> dict[str, Any]:
        found = known_customer(connection, customer)
        today = customers.today(found, now_us())
        sheet = customers.calendar_sheet(connection, found.calendar) if found.calendar else None
        own = Calendar(calendar="", country=found.country, subdivision=found.subdivision)
        longest = max(map(len, (found.windows, *(it.windows for it in found.plants))))
        return {
            "customer": found,
            "rows": range(1, max(ROWS, longest + 2) + 1),
            "panels": [panel(connection, customer) for panel in CUSTOMER_PANELS.answers()],
            "today": today,
            "calendars": customers.calendars(connection),
            "currencies": customers.currencies(connection),
            **_drawn(sheet or own, year or today.year),
        }

    return frame.page(
        request,
        "office_customer.html",
        status=sent.refused.status,
        **db.read(work),
        refused=sent.refused,
        side=sent.side,
        given=Given(sent.given),
        nothing=Given(),
    )


def _calendar(
    db: Database,
    frame: Frame,
    request: Request,
    calendar: str,
    year: int | None,
    sent: Sent = NOTHING_SENT,
) -> Response:
    def work(connection: Connection) -> dict[str, Any]:
        found = known_calendar(connection, calendar)
        users = [
            it
            for it in customers.customers(connection)
            if calendar in {it.calendar, *(plant.calendar for plant in it.plants)}
        ]
        return {"users": users, **_drawn(found, year or _this_year())}

    return frame.page(
        request,
        "office_calendar.html",
        status=sent.refused.status,
        **db.read(work),
        kinds=tuple(DayKind),
        refused=sent.refused,
        given=Given(sent.given),
    )


def _this_year() -> int:
    return customers.today(Customer(customer="", name=""), now_us()).year


def _drawn(sheet: Calendar, year: int) -> dict[str, Any]:
    """What the drawing of a year needs."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    work = customers.working(sheet)
    months = year_of(year, work, sheet.days, sheet.months)
    return {
        "calendar": sheet,
        "year": year,
        "months": months,
        "looks": tuple(Look),
        "total": sum(month.working_days for month in months),
        "entries": [it for it in sheet.days if it.last >= first and it.first <= last],
        "industry": [it for it in sheet.months if it.last >= first and it.first <= last],
        "years": [it for it in (year - 1, year + 1) if FIRST_YEAR <= it <= LAST_YEAR],
    }
