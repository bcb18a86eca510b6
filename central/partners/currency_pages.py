"""``/office/currencies``: the currencies of customers and contracts, and the form of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from central.access.rules import Principal, Right
from central.db.database import Database
from central.db.listings import Kind
from central.db.work import Work
from central.http.fields import whole_of
from central.partners.party_forms import field_of, typed
from central.partners.rules.customers import Currency
from central.partners.service import customers, write
from central.web import forms, sheet
from central.web.forms import NOTHING_SENT, Given, Sent
from central.web.frame import Frame
from central.web.sheet import Sheet
from central.words.reasons import RuleRefusedError, because
from central.words.spelling import read

Fields = Annotated[Mapping[str, str], Depends(forms.fields)]
LIST = "/office/currencies"


def add(router: APIRouter, db: Database, frame: Frame) -> None:
    """The list with its form."""
    reader = [Depends(frame.asks(Right.READ_OFFICE))]
    writer = Depends(frame.asks(Right.WRITE_PARTNERS))
    sheet.add_files(router, db, frame, LIST, Right.READ_OFFICE, listed)

    @router.get(LIST, dependencies=reader)
    def list_page(request: Request) -> Response:
        return _list(db, frame, request)

    @router.post(LIST)
    def put_currency(request: Request, form: Fields, principal: Principal = writer) -> Response:
        """A new one, or, with ``was``, one that is there changed."""

        def save(work: Work) -> None:
            text = typed(form, "digits")
            whole = whole_of(text)
            given = {
                "currency": typed(form, "currency").upper(),
                "digits": text if whole is None else whole,
                "name": typed(form, "name"),
            }
            wanted = read(Currency, given)
            _refuse_other(work.connection, wanted.currency, form.get("was", ""))
            write.save_currency(work.connection, wanted)

        refused = forms.tried(db, request, form, principal, save, field_of)
        if refused is not None:
            return _list(db, frame, request, Sent(refused=refused, given=form))
        return RedirectResponse(LIST, status_code=303)


def _refuse_other(connection: Connection, currency: str, was: str) -> None:
    """RuleRefusedError: it is there and not as the form was shown with."""
    stands = next((it for it in customers.currencies(connection) if it.currency == currency), None)
    if stands is None or was == _shown(stands):
        return
    if was:
        words = "currency {currency} was changed meanwhile: look at it again, then decide"
        raise RuleRefusedError(because("currency.overtaken", words, currency=currency))
    words = "currency {currency} is there already: change it there"
    raise RuleRefusedError(because("currency.there", words, currency=currency))


def _shown(it: Currency) -> str:
    return f"{it.digits} {it.name}"


def listed(connection: Connection, request: Request) -> Sheet:
    """All of them."""
    return _sheet(customers.currencies(connection))


def _sheet(known: Sequence[Currency]) -> Sheet:
    rows = [{"currency": it.currency, "name": it.name, "digits": it.digits} for it in known]
    columns = {"currency": Kind.TEXT, "name": Kind.TEXT, "digits": Kind.FIGURE}
    return Sheet(name="currencies", columns=columns, rows=rows)


def _list(db: Database, frame: Frame, request: Request, sent: Sent = NOTHING_SENT) -> Response:
    known = db.read(customers.currencies)
    return frame.page(
        request,
        "office_currencies.html",
        status=sent.refused.status,
        sheet=_sheet(known),
        changes=[(it, _shown(it)) for it in known],
        export=sheet.exports(request),
        refused=sent.refused,
        given=Given(sent.given),
    )
