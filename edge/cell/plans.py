"""Whether a plan says something new, and what is told of it."""

from __future__ import annotations

from msgspec.structs import replace

from edge.cell.inputs import Decision, PlanFound
from edge.cell.late_risk import forecasts
from edge.cell.situation import Situation
from wire.events import PlanMade
from wire.tours import IN_ORDER, PLANNED_MAX, PlannedTour, band_of

SHIFT_TOLD_US = 30_000_000
"""The same tours a little later are no news."""
RISK_TOLD_PERMILLE = 50
"""Nor is a risk that is a little higher."""


def found(at: Situation, given: PlanFound) -> Decision:
    """A fact only if somebody who saw the plan before would see another one now."""
    if at.masters is None:
        return Decision()
    plan = replace(
        given.plan,
        tours=given.plan.tours[:PLANNED_MAX],
        forecasts=forecasts(at.state, at.masters, at.now_us),
    )
    if at.state.plan is None:
        news = plan.vehicles > 0 or len(plan.forecasts) > 0 or plan.engine == IN_ORDER
    else:
        news = is_news(at.state.plan, plan)
    return Decision(facts=(plan,) if news else ())


def is_news(before: PlanMade, after: PlanMade) -> bool:
    """Other tours, another proof, another band of risk, or times or risks that moved by more than
    ``SHIFT_TOLD_US`` and ``RISK_TOLD_PERMILLE``.
    """
    return (
        _gist(before) != _gist(after)
        or any(_shifted(old, new) for old, new in zip(before.tours, after.tours, strict=True))
        or any(
            abs(new.late_permille - old.late_permille) > RISK_TOLD_PERMILLE
            for old, new in zip(before.forecasts, after.forecasts, strict=True)
        )
    )


def _gist(plan: PlanMade) -> tuple[object, ...]:
    return (
        plan.engine,
        plan.optimal,
        plan.argument,
        plan.tours_count,
        [(t.workplace, t.rack, t.first_number, t.last_number, t.picks) for t in plan.tours],
        [(f.rack, band_of(f), f.waits) for f in plan.forecasts],
    )


def _shifted(old: PlannedTour, new: PlannedTour) -> bool:
    return (
        abs(new.start_us - old.start_us) > SHIFT_TOLD_US
        or abs(new.finish_us - old.finish_us) > SHIFT_TOLD_US
        or abs((new.due_us or 0) - (old.due_us or 0)) > SHIFT_TOLD_US
    )
