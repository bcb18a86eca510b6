"""Lists of contracts as page, CSV and PDF: all of them; parts, prices and history of one."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Depends, Request
from sqlalchemy import Connection
from starlette.responses import Response

from central.access.rules import Right
from central.agreements import view
from central.agreements.model.agreement import Agreement
from central.agreements.service import contracts as service
from central.agreements.service import prices as price_book
from central.db.database import Database
from central.db.listings import Kind
from central.http.problems import ProblemError
from central.partners.service import customers as partners
from central.web import sheet
from central.web.forms import NOTHING, Given, Refused
from central.web.frame import Frame, language_of, path, words
from central.web.sheet import Look, Sheet

_LOOKS = {"draft": Look.ATTENTION}


def add(router: APIRouter, db: Database, frame: Frame) -> None:
    @router.get("/office/contracts", dependencies=[Depends(frame.asks(Right.READ_OFFICE))])
    def page(request: Request) -> Response:
        return contracts_page(db, frame, request)

    sheet.add_files(router, db, frame, "/office/contracts", Right.READ_OFFICE, contracts)
    for name, make in (("parts", parts), ("prices", prices), ("history", history)):
        address = f"/office/contracts/{{agreement}}/{name}"
        sheet.add(router, db, frame, address, Right.READ_OFFICE, make)


def contracts(connection: Connection, request: Request) -> Sheet:
    """All of them."""
    texts = words(language_of(request))
    rows = [
        {
            "agreement": it.agreement,
            "customer": it.customer,
            "plant": it.plant or texts["contract.all_plants"],
            "state": texts[f"agreement.state.{it.state}"],
            "currency": it.currency,
            "parts": it.parts,
            "first": it.first,
            "last": it.last,
            "changed_us": it.changed_us,
            "changed_by": it.changed_by,
            "_state": str(it.state),
        }
        for it in service.contracts(connection)
    ]
    return Sheet(
        name="contracts",
        columns={
            "agreement": Kind.TEXT,
            "customer": Kind.TEXT,
            "plant": Kind.TEXT,
            "state": Kind.STATE,
            "currency": Kind.TEXT,
            "parts": Kind.FIGURE,
            "first": Kind.TEXT,
            "last": Kind.TEXT,
            "changed_us": Kind.MOMENT,
            "changed_by": Kind.TEXT,
        },
        rows=rows,
        links={
            "agreement": lambda row: path("office", "contracts", row["agreement"]),
            "customer": lambda row: path("office", "customers", row["customer"]),
        },
        looks=lambda row: _LOOKS.get(row["_state"], Look.PLAIN),
    )


def contracts_page(
    db: Database,
    frame: Frame,
    request: Request,
    refused: Refused = NOTHING,
    given: Mapping[str, str] | None = None,
) -> Response:
    """The list with the form of a new one, and why that was refused."""
    return frame.page(
        request,
        "office_contracts.html",
        status=refused.status,
        sheet=db.read(lambda connection: contracts(connection, request)),
        export=sheet.exports(request),
        customers=[it for it in db.read(partners.customers) if it.active],
        refused=refused,
        given=Given(given or {}),
    )


def parts(connection: Connection, request: Request) -> Sheet:
    texts = words(language_of(request))
    found = known(connection, _asked(request))
    rows: list[dict[str, object]] = [
        {
            "part": it.part,
            "our_part": it.our_part,
            "description": it.description,
            "unit": it.unit,
            "active": texts["contract.on" if it.active else "contract.off"],
        }
        for it in found.parts
    ]
    columns = ("part", "our_part", "description", "unit", "active")
    return Sheet(
        name="contract_parts",
        columns=dict.fromkeys(columns, Kind.TEXT),
        rows=rows,
        note=_asked(request),
    )


def prices(connection: Connection, request: Request) -> Sheet:
    texts = words(language_of(request))
    known(connection, _asked(request))
    rows: list[dict[str, object]] = [
        {
            "part": it.part,
            "entered": it.entered,
            "valid_from": it.valid_from,
            "quantity_from": it.quantity_from,
            "each": it.each,
            "currency": it.currency,
            "holds": texts["contract.yes" if it.holds else "contract.superseded"],
            "who": it.who,
            "at_us": it.at_us,
        }
        for it in price_book.prices_of(connection, _asked(request))
    ]
    return Sheet(
        name="prices",
        columns={
            "part": Kind.TEXT,
            "entered": Kind.FIGURE,
            "valid_from": Kind.TEXT,
            "quantity_from": Kind.FIGURE,
            "each": Kind.FIGURE,
            "currency": Kind.TEXT,
            "holds": Kind.TEXT,
            "who": Kind.TEXT,
            "at_us": Kind.MOMENT,
        },
        rows=rows,
        note=_asked(request),
    )


def history(connection: Connection, request: Request) -> Sheet:
    """One row for each thing that changed."""
    texts = words(language_of(request))
    known(connection, _asked(request))
    rows: list[dict[str, object]] = []
    for it in service.history_of(connection, _asked(request)):
        amendment = view.amendment_in_words(it, texts)
        rows += [
            {
                "at_us": it.at_us,
                "who": it.who,
                "why": it.why,
                "what": " ".join([texts[f"amendment.{it.what}"], amendment.subject]),
                "name": name,
                "was": was,
                "now": now,
            }
            for name, was, now in amendment.changed or (("", "", ""),)
        ]
    columns = ("who", "why", "what", "name", "was", "now")
    return Sheet(
        name="amendments",
        columns={"at_us": Kind.MOMENT, **dict.fromkeys(columns, Kind.TEXT)},
        rows=rows,
        note=_asked(request),
    )


def known(connection: Connection, agreement: str) -> Agreement:
    """Or a 404."""
    found = service.agreement_of(connection, agreement)
    if found is None:
        raise ProblemError(404, "not_found", f"There is no contract {agreement}.")
    return found


def _asked(request: Request) -> str:
    return str(request.path_params["agreement"])
