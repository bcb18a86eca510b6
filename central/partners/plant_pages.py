"""``/office/customers/<customer>/plants/<plant>``: a plant, its unloading points, their form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from central.access.rules import Principal, Right
from central.db.database import Database
from central.db.work import Work
from central.http.problems import ProblemError
from central.partners import customer_forms
from central.partners.party_forms import field_of
from central.partners.rules.customers import Calendar, Customer, Plant
from central.partners.service import customers, write
from central.partners.sheets import known_customer
from central.web import forms
from central.web.forms import NOTHING_SENT, Given, Sent, version_of
from central.web.frame import Frame, path

Fields = Annotated[Mapping[str, str], Depends(forms.fields)]
PLANT = "/office/customers/{customer}/plants/{plant}"


def add(router: APIRouter, db: Database, frame: Frame) -> None:
    """Its page and its form."""
    writer = Depends(frame.asks(Right.WRITE_PARTNERS))

    @router.get(PLANT, dependencies=[Depends(frame.asks(Right.READ_OFFICE))])
    def plant_page(request: Request, customer: str, plant: str) -> Response:
        return _page(db, frame, request, (customer, plant))

    @router.post(PLANT)
    def put_plant(
        request: Request, customer: str, plant: str, form: Fields, principal: Principal = writer
    ) -> Response:
        def save(work: Work) -> object:
            was = known_customer(work.connection, customer)
            changed = customer_forms.plant_changed(was, _known(was, plant), form)
            return write.save_customer(work, replace(changed, version=version_of(form)))

        refused = forms.tried(db, request, form, principal, save, field_of)
        if refused is not None:
            return _page(db, frame, request, (customer, plant), Sent(refused=refused, given=form))
        return RedirectResponse(
            path("office", "customers", customer, "plants", plant), status_code=303
        )


def _known(customer: Customer, plant: str) -> Plant:
    found = next((it for it in customer.plants if it.plant == plant), None)
    if found is None:
        raise ProblemError(404, "not_found", f"{customer.customer} has no plant {plant}.")
    return found


def _page(
    db: Database,
    frame: Frame,
    request: Request,
    of: tuple[str, str],
    sent: Sent = NOTHING_SENT,
) -> Response:
    def work(connection: Connection) -> tuple[Customer, tuple[Calendar, ...]]:
        return known_customer(connection, of[0]), customers.calendars(connection)

    customer, calendars = db.read(work)
    plant = _known(customer, of[1])
    stands = customer_forms.plant_fields(plant)
    return frame.page(
        request,
        "office_plant.html",
        status=sent.refused.status,
        customer=customer,
        plant=plant,
        calendars=calendars,
        form=Given(sent.given or stands),
        refused=sent.refused,
    )
