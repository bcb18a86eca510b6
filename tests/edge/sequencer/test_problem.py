"""Bad input is refused by name before any engine runs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from edge.sequencer import (
    BadProblem,
    BlockLayout,
    Face,
    FrozenTour,
    LineLayout,
    Part,
    Picker,
    PlanParams,
    PlanProblem,
    Vehicle,
    plan,
)

VEHICLE = Vehicle(id="v1", due_ms=100_000, parts=(Part(face=0),))
GOOD = PlanProblem(
    now_ms=0,
    vehicles=(VEHICLE, replace(VEHICLE, id="v2")),
    faces=(Face(position_mm=1000),),
    layout=LineLayout(),
    pickers=(Picker(id="p"),),
    capacity=2,
)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"vehicles": ()}, "n = 0"),
        ({"vehicles": (VEHICLE, VEHICLE)}, "'v1' is listed twice"),
        ({"vehicles": (replace(VEHICLE, parts=(Part(face=7),)),)}, "face 7 does not exist"),
        ({"vehicles": (replace(VEHICLE, parts=(Part(face=-1),)),)}, "face -1 does not exist"),
        ({"vehicles": (replace(VEHICLE, due_ms=-1),)}, "'v1': due_ms"),
        ({"vehicles": (replace(VEHICLE, release_ms=-5),)}, "'v1': release_ms"),
        ({"vehicles": (replace(VEHICLE, due_ms=1.5),)}, "due_ms is an integer"),
        ({"vehicles": (replace(VEHICLE, weight=0),)}, "weight"),
        ({"vehicles": (replace(VEHICLE, loads=(1,)),)}, "1 loads for 0 capacities"),
        (
            {"capacities": (5,), "vehicles": (replace(VEHICLE, loads=(6,)),)},
            "smaller than vehicle 'v1'",
        ),
        ({"now_ms": -1}, "now_ms"),
        ({"capacity": 0}, "capacity"),
        ({"speed_mm_s": 0}, "speed_mm_s"),
        ({"setup_ms": -1}, "setup_ms"),
        ({"line_side_places": 0}, "line_side_places"),
        ({"pickers": ()}, "no picker"),
        ({"pickers": (Picker(id="p"), Picker(id="p"))}, "listed twice"),
        ({"faces": (Face(position_mm=-1),)}, r"faces\[0\].position_mm"),
        ({"faces": (Face(aisle=1, position_mm=0),)}, r"faces\[0\].aisle"),
        (
            {"layout": BlockLayout(aisle_mm=(500,), pitch_mm=1)},
            r"faces\[0\].position_mm is in \[0, 500\], was 1000",
        ),
        ({"layout": BlockLayout(aisle_mm=(), pitch_mm=1)}, "number of aisles"),
        ({"rack_starts": (2, 1)}, "rack_starts"),
        (
            {"frozen": (FrozenTour(picker="x", vehicles=1, start_ms=0, finish_ms=1),)},
            "unknown picker 'x'",
        ),
        (
            {"frozen": (FrozenTour(picker="p", vehicles=3, start_ms=0, finish_ms=1),)},
            "frozen tour: vehicles",
        ),
    ],
)
def test_refused_by_name(change: dict[str, Any], says: str) -> None:
    with pytest.raises(BadProblem, match=says):
        plan(replace(GOOD, **change))


def test_bad_parameters_are_refused() -> None:
    with pytest.raises(BadProblem, match="label_limit"):
        PlanParams(label_limit=0)
    with pytest.raises(BadProblem, match="engine"):
        PlanParams(engine="quantum")  # type: ignore[arg-type]


def test_a_good_one_is_planned() -> None:
    answer = plan(GOOD)
    assert [tour.vehicles for tour in answer.tours] == [("v1", "v2")]
    assert answer.tours[0].picker == "p"
    assert answer.tours[0].slack_ms == 100_000 - answer.tours[0].finish_ms
    assert answer.certificate.optimal


def test_everything_frozen_is_a_plan() -> None:
    frozen = (FrozenTour(picker="p", vehicles=2, start_ms=5, finish_ms=50_000),)
    answer = plan(replace(GOOD, frozen=frozen))
    assert [(tour.frozen, tour.start_ms, tour.finish_ms) for tour in answer.tours] == [
        (True, 5, 50_000)
    ]
    assert answer.certificate.optimal


@pytest.mark.usefixtures("kernels")
def test_numbers_too_large_for_the_kernels_go_to_the_reference() -> None:
    far = tuple(replace(VEHICLE, id=f"v{i}", due_ms=i, weight=1000) for i in range(40))
    late = (Picker(id="p", available_from_ms=1 << 44),)
    answer = plan(replace(GOOD, vehicles=far, pickers=late))
    assert answer.engine == "reference"
    assert plan(GOOD).engine == "kernels"
