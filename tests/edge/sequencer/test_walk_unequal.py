"""Aisles of unequal length, where the way round by a shorter neighbour may be the better one:
against every order of the stops on a graph of the cell, plain and compiled."""

from __future__ import annotations

import itertools
import os
import random
from collections.abc import Iterator

import pytest

from edge.sequencer import BlockLayout, Face, Part, Picker, PlanParams, PlanProblem, Vehicle, plan
from edge.sequencer.walk import Walks
from tests.support.sequencer.exhaustive import distances, shortest_walk

M = 1_000
EVERY = bool(os.environ.get("LINESIDE_FULL"))
SETS = 5 if EVERY else 2


def layouts() -> Iterator[BlockLayout]:
    """Every mix of long, middling and short, the depot everywhere."""
    for aisles in (2, 3, 4):
        for lengths in itertools.product((12 * M, 6 * M, 2 * M), repeat=aisles):
            for pitch_mm in (0, 500, 2_500):
                for depot in range(aisles):
                    yield BlockLayout(aisle_mm=lengths, pitch_mm=pitch_mm, depot_aisle=depot)


def stops_of(layout: BlockLayout, rng: random.Random) -> list[tuple[Face, ...]]:
    """Every stop alone near the ends of an aisle, and some together."""
    single = [
        Face(aisle=aisle, position_mm=mm)
        for aisle, length in enumerate(layout.aisle_mm)
        for mm in sorted({0, M, length // 2, length - M, length})
    ]
    together = [tuple(rng.sample(single, rng.randint(2, 4))) for _ in range(4)]
    return [*((face,) for face in single), *together]


def shortest(layout: BlockLayout, faces: tuple[Face, ...]) -> int:
    return shortest_walk(layout, [(face.aisle, face.position_mm) for face in faces])


def test_out_along_a_long_aisle_and_back_along_a_short_one() -> None:
    layout = BlockLayout(aisle_mm=(12_000, 6_000), pitch_mm=500)
    walks = Walks(layout, (Face(aisle=0, position_mm=11_000),))
    assert walks.length_mm((0,)) == 12_000 + 500 + 6_000 + 500 - 3_000 == 16_000


def test_is_the_shortest_of_all_orders_and_its_order_attains_it() -> None:
    rng = random.Random("unequal")
    for layout in layouts():
        for faces in rng.sample(stops_of(layout, rng), SETS):
            walks, best = Walks(layout, faces), shortest(layout, faces)
            assert walks.length_mm(range(len(faces))) == best, (layout, faces)
            order = walks.order(range(len(faces)))
            assert sorted(order) == list(range(len(faces)))
            depot = (layout.depot_aisle, 0)
            points = [(faces[f].aisle, faces[f].position_mm) for f in order]
            way = distances(layout, {depot, *points})
            assert sum(way[a, b] for a, b in itertools.pairwise((depot, *points, depot))) == best


def walked(layout: BlockLayout, sets: list[tuple[Face, ...]], more: tuple[Face, ...]) -> list[int]:
    """What the kernels say, each set being the parts of one vehicle with a tour of its own."""
    faces = (*(face for chosen in sets for face in chosen), *more)
    vehicles, used = [], 0
    for number, chosen in enumerate(sets):
        parts = tuple(Part(face=used + index) for index in range(len(chosen)))
        vehicles.append(Vehicle(id=str(number), due_ms=10**9, parts=parts))
        used += len(chosen)
    problem = PlanProblem(
        now_ms=0,
        vehicles=tuple(vehicles),
        faces=faces,
        layout=layout,
        pickers=(Picker(id="ann"),),
        capacity=1,
    )
    answer = plan(problem, PlanParams(engine="kernels"))
    assert answer.engine == "kernels"
    return [cut.finish_ms - cut.start_ms for cut in answer.cuts]


@pytest.mark.usefixtures("kernels")
@pytest.mark.parametrize("even", [True, False])
def test_compiled(even: bool) -> None:
    """even: all stops on a grid, the fast form of pricing; otherwise the general one."""
    rng = random.Random(f"unequal {even}")
    for layout in itertools.islice(layouts(), 0, None, 1 if EVERY else 3):
        sets = rng.sample(stops_of(layout, rng), 8)
        odd = () if even else (Face(aisle=0, position_mm=1), Face(aisle=0, position_mm=2_000))
        assert walked(layout, sets, odd) == [shortest(layout, faces) for faces in sets], layout
