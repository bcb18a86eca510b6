"""What no schedule can mean: it is held with these reasons and never posted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from central.demand.lines import DemandLine, Schedule
from central.words.reasons import Reason, because


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Beyond them a figure is a mistake of somebody; both are inclusive."""

    quantity_max: Decimal = Decimal(10_000_000)
    """Of one line."""
    cum_max: Decimal = Decimal(1_000_000_000)
    days_ahead_max: int = 1_100
    days_back_max: int = 400


def faults_of(schedule: Schedule, bounds: Bounds | None = None) -> tuple[Reason, ...]:
    """Everything implausible; empty: it may go on to reconcile."""
    bounds = bounds or Bounds()
    found = list(_cum_faults("received cum", schedule.received_cum, bounds))
    for authorisation in schedule.authorisations:
        found += _cum_faults(f"{authorisation.use} cum", authorisation.cum, bounds)
    for line in schedule.lines:
        found += _line_faults(line, schedule.issued_on, bounds)
    return tuple(found)


def _cum_faults(what: str, cum: Decimal | None, bounds: Bounds) -> Iterator[Reason]:
    if cum is not None and (not cum.is_finite() or not 0 <= cum <= bounds.cum_max):
        yield because(
            "plausible.cum",
            "{what} {cum} is not between 0 and {most}",
            what=what,
            cum=cum if cum.is_finite() else str(cum),
            most=bounds.cum_max,
        )


def _line_faults(line: DemandLine, issued_on: date, bounds: Bounds) -> Iterator[Reason]:
    if not line.quantity.is_finite() or not 0 <= line.quantity <= bounds.quantity_max:
        yield because(
            "plausible.quantity",
            "line {number}: quantity {quantity} is not between 0 and {most}",
            number=line.number,
            quantity=line.quantity if line.quantity.is_finite() else str(line.quantity),
            most=bounds.quantity_max,
        )
    first = issued_on - timedelta(days=bounds.days_back_max)
    last = issued_on + timedelta(days=bounds.days_ahead_max)
    if not first <= line.on <= last:
        yield because(
            "plausible.day",
            "line {number}: {on} is not between {first} and {last}",
            number=line.number,
            on=line.on,
            first=first,
            last=last,
        )
    if line.until is not None and line.until < line.on:
        yield because(
            "plausible.period",
            "line {number}: its period ends on {until}, before it begins on {on}",
            number=line.number,
            until=line.until,
            on=line.on,
        )
