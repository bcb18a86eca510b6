"""The plain planner against enumeration of everything on tiny cells, and its own promises."""

from __future__ import annotations

import itertools
import random

import pytest

from edge.sequencer import PlanParams, PlanProblem, plan
from edge.sequencer.windows import build_windows
from tests.support.sequencer.instances import small_cell

PLAIN = PlanParams(engine="reference")


def all_plans(problem: PlanProblem) -> tuple[int, int]:
    """Least (lateness, work) over every cut and every assignment to pickers, starts in order."""
    windows = build_windows(problem)
    best = (1 << 62, 0)

    def go(first: int, last_start: int, free: tuple[int, ...], late: int, work: int) -> None:
        nonlocal best
        if first == len(windows.rows):
            best = min(best, (late, work))
            return
        for count, w in enumerate(windows.rows[first], start=1):
            for p in range(len(free)):
                start = max(last_start, free[p], w.earliest_ms)
                end = start + w.duration_ms
                extra = max(0, end - w.due_ms) * w.weight
                then = (*free[:p], end, *free[p + 1 :])
                go(first + count, start, then, late + extra, work + w.duration_ms)

    go(0, windows.floor_ms, windows.free_ms, 0, 0)
    return best


@pytest.mark.parametrize("regime", ["ordinary", "tight", "overloaded"])
def test_equals_enumeration_of_every_plan(regime: str) -> None:
    rng = random.Random(f"enumerate {regime}")
    for _ in range(25):
        problem = small_cell(rng, n=rng.randint(1, 5), regime=regime)
        answer = plan(problem, PLAIN)
        assert (answer.cost.late_ms, answer.cost.work_ms) == all_plans(problem)
        assert answer.certificate.optimal


@pytest.mark.parametrize("regime", ["ordinary", "tight", "overloaded"])
def test_every_constraint_holds(regime: str) -> None:
    rng = random.Random(f"constraints {regime}")
    for _ in range(20):
        problem = small_cell(rng, n=rng.randint(5, 14), regime=regime)
        tours = plan(problem, PLAIN).tours
        served = list(itertools.chain.from_iterable(t.vehicles for t in tours))
        assert served == [v.id for v in problem.vehicles]
        free = {p.id: p.available_from_ms for p in problem.pickers}
        last_start = problem.now_ms
        dues = [*problem.dues_before_ms, *(v.due_ms for v in problem.vehicles)]
        for tour in tours:
            chosen = problem.vehicles[tour.first : tour.last + 1]
            assert len(chosen) <= problem.capacity
            assert tour.start_ms >= max(free[tour.picker], last_start)
            assert tour.start_ms >= max(v.release_ms for v in chosen)
            assert sorted(tour.faces) == sorted({p.face for v in chosen for p in v.parts})
            if problem.capacities:
                assert sum(v.loads[0] for v in chosen) <= problem.capacities[0]
            for start in problem.rack_starts:
                assert not tour.first < start <= tour.last
            if problem.line_side_places:
                places = problem.line_side_places + problem.buffer_places
                taken = tour.last + len(problem.dues_before_ms) - places
                assert taken < 0 or tour.finish_ms >= max(dues[: taken + 1])
                assert len(chosen) <= places
            free[tour.picker], last_start = tour.finish_ms, tour.start_ms


def test_a_truncated_search_says_so_and_its_bound_holds() -> None:
    rng = random.Random("truncated")
    truncated = 0
    for _ in range(40):
        problem = small_cell(rng, n=12, regime="overloaded")
        exact = plan(problem, PLAIN)
        narrow = plan(problem, PlanParams(engine="reference", label_limit=1))
        assert exact.certificate.optimal
        best = (exact.cost.late_ms, exact.cost.work_ms)
        assert (narrow.cost.late_ms, narrow.cost.work_ms) >= best
        assert (narrow.certificate.bound_late_ms, narrow.certificate.bound_work_ms) <= best
        if not narrow.certificate.optimal:
            truncated += 1
            assert narrow.certificate.gap_late_ms > 0 or narrow.certificate.gap_work_ms > 0
        else:
            assert (narrow.cost.late_ms, narrow.cost.work_ms) == best
    assert truncated
