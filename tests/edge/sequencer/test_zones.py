"""Zones: least work over every split, by enumeration of the splits."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import product

import pytest

from edge.sequencer import BadProblem, PlanParams, PlanProblem, plan
from edge.sequencer.zones import plan_zones
from tests.support.sequencer.instances import small_cell

PLAIN = PlanParams(engine="reference")


def cell(rng: random.Random) -> PlanProblem:
    return replace(
        small_cell(rng, n=rng.randint(3, 7)),
        line_side_places=None,
        buffer_places=0,
        dues_before_ms=(),
    )


def work_of(problem: PlanProblem, zone: tuple[int, ...], group: set[int], carts: int) -> int | None:
    vehicles = []
    for v in problem.vehicles:
        parts = tuple(p for p in v.parts if zone[p.face] in group)
        if len(parts) > carts:
            return None
        late = replace(v, parts=parts, loads=(*v.loads, len(parts)), due_ms=10**12)
        vehicles.append(late)
    part = replace(problem, vehicles=tuple(vehicles), capacities=(*problem.capacities, carts))
    return plan(part, PLAIN).cost.work_ms


@pytest.mark.usefixtures("kernels")
@pytest.mark.parametrize("engine", ["reference", "kernels"])
def test_least_work_of_every_split(engine: str) -> None:
    rng = random.Random("zones")
    split = 0
    for _ in range(20):
        problem = cell(rng)
        zone = tuple(rng.randrange(3) for _ in problem.faces)
        zones, carts = max(zone) + 1, rng.choice([4, 5, 50])
        answer = plan_zones(problem, zone, carts, PlanParams(engine=engine))
        best = None
        for groups in product(range(zones), repeat=zones):
            parts = [{z for z in range(zones) if groups[z] == g} for g in set(groups)]
            works = [work_of(problem, zone, group, carts) for group in parts]
            if None not in works:
                total = sum(work for work in works if work is not None)
                best = total if best is None else min(best, total)
        assert answer.cost.work_ms == best
        assert answer.cost.work_ms == sum(t.finish_ms - t.start_ms for t in answer.tours)
        split += len(answer.groups) > 1
        wanted = sorted((v.id, p.face) for v in problem.vehicles for p in v.parts)
        picked = sorted((p.vehicle, p.part.face) for t in answer.tours for p in t.picks)
        assert picked == wanted
        if answer.cost.late_ms:
            assert not answer.certificate.optimal
    assert split


def test_bad_zones_are_refused() -> None:
    problem = cell(random.Random(3))
    zone = (0,) * len(problem.faces)
    with pytest.raises(BadProblem, match="zones for"):
        plan_zones(problem, zone[1:], 5)
    with pytest.raises(BadProblem, match="part_capacity"):
        plan_zones(problem, zone, 0)
