"""What an agreement says of a model year's quantity, before more is ordered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from central.agreements.service.contracts import AgreementPart
from central.orders.rules.release_plan import OrderLine, ReleasePlan
from central.releases.rules.contract import above_agreed
from central.releases.schedules import StoredSchedule
from central.releases.unit_of_work import UnitOfWork
from central.words.reasons import RuleRefusedError

ZERO = Decimal(0)


def check_agreed(
    unit: UnitOfWork, kept: StoredSchedule, part: AgreementPart, plans: Sequence[ReleasePlan]
) -> None:
    """RuleRefusedError where more would be ordered in a model year than is agreed for it."""
    years = [year for year in part.years if year.quantity is not None]
    if not years:
        return
    first, last = min(year.first for year in years), max(year.last for year in years)
    before = unit.books.ordered(kept, first, last)
    standing = {line.line: line for line in unit.books.standing(kept).lines(date.min, None)}
    after = dict(before)
    for on, difference in (moved for plan in plans for moved in _moves(plan, standing)):
        after[on] = after.get(on, ZERO) + difference
    if reasons := above_agreed(years, before, after):
        raise RuleRefusedError(*reasons)


def _moves(plan: ReleasePlan, standing: Mapping[str, OrderLine]) -> Iterator[tuple[date, Decimal]]:
    """By how much the open order lines of a day change."""
    for wanted in plan.create:
        yield wanted.on, wanted.quantity
    for line, quantity in plan.rewrite:
        yield standing[line].on, quantity - standing[line].quantity
    for line in plan.take_out:
        yield standing[line].on, -standing[line].quantity
    for each in plan.moved:
        yield standing[each.line].on, -standing[each.line].quantity
        yield each.on, standing[each.line].quantity
