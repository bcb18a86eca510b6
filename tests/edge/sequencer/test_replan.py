"""After any changes the plan equals a full plan of the changed problem, and what a picker was shown
stays."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.sequencer import (
    BadProblem,
    BlockLayout,
    Face,
    Part,
    Picker,
    PlanParams,
    PlanProblem,
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
from tests.support.examples import examples
from tests.support.sequencer.instances import small_cell


def some_change(rng: random.Random, problem: PlanProblem, number: int) -> Change:
    frozen = sum(tour.vehicles for tour in problem.frozen)
    vehicles = problem.vehicles[frozen:]
    one, other = rng.choice(vehicles), rng.choice(vehicles)
    parts = tuple(Part(face=rng.randrange(len(problem.faces)), pick_ms=1500) for _ in range(3))
    fresh = replace(one, id=f"new{number}", parts=parts)
    end = rng.choice([other.id, None])
    kinds: list[Change] = [
        LineShifted(from_vehicle=one.id, by_ms=rng.choice([60_000, -20_000])),
        Pulled(vehicle=one.id),
        Inserted(vehicle=fresh, before=end),
        Changed(vehicle=replace(one, parts=parts)),
        FaceOut(face=rng.randrange(len(problem.faces)), instead=rng.choice([None, 0])),
        PickerJoined(picker=Picker(id=f"p{number}x", available_from_ms=problem.now_ms + 5_000)),
        Held(vehicles=(one.id, other.id), until_ms=problem.now_ms + 50_000),
        Shown(tours=1),
    ]
    if one is not other:
        kinds.append(Moved(vehicle=one.id, before=other.id, due_ms=other.due_ms))
    if len(problem.pickers) > 1:
        kinds.append(PickerLeft(picker=problem.pickers[0].id))
    return rng.choice(kinds)


@pytest.mark.usefixtures("kernels")
@settings(max_examples=examples(120), deadline=None, derandomize=True)
@given(
    st.integers(0, 1 << 30),
    st.sampled_from(["ordinary", "tight", "overloaded"]),
    st.sampled_from(["kernels", "reference"]),
)
def test_equals_a_full_plan(seed: int, regime: str, engine: str) -> None:
    rng = random.Random(seed)
    params = PlanParams(engine=engine)
    problem = small_cell(rng, n=rng.randint(4, 11), regime=regime)
    replanner = Replanner(problem, params)
    for number in range(6):
        now_ms = replanner.plan.problem.now_ms + rng.choice([0, 3_000])
        before = replanner.plan
        if sum(t.vehicles for t in before.problem.frozen) > len(before.problem.vehicles) - 2:
            break
        change = some_change(rng, before.problem, number)
        after = replanner.apply(change, now_ms)
        full = plan(after.problem, PlanParams(engine="reference"))
        assert (after.cost.late_ms, after.cost.work_ms, after.cost.changed) == (
            full.cost.late_ms,
            full.cost.work_ms,
            full.cost.changed,
        ), change
        assert after.certificate.optimal
        shown = [tour for tour in before.tours if tour.frozen]
        still = after.tours[: len(shown)]
        assert [(t.picker, t.start_ms, t.finish_ms) for t in shown] == [
            (t.picker, t.start_ms, t.finish_ms) for t in still
        ]
        assert all(tour.frozen for tour in still)


def big_cell(n: int) -> PlanProblem:
    rng = random.Random(5)
    cell = small_cell(rng, n=n)
    layout = BlockLayout(aisle_mm=(20_000,) * 3, pitch_mm=3000)
    faces = tuple(Face(aisle=i % 3, position_mm=(i // 3) * 500) for i in range(90))
    vehicles = tuple(
        replace(
            v,
            due_ms=2_000_000 + 60_000 * i,
            loads=(),
            parts=tuple(Part(face=rng.randrange(90), pick_ms=1000) for _ in range(5)),
        )
        for i, v in enumerate(cell.vehicles)
    )
    return replace(
        cell,
        layout=layout,
        faces=faces,
        vehicles=vehicles,
        capacity=6,
        capacities=(),
        rack_starts=(),
        line_side_places=10,
        buffer_places=0,
        dues_before_ms=(),
    )


@pytest.mark.usefixtures("kernels")
def test_nothing_else_changes_where_it_costs_nothing() -> None:
    replanner = Replanner(big_cell(60))
    before = {tour.vehicles for tour in replanner.plan.tours}
    after = replanner.apply(LineShifted(from_vehicle="v30", by_ms=90_000))
    assert {tour.vehicles for tour in after.tours} == before
    assert after.cost.changed == 0
    after = replanner.apply(Pulled(vehicle="v58"))
    fresh = plan(replace(after.problem, previous=()))
    assert after.cost.work_ms == fresh.cost.work_ms
    kept = [sum(tour.vehicles in before for tour in tours) for tours in (after.tours, fresh.tours)]
    assert kept[0] >= kept[1]


@pytest.mark.usefixtures("kernels")
def test_more_insertions_than_there_is_room_for() -> None:
    replanner = Replanner(big_cell(20))
    vehicle = replanner.plan.problem.vehicles[3]
    for number in range(70):
        fresh = replace(vehicle, id=f"extra{number}")
        after = replanner.apply(Inserted(vehicle=fresh, before=vehicle.id))
    full = plan(after.problem, PlanParams(engine="reference"))
    assert (after.cost.late_ms, after.cost.work_ms) == (full.cost.late_ms, full.cost.work_ms)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (Pulled(vehicle="x"), "'x' is not in the sequence"),
        (Pulled(vehicle="v0"), "'v0' is in a tour that was shown"),
        (PickerLeft(picker="nobody"), "'nobody' is not here"),
        (LineShifted(from_vehicle="v5", by_ms=-(10**8)), "due_ms"),
        (FaceOut(face=0, instead=999), "face 999 does not exist"),
    ],
)
def test_refused_changes_leave_the_plan_as_it_was(change: Change, says: str) -> None:
    replanner = Replanner(big_cell(20))
    replanner.apply(Shown(tours=1))
    before = replanner.plan
    with pytest.raises(BadProblem, match=says):
        replanner.apply(change)
    assert replanner.plan is before
    again = replanner.apply(Pulled(vehicle="v15"))
    assert again.certificate.optimal


def test_an_inserted_vehicle_has_a_new_id() -> None:
    replanner = Replanner(big_cell(20))
    twin = replanner.plan.problem.vehicles[2]
    with pytest.raises(BadProblem, match="'v2' is listed twice"):
        replanner.apply(Inserted(vehicle=twin, before=None))
