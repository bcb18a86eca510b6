"""``/office/calendars``: a calendar's year, who uses it, and forms for its weekdays, days and
industry months.
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
from central.partners.party_forms import field_of, typed
from central.partners.rules.calendar import IndustryMonth
from central.partners.rules.customers import Calendar, CalendarDay, Customer, DayKind
from central.partners.rules.year import Look, year_of
from central.partners.service import customers, write
from central.partners.sheets import known_calendar
from central.web import forms, sheet
from central.web.forms import NOTHING_SENT, Given, Sent, version_of
from central.web.frame import Frame, path
from central.words.reasons import RuleRefusedError, because
from central.words.spelling import read

Form = Mapping[str, str]
Fields = Annotated[Form, Depends(forms.fields)]
Year = Annotated[int | None, Query(ge=FIRST_YEAR, le=LAST_YEAR)]
LIST = "/office/calendars"


def add(router: APIRouter, db: Database, frame: Frame) -> None:
    """The list, each calendar's page, and their forms."""
    sheet.add_files(router, db, frame, LIST, Right.READ_OFFICE, sheets.calendars)
    days = LIST + "/{calendar}/days"
    sheet.add(router, db, frame, days, Right.READ_OFFICE, sheets.days)
    _reading(router, db, frame)
    _entering(router, db, frame)
    _changing(router, db, frame)


def _reading(router: APIRouter, db: Database, frame: Frame) -> None:
    reader = [Depends(frame.asks(Right.READ_OFFICE))]

    @router.get(LIST, dependencies=reader)
    def list_page(request: Request) -> Response:
        return _list(db, frame, request)

    @router.get(LIST + "/{calendar}", dependencies=reader)
    def calendar_page(request: Request, calendar: str, year: Year = None) -> Response:
        return _calendar(db, frame, request, calendar, year)


def _entering(router: APIRouter, db: Database, frame: Frame) -> None:
    writer = Depends(frame.asks(Right.WRITE_PARTNERS))

    @router.post(LIST)
    def enter(request: Request, form: Fields, principal: Principal = writer) -> Response:
        def save(work: Work) -> object:
            code = typed(form, "calendar")
            if customers.calendar_sheet(work.connection, code) is not None:
                said = "{key} = {name} is there already"
                raise RuleRefusedError(because("partner.there", said, key="calendar", name=code))
            return write.save_calendar(work, _with_head(read(Calendar, {"calendar": code}), form))

        refused = forms.tried(db, request, form, principal, save, field_of)
        if refused is not None:
            return _list(db, frame, request, Sent(refused=refused, given=form))
        return RedirectResponse(
            path("office", "calendars", typed(form, "calendar")), status_code=303
        )

    @router.post(LIST + "/{calendar}/remove")
    def remove(
        request: Request, calendar: str, form: Fields, principal: Principal = writer
    ) -> Response:
        def do(work: Work) -> None:
            write.remove_calendar(work, known_calendar(work.connection, calendar), version_of(form))

        refused = forms.tried(db, request, form, principal, do, field_of)
        if refused is not None:
            sent = Sent(refused=refused, given=form, side="remove")
            return _calendar(db, frame, request, calendar, None, sent)
        return RedirectResponse(LIST, status_code=303)


def _changing(router: APIRouter, db: Database, frame: Frame) -> None:
    writer = Depends(frame.asks(Right.WRITE_PARTNERS))

    def side(name: str, change: Callable[[Calendar, Form], Calendar]) -> None:
        @router.post(f"{LIST}/{{calendar}}/{name}", name=f"put calendar {name}")
        def put(
            request: Request, calendar: str, form: Fields, principal: Principal = writer
        ) -> Response:
            def save(work: Work) -> object:
                was = known_calendar(work.connection, calendar)
                wanted = replace(change(was, form), version=version_of(form))
                return write.save_calendar(work, wanted)

            refused = forms.tried(db, request, form, principal, save, field_of)
            if refused is not None:
                sent = Sent(refused=refused, given=form, side=name)
                return _calendar(db, frame, request, calendar, None, sent)
            year = form.get("first", "")[:4]
            query = f"?year={year}" if year.isdecimal() else ""
            return RedirectResponse(path("office", "calendars", calendar) + query, status_code=303)

    side("head", _with_head)
    side("days", _with_day)
    side("months", _with_month)


def _with_head(was: Calendar, form: Form) -> Calendar:
    """Name, holidays and weekdays; a new calendar's form has no box for in use."""
    given = {
        "calendar": was.calendar,
        "name": typed(form, "name"),
        "country": typed(form, "country").upper(),
        "subdivision": typed(form, "subdivision").upper(),
        "weekdays": [day for day in range(7) if form.get(f"weekday.{day}")],
    }
    head = read(Calendar, given)
    active = form.get("active") == "yes" if was.version else True
    return replace(head, days=was.days, months=was.months, active=active)


def _with_day(was: Calendar, form: Form) -> Calendar:
    """With the entry, or with ``remove`` without the one of that kind and first day."""
    names = ("kind", "first", "last", "name")
    given = {name: typed(form, name) for name in names if typed(form, name)}
    given.setdefault("last", given.get("first", ""))
    wanted = read(CalendarDay, given)
    days = [it for it in was.days if (it.kind, it.first) != (wanted.kind, wanted.first)]
    return replace(was, days=tuple(days if form.get("remove") else [*days, wanted]))


def _with_month(was: Calendar, form: Form) -> Calendar:
    """With the industry month, or with ``remove`` without the one of that name."""
    wanted = read(IndustryMonth, {name: typed(form, name) for name in ("name", "first", "last")})
    others = [it for it in was.months if it.name != wanted.name]
    return replace(was, months=tuple(others if form.get("remove") else [*others, wanted]))


def _list(db: Database, frame: Frame, request: Request, sent: Sent = NOTHING_SENT) -> Response:
    working_week = {f"weekday.{day}": "yes" for day in range(5)}
    return frame.page(
        request,
        "office_calendars.html",
        status=sent.refused.status,
        sheet=db.read(lambda connection: sheets.calendars(connection, request)),
        export=sheet.exports(request),
        refused=sent.refused,
        given=Given(sent.given or working_week),
    )


def _calendar(
    db: Database,
    frame: Frame,
    request: Request,
    calendar: str,
    year: int | None,
    sent: Sent = NOTHING_SENT,
) -> Response:
    def work(connection: Connection) -> Mapping[str, Any]:
        found = known_calendar(connection, calendar)
        users = [
            (it, [plant.plant for plant in it.plants if plant.calendar == calendar])
            for it in customers.customers(connection)
            if calendar in {it.calendar, *(plant.calendar for plant in it.plants)}
        ]
        return {"users": users, **drawn(found, year or _this_year())}

    values = db.read(work)
    return frame.page(
        request,
        "office_calendar.html",
        status=sent.refused.status,
        **values,
        kinds=tuple(DayKind),
        refused=sent.refused,
        side=sent.side,
        head=Given(sent.given if sent.side == "head" else _head_fields(values["calendar"])),
        given=Given(sent.given if sent.side == "days" else {}),
        month=Given(sent.given if sent.side == "months" else {}),
    )


def _head_fields(found: Calendar) -> dict[str, str]:
    return {
        "name": found.name,
        "country": found.country,
        "subdivision": found.subdivision,
        "active": "yes" if found.active else "",
        **{f"weekday.{day}": "yes" for day in found.weekdays},
    }


def _this_year() -> int:
    return customers.today(Customer(customer="", name=""), now_us()).year


def drawn(found: Calendar, year: int) -> Mapping[str, Any]:
    """What the drawing of a year needs."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    work = customers.working(found)
    months = year_of(year, work, found.days, found.months)
    return {
        "calendar": found,
        "year": year,
        "months": months,
        "looks": tuple(Look),
        "total": sum(month.working_days for month in months),
        "entries": [it for it in found.days if it.last >= first and it.first <= last],
        "industry": [it for it in found.months if it.last >= first and it.first <= last],
        "years": [it for it in (year - 1, year + 1) if FIRST_YEAR <= it <= LAST_YEAR],
    }
