"""The cum ledger by HTTP: reading it, and what people do to it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Protocol

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field
from sqlalchemy import Connection

from central.access.guard import Guard
from central.access.rules import Principal, Right
from central.access.two_people import TwoIn, both
from central.agreements.model.keys import CumKey
from central.cums.model import TOPIC
from central.cums.rules.movements import Returned, Side
from central.cums.service import accept, corrections, view
from central.cums.service.arrived import Arrived
from central.cums.service.movement_rows import kind_name
from central.cums.service.points import check_named
from central.cums.service.view import SORTS, CumsWanted, CumView, MovementRow
from central.db.bus import Changes
from central.db.clock import now_us
from central.db.database import Actor, Database
from central.http.fields import Day, Name, PlainDecimal, Quantity, Strict, Why
from central.http.problems import ProblemError
from central.partners.service.days import day_of
from central.words.reasons import Reason, spoken

Name70 = Annotated[str, Query(max_length=70)]
Part = Annotated[str, Query(min_length=1, max_length=70)]
Signed = Annotated[PlainDecimal, Field(max_digits=15, decimal_places=6)]


Point = Annotated[str, Field(max_length=70)]
"""Of an unloading point, where each has a cum; empty: the part has one."""


class CorrectionIn(TwoIn):
    """``quantity`` is signed.
    ``disputed``: both insist although the customer confirmed more than our cum is then.
    """

    part: Name
    point: Point = ""
    side: Side
    quantity: Signed
    on: Day
    disputed: bool = False


Cum = Annotated[PlainDecimal, Field(ge=0, max_digits=15, decimal_places=6)]


class CountIn(TwoIn):
    """``cum``: the customer's, that two people take for right; ``on``: the day on which it was
    counted, left out: today.
    """

    part: Name
    point: Point = ""
    cum: Cum
    on: Day | None = None


class CountAsked(Strict):
    """The same, to ask what it does."""

    part: Name
    point: Point = ""
    cum: Cum
    on: Day | None = None


class ReturnIn(Strict):
    part: Name
    point: Point = ""
    quantity: Quantity
    on: Day
    paper: Annotated[str, Field(max_length=70)] = ""
    why: Why


class ResetIn(Strict):
    """``synchronise_on``: the first day of the new period; ``execute_on``: when it is done.
    ``at_once``: carried out with the same request, or not planned either; its day has come then.
    """

    part: Name
    point: Point = ""
    synchronise_on: Day
    execute_on: Day
    why: Why
    at_once: bool = False


class ExecuteIn(Strict):
    part: Name
    point: Point = ""
    on: Day
    why: Why


def routes(db: Database, guard: Guard, changes: Changes) -> APIRouter:
    router = APIRouter(prefix="/api/v1/cums", tags=["cums"])
    _ledgers(router, db, guard)
    _ledger(router, db, guard)
    _corrections(router, db, guard, changes)
    _returns(router, db, guard, changes)
    _resets(router, db, guard, changes)
    _counts(router, db, guard, changes)
    return router


def _wanted(
    customer: Name70 = "",
    agreement: Name70 = "",
    part: Name70 = "",
    sort: Annotated[str, Query(pattern=f"^({'|'.join(SORTS)})$")] = SORTS[0],
    at_least: Annotated[Decimal | None, Query(ge=0, max_digits=18, decimal_places=6)] = None,
) -> CumsWanted:
    return CumsWanted(
        customer=customer, agreement=agreement, part=part, sort=sort, at_least=at_least
    )


def _ledgers(router: APIRouter, db: Database, guard: Guard) -> None:
    reader = Depends(guard.requires(Right.READ_OFFICE))

    @router.get("", dependencies=[reader])
    def get_cums(wanted: Annotated[CumsWanted, Depends(_wanted)]) -> list[dict[str, Any]]:
        """Agreement parts, or each of their unloading points where these are counted, with their
        cums of the present period: by part, or with ``sort`` the
        greatest in transit, missing or rejected, or disputed first, ``at_least`` so much of it.
        """
        return [
            {
                "customer": row.customer,
                "agreement": row.agreement,
                "part": row.part,
                "point": row.point,
                "our_part": row.our_part,
                "despatched": spoken(row.balance.despatched),
                "received": spoken(row.balance.received),
                **_arrived(row.arrived),
            }
            for row in db.read(lambda c: view.cum_rows(c, wanted))
        ]


def _ledger(router: APIRouter, db: Database, guard: Guard) -> None:
    reader = Depends(guard.requires(Right.READ_OFFICE))

    @router.get("/{agreement}", dependencies=[reader])
    def get_cum(
        agreement: str,
        part: Part,
        point: Name70 = "",
        before: Annotated[int | None, Query(ge=0, le=2**62)] = None,
    ) -> dict[str, Any]:
        """One ledger: cums, resets and movements, the newest first; ``point``: of the unloading
        point, where each has one.
        """
        asked = CumKey(agreement, part, point)

        def work(connection: Any) -> CumView | None:
            check_named(connection, asked)
            until = day_of(connection, "", now_us())
            return view.cum_view(connection, asked, until=until, before=before)

        found = db.read(work)
        if found is None:
            raise ProblemError(
                404, "not_found", f"There is no part {part} in contract {agreement}."
            )
        return _view(found)


def _corrections(router: APIRouter, db: Database, guard: Guard, changes: Changes) -> None:
    corrector = Depends(guard.requires(Right.CORRECT_CUMS))

    @router.post("/{agreement}/corrections")
    def post_correction(
        request: Request, agreement: str, given: CorrectionIn, principal: Principal = corrector
    ) -> dict[str, Any]:
        """Takes two people who signed in; a token is nobody."""
        by = both(guard, request, principal, given)
        correction = corrections.Correction(
            side=given.side, quantity=given.quantity, on=given.on, disputed=given.disputed
        )
        reasons = corrections.correct(db, of(agreement, given), correction, by=by, now_us=now_us())
        return said(changes, reasons)


def _returns(router: APIRouter, db: Database, guard: Guard, changes: Changes) -> None:
    corrector = Depends(guard.requires(Right.CORRECT_CUMS))

    @router.post("/{agreement}/returns")
    def post_return(
        agreement: str, given: ReturnIn, principal: Principal = corrector
    ) -> dict[str, Any]:
        by = Actor(who=principal.who, why=given.why)
        returned = Returned(on=given.on, quantity=given.quantity, paper=given.paper)
        reasons = corrections.take_return(
            db, of(agreement, given), returned, by=by, now_us=now_us()
        )
        return said(changes, reasons)


def _resets(router: APIRouter, db: Database, guard: Guard, changes: Changes) -> None:
    corrector = Depends(guard.requires(Right.CORRECT_CUMS))

    @router.post("/{agreement}/resets")
    def post_reset(
        agreement: str, given: ResetIn, principal: Principal = corrector
    ) -> dict[str, Any]:
        by = Actor(who=principal.who, why=given.why)
        reset = corrections.reset_at_once if given.at_once else corrections.plan_reset
        reasons = reset(
            db,
            of(agreement, given),
            synchronise_on=given.synchronise_on,
            execute_on=given.execute_on,
            by=by,
            now_us=now_us(),
        )
        return said(changes, reasons)

    @router.post("/{agreement}/resets/execute")
    def post_execute(
        agreement: str, given: ExecuteIn, principal: Principal = corrector
    ) -> dict[str, Any]:
        by = Actor(who=principal.who, why=given.why)
        reasons = corrections.execute_reset(
            db, of(agreement, given), on=given.on, by=by, now_us=now_us()
        )
        return said(changes, reasons)


def _counts(router: APIRouter, db: Database, guard: Guard, changes: Changes) -> None:
    corrector = Depends(guard.requires(Right.CORRECT_CUMS))

    @router.post("/{agreement}/counts/trial", dependencies=[corrector])
    def post_count_trial(agreement: str, given: CountAsked) -> dict[str, Any]:
        """What accepting a count does, in figures; nothing is done. 409: it cannot be accepted."""

        def work(connection: Connection) -> accept.Accepting:
            asked = of(agreement, given)
            return accept.accepting(connection, asked, cum=given.cum, on=given.on, now_us=now_us())

        does = db.read(work)
        return {
            "on": does.on,
            "corrected": spoken(does.corrected),
            "received": spoken(does.after.balance.received),
            "in_transit": spoken(does.after.in_transit),
            "reasons": [does.trial.text],
        }

    @router.post("/{agreement}/counts")
    def post_count(
        request: Request, agreement: str, given: CountIn, principal: Principal = corrector
    ) -> dict[str, Any]:
        """Accepts a count of the customer that fell, or is below what was confirmed. Takes two
        people who signed in; a token is nobody.
        """
        by = both(guard, request, principal, given)
        reasons = accept.accept_count(
            db, of(agreement, given), cum=given.cum, on=given.on, by=by, now_us=now_us()
        )
        return said(changes, reasons)


class _OfPart(Protocol):
    part: str
    point: str


def of(agreement: str, given: _OfPart) -> CumKey:
    return CumKey(agreement, given.part, given.point)


def said(changes: Changes, reasons: tuple[Reason, ...]) -> dict[str, Any]:
    changes.publish(TOPIC)
    return {"reasons": [reason.text for reason in reasons]}


def _view(found: CumView) -> dict[str, Any]:
    planned = found.planned
    return {
        "agreement": found.part.agreement,
        "part": found.part.part,
        "point": found.of.point,
        "customer": found.part.customer,
        "despatched": spoken(found.balance.despatched),
        "received": spoken(found.balance.received),
        **_arrived(found.arrived),
        "customers_cum": None if found.customers_cum is None else spoken(found.customers_cum),
        "authorised": _authorised(found),
        "period_start": found.starts[-1] if found.starts else None,
        "planned_reset": None
        if planned is None
        else {"synchronise_on": planned.synchronise_on, "execute_on": planned.execute_on},
        "movements": [movement_row(row) for row in found.rows],
        "before": found.before,
    }


def _arrived(found: Arrived) -> dict[str, Any]:
    """``in_transit``: our cum less the higher of receipts with differences and the customer's
    count, never below 0; where notes alone are compared, what left after ``last_note``, the last
    that the customer named. ``disputed``: what is beyond our cum of these.
    """
    count, last = found.count, found.last
    return {
        "in_transit": spoken(found.in_transit),
        "disputed": spoken(found.disputed),
        "differing": spoken(found.differing),
        "differences": [
            {
                "note": it.note,
                "on": it.on,
                "quantity": spoken(it.quantity),
                "open": spoken(it.open),
            }
            for it in found.differences
        ],
        "customers_count": None
        if count is None
        else {"cum": spoken(count.now), "on": count.on, "schedule": count.number},
        "last_note": None
        if last is None
        else {"note": last.named.note, "on": last.named.on, "schedule": last.named.number},
    }


def _authorised(found: CumView) -> dict[str, str | dict[str, str]] | None:
    """The cums that the customer answers for in this period. ``liability``: of each what is not
    despatched; empty where our cum is not compared or is of another period.
    """
    if found.highest is None:
        return None
    return {
        "fabricate": spoken(found.highest.fabricate),
        "raw_material": spoken(found.highest.raw_material),
        "liability": {use.value: spoken(quantity) for use, quantity in found.liability.items()},
    }


def movement_row(row: MovementRow) -> dict[str, Any]:
    """A movement as plain values: what it was, what it did, and the cums then. ``without_receipt``
    is no figure in transit: what the customer counts is in the cums of now alone.
    """
    movement = row.posted.movement
    quantity = getattr(movement, "quantity", None)
    on: date = getattr(movement, "on", None) or movement.synchronise_on  # type: ignore[union-attr]
    return {
        "seq": row.posted.seq,
        "kind": kind_of(row),
        "on": on,
        "note": getattr(movement, "note", "") or getattr(movement, "paper", ""),
        "quantity": None if quantity is None else spoken(quantity),
        "period": row.after.period,
        "despatched": spoken(row.after.balance.despatched),
        "received": spoken(row.after.balance.received),
        "without_receipt": spoken(row.after.balance.in_transit),
        "who": row.posted.who,
        "second_person": row.posted.second_person,
        "why": row.posted.why,
        "at_us": row.posted.at_us,
        "interchange": row.posted.interchange,
    }


def kind_of(row: MovementRow) -> str:
    """The movement's kind, with the side of a correction, or what is carried over."""
    movement = row.posted.movement
    side = getattr(movement, "side", None) or getattr(movement, "of", None)
    kind = kind_name(movement)
    return f"{kind}_{side}" if side else kind
