"""Order lines that a planner enters, changes and cancels: spare parts, samples, what is asked by
telephone. They are held to what a line of a schedule is held to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row

from central.agreements.model import units
from central.agreements.model.agreement import State as AgreementState
from central.agreements.model.keys import PartKey
from central.agreements.model.options import DeliverAuthorisation
from central.agreements.model.points import other_point
from central.agreements.model.terms import Terms
from central.agreements.service.contracts import (
    AgreementPart,
    Place,
    agreement_part,
    find_all,
)
from central.agreements.service.search import parts_beginning
from central.cums.service.ledger_store import hold_cums
from central.cums.service.ledgers import despatched_by_day
from central.db.database import Actor, Database
from central.db.work import Work, transact, tried
from central.demand.lines import DemandLine, Schedule, ScheduleKind
from central.edi.model import schedule as edi
from central.orders.model import ReconciledLine
from central.orders.rules.by_hand import (
    BY_HAND,
    OrderChange,
    OrderWish,
    check_seen,
    check_untouched,
    clock,
)
from central.orders.rules.purchase_orders import Numbers
from central.orders.rules.release_plan import Moved, ReleasePlan, delivers, plan_release
from central.orders.service import by_hand
from central.orders.service import lines as orders
from central.orders.service.purchase_orders import numbers_for
from central.orders.service.write import write_all
from central.partners.rules.customers import Customer
from central.partners.service import customers as partners
from central.releases.delivery_points import DeliveryPoints
from central.releases.rules.closed_days import closed_days, due_day
from central.releases.rules.contract import Holding, above_agreed, contract_breaches
from central.releases.rules.past_days import past_days
from central.releases.rules.plausible import faults_of
from central.releases.rules.steps import approval_breaches
from central.words.reasons import Reason, RuleRefusedError, because

ZERO = Decimal(0)
CANDIDATES_MAX = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """``said`` stops nothing. ``due``: a day that is not worked, to the one that it is due on."""

    plan: ReleasePlan
    due: Mapping[date, date]
    said: tuple[Reason, ...]


def enter(db: Database, wish: OrderWish, *, by: Actor, now_us: int) -> int:
    """The order line. RuleRefusedError: nothing is stored, for these reasons."""
    by = replace(by, why=wish.why.strip())
    return transact(db, lambda work: _entered(work, wish), by=by, at_us=now_us)


def trial(db: Database, wish: OrderWish, *, by: Actor, now_us: int) -> tuple[Reason, ...]:
    """What would be said of it; nothing is stored. RuleRefusedError: it would be refused."""

    def do(work: Work) -> tuple[Reason, ...]:
        found = by_hand.line_of(work.connection, _entered(work, wish))
        return () if found is None or found[1] is None else found[1].reasons

    return tried(db, do, by=by, at_us=now_us)


def change(
    db: Database, line: int, wish: OrderChange, *, by: Actor, now_us: int
) -> tuple[Reason, ...]:
    """Quantity, day and window of a line by hand; what is said of it and stops nothing.
    RuleRefusedError: some of it has left or awaits
    departure, it is of a schedule, or what is asked now is refused.
    """
    by = replace(by, why=wish.why.strip())

    def do(work: Work) -> tuple[Reason, ...]:
        row = _own(work, line, wish.seen)
        part = agreement_part(work.connection, row.agreement, row.part)
        if row.kind != BY_HAND or part is None:
            raise RuleRefusedError(_of_schedule(line))
        asked = DemandLine(
            number=1,
            on=wish.on,
            quantity=wish.quantity,
            purchase_order=row.purchase_order,
            reference=row.reference,
            at=clock(wish.at),
            to=clock(wish.to),
        )
        judged = _judged(work, part, asked, row)
        moved = Moved(line=str(line), on=asked.on, at=asked.at, to=asked.to)
        plan = ReleasePlan(moved=(moved,), rewrite=((str(line), asked.quantity),))
        _write(work, row, plan, judged.due)
        return judged.said

    return transact(db, do, by=by, at_us=now_us)


def cancel(db: Database, line: int, *, by: Actor, now_us: int, seen: str = "") -> None:
    """A line by hand is taken out, or what is open of one whose part the contract takes no more
    schedules for; ``by.why`` says why, ``seen`` as in ``OrderChange``. RuleRefusedError: it cannot.
    """
    if not by.why.strip():
        words = "say why order line {line} is taken out"
        raise RuleRefusedError(because("by_hand.why", words, line=line))

    def do(work: Work) -> None:
        _write(work, _own(work, line, seen), ReleasePlan(take_out=(str(line),)), {})

    transact(db, do, by=by, at_us=now_us)


def is_left(connection: Connection, agreement: str, part: str) -> bool:
    """No schedule is taken for the part in the contract any more."""
    found = agreement_part(connection, agreement, part)
    return found is None or not found.active or found.state is not AgreementState.ACTIVE


def _own(work: Work, line: int, seen: str) -> Row[Any]:
    """A line that is a person's to change, and held. RuleRefusedError: it is not."""
    row = orders.held_lines(work.connection, [line])[line]
    check_seen(line, row.changed_us, seen)
    if row.kind == BY_HAND:
        check_untouched(line, row.despatched, row.awaiting)
    elif not is_left(work.connection, row.agreement, row.part):
        raise RuleRefusedError(_of_schedule(line))
    return row


def _of_schedule(line: int) -> Reason:
    words = (
        "order line {line} is of a schedule: the next schedule changes it or takes it out, or a "
        "person enters one"
    )
    return because("by_hand.of_schedule", words, line=line)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Whose:
    agreement: str
    customer: str
    plant: str
    part: str


def _write(work: Work, row: Row[Any], plan: ReleasePlan, due: Mapping[date, date]) -> None:
    whose = _Whose(agreement=row.agreement, customer=row.customer, plant=row.plant, part=row.part)
    write_all(work, [by_hand.writing(plan, whose, row.unloading_point, due)])


def _entered(work: Work, wish: OrderWish) -> int:
    if (line := by_hand.answered(work, wish)) is not None:
        return line
    part = _part_of(work.connection, wish)
    customer = partners.customer_of(work.connection, wish.customer)
    if customer is None:
        raise RuleRefusedError(_in_none(wish))
    point = _point_of(work.connection, customer, part, wish)
    stated = units.said(part.part, part.unit, [wish.unit])
    if stated is not None and stated[1]:
        raise RuleRefusedError(stated[0])
    asked = DemandLine(
        number=1,
        on=wish.on,
        quantity=wish.quantity,
        purchase_order=wish.purchase_order.strip(),
        reference=wish.reference.strip(),
        at=clock(wish.at),
        to=clock(wish.to),
    )
    judged = _judged(work, part, asked, None)
    said = (*(() if stated is None else (stated[0],)), *judged.said)
    writing = by_hand.writing(judged.plan, part, point, judged.due)
    return by_hand.store(work, wish, writing, said)


def _part_of(connection: Connection, wish: OrderWish) -> AgreementPart:
    """RuleRefusedError where a message of the customer's would find none, or several."""
    place = Place(wish.part, wish.plant, wish.unloading_point)
    found = find_all(connection, wish.customer, {place})[place]
    if not found:
        ours = {
            Place(it.part, wish.plant, wish.unloading_point)
            for it in parts_beginning(connection, wish.part, most=CANDIDATES_MAX)
            if it.customer == wish.customer and it.our_part == wish.part
        }
        by_place = find_all(connection, wish.customer, ours)
        found = tuple(part for place in sorted(by_place) for part in by_place[place])
    if wish.agreement:
        found = tuple(it for it in found if it.agreement == wish.agreement)
    if len(found) == 1:
        return found[0]
    if not found:
        raise RuleRefusedError(*_other_points(connection, wish), _in_none(wish))
    words = "part {part} for {point} is in several contracts, {agreements}: name one of them"
    raise RuleRefusedError(
        because(
            "by_hand.several",
            words,
            part=wish.part,
            point=wish.unloading_point or "-",
            agreements=", ".join(it.agreement for it in found),
        )
    )


def _other_points(connection: Connection, wish: OrderWish) -> Iterator[Reason]:
    """Contracts with the part that are for other unloading points."""
    anywhere = Place(wish.part, wish.plant, "")
    for it in find_all(connection, wish.customer, {anywhere})[anywhere]:
        if not wish.agreement or it.agreement == wish.agreement:
            if (other := other_point(it.agreement, it.points, wish.unloading_point)) is not None:
                yield other


def _in_none(wish: OrderWish) -> Reason:
    words = "part {part} is in no active contract with {customer} for {plant} {point}"
    code = "by_hand.no_contract"
    if wish.agreement:
        words = (
            "part {part} is in no active contract {agreement} with {customer} for {plant} {point}"
        )
        code = "by_hand.not_in_it"
    return because(
        code,
        words,
        part=wish.part,
        agreement=wish.agreement,
        customer=wish.customer,
        plant=wish.plant or "-",
        point=wish.unloading_point or "-",
    )


def _point_of(
    connection: Connection, customer: Customer, part: AgreementPart, wish: OrderWish
) -> str:
    item = edi.Item(part=part.part, ship_to=wish.plant, unloading_point=wish.unloading_point)
    key = PartKey(part.agreement, part.part)
    point = DeliveryPoints(connection, customer, {key}).of(part, item)
    if isinstance(point, Reason):
        raise RuleRefusedError(point)
    return point


def _judged(work: Work, part: AgreementPart, asked: DemandLine, was: Row[Any] | None) -> Judged:
    """As a call-off, where those become orders."""
    own = part.terms.call_off
    if not delivers(ScheduleKind.CALL_OFF, own.deliver_authorisation):
        own = part.terms.plan
    return judged(work, part, asked, own, was)


def judged(
    work: Work, part: AgreementPart, asked: DemandLine, own: Terms, was: Row[Any] | None = None
) -> Judged:
    """A line that no schedule brings, by the terms that hold for it. ``was``: the line as it
    stands, if it is changed. RuleRefusedError has every reason.
    """
    connection, of = work.connection, PartKey(part.agreement, part.part)
    orders.hold_parts(connection, {of})
    hold_cums(connection, {of})
    terms = replace(own, deliver_authorisation=DeliverAuthorisation.BOTH)
    customer = partners.customer_of(connection, part.customer)
    schedule = Schedule(
        number="",
        part=part.part,
        issued_on=partners.today(customer, work.now_us) if customer else asked.on,
        kind=ScheduleKind.CALL_OFF,
        lines=(asked,),
    )
    plan = plan_release(
        [ReconciledLine(line=asked)],
        ScheduleKind.CALL_OFF,
        terms,
        standing=(),
        numbers=_numbers(connection, of, terms, was),
    )
    refused = (
        *faults_of(schedule),
        *units.fractions(part.part, part.unit, [asked.quantity]),
        *contract_breaches(schedule, terms, _holding(part, customer)),
        *approval_breaches(schedule, own),
        *(each.reason for each in plan.exceptions),
        *_above(connection, part, asked, was),
    )
    if refused:
        raise RuleRefusedError(*refused)
    calendar = partners.calendar_of(connection, part.customer, part.plant)
    said = past_days(schedule, terms) + closed_days(schedule, terms, calendar)
    due = due_day(asked.on, terms.closed_days, calendar)
    return Judged(plan=plan, said=said, due={} if due in (None, asked.on) else {asked.on: due})


def _numbers(
    connection: Connection, of: PartKey, terms: Terms, was: Row[Any] | None
) -> Numbers | None:
    """What is open of the line that is changed is asked anew."""
    numbers = numbers_for(connection, of, terms)
    if numbers is not None and was is not None:
        numbers.freed[was.purchase_order] = was.quantity - was.despatched
    return numbers


def _holding(part: AgreementPart, customer: Customer | None) -> Holding:
    return Holding(
        agreement=part.agreement,
        customer=part.customer,
        years=part.years,
        customer_active=customer is not None and customer.active,
        active=part.active and part.state is AgreementState.ACTIVE,
    )


def _above(
    connection: Connection, part: AgreementPart, asked: DemandLine, was: Row[Any] | None
) -> Sequence[Reason]:
    years = [year for year in part.years if year.quantity is not None]
    if not years:
        return ()
    first, last = min(year.first for year in years), max(year.last for year in years)
    before: dict[date, Decimal] = dict(despatched_by_day(connection, part.agreement, first, last))
    for on, quantity in orders.open_by_day(connection, part.agreement, first, last).items():
        before[on] = before.get(on, ZERO) + quantity
    after = dict(before)
    if was is not None:
        after[was.on_day] = after.get(was.on_day, ZERO) - was.quantity
    after[asked.on] = after.get(asked.on, ZERO) + asked.quantity
    return above_agreed(years, before, after)
