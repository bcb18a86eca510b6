"""How many pickers it takes, and how much cover there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from edge.sequencer.pick_plan import PickPlan
from edge.sequencer.planner import plan
from edge.sequencer.problem import Picker, PlanParams, PlanProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class CrewPoint:
    """The plan with so many pickers. proven: no plan with them is less late."""

    pickers: int
    late_ms: int
    proven: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """The smallest crew without lateness (None where `most` are not enough), its plan, and every
    crew that was tried."""

    pickers: int | None
    plan: PickPlan
    tried: tuple[CrewPoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverPoint:
    """Lateness if the line were `ahead_ms` ahead of the given dues."""

    ahead_ms: int
    late_ms: int
    proven: bool


def with_pickers(problem: PlanProblem, count: int) -> PlanProblem:
    """The problem with its first `count` pickers; beyond those it names, others free from now."""
    named = problem.pickers[:count]
    extra = tuple(
        Picker(id=f"extra {number}", available_from_ms=problem.now_ms)
        for number in range(1, count - len(named) + 1)
    )
    gone = tuple(picker.id for picker in problem.pickers[count:])
    return replace(problem, pickers=named + extra, leaving=problem.leaving + gone)


def smallest_crew(problem: PlanProblem, params: PlanParams | None = None, most: int = 8) -> Crew:
    """The least number of pickers with which nothing is late. More pickers are never later, so the
    first number that is on time is the least, where the ones before it are proven late."""
    tried = []
    for count in range(1, most + 1):
        answer = plan(with_pickers(problem, count), params)
        proven = answer.cost.late_ms == 0 or answer.certificate.gap_late_ms == 0
        tried.append(CrewPoint(pickers=count, late_ms=answer.cost.late_ms, proven=proven))
        if answer.cost.late_ms == 0:
            return Crew(pickers=count, plan=answer, tried=tuple(tried))
    return Crew(pickers=None, plan=answer, tried=tuple(tried))


def _ahead(problem: PlanProblem, by_ms: int) -> PlanProblem:
    vehicles = tuple(replace(v, due_ms=max(0, v.due_ms - by_ms)) for v in problem.vehicles)
    before = tuple(max(0, due - by_ms) for due in problem.dues_before_ms)
    return replace(problem, vehicles=vehicles, dues_before_ms=before)


def cover_curve(
    problem: PlanProblem, ahead_ms: Sequence[int], params: PlanParams | None = None
) -> tuple[CoverPoint, ...]:
    """Lateness against how far the line is ahead of the given dues."""
    points = []
    for by_ms in ahead_ms:
        answer = plan(_ahead(problem, by_ms), params)
        points.append(
            CoverPoint(
                ahead_ms=by_ms,
                late_ms=answer.cost.late_ms,
                proven=answer.certificate.gap_late_ms == 0,
            )
        )
    return tuple(points)


def cover_ms(
    problem: PlanProblem, params: PlanParams | None = None, within_ms: int = 1000
) -> int | None:
    """How far the line may be ahead of the given dues with nothing late, found to `within_ms`;
    None where something is late already. Kits that come sooner wait for a line-side place no
    longer than the dues do, so lateness only grows with the shift."""
    if plan(problem, params).cost.late_ms:
        return None
    low, high = 0, max(v.due_ms for v in problem.vehicles) - problem.now_ms + within_ms
    while high - low > within_ms:
        middle = (low + high) // 2
        if plan(_ahead(problem, middle), params).cost.late_ms:
            high = middle
        else:
            low = middle
    return low
