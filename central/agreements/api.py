"""Agreements by HTTP: whole, and each side of them by itself.

A body carries the ``version`` that it was read at (0: new); one that is older is a 409, as are
terms that contradict each other, with all reasons. ``why`` stands in the history.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from sqlalchemy import Connection
from starlette.responses import Response

from central.access.guard import Guard
from central.access.rules import Principal, Right
from central.agreements.model.agreement import Agreement, NewPrice, Part
from central.agreements.model.duration import ModelYear
from central.agreements.model.own_terms import ScheduleKind
from central.agreements.model.prices import Billed, RetroBill
from central.agreements.model.resolver import Applying, applying
from central.agreements.model.terms import Terms
from central.agreements.service import contracts, write
from central.agreements.service import prices as price_book
from central.db.database import Actor, Database
from central.db.work import Work, transact
from central.http import bodies
from central.http.bodies import Table
from central.http.problems import ProblemError


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsIn:
    """Options that are left out take their defaults."""

    terms: Terms
    version: int
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsIn:
    """All parts of the agreement."""

    parts: tuple[Part, ...]
    version: int
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class YearsIn:
    """All model years of the agreement."""

    years: tuple[ModelYear, ...]
    version: int
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PricesIn:
    """Prices to enter; one that holds already changes nothing."""

    prices: tuple[NewPrice, ...]
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetroIn:
    """Notes of one part as they were billed; ``billing_day``: of the retro-bill."""

    part: str
    billing_day: date
    billed: tuple[Billed, ...]


def routes(db: Database, guard: Guard) -> APIRouter:
    router = APIRouter(prefix="/api/v1/agreements", tags=["agreements"])
    _whole(router, db, guard)
    _sides(router, db, guard)
    _prices(router, db, guard)
    _retro_bill(router, db, guard)
    return router


def _whole(router: APIRouter, db: Database, guard: Guard) -> None:
    reader = Depends(guard.requires(Right.READ_OFFICE))
    writer = Depends(guard.requires(Right.WRITE_AGREEMENTS))
    described = bodies.takes(Agreement, "agreement")
    content = described["requestBody"]["content"]["application/json"]["schema"]
    content["properties"]["why"] = {"type": "string"}

    @router.get("", dependencies=[reader])
    def get_all() -> Response:
        return bodies.answer(db.read(contracts.contracts))

    @router.get("/{agreement}", dependencies=[reader])
    def get_one(agreement: str) -> Response:
        return bodies.answer(db.read(lambda c: _known(c, agreement)))

    @router.put("/{agreement}", openapi_extra=described)
    def put_one(agreement: str, body: Table, principal: Principal = writer) -> Response:
        rest = {key: value for key, value in body.items() if key != "why"}
        wanted = bodies.of(Agreement, rest, agreement=agreement)
        by = Actor(who=principal.who, why=_why(body))
        saved = transact(db, lambda work: write.save(work, wanted), by=by)
        return bodies.answer(saved)

    @router.get("/{agreement}/history", dependencies=[reader])
    def get_history(agreement: str) -> Response:
        def work(connection: Connection) -> tuple[contracts.AmendmentView, ...]:
            _known(connection, agreement)
            return contracts.history_of(connection, agreement)

        return bodies.answer(db.read(work))


def _sides(router: APIRouter, db: Database, guard: Guard) -> None:
    reader = Depends(guard.requires(Right.READ_OFFICE))
    writer = Depends(guard.requires(Right.WRITE_AGREEMENTS))

    @router.get("/{agreement}/terms", dependencies=[reader])
    def get_terms(agreement: str) -> Response:
        return bodies.answer(db.read(lambda c: _known(c, agreement)).terms)

    @router.get("/{agreement}/terms/applying", dependencies=[reader])
    def get_applying(agreement: str, part: str = "") -> Response:
        """What holds for plans and call-offs of a part, or of every part, and where it is said."""
        return bodies.answer(db.read(lambda c: _applying(_known(c, agreement), part)))

    @router.put("/{agreement}/terms", openapi_extra=bodies.takes(TermsIn))
    def put_terms(agreement: str, body: Table, principal: Principal = writer) -> Response:
        given = bodies.of(TermsIn, body)
        return _saved(db, agreement, principal, given, lambda it: replace(it, terms=given.terms))

    @router.get("/{agreement}/parts", dependencies=[reader])
    def get_parts(agreement: str) -> Response:
        return bodies.answer(db.read(lambda c: _known(c, agreement)).parts)

    @router.put("/{agreement}/parts", openapi_extra=bodies.takes(PartsIn))
    def put_parts(agreement: str, body: Table, principal: Principal = writer) -> Response:
        given = bodies.of(PartsIn, body)
        return _saved(db, agreement, principal, given, lambda it: replace(it, parts=given.parts))

    @router.get("/{agreement}/years", dependencies=[reader])
    def get_years(agreement: str) -> Response:
        return bodies.answer(db.read(lambda c: _known(c, agreement)).years)

    @router.put("/{agreement}/years", openapi_extra=bodies.takes(YearsIn))
    def put_years(agreement: str, body: Table, principal: Principal = writer) -> Response:
        given = bodies.of(YearsIn, body)
        return _saved(db, agreement, principal, given, lambda it: replace(it, years=given.years))


def _prices(router: APIRouter, db: Database, guard: Guard) -> None:
    reader = Depends(guard.requires(Right.READ_OFFICE))
    writer = Depends(guard.requires(Right.WRITE_AGREEMENTS))

    def listed(connection: Connection, agreement: str) -> tuple[price_book.PriceView, ...]:
        _known(connection, agreement)
        return price_book.prices_of(connection, agreement)

    @router.get("/{agreement}/prices", dependencies=[reader])
    def get_prices(agreement: str) -> Response:
        return bodies.answer(db.read(lambda c: listed(c, agreement)))

    @router.get("/{agreement}/price", dependencies=[reader])
    def get_price(
        agreement: str,
        part: Annotated[str, Query(max_length=200)],
        day: date,
        quantity: Annotated[Decimal, Query(ge=0, max_digits=24)],
    ) -> Response:
        """What holds; a 409 with the reason if nothing does."""
        return bodies.answer(
            db.read(lambda c: price_book.price_of(c, agreement, part, day, quantity))
        )

    @router.put("/{agreement}/prices", openapi_extra=bodies.takes(PricesIn))
    def put_prices(agreement: str, body: Table, principal: Principal = writer) -> Response:
        given = bodies.of(PricesIn, body)
        by = Actor(who=principal.who, why=given.why)

        def enter(work: Work) -> tuple[price_book.PriceView, ...]:
            _known(work.connection, agreement)
            write.add_prices(work, agreement, given.prices)
            return price_book.prices_of(work.connection, agreement)

        return bodies.answer(transact(db, enter, by=by))


def _retro_bill(router: APIRouter, db: Database, guard: Guard) -> None:
    reader = Depends(guard.requires(Right.READ_OFFICE))

    @router.post(
        "/{agreement}/retro-bill", dependencies=[reader], openapi_extra=bodies.takes(RetroIn)
    )
    def post_retro_bill(agreement: str, body: Table) -> Response:
        """What billed notes are worth more or less by the prices of now: a row for each of which
        the price is another. Nothing is kept.
        """
        given = bodies.of(RetroIn, body)

        def work(connection: Connection) -> tuple[RetroBill, ...]:
            found = contracts.agreement_part(connection, agreement, given.part)
            bodies.known(found, f"part {given.part} in an agreement {agreement}")
            return price_book.retro_bills(
                connection, agreement, given.part, given.billed, given.billing_day
            )

        return bodies.answer(db.read(work))


def _known(connection: Connection, agreement: str) -> Agreement:
    found = contracts.agreement_of(connection, agreement)
    return bodies.known(found, f"agreement {agreement}")


def _why(body: Mapping[str, object]) -> str:
    return bodies.of(_Why, {"why": body.get("why", "")}).why


@dataclass(frozen=True, slots=True, kw_only=True)
class _Why:
    why: str


def _saved(
    db: Database,
    agreement: str,
    principal: Principal,
    given: TermsIn | PartsIn | YearsIn,
    change: Callable[[Agreement], Agreement],
) -> Response:
    """The agreement as it is after one side of it was changed."""

    def save(work: Work) -> Agreement:
        wanted = replace(change(_known(work.connection, agreement)), version=given.version)
        return write.save(work, wanted)

    return bodies.answer(transact(db, save, by=Actor(who=principal.who, why=given.why)))


def _applying(found: Agreement, part: str) -> dict[str, Applying]:
    own = {it.part: it.terms for it in found.parts}
    if part and part not in own:
        raise ProblemError(404, "not_found", f"There is no part {part} in this contract.")
    return {str(kind): applying(found.terms, own.get(part), kind) for kind in ScheduleKind}
