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

    Several lines of one day share what is called off, the first one first; where they have times
    of the day, each window by itself. Information in the plan
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
    """A call-off for a time takes from the window of its day that has begun then, or else from the
    first; one for the day as a whole from all of it.
    """
    portions = [ZERO] * len(period)
    touched = [False] * len(period)
    every = range(len(period))
    for call_off in sorted(taken, key=lambda each: not each.at):
        window = _window(period, call_off)
        places = [n for n in every if window is None or period[n].at == window]
        _share(call_off.quantity, period, places, portions)
        for n in places:
            touched[n] = True
    return [_consumed(period[n], portions[n], touched[n], option) for n in every]


def _share(
    rest: Decimal, period: Sequence[DemandLine], places: Sequence[int], portions: list[Decimal]
) -> None:
    """The first line takes up to its quantity, and so on; the last one takes all the rest."""
    for n in places:
        able = max(ZERO, period[n].quantity - portions[n])
        portion = rest if n == places[-1] else min(rest, able)
        portions[n] += portion
        rest -= portion


def _window(period: Sequence[DemandLine], call_off: DemandLine) -> str | None:
    """None: all of the period."""
    windows = sorted({line.at for line in period})
    if call_off.on > period[0].on or not call_off.at:
        return None if len(windows) < 2 or not call_off.at else windows[-1]
    begun = [at for at in windows if at <= call_off.at]
    return begun[-1] if begun else windows[0]


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
