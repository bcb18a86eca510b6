"""Whether an agreement still holds for what a schedule asks. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from central.agreements.model.duration import Duration, ModelYear
from central.agreements.model.terms import Terms
from central.demand.lines import Schedule
from central.orders.rules.release_plan import becomes_order
from central.words.reasons import Reason, because

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What stands of the agreement when the schedule is looked at. ``years`` empty: no end."""

    agreement: str
    customer: str
    years: tuple[ModelYear, ...]
    customer_active: bool = True
    active: bool = True
    """The agreement and its part."""


def contract_breaches(schedule: Schedule, terms: Terms, held: Holding) -> tuple[Reason, ...]:
    """What stops approval and release, whoever asks; empty: the agreement holds."""
    found = []
    if not held.customer_active:
        words = "{customer} is switched off: nothing is ordered for them"
        found.append(because("contract.customer_off", words, customer=held.customer))
    if not held.active:
        words = "part {part} is not active in {agreement} any more: nothing is ordered by it"
        found.append(
            because("contract.part_off", words, part=schedule.part, agreement=held.agreement)
        )
    if not held.years:
        return tuple(found)
    if Duration(years=held.years).year_of(schedule.issued_on) is None:
        words = "{day} is in no model year of {agreement}: extend it, or reject the schedule"
        found.append(
            because("contract.over", words, day=schedule.issued_on, agreement=held.agreement)
        )
    found += _behind(schedule, terms, held)
    return tuple(found)


def _behind(schedule: Schedule, terms: Terms, held: Holding) -> list[Reason]:
    """Order lines after the last model year: nothing is agreed for them."""
    last = max(year.last for year in held.years)
    if schedule.issued_on > last:
        return []
    days = [
        line.on
        for line in schedule.lines
        if line.on > last and line.quantity and becomes_order(line, schedule.kind, terms)
    ]
    if not days:
        return []
    words = (
        "{count} order lines, the first of {first}, are after {last}, when {agreement} ends: "
        "extend it, or reject the schedule"
    )
    reason = because(
        "contract.lines_behind",
        words,
        count=len(days),
        first=min(days),
        last=last,
        agreement=held.agreement,
    )
    return [reason]


def above_agreed(
    years: Sequence[ModelYear], before: Mapping[date, Decimal], after: Mapping[date, Decimal]
) -> tuple[Reason, ...]:
    """Model years of which more is ordered and despatched than agreed, by what is written now.
    ``before`` and ``after``: of all parts of the agreement, by day. What only lowers it passes.
    """
    found = []
    for year in years:
        if year.quantity is None:
            continue
        was, now = (
            sum((q for day, q in by_day.items() if year.first <= day <= year.last), ZERO)
            for by_day in (before, after)
        )
        if now > year.quantity and now > was:
            words = (
                "{now} would be ordered and despatched in model year {year}, agreed are {agreed}: "
                "{over} too many; agree another quantity, or reject the schedule"
            )
            found.append(
                because(
                    "contract.quantity",
                    words,
                    now=now,
                    year=year.name,
                    agreed=year.quantity,
                    over=now - year.quantity,
                )
            )
    return tuple(found)
