"""Walks: against every order of the stops, and the order that is shown is as long as promised."""

from __future__ import annotations

import itertools
import random

import pytest

from edge.sequencer import BlockLayout, Face, LineLayout
from edge.sequencer.walk import Walks

Point = tuple[int, int]


def apart(layout: BlockLayout, a: Point, b: Point) -> int:
    """Shortest way between two points (aisle, position) of a block."""
    if a[0] == b[0]:
        return abs(a[1] - b[1])
    across = abs(a[0] - b[0]) * layout.pitch_mm
    front = a[1] + b[1]
    back = layout.aisle_mm[a[0]] - a[1] + layout.aisle_mm[b[0]] - b[1]
    return across + min(front, back)


def tour_length(layout: BlockLayout, points: list[Point]) -> int:
    depot = (layout.depot_aisle, 0)
    stops = [depot, *points, depot]
    return sum(apart(layout, a, b) for a, b in itertools.pairwise(stops))


def test_block_walk_is_the_shortest_of_all_orders_and_its_order_attains_it() -> None:
    rng = random.Random("walks")
    for _ in range(150):
        aisles = rng.randint(1, 5)
        length = rng.randint(2, 12)
        layout = BlockLayout(
            aisle_mm=(length,) * aisles,
            pitch_mm=rng.randint(1, 6),
            depot_aisle=rng.randrange(aisles),
        )
        faces = tuple(
            Face(aisle=rng.randrange(aisles), position_mm=rng.randint(0, length))
            for _ in range(rng.randint(1, 6))
        )
        walks = Walks(layout, faces)
        points = [(f.aisle, f.position_mm) for f in faces]
        shortest = min(tour_length(layout, list(o)) for o in itertools.permutations(points))
        assert walks.length_mm(range(len(faces))) == shortest
        order = walks.order(range(len(faces)))
        assert sorted(order) == list(range(len(faces)))
        assert tour_length(layout, [points[f] for f in order]) == shortest


@pytest.mark.parametrize(
    ("depot", "order", "length"), [(0, (2, 0, 1), 60), (20, (1, 0, 2), 40), (40, (1, 0, 2), 70)]
)
def test_line_walk(depot: int, order: tuple[int, ...], length: int) -> None:
    faces = tuple(Face(position_mm=mm) for mm in (20, 30, 5))
    walks = Walks(LineLayout(depot_mm=depot), faces)
    assert walks.length_mm((0, 1, 2)) == max(length, 2 * (max(30, depot) - min(5, depot)))
    assert sorted(walks.order((0, 1, 2))) == [0, 1, 2]
    if depot == 0:
        assert walks.order((0, 1, 2)) == order


def test_nothing_to_pick_is_no_walk() -> None:
    walks = Walks(BlockLayout(aisle_mm=(10, 10), pitch_mm=3), (Face(aisle=1, position_mm=2),))
    assert walks.length_mm(()) == 0
    assert walks.order(()) == ()
