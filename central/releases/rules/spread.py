"""A quantity of a period over its working days: whole quanta, the rest on the earliest, exact."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from central.agreements.model.options import ForecastSpread
from central.demand.lines import DemandLine, LineStatus
from central.partners.rules.calendar import WorkingCalendar
from central.words.reasons import Reason, RuleRefusedError, because


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """``lines`` keep the number of the line that they come from."""

    lines: tuple[DemandLine, ...]
    reasons: tuple[Reason, ...]


def spread_evenly(
    quantity: Decimal, days: int, quantum: Decimal = Decimal(1)
) -> tuple[Decimal, ...]:
    """One share for each day. Less than a quantum that is left over is on the first such day."""
    if days < 1 or quantity < 0 or quantum <= 0:
        raise RuleRefusedError(
            because(
                "spread.impossible",
                "{quantity} in steps of {quantum} cannot be spread over {days} days",
                quantity=quantity,
                quantum=quantum,
                days=days,
            )
        )
    share = (quantity / days / quantum).to_integral_value(ROUND_FLOOR) * quantum
    rest = quantity - share * days
    shares = []
    for _ in range(days):
        portion = min(quantum, rest)
        shares.append(share + portion)
        rest -= portion
    return tuple(shares)


def spread_line(
    line: DemandLine,
    calendar: WorkingCalendar,
    option: ForecastSpread,
    quantum: Decimal = Decimal(1),
) -> Spread:
    """Forecast of a period becomes one line a working day; every other line stays as it is."""
    if option is ForecastSpread.NO_SPREAD:
        return _as_is(line, "spread.off", "line {number}: the agreement does not spread")
    if line.status is not LineStatus.FORECAST:
        return _as_is(line, "spread.not_forecast", "line {number} is {status}: never spread")
    if line.until is None:
        return _as_is(line, "spread.one_day", "line {number} is of one day, {on}")
    days = calendar.working_days(line.on, line.until)
    if not days:
        return _as_is(
            line, "spread.no_working_day", "line {number}: no working day from {on} to {until}"
        )
    shares = spread_evenly(line.quantity, len(days), quantum)
    reason = because(
        "spread.spread",
        "line {number}: {quantity} over {days} working days from {on} to {until}, "
        "{highest} to {lowest} a day",
        number=line.number,
        quantity=line.quantity,
        days=len(days),
        on=line.on,
        until=line.until,
        highest=shares[0],
        lowest=shares[-1],
    )
    lines = tuple(
        replace(line, on=day, until=None, quantity=share)
        for day, share in zip(days, shares, strict=True)
        if share
    )
    return Spread(lines=lines, reasons=(reason,))


def _as_is(line: DemandLine, code: str, words: str) -> Spread:
    until: date | str = line.until or ""
    reason = because(
        code, words, number=line.number, status=str(line.status), on=line.on, until=until
    )
    return Spread(lines=(line,), reasons=(reason,))
