"""The compiled planner answers as the plain one does, compiled and as plain Python."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.sequencer import (
    BlockLayout,
    Face,
    FrozenTour,
    LineLayout,
    Part,
    Picker,
    PlanParams,
    PlanProblem,
    PreviousTour,
    Vehicle,
    plan,
)
from tests.support.examples import examples
from tests.support.paths import ROOT
from tests.support.sequencer.instances import small_cell

INTERPRETED = bool(os.environ.get("NUMBA_DISABLE_JIT"))
EXAMPLES = 15 if INTERPRETED else 150

pytestmark = pytest.mark.usefixtures("kernels")


@st.composite
def problems(draw: st.DrawFn) -> PlanProblem:
    regime = draw(st.sampled_from(["ordinary", "tight", "overloaded"]))
    rng = random.Random(draw(st.integers(0, 1 << 30)))
    problem = small_cell(rng, n=draw(st.integers(1, 14)), regime=regime)
    n = len(problem.vehicles)
    if draw(st.booleans()) and n > 3:
        count = draw(st.integers(1, min(3, n)))
        started = problem.now_ms - draw(st.integers(0, 20_000))
        problem = replace(
            problem,
            frozen=(
                FrozenTour(
                    picker=problem.pickers[-1].id,
                    vehicles=count,
                    start_ms=started,
                    finish_ms=started + 60_000,
                ),
            ),
        )
    if draw(st.booleans()):
        ids = [v.id for v in problem.vehicles]
        cut = sorted(draw(st.sets(st.integers(1, max(1, n - 1)), max_size=4)) | {0, n})
        problem = replace(
            problem,
            previous=tuple(
                PreviousTour(picker="p0", vehicles=tuple(ids[a:b])) for a, b in pairwise(cut)
            ),
        )
    return problem


@settings(max_examples=examples(EXAMPLES), deadline=None, derandomize=True)
@given(problems())
def test_equals_the_reference(problem: PlanProblem) -> None:
    plain = plan(problem, PlanParams(engine="reference"))
    fast = plan(problem, PlanParams(engine="kernels"))
    assert (plain.engine, fast.engine) in {
        ("reference", "kernels"),
        ("reference", "reference"),  # everything is frozen
    }
    assert fast.cost.late_ms == plain.cost.late_ms
    assert fast.cost.work_ms == plain.cost.work_ms
    assert fast.cost.changed == plain.cost.changed
    assert fast.certificate == plain.certificate


@settings(max_examples=examples(EXAMPLES), deadline=None, derandomize=True)
@given(st.integers(0, 1 << 30), st.sampled_from([1, 7, 500, 40_000]))
def test_walks_of_any_layout(seed: int, grid_mm: int) -> None:
    """Even and uneven positions, more than 64 of them, both sides of an aisle, unequal aisles."""
    rng = random.Random(seed)
    aisles = rng.randint(1, 6)
    cells = rng.choice([5, 60, 150])
    layout = (
        BlockLayout(
            aisle_mm=tuple((cells + rng.choice([0, 5])) * grid_mm for _ in range(aisles)),
            pitch_mm=rng.randint(1, 9000),
            depot_aisle=rng.randrange(aisles),
        )
        if rng.random() < 0.8
        else LineLayout(depot_mm=rng.randrange(cells) * grid_mm)
    )
    faces = tuple(
        Face(
            aisle=rng.randrange(aisles) if isinstance(layout, BlockLayout) else 0,
            position_mm=rng.randint(0, cells) * grid_mm,
        )
        for _ in range(rng.choice([1, 10, 300]))
    )
    vehicles = tuple(
        Vehicle(
            id=str(i),
            due_ms=10**9,
            parts=tuple(Part(face=rng.randrange(len(faces))) for _ in range(rng.randint(0, 9))),
        )
        for i in range(8)
    )
    problem = PlanProblem(
        now_ms=0,
        vehicles=vehicles,
        faces=faces,
        layout=layout,
        pickers=(Picker(id="a"),),
        capacity=4,
        setup_ms=1000,
        stop_ms=10,
        speed_mm_s=rng.choice([1000, 1333]),
    )
    plain = plan(problem, PlanParams(engine="reference"))
    assert plan(problem, PlanParams(engine="kernels")).cost == plain.cost


@pytest.mark.skipif(INTERPRETED, reason="this is the inner run")
def test_the_same_without_the_compiler() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", __file__],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
