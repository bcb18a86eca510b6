"""What call-offs leave of a plan, period by period."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from central.agreements.model.options import PlanConsumption
from central.demand.lines import DemandLine, LineStatus, in_order
from central.words.reasons import Reason, because

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consumed:
    """One line of the plan. Its period ends where the next line's begins, or on ``until``."""

    line: DemandLine
    called_off: Decimal
    left: Decimal
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Consumption:
    lines: tuple[Consumed, ...]
    outside: tuple[DemandLine, ...]
    """Call-offs in no period of the plan."""


def consume(
    plan: Sequence[DemandLine], call_offs: Sequence[DemandLine], option: PlanConsumption
) -> Consumption:
    """A call-off consumes its own period only; more than the plan of it is said, never moved.

    Several lines of one day share what is called off, the first one first. Information in the plan
    is consumed as forecast is; information in a call-off consumes nothing.
    """
    periods = _periods(plan)
    called: list[list[DemandLine]] = [[] for _ in periods]
    outside = []
    for call_off in call_offs:
        if call_off.status is LineStatus.INFORMATION:
            continue
        position = bisect_right(periods, call_off.on, key=lambda period: period[0].on) - 1
        if position < 0 or _ended(periods[position], call_off.on):
            outside.append(call_off)
        else:
            called[position].append(call_off)
    found: list[Consumed] = []
    for period, taken in zip(periods, called, strict=True):
        found += _shared(period, taken, option)
    return Consumption(lines=tuple(found), outside=tuple(outside))


def _periods(plan: Sequence[DemandLine]) -> list[list[DemandLine]]:
    """The lines of each day on which a period begins."""
    lines = in_order(tuple(plan))
    return [list(group) for _, group in groupby(lines, key=lambda line: line.on)]


def _ended(period: Sequence[DemandLine], day: date) -> bool:
    return all(line.until is not None and line.until < day for line in period)


def _shared(
    period: Sequence[DemandLine], taken: Sequence[DemandLine], option: PlanConsumption
) -> list[Consumed]:
    """The first line takes up to its quantity, and so on; the last one takes all the rest."""
    rest = sum((call_off.quantity for call_off in taken), ZERO)
    found = []
    for line in period:
        portion = rest if line is period[-1] else min(rest, line.quantity)
        rest -= portion
        found.append(_consumed(line, portion, bool(taken), option))
    return found


def _consumed(
    line: DemandLine, called_off: Decimal, touched: bool, option: PlanConsumption
) -> Consumed:
    left = max(ZERO, line.quantity - called_off)
    if touched and option is PlanConsumption.FULL:
        left = ZERO
    excess = max(ZERO, called_off - line.quantity)
    words = "plan {plan} of {on}, called off {called_off}, {option}: {left} left"
    if excess:
        words += ", {excess} above the plan"
    reason = because(
        "consumption.exceeded" if excess else "consumption.consumed",
        words,
        plan=line.quantity,
        on=line.on,
        called_off=called_off,
        option=str(option),
        left=left,
        excess=excess,
    )
    return Consumed(line=line, called_off=called_off, left=left, reason=reason)
