"""``/office/customers``: who our customers are, what others are for them, when they work and when
they want what; a new one, and forms for all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from central.access.rules import Principal, Right
from central.db.clock import now_us
from central.db.database import Database
from central.db.work import Work
from central.partners import calendar_pages, currency_pages, customer_forms, plant_pages, sheets
from central.partners.calendar_pages import Year, drawn
from central.partners.party_forms import field_of, typed
from central.partners.rules.customers import ROLES, Calendar, Customer
from central.partners.service import customers, divisions, write
from central.partners.service.questions import CUSTOMER_PANELS
from central.partners.service.roles import parties_of
from central.partners.sheets import known_customer
from central.web import forms, sheet
from central.web.catalogue import languages
from central.web.forms import NOTHING_SENT, Given, Sent, version_of
from central.web.frame import Frame, language_of, path
from central.web.typed import plain_numbers
from central.words.reasons import RuleRefusedError, because

Fields = Annotated[Mapping[str, str], Depends(forms.fields)]
LIST = "/office/customers"
ROWS = 8
"""Delivery windows that a form has room for, and two more than there are."""


def routes(db: Database, frame: Frame) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    sheet.add_files(router, db, frame, LIST, Right.READ_OFFICE, sheets.customers)
    _reading(router, db, frame)
    _entering(router, db, frame)
    _changing(router, db, frame)
    plant_pages.add(router, db, frame)
    calendar_pages.add(router, db, frame)
    currency_pages.add(router, db, frame)
    return router


def _reading(router: APIRouter, db: Database, frame: Frame) -> None:
    reader = [Depends(frame.asks(Right.READ_OFFICE))]

    @router.get(LIST, dependencies=reader)
    def list_page(request: Request) -> Response:
        return _list(db, frame, request)

    @router.get(LIST + "/{customer}", dependencies=reader)
    def customer_page(request: Request, customer: str, year: Year = None) -> Response:
        return _customer(db, frame, request, customer, year)


def _entering(router: APIRouter, db: Database, frame: Frame) -> None:
    writer = Depends(frame.asks(Right.WRITE_PARTNERS))

    @router.post(LIST)
    def enter(request: Request, form: Fields, principal: Principal = writer) -> Response:
        def save(work: Work) -> object:
            wanted = customer_forms.new_typed(form)
            if customers.customer_of(work.connection, wanted.customer) is not None:
                raise RuleRefusedError(_there("customer", wanted.customer))
            return write.save_customer(work, wanted)

        refused = forms.tried(db, request, form, principal, save, field_of)
        if refused is not None:
            return _list(db, frame, request, Sent(refused=refused, given=form))
        return RedirectResponse(
            path("office", "customers", typed(form, "customer")), status_code=303
        )


def _there(key: str, name: str) -> Any:
    return because("partner.there", "{key} = {name} is there already", key=key, name=name)


def _changing(router: APIRouter, db: Database, frame: Frame) -> None:
    writer = Depends(frame.asks(Right.WRITE_PARTNERS))

    def side(
        name: str, change: Callable[[Customer, Mapping[str, str]], Customer], numbers: str = ""
    ) -> None:
        @router.post(f"{LIST}/{{customer}}/{name}", name=f"put {name}")
        def put(
            request: Request, customer: str, form: Fields, principal: Principal = writer
        ) -> Response:
            def save(work: Work) -> object:
                was = known_customer(work.connection, customer)
                given = plain_numbers(form, numbers, language_of(request))
                wanted = replace(change(was, given), version=version_of(form))
                return write.save_customer(work, wanted)

            refused = forms.tried(db, request, form, principal, save, field_of)
            if refused is not None:
                sent = Sent(refused=refused, given=form, side=name)
                return _customer(db, frame, request, customer, None, sent)
            return RedirectResponse(path("office", "customers", customer), status_code=303)

    side("head", customer_forms.with_head)
    side("identity", customer_forms.with_identity)
    side("roles", customer_forms.with_roles)
    side("plants", customer_forms.with_plant)
    side("windows", customer_forms.with_windows, numbers=r"\d+\.percent")


def _choices(connection: Connection) -> Mapping[str, Any]:
    """What the forms of a customer choose from."""
    return {
        "calendars": customers.calendars(connection),
        "currencies": customers.currencies(connection),
        "divisions": divisions.divisions(connection),
        "languages": languages(),
    }


def _list(db: Database, frame: Frame, request: Request, sent: Sent = NOTHING_SENT) -> Response:
    def work(connection: Connection) -> Mapping[str, Any]:
        return {"sheet": sheets.customers(connection, request), **_choices(connection)}

    return frame.page(
        request,
        "office_customers.html",
        status=sent.refused.status,
        **db.read(work),
        export=sheet.exports(request),
        refused=sent.refused,
        given=Given(sent.given),
    )


def _customer(
    db: Database,
    frame: Frame,
    request: Request,
    customer: str,
    year: int | None,
    sent: Sent = NOTHING_SENT,
) -> Response:
    values = db.read(lambda c: _shown(c, customer, year))
    stands = customer_forms.head_fields(values["customer"])
    return frame.page(
        request,
        "office_customer.html",
        status=sent.refused.status,
        **values,
        roles=ROLES,
        stands=Given(stands),
        refused=sent.refused,
        side=sent.side,
        given=Given(sent.given),
        nothing=Given(),
    )


def _shown(connection: Connection, customer: str, year: int | None) -> Mapping[str, Any]:
    found = known_customer(connection, customer)
    today = customers.today(found, now_us())
    own_sheet = customers.calendar_sheet(connection, found.calendar) if found.calendar else None
    own = Calendar(calendar="", country=found.country, subdivision=found.subdivision)
    longest = max(map(len, (found.windows, *(it.windows for it in found.plants))))
    others = [it for it in customers.customers(connection) if it.customer != customer]
    return {
        "customer": found,
        "parties": parties_of(connection, found),
        "others": [it for it in others if it.active],
        "ranges": _ranges_of(connection, customer),
        "rows": range(1, max(ROWS, longest + 2) + 1),
        "panels": [panel(connection, customer) for panel in CUSTOMER_PANELS.answers()],
        "today": today,
        **_choices(connection),
        **drawn(own_sheet or own, year or today.year),
    }


def _ranges_of(connection: Connection, customer: str) -> list[tuple[str, Any]]:
    """Ranges of numbers that are theirs alone, each with the division that gives them."""
    return [
        (house.division, own)
        for house in divisions.divisions(connection)
        for own in house.ranges
        if own.customer == customer
    ]
