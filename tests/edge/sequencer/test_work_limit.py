"""A search that is given so much work and no more answers with its best plan so far and the gap."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

from edge.sequencer import BadProblem, PlanParams, PlanProblem, plan
from edge.sequencer.problem import Engine
from tests.support.sequencer.instances import small_cell


def value(answer: Any) -> tuple[int, int]:
    return answer.cost.late_ms, answer.cost.work_ms


@pytest.mark.usefixtures("kernels")
@pytest.mark.parametrize(("engine", "step"), [("kernels", 1), ("reference", 100)])
def test_a_search_cut_short_says_so_and_its_bound_holds(engine: Engine, step: int) -> None:
    rng = random.Random("work")
    cut_short = better = 0
    for _ in range(60):
        problem = small_cell(rng, n=12, regime="overloaded")
        exact = plan(problem, PlanParams(engine=engine))
        assert exact.certificate.optimal
        least = None
        for steps in (1, 60, 300, 1500, 100_000):
            answer = plan(problem, PlanParams(engine=engine, work_limit=steps * step))
            assert sum(cut.vehicles for cut in answer.cuts) == len(problem.vehicles)
            bound = answer.certificate.bound_late_ms, answer.certificate.bound_work_ms
            assert bound <= value(exact) <= value(answer)
            if answer.certificate.optimal:
                assert value(answer) == value(exact)
            else:
                assert answer.certificate.gap_late_ms > 0 or answer.certificate.gap_work_ms > 0
                assert "work_limit" in answer.certificate.argument
                cut_short += 1
            better += least is not None and value(answer) < least
            least = value(answer)
        assert value(answer) == value(exact)
    assert cut_short and better


def overloaded(n: int) -> PlanProblem:
    """Three pickers who cannot keep up, along a line."""
    rng = random.Random(6)
    while True:
        problem = small_cell(rng, n=n, regime="overloaded")
        if len(problem.pickers) == 3 and problem.capacity >= 4:
            return replace(problem, line_side_places=None, dues_before_ms=(), rack_starts=())


@pytest.mark.usefixtures("kernels")
@pytest.mark.parametrize("work_limit", [50_000, 1_000_000])
def test_no_more_work_is_done_than_was_allowed(
    monkeypatch: pytest.MonkeyPatch, work_limit: int
) -> None:
    from edge.sequencer import cut_kernels

    done: list[int] = []
    search = cut_kernels.search

    def counted(*given: Any) -> Any:
        found = search(*given)
        done.append(int(found[4]))
        return found

    monkeypatch.setattr(cut_kernels, "search", counted)
    params = PlanParams(engine="kernels", work_limit=work_limit)
    problem = overloaded(300)
    answer = plan(problem, params)
    at_one_vehicle = (problem.capacity + 1) * params.label_limit
    assert work_limit < sum(done) <= work_limit + at_one_vehicle
    assert not answer.certificate.optimal and answer.certificate.gap_late_ms > 0


def test_limits_that_cannot_be() -> None:
    with pytest.raises(BadProblem, match="work_limit"):
        PlanParams(work_limit=0)
