"""``/office/divisions``: our own houses, who they are, where they are paid, and the ranges from
which their documents take their numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from central.access.rules import Principal, Right
from central.db.database import Database
from central.db.listings import Kind
from central.db.work import Work
from central.http.problems import ProblemError
from central.partners import party_forms
from central.partners.rules.divisions import Division, NumberKind
from central.partners.service import customers, divisions
from central.web import forms, sheet
from central.web.forms import NOTHING_SENT, Given, Sent
from central.web.frame import Frame, language_of, path, words
from central.web.sheet import Look, Sheet
from central.words.spelling import read

Fields = Annotated[Mapping[str, str], Depends(forms.fields)]
LIST = "/office/divisions"


def routes(db: Database, frame: Frame) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    sheet.add_files(router, db, frame, LIST, Right.READ_OFFICE, listed)
    _reading(router, db, frame)
    _entering(router, db, frame)
    _changing(router, db, frame)
    return router


def _reading(router: APIRouter, db: Database, frame: Frame) -> None:
    reader = [Depends(frame.asks(Right.READ_OFFICE))]

    @router.get(LIST, dependencies=reader)
    def list_page(request: Request) -> Response:
        return _list(db, frame, request)

    @router.get(LIST + "/{division}", dependencies=reader)
    def division_page(request: Request, division: str) -> Response:
        return _division(db, frame, request, division)


def _entering(router: APIRouter, db: Database, frame: Frame) -> None:
    writer = Depends(frame.asks(Right.WRITE_PARTNERS))

    @router.post(LIST)
    def enter(request: Request, form: Fields, principal: Principal = writer) -> Response:
        code = party_forms.typed(form, "division")

        def save(work: Work) -> object:
            given = {"division": code, "name": party_forms.typed(form, "name")}
            return divisions.save_division(work, read(Division, given))

        refused = forms.tried(db, request, form, principal, save, party_forms.field_of)
        if refused is not None:
            return _list(db, frame, request, Sent(refused=refused, given=form))
        return RedirectResponse(path("office", "divisions", code), status_code=303)


def _changing(router: APIRouter, db: Database, frame: Frame) -> None:
    writer = Depends(frame.asks(Right.WRITE_PARTNERS))

    def side(name: str, change: Callable[[Division, Mapping[str, str]], Division]) -> None:
        @router.post(f"{LIST}/{{division}}/{name}", name=f"put division {name}")
        def put(
            request: Request, division: str, form: Fields, principal: Principal = writer
        ) -> Response:
            def save(work: Work) -> object:
                was = _known(work.connection, division)
                return divisions.save_division(work, change(was, form))

            refused = forms.tried(db, request, form, principal, save, party_forms.field_of)
            if refused is not None:
                sent = Sent(refused=refused, given=form, side=name)
                return _division(db, frame, request, division, sent)
            return RedirectResponse(path("office", "divisions", division), status_code=303)

    side("head", party_forms.division_typed)
    side("ranges", party_forms.range_typed)


def listed(connection: Connection, request: Request) -> Sheet:
    """All of them, with what their ranges still give."""
    texts = words(language_of(request))
    rows = [
        {
            "division": it.division,
            "name": it.name,
            "city": it.identity.address.city,
            "tax_number": it.identity.tax_number,
            "currency": it.currency,
            "ranges": ", ".join(
                f"{texts[f'number.{own.kind}']} {own.text(own.next)}"
                for own in it.ranges
                if own.active and own.left
            ),
            "active": texts["contract.yes" if it.active else "customer.inactive"],
            "_attention": not it.active or any(own.active and own.ends_soon for own in it.ranges),
        }
        for it in divisions.divisions(connection)
    ]
    names = ("division", "name", "city", "tax_number", "currency", "ranges", "active")
    return Sheet(
        name="divisions",
        columns=dict.fromkeys(names, Kind.TEXT),
        rows=rows,
        links={"division": lambda row: path("office", "divisions", row["division"])},
        looks=lambda row: Look.ATTENTION if row["_attention"] else Look.PLAIN,
    )


def _list(db: Database, frame: Frame, request: Request, sent: Sent = NOTHING_SENT) -> Response:
    return frame.page(
        request,
        "office_divisions.html",
        status=sent.refused.status,
        sheet=db.read(lambda connection: listed(connection, request)),
        export=sheet.exports(request),
        refused=sent.refused,
        given=Given(sent.given),
    )


def _division(
    db: Database, frame: Frame, request: Request, division: str, sent: Sent = NOTHING_SENT
) -> Response:
    found, currencies = db.read(lambda c: (_known(c, division), customers.currencies(c)))
    head = {
        **party_forms.identity_fields(found.identity),
        "name": found.name,
        "currency": found.currency,
        "bank_name": found.bank.name,
        "iban": found.bank.iban,
        "bic": found.bank.bic,
        "active": "yes" if found.active else "",
    }
    return frame.page(
        request,
        "office_division.html",
        status=sent.refused.status,
        division=found,
        currencies=currencies,
        kinds=tuple(NumberKind),
        head=Given(sent.given if sent.side == "head" else head),
        refused=sent.refused,
        side=sent.side,
        given=Given(sent.given if sent.side == "ranges" else {}),
    )


def _known(connection: Connection, division: str) -> Division:
    found = divisions.division_of(connection, division)
    if found is None:
        raise ProblemError(404, "not_found", f"There is no division {division}.")
    return found
