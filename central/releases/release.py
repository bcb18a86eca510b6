"""Releasing: order lines and forecasts are written in the transaction of the step, and what a
call-off takes of the standing plan with them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from central.agreements.model.keys import PartKey
from central.agreements.model.options import (
    COUNTING,
    ForecastSpread,
    References,
)
from central.agreements.model.terms import Terms
from central.agreements.service.contracts import AgreementPart
from central.demand.lines import DemandLine, LineStatus, ScheduleKind, Slot
from central.orders.model import CalledOff, ReconciledLine
from central.orders.rules.by_hand import BY_HAND
from central.orders.rules.line_keys import Key, by_key, key_of
from central.orders.rules.release_plan import (
    OrderLine,
    ReleaseException,
    ReleasePlan,
    becomes_order,
    delivers,
    plan_release,
)
from central.orders.service import lines as orders
from central.orders.service.purchase_orders import numbers_for
from central.orders.service.write import Writing
from central.partners.rules.calendar import WorkingCalendar
from central.releases.days_off import due_days
from central.releases.model_years import check_agreed
from central.releases.rules.points import of_no_plan, plan_for
from central.releases.rules.remaining import (
    Left,
    asked_by_slot,
    beside,
    consumes,
    over_days,
)
from central.releases.rules.states import Event, State
from central.releases.rules.steps import Step
from central.releases.schedules import StoredSchedule
from central.releases.unit_of_work import UnitOfWork
from central.words.reasons import Reason, RuleRefusedError, because

ZERO = Decimal(0)
REPLACEABLE = frozenset({State.RELEASED, State.APPROVED, State.RELEASE_EXCEPTION})


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfPlan:
    """What a call-off changes of the standing plan."""

    plan: StoredSchedule
    changed: tuple[Left, ...]
    orders: ReleasePlan
    reasons: tuple[Reason, ...]


def release(unit: UnitOfWork, kept: StoredSchedule, part: AgreementPart) -> StoredSchedule:
    """Everything of the schedule is written, or it stands in exception and nothing is."""
    terms = part.terms.of(kept.kind)
    lines, reasons = _over_days(unit, kept, terms)
    removed = unit.books.removed(kept)
    of_plan = None
    if kept.kind is ScheduleKind.PLAN:
        called = _together(unit, kept, unit.points(kept)) if consumes(terms) else {}
        lines = beside(lines, called, terms, since=kept.issued_on)
        reasons += tuple(each.reason for each in lines if each.reason is not None)
    elif consumes(terms):
        of_plan = _of_standing_plan(unit, kept, part, asked_by_slot(lines), removed)
    overdue, cut, said = _beyond_count(unit, kept, terms)
    wanted = (*_wanted(lines, kept.kind, terms), *cut)
    plan = _plan(unit, kept, part, wanted, removed, also=overdue)
    reasons += said
    exceptions = plan.exceptions + (of_plan.orders.exceptions if of_plan is not None else ())
    reasons += plan.reasons + (of_plan.reasons if of_plan is not None else ())
    if exceptions:
        unit.open_exceptions(kept, _each_once(exceptions))
        why = tuple(each.reason for each in exceptions)
        return unit.record(kept, Event.EXCEPT, (*why, *reasons), step=Step.RELEASE)
    check_agreed(unit, kept, part, [plan] if of_plan is None else [plan, of_plan.orders])
    _write(unit, kept, part, plan, lines, of_plan)
    if kept.kind is ScheduleKind.CALL_OFF:
        unit.books.set_called(kept, _covered(kept, _own_called(unit, kept), asked_by_slot(lines)))
    _replace_earlier(unit, kept)
    return unit.record(kept, Event.RELEASE, (_counted(plan), *reasons), step=Step.RELEASE)


def _over_days(
    unit: UnitOfWork, kept: StoredSchedule, terms: Terms
) -> tuple[tuple[Left, ...], tuple[Reason, ...]]:
    lines = unit.lines(kept)
    if not any(
        line.line.until is not None and line.line.status is LineStatus.FORECAST for line in lines
    ):
        return over_days(lines, WorkingCalendar(), terms)
    spreads = terms.forecast_spread is ForecastSpread.DAILY
    calendar = unit.calendar(kept) if spreads else WorkingCalendar()
    return over_days(lines, calendar, terms, unit.industry_months(kept))


class _BeyondCount(NamedTuple):
    """The overdue order lines of a kind, what is left of them, and why."""

    overdue: tuple[OrderLine, ...] = ()
    left: tuple[ReconciledLine, ...] = ()
    reasons: tuple[Reason, ...] = ()


def _beyond_count(unit: UnitOfWork, kept: StoredSchedule, terms: Terms) -> _BeyondCount:
    """Where the customer counts, what is overdue and beyond all that they still count is not open
    any more. The latest are cut first.
    """
    if terms.reconcile not in COUNTING or not delivers(kept.kind, terms.deliver_authorisation):
        return _BeyondCount()
    matched = sum((line.backordered for line in unit.lines(kept)), ZERO)
    arrears = unit.books.overdue(kept, unit.points(kept))
    excess = sum((it.open_quantity for it in arrears), ZERO) - matched
    last = min(kept.first_day, kept.issued_on) - timedelta(days=1)
    overdue = _standing(unit, kept).lines(date.min, last, kept.kind.value)
    if excess <= 0 or not overdue:
        return _BeyondCount()
    left: list[ReconciledLine] = []
    rest = excess
    for line in reversed(overdue):
        portion = min(rest, line.quantity)
        rest -= portion
        left.append(
            ReconciledLine(
                line=DemandLine(
                    number=0,
                    on=line.on,
                    quantity=line.quantity - portion,
                    purchase_order=line.purchase_order,
                    reference=line.reference,
                    at=line.at,
                    to=line.to,
                )
            )
        )
    words = (
        "{excess} of overdue order lines is beyond all that the customer still counts: {cut} is "
        "taken off the latest of them"
    )
    said = because("orders.beyond_count", words, excess=excess, cut=excess - rest)
    return _BeyondCount(overdue, tuple(left), (said,))


def _wanted(lines: Sequence[Left], kind: ScheduleKind, terms: Terms) -> tuple[ReconciledLine, ...]:
    """Orders are for what is left; a forecast is kept whole, with what is called off beside it."""
    found = []
    for each in lines:
        quantity = each.left if becomes_order(each.line, kind, terms) else each.open
        line = (
            each.line if quantity == each.line.quantity else replace(each.line, quantity=quantity)
        )
        found.append(ReconciledLine(line=line))
    return tuple(found)


def _plan(
    unit: UnitOfWork,
    kept: StoredSchedule,
    part: AgreementPart,
    lines: Sequence[ReconciledLine],
    removed: Collection[Key],
    *,
    standing: Sequence[OrderLine] | None = None,
    also: Sequence[OrderLine] = (),
) -> ReleasePlan:
    """``also``: order lines outside the period of the schedule that it changes."""
    terms = part.terms.of(kept.kind)
    if standing is None:
        of_stream = _standing(unit, kept)
        standing = of_stream.lines(kept.first_day, kept.until_day, kept.kind.value)
        if terms.references is References.USE_REFERENCES:
            also = (*also, *_referred_to(of_stream, kept, lines, standing))
    numbers = numbers_for(unit.connection, PartKey(kept.agreement, kept.part), terms)
    return plan_release(
        lines,
        kept.kind,
        terms,
        standing=(*also, *standing),
        numbers=numbers,
        removed=removed,
        windows=unit.windows(kept),
    )


def _write(
    unit: UnitOfWork,
    kept: StoredSchedule,
    part: AgreementPart,
    plan: ReleasePlan,
    lines: Sequence[Left],
    of_plan: _OfPlan | None,
) -> None:
    writings = [_writing(unit, plan, kept, part)]
    forecast = {(line.number, line.on) for line in plan.forecast}
    taken = [
        CalledOff(kept.schedule, each.line.number, each.line.on, each.called_off)
        for each in lines
        if each.called_off and (each.line.number, each.line.on) in forecast
    ]
    if of_plan is not None:
        writings.append(
            replace(_writing(unit, of_plan.orders, of_plan.plan, part), forecasts=False)
        )
        taken += [
            CalledOff(of_plan.plan.schedule, each.line.number, each.line.on, each.called_off)
            for each in of_plan.changed
            if not becomes_order(each.line, of_plan.plan.kind, part.terms.of(of_plan.plan.kind))
        ]
    unit.books.write(kept, writings, taken)


def _referred_to(
    of_stream: orders.Standing,
    kept: StoredSchedule,
    lines: Sequence[ReconciledLine],
    standing: Sequence[OrderLine],
) -> Iterator[OrderLine]:
    """Order lines outside the period, or by hand, that the schedule names by their references."""
    named = {line.line.reference for line in lines} - {""}
    inside = {line.line for line in standing}
    for kind in (kept.kind.value, BY_HAND):
        for line in of_stream.lines(date.min, None, kind):
            if line.reference in named and line.line not in inside:
                yield line


def _writing(
    unit: UnitOfWork, plan: ReleasePlan, kept: StoredSchedule, part: AgreementPart
) -> Writing:
    return Writing(
        plan=plan,
        schedule=kept.schedule,
        kind=kept.kind.value,
        part=part,
        point=kept.unloading_point,
        first=kept.first_day,
        last=kept.until_day,
        due=due_days(unit, kept, part),
    )


def _of_standing_plan(
    unit: UnitOfWork,
    kept: StoredSchedule,
    part: AgreementPart,
    asked: Mapping[Slot, Decimal],
    removed: Collection[Key],
) -> _OfPlan | None:
    """The lines of the released plan of which another quantity is left now. RuleRefusedError where
    nobody can say which plan that is.
    """
    plans = unit.plans(kept)
    if (doubt := of_no_plan(kept.unloading_point, plans)) is not None:
        raise RuleRefusedError(doubt)
    point = plan_for(kept.unloading_point, plans)
    if point is None:
        return None
    plan = plans[point]
    terms = part.terms.of(plan.kind)
    others = _together(unit, plan, unit.points(plan) - {kept.unloading_point})
    own = _own_called(unit, kept)
    lines, _ = _over_days(unit, plan, terms)
    since = plan.issued_on
    before = beside(lines, _added(others, own), terms, since=since)
    after = beside(lines, _added(others, _covered(kept, own, asked)), terms, since=since)
    changed = [(was, now) for was, now in zip(before, after, strict=True) if was.left != now.left]
    return _OfPlan(
        plan=plan,
        changed=tuple(now for _, now in changed),
        orders=_orders_of_plan(unit, plan, part, changed, {*removed, *unit.books.removed(plan)}),
        reasons=tuple(now.reason for _, now in changed if now.reason is not None),
    )


def _orders_of_plan(
    unit: UnitOfWork,
    plan: StoredSchedule,
    part: AgreementPart,
    changed: Sequence[tuple[Left, Left]],
    removed: Collection[Key],
) -> ReleasePlan:
    """Its order lines move by the difference alone: what is despatched of them is not made anew."""
    terms = part.terms.of(plan.kind)
    moved: dict[Key, Decimal] = {}
    of_key: dict[Key, Left] = {}
    for was, now in changed:
        if becomes_order(now.line, plan.kind, terms):
            key = key_of(now.line, terms)
            moved[key] = moved.get(key, ZERO) + now.left - was.left
            of_key.setdefault(key, now)
    days = [key.on for key in moved]
    present: dict[Key, list[OrderLine]] = {}
    if days:
        found = _standing(unit, plan).lines(min(days), max(days), plan.kind.value)
        present = by_key(found, moved, terms)
    stands = {key: sum((line.quantity for line in present.get(key, ())), ZERO) for key in moved}
    standing = tuple(line for key in moved for line in present.get(key, ()))
    lines = [
        ReconciledLine(line=replace(of_key[key].line, quantity=max(ZERO, stands[key] + difference)))
        for key, difference in moved.items()
    ]
    return _plan(unit, plan, part, lines, removed, standing=standing)


def _standing(unit: UnitOfWork, kept: StoredSchedule) -> orders.Standing:
    """The open order lines for the unloading point of the schedule."""
    return unit.books.standing(kept).at((kept.unloading_point,))


def _own_called(unit: UnitOfWork, kept: StoredSchedule) -> Mapping[Slot, Decimal]:
    return unit.books.called(kept).get(kept.unloading_point, {})


def _together(
    unit: UnitOfWork, kept: StoredSchedule, points: Collection[str]
) -> Mapping[Slot, Decimal]:
    """What call-offs for these unloading points ask for each day."""
    found: Mapping[Slot, Decimal] = {}
    for point, called in unit.books.called(kept).items():
        if point in points:
            found = _added(found, called)
    return found


def _added(one: Mapping[Slot, Decimal], other: Mapping[Slot, Decimal]) -> dict[Slot, Decimal]:
    return {slot: one.get(slot, ZERO) + other.get(slot, ZERO) for slot in {**one, **other}}


def _covered(
    kept: StoredSchedule, called: Mapping[Slot, Decimal], asked: Mapping[Slot, Decimal]
) -> dict[Slot, Decimal]:
    """What is called off once this call-off takes the place of others in its period."""
    last = kept.until_day or date.max
    outside = {
        slot: quantity for slot, quantity in called.items() if not kept.first_day <= slot.on <= last
    }
    return {**outside, **asked}


def _replace_earlier(unit: UnitOfWork, kept: StoredSchedule) -> None:
    reason = because("flow.replaced", "schedule {number} is released", number=kept.number)
    for other in unit.of_stream(kept.stream):
        if other.schedule < kept.schedule and other.state in REPLACEABLE:
            if other.state is State.RELEASE_EXCEPTION:
                unit.close_exceptions(other, "")
            unit.record(other, Event.REPLACE, (reason,), step=str(Event.REPLACE))


def _each_once(exceptions: Sequence[ReleaseException]) -> list[ReleaseException]:
    """One for each identity."""
    return list({each.key: each for each in reversed(exceptions)}.values())


def _counted(plan: ReleasePlan) -> Reason:
    return because(
        "flow.written",
        "{created} order lines made, {rewritten} rewritten, {taken_out} taken out, "
        "{forecasts} forecasts",
        created=len(plan.create),
        rewritten=len(plan.rewrite),
        taken_out=len(plan.take_out),
        forecasts=len(plan.forecast),
    )
