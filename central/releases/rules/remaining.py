"""What of a plan is left beside the call-offs, day by day. Pure.

A plan asks for all demand, call-offs ask for a part of it: what a call-off asks is taken from the
plan's own quantity. What is left is never more than what is not on its way already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from central.agreements.model.terms import Terms
from central.demand.lines import DemandLine, LineStatus, ScheduleKind, Slot
from central.orders.model import ReconciledLine
from central.orders.rules.release_plan import delivers
from central.partners.rules.calendar import IndustryMonth, WorkingCalendar
from central.releases.rules.buckets import cut
from central.releases.rules.consumption import consume
from central.releases.rules.spread import spread_line
from central.words.reasons import Reason

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """``line``: asked, of one day of a spread line; ``open``: not on its way; ``left``: of that
    not called off. ``ends``: the last day of the period that a spread line comes from.
    """

    line: DemandLine
    open: Decimal
    left: Decimal
    ends: date | None = None
    reason: Reason | None = None

    @property
    def called_off(self) -> Decimal:
        return self.open - self.left


def over_days(
    lines: Sequence[ReconciledLine],
    calendar: WorkingCalendar,
    terms: Terms,
    months: tuple[IndustryMonth, ...] = (),
) -> tuple[tuple[Left, ...], tuple[Reason, ...]]:
    """Lines of periods over their working days, what is on its way from the earliest of them."""
    found: list[Left] = []
    reasons: list[Reason] = []
    beside = [line.line for line in lines if line.line.until is not None]
    for line in lines:
        if line.line.until is None or line.line.status is not LineStatus.FORECAST:
            found.append(Left(line=line.line, open=line.quantity, left=line.quantity))
            continue
        bucket, why = cut(line.line, beside, months)
        spread = spread_line(bucket, calendar, terms.forecast_spread, terms.quantum)
        reasons += (*why, *spread.reasons)
        taken = line.in_transit + line.backordered
        for day in spread.lines:
            portion = min(taken, day.quantity)
            taken -= portion
            rest = day.quantity - portion
            found.append(Left(line=day, open=rest, left=rest, ends=bucket.until))
    return tuple(found), tuple(reasons)


def beside(
    plan: Sequence[Left], called: Mapping[Slot, Decimal], terms: Terms, *, since: date
) -> tuple[Left, ...]:
    """``called``: what call-offs ask for each time; before ``since``, the plan's own day, they were
    known to whoever planned. Where call-offs become no orders, nothing is taken.
    """
    if not consumes(terms):
        return tuple(plan)
    call_offs = [
        DemandLine(number=n, on=slot.on, at=slot.at, quantity=quantity)
        for n, (slot, quantity) in enumerate(sorted(called.items()))
        if slot.on >= since and quantity
    ]
    if not call_offs:
        return tuple(plan)
    periods = [
        each.line if each.ends is None else replace(each.line, until=each.ends) for each in plan
    ]
    answer = consume(periods, call_offs, terms.plan_consumption)
    consumed = {(each.line.number, each.line.on): each for each in answer.lines}
    found = []
    for each in plan:
        of_line = consumed[each.line.number, each.line.on]
        left = min(each.open, of_line.left)
        reason = of_line.reason if of_line.called_off or left != each.open else None
        found.append(replace(each, left=left, reason=reason))
    return tuple(found)


def consumes(terms: Terms) -> bool:
    return delivers(ScheduleKind.CALL_OFF, terms.deliver_authorisation)


def asked_by_slot(lines: Sequence[Left]) -> dict[Slot, Decimal]:
    """What a call-off asks for each time; information is no demand."""
    found: dict[Slot, Decimal] = {}
    for each in lines:
        if each.line.status is not LineStatus.INFORMATION:
            found[each.line.slot] = found.get(each.line.slot, ZERO) + each.line.quantity
    return found
