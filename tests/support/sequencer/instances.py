"""Random small cells for the tests, from a seeded generator."""

from __future__ import annotations

import random

from edge.sequencer import (
    BlockLayout,
    Face,
    LineLayout,
    Part,
    Picker,
    PlanProblem,
    Vehicle,
)

TAKT_MS = 30_000


def small_cell(rng: random.Random, *, n: int, regime: str = "ordinary") -> PlanProblem:
    """A cell of n vehicles. regime: "ordinary", "tight" or "overloaded" (late whatever one does).
    Layout, pickers (1 to 3), line-side places, racks and a load limit vary."""
    pickers = rng.randint(1, 3)
    block = rng.random() < 0.5
    if block:
        aisles = rng.randint(1, 4)
        layout: LineLayout | BlockLayout = BlockLayout(
            aisle_mm=(rng.choice([9_000, 15_000]),) * aisles,
            pitch_mm=3_000,
            depot_aisle=rng.randrange(aisles),
        )
        faces = tuple(
            Face(aisle=rng.randrange(aisles), position_mm=rng.randrange(10) * 1_000)
            for _ in range(rng.randint(3, 20))
        )
    else:
        layout = LineLayout(depot_mm=rng.choice([0, 5_000]))
        faces = tuple(
            Face(position_mm=rng.randrange(30) * 1_000) for _ in range(rng.randint(3, 20))
        )
    places = rng.choice([None, None, 4, 6])
    loads = rng.random() < 0.3
    lead, spread, takt = {
        "ordinary": (400_000, 60_000, TAKT_MS),
        "tight": (90_000, 30_000, TAKT_MS * 2 // 3 // pickers + 8_000),
        "overloaded": (20_000, 10_000, TAKT_MS // (3 * pickers)),
    }[regime]
    vehicles = []
    due = 1_000_000 + lead
    for index in range(n):
        due += rng.choice([takt // 2, takt, takt, takt * 2])
        parts = tuple(
            Part(
                face=rng.randrange(len(faces)), rack="R", slot=index, pick_ms=rng.choice([0, 2000])
            )
            for _ in range(rng.randint(0, 4))
        )
        vehicles.append(
            Vehicle(
                id=f"v{index}",
                due_ms=due,
                release_ms=1_000_000
                + rng.choice([0, 0, rng.randrange(spread) + index * takt // 2]),
                parts=parts,
                loads=(rng.randint(1, 4),) if loads else (),
                weight=rng.choice([1, 1, 1, 3]),
            )
        )
    return PlanProblem(
        now_ms=1_000_000,
        vehicles=tuple(vehicles),
        faces=faces,
        layout=layout,
        pickers=tuple(
            Picker(id=f"p{p}", available_from_ms=1_000_000 + rng.choice([0, rng.randrange(90_000)]))
            for p in range(pickers)
        ),
        capacity=rng.randint(1, 5),
        capacities=(7,) if loads else (),
        rack_starts=tuple(range(0, n, 3)) if rng.random() < 0.3 else (),
        line_side_places=places,
        buffer_places=rng.choice([0, 1]) if places else 0,
        dues_before_ms=tuple(1_000_000 + 10_000 * i for i in range(places)) if places else (),
        setup_ms=10_000,
        stop_ms=3_000,
        speed_mm_s=1_000,
    )
