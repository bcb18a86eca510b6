"""Racks through changes: no tour across a rack boundary and none parted without one, whatever came
before. Every sequence of changes of very small cells, judged by enumeration."""

from __future__ import annotations

import itertools
import os
import random
from dataclasses import replace

import pytest

from edge.sequencer import (
    BlockLayout,
    Face,
    LineLayout,
    Part,
    Picker,
    PickPlan,
    PlanParams,
    PlanProblem,
    Vehicle,
    plan,
)
from edge.sequencer.replan import (
    Change,
    Changed,
    FaceOut,
    Held,
    Inserted,
    LineShifted,
    Moved,
    PickerJoined,
    PickerLeft,
    Pulled,
    Replanner,
    Shown,
)
from tests.support.sequencer import exhaustive

LAYOUTS: tuple[BlockLayout | LineLayout, ...] = (
    BlockLayout(aisle_mm=(6_000, 6_000), pitch_mm=1_000),
    LineLayout(depot_mm=2_000),
)
ROUNDS = 3_000 if os.environ.get("LINESIDE_FULL") else 250

pytestmark = pytest.mark.usefixtures("kernels")


def vehicle(number: int, due_ms: int, *faces: int) -> Vehicle:
    parts = tuple(Part(face=face, pick_ms=500) for face in faces)
    return Vehicle(id=f"v{number}", due_ms=due_ms, parts=parts)


def little(layout: BlockLayout | LineLayout, racks: tuple[int, ...], n: int) -> PlanProblem:
    aisles = 2 if isinstance(layout, BlockLayout) else 1
    return PlanProblem(
        now_ms=0,
        vehicles=tuple(
            vehicle(i, 70_000 + 25_000 * i, i % 3, *([2] if i % 2 else [])) for i in range(n)
        ),
        faces=(
            Face(aisle=0, position_mm=1_000),
            Face(aisle=aisles - 1, position_mm=5_000),
            Face(aisle=aisles - 1, position_mm=3_000),
        ),
        layout=layout,
        pickers=(Picker(id="ann"), Picker(id="bob", available_from_ms=30_000)),
        capacity=3,
        rack_starts=racks,
        setup_ms=10_000,
        stop_ms=1_000,
        speed_mm_s=1_000,
    )


def changes_of(problem: PlanProblem) -> list[Change]:
    """Every pull and move, an end of the line, a stop, a short, and a picker gone."""
    frozen = sum(tour.vehicles for tour in problem.frozen)
    ids = [v.id for v in problem.vehicles[frozen:]]
    found: list[Change] = [Pulled(vehicle=one) for one in ids if len(ids) > 1]
    found += [
        Moved(vehicle=one, before=other, due_ms=90_000)
        for one in ids
        for other in [*ids, None]
        if one != other
    ]
    fresh = f"x{len(ids)}{len(problem.vehicles)}"
    if fresh not in ids:
        entering = replace(vehicle(0, 80_000, 1), id=fresh)
        found += [Inserted(vehicle=entering, before=before) for before in (ids[-1], None)]
    found.append(LineShifted(from_vehicle=ids[-1], by_ms=40_000))
    found.append(FaceOut(face=2, instead=0))
    if len(problem.pickers) > 1:
        found.append(PickerLeft(picker=problem.pickers[0].id))
    return found


def judged(answer: PickPlan, told: object) -> None:
    """Equal to the best of all cuts and to a full plan, and within its racks."""
    problem = answer.problem
    value = (answer.cost.late_ms, answer.cost.work_ms, answer.cost.changed)
    assert value == exhaustive.best(problem), told
    assert answer.certificate.optimal, told
    for cut in answer.cuts:
        assert cut.frozen or exhaustive.allowed(problem, cut.first, cut.first + cut.vehicles - 1)
    full = plan(problem, PlanParams(engine="kernels"))
    assert [c.vehicles for c in answer.cuts] == [c.vehicles for c in full.cuts], told


def racks_of(n: int) -> list[tuple[int, ...]]:
    inner = range(1, n + 1)
    return [racks for size in range(n + 1) for racks in itertools.combinations(inner, size)]


@pytest.mark.parametrize("layout", LAYOUTS, ids=["block", "line"])
def test_a_rack_boundary_is_not_lost_when_its_vehicle_moves_twice(
    layout: BlockLayout | LineLayout,
) -> None:
    """v1 alone opens the second rack; what comes to the end after it has left opens it again."""
    replanner = Replanner(little(layout, (1,), 2))
    replanner.apply(Moved(vehicle="v1", before="v0", due_ms=10**6))
    answer = replanner.apply(Moved(vehicle="v0", before=None, due_ms=10**6))
    assert answer.problem.rack_starts == (1,)
    assert [cut.vehicles for cut in answer.cuts] == [1, 1]
    judged(answer, "moved twice")


@pytest.mark.parametrize("layout", LAYOUTS, ids=["block", "line"])
def test_a_rack_boundary_goes_when_a_vehicle_joins_the_rack_behind_it(
    layout: BlockLayout | LineLayout,
) -> None:
    replanner = Replanner(little(layout, (1,), 2))
    replanner.apply(Moved(vehicle="v1", before=None, due_ms=10**6))
    answer = replanner.apply(Moved(vehicle="v0", before="v1", due_ms=10**6))
    assert answer.problem.rack_starts == (0,)
    assert [cut.vehicles for cut in answer.cuts] == [2]
    judged(answer, "joined")


@pytest.mark.parametrize("n", [2, 3])
@pytest.mark.parametrize("layout", LAYOUTS, ids=["block", "line"])
def test_every_pair_of_changes(layout: BlockLayout | LineLayout, n: int) -> None:
    for racks in racks_of(n):
        problem = little(layout, racks, n)
        for first in changes_of(problem):
            one = Replanner(problem)
            between = one.apply(first)
            judged(between, (racks, first))
            for second in changes_of(between.problem):
                replanner = Replanner(problem)
                replanner.apply(first)
                judged(replanner.apply(second), (racks, first, second))


@pytest.mark.parametrize("layout", LAYOUTS, ids=["block", "line"])
def test_long_sequences_of_changes(layout: BlockLayout | LineLayout) -> None:
    rng = random.Random("racks")
    for _ in range(ROUNDS):
        n = rng.randint(2, 4)
        problem = replace(
            little(layout, tuple(sorted(rng.choices(range(n + 1), k=rng.randint(1, n)))), n),
            line_side_places=rng.choice([None, None, 3]),
            dues_before_ms=(20_000, 40_000, 60_000),
        )
        replanner, told = Replanner(problem), list[Change]()
        for number in range(6):
            now = replanner.plan.problem
            frozen = sum(tour.vehicles for tour in now.frozen)
            if len(now.vehicles) - frozen < 2 or len(now.vehicles) > 5:
                break
            one = rng.choice(now.vehicles[frozen:])
            more: list[Change] = [
                Held(vehicles=(one.id,), until_ms=45_000),
                Changed(vehicle=replace(one, parts=(Part(face=1),))),
                PickerJoined(picker=Picker(id=f"p{number}", available_from_ms=20_000)),
                Shown(tours=1),
            ]
            told.append(rng.choice([*changes_of(now), *more]))
            judged(replanner.apply(told[-1]), (problem, told))
