"""Every plan against CP-SAT on random small cells: equal where it proves, never worse else."""

from __future__ import annotations

import os
import random

import pytest

from edge.sequencer import PlanParams, plan
from tests.support.sequencer.instances import small_cell

oracle = pytest.importorskip("tests.support.sequencer.oracle", reason="ortools is not installed")
ROUNDS = 60 if os.environ.get("LINESIDE_FULL") else 20
LONGEST = 12 if os.environ.get("LINESIDE_FULL") else 9


@pytest.mark.usefixtures("kernels")
@pytest.mark.parametrize("regime", ["ordinary", "tight", "overloaded"])
@pytest.mark.parametrize("batch", range(3))
def test_equals_cp_sat(regime: str, batch: int) -> None:
    rng = random.Random(f"oracle {regime} {batch}")
    proven = 0
    for _ in range(ROUNDS):
        problem = small_cell(rng, n=rng.randint(3, LONGEST), regime=regime)
        verdict = oracle.judge(problem, seconds=5)
        for engine in ("kernels", "reference"):
            answer = plan(problem, PlanParams(engine=engine))
            value = (answer.cost.late_ms, answer.cost.work_ms)
            assert answer.certificate.optimal
            assert value <= (verdict.late_ms, verdict.work_ms)
            if verdict.proven:
                assert value == (verdict.late_ms, verdict.work_ms)
        proven += verdict.proven
    assert proven >= ROUNDS * 3 // 4
