"""``/office/contracts``: all agreements; each with its model years, terms in words, parts, prices
and history, and the forms that change them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from central.access.rules import Principal, Right
from central.agreements import forms, sheets, term_pages, view
from central.agreements.model.agreement import Agreement, NewPrice, Part, State
from central.agreements.model.duration import ModelYear
from central.agreements.service import contracts, write
from central.agreements.service import prices as price_book
from central.agreements.service.prices import PriceView
from central.agreements.sheets import known
from central.agreements.term_pages import saved
from central.agreements.timeline import timeline
from central.db.clock import now_us
from central.db.database import Database
from central.db.work import Work
from central.http.fields import whole_of
from central.partners.service import customers as partners
from central.partners.service import divisions
from central.web import forms as web_forms
from central.web.forms import Given
from central.web.frame import Frame, language_of, path, words
from central.web.printed import amount
from central.web.typed import number_typed, plain_numbers
from central.words.reasons import RuleRefusedError, because
from central.words.spelling import MisspeltError, read

Fields = Annotated[Mapping[str, str], Depends(web_forms.fields)]
Change = Callable[[Work, Agreement, Mapping[str, str]], object]
HISTORY_SHOWN, PARTS_SHOWN, PRICES_SHOWN = 100, 200, 300
"""On the page of a contract; its lists and exports have all."""


def routes(db: Database, frame: Frame) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    sheets.add(router, db, frame)
    _reading(router, db, frame)
    _entering(router, db, frame)
    term_pages.routes(router, db, frame)
    _changing(router, db, frame)
    return router


def _reading(router: APIRouter, db: Database, frame: Frame) -> None:
    reader = [Depends(frame.asks(Right.READ_OFFICE))]

    @router.get("/office/contracts/{agreement}", dependencies=reader)
    def contract(request: Request, agreement: str) -> Response:
        return _contract(db, frame, request, agreement)


def _entering(router: APIRouter, db: Database, frame: Frame) -> None:
    writer = Depends(frame.asks(Right.WRITE_AGREEMENTS))

    @router.post("/office/contracts")
    def enter(request: Request, form: Fields, principal: Principal = writer) -> Response:
        """A draft, to be filled by the other forms."""

        def save(work: Work) -> object:
            given = forms.filled(form, "agreement", "customer", "plant")
            draft = read(Agreement, {**given, "state": str(State.DRAFT)})
            return write.save(work, draft)

        refused = web_forms.tried(db, request, form, principal, save)
        if refused is not None:
            return sheets.contracts_page(db, frame, request, refused, form)
        return _to(form.get("agreement", "").strip())


def _changing(router: APIRouter, db: Database, frame: Frame) -> None:
    """The small forms on the page of a contract; a refused one comes back as it was sent."""
    writer = Depends(frame.asks(Right.WRITE_AGREEMENTS))

    def side(name: str, change: Change, numbers: str = "") -> None:
        @router.post(f"/office/contracts/{{agreement}}/{name}", name=f"put {name}")
        def put(
            request: Request, agreement: str, form: Fields, principal: Principal = writer
        ) -> Response:
            def save(work: Work) -> object:
                given = plain_numbers(form, numbers, language_of(request))
                return change(work, known(work.connection, agreement), given)

            refused = web_forms.tried(db, request, form, principal, save)
            if refused is not None:
                sent = web_forms.Sent(refused=refused, given=form, side=name)
                return _contract(db, frame, request, agreement, sent)
            return _to(agreement, name)

    side("head", _put_head)
    side("years", _put_year, numbers="quantity")
    side("parts", _put_part)
    side("prices", _put_price, numbers="each|quantity_from")


_PLACES = ("plant", "currency", "division")
"""Of the head, which a form may leave out; an empty one is every plant, and the customer's."""


def _put_head(work: Work, was: Agreement, form: Mapping[str, str]) -> object:
    given = forms.filled(form, "state", "note")
    given |= {name: form.get(name, getattr(was, name)).strip() for name in _PLACES}
    head = read(
        Agreement, {"agreement": was.agreement, "customer": was.customer, "note": "", **given}
    )
    points = was.points
    if "points" in form:
        points = tuple(form["points"].replace(",", " ").split())
    return saved(work, replace(head, **_kept(was), points=points), form)


def _kept(was: Agreement) -> dict[str, Any]:
    """What the form of the head does not show."""
    return {name: getattr(was, name) for name in ("terms", "years", "parts")}


def _put_year(work: Work, was: Agreement, form: Mapping[str, str]) -> object:
    """With the year, or with ``remove`` without the one of that name. ``corrects``: the name of the
    year that is changed.
    """
    wanted = read(ModelYear, forms.filled(form, "name", "first", "last", "quantity"))
    stands = next((year for year in was.years if year.name == wanted.name), None)
    if stands not in (None, wanted) and form.get("corrects", "") != wanted.name:
        said = "model year {name} is there, from {first} to {last}: change it there"
        raise RuleRefusedError(
            because("duration.stands", said, name=stands.name, first=stands.first, last=stands.last)
        )
    others = tuple(year for year in was.years if year.name != wanted.name)
    years = others if form.get("remove") else (*others, wanted)
    return saved(work, replace(was, years=years), form)


def _put_part(work: Work, was: Agreement, form: Mapping[str, str]) -> object:
    given = forms.filled(form, "part", "our_part", "description", "unit")
    wanted = read(Part, {**given, "active": form.get("active", "") == "yes"})
    stands = next((part for part in was.parts if part.part == wanted.part), None)
    wanted = replace(wanted, terms=None if stands is None else stands.terms)
    if stands not in (None, wanted) and form.get("corrects", "") != wanted.part:
        said = "part {part} is there, {description} in {unit}: say that this changes it"
        of = {"part": stands.part, "description": stands.description or "-", "unit": stands.unit}
        raise RuleRefusedError(because("agreement.part_stands", said, **of))
    others = tuple(part for part in was.parts if part.part != wanted.part)
    return saved(work, replace(was, parts=(*others, wanted)), form)


def _put_price(work: Work, was: Agreement, form: Mapping[str, str]) -> object:
    names = ("part", "valid_from", "quantity_from", "each", "currency")
    corrects = whole_of(form.get("corrects", ""))
    price = read(NewPrice, forms.filled(form, *names))
    return write.add_prices(work, was.agreement, [replace(price, corrects=corrects)])


def _stands(
    prices: Sequence[PriceView], form: Mapping[str, str], language: str
) -> PriceView | None:
    """The price in whose place the form would enter another one."""
    try:
        quantity = number_typed("", form.get("quantity_from", "") or "0", language)
    except MisspeltError:
        return None
    part, on = form.get("part", ""), form.get("valid_from", "")
    return price_book.in_its_place(prices, part, on, quantity)


def _to(agreement: str, side: str = "") -> Response:
    anchor = f"#{side}" if side else ""
    return RedirectResponse(path("office", "contracts", agreement) + anchor, status_code=303)


def _contract(
    db: Database,
    frame: Frame,
    request: Request,
    agreement: str,
    sent: web_forms.Sent = web_forms.NOTHING_SENT,
) -> Response:
    texts = words(language_of(request))
    found = db.read(lambda c: _contract_values(c, agreement, texts))
    digits = {it.currency: it.digits for it in found["currencies"]}

    def price(each: Decimal, currency: str) -> str:
        return amount(each, digits.get(currency, 0), texts["language"])

    return frame.page(
        request,
        "office_contract.html",
        status=sent.refused.status,
        **found,
        amount=price,
        states=tuple(State),
        shown={"history": HISTORY_SHOWN, "parts": PARTS_SHOWN, "prices": PRICES_SHOWN},
        refused=sent.refused,
        side=sent.side,
        given=Given(sent.given),
        nothing=Given(),
        stands=_stands(found["prices"], sent.given, texts["language"]),
    )


def _contract_values(
    connection: Connection, agreement: str, texts: Mapping[str, str]
) -> dict[str, Any]:
    found = known(connection, agreement)
    customer = partners.customer_of(connection, found.customer)
    years = timeline(found.years, partners.today(customer, now_us())) if customer else None
    return {
        "contract": found,
        "customer": customer,
        "timeline": years,
        "terms": view.terms_in_words(found.terms, texts),
        "own_terms": view.own_in_words(found, texts),
        "prices": price_book.prices_of(connection, agreement),
        "history": [
            view.amendment_in_words(it, texts)
            for it in contracts.history_of(connection, agreement, HISTORY_SHOWN + 1)
        ],
        "currencies": partners.currencies(connection),
        "houses": divisions.divisions(connection),
    }
