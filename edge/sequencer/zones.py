"""Zones: a tour as (range of vehicles) x (zones of the cell): several pickers fill one rack.

The zones are split into groups; each group has tours of its own over the whole sequence, which
take only its parts. A cart that is full with parts then serves more vehicles, and walks less of
the cell. The least work over all splits and all cuts is a dynamic programme over sets of zones.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from edge.sequencer import engines, pick_plan, reference
from edge.sequencer.pick_plan import Certificate, Cost, Cut, Tour
from edge.sequencer.problem import BadProblem, PlanParams, PlanProblem, validate
from edge.sequencer.reference import Leg
from edge.sequencer.walk import Walks
from edge.sequencer.windows import build_windows, free_times

MOST_ZONES: Final = 8
ON_TIME: Final = "the least work over every split into zones and every cut is on time"
Tours = tuple[Leg, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ZonePlan:
    """groups: zones that are picked together; tours: by start, `group_of[t]` is its group.
    undivided_work_ms: least work without zones, None where no cart could hold it."""

    groups: tuple[tuple[int, ...], ...]
    tours: tuple[Tour, ...]
    group_of: tuple[int, ...]
    cost: Cost
    certificate: Certificate
    undivided_work_ms: int | None


def plan_zones(
    problem: PlanProblem,
    zone_of_face: tuple[int, ...],
    part_capacity: int,
    params: PlanParams | None = None,
) -> ZonePlan:
    """The best split into zones for a problem without frozen tours; `part_capacity`: most parts on
    a cart. Lateness is not searched away here: a plan that is late says so with its gap, and the
    supervisor compares it with the undivided one. Raises `BadProblem`."""
    params = params or PlanParams()
    zones = _check(problem, zone_of_face, part_capacity)
    cuts: dict[int, tuple[int, PlanProblem, Tours]] = {}
    for mask in range(1, 1 << zones):
        part = _restrict(problem, zone_of_face, mask, part_capacity)
        if part is not None:
            tours = _cheapest(part, params)
            cuts[mask] = (sum(tour[1] for tour in tours), part, tours)
    work, masks = _best_split({mask: cut[0] for mask, cut in cuts.items()}, zones)
    undivided = cuts.get((1 << zones) - 1)
    return _schedule(
        problem,
        [(cuts[mask][1], cuts[mask][2]) for mask in masks],
        tuple(tuple(z for z in range(zones) if mask >> z & 1) for mask in masks),
        work,
        undivided[0] if undivided else None,
    )


def _check(problem: PlanProblem, zone_of_face: tuple[int, ...], part_capacity: int) -> int:
    validate(problem)
    if problem.frozen or problem.previous:
        raise BadProblem("zones are planned without frozen and previous tours")
    if len(zone_of_face) != len(problem.faces):
        raise BadProblem(f"{len(zone_of_face)} zones for {len(problem.faces)} faces")
    zones = max(zone_of_face, default=0) + 1
    if min(zone_of_face, default=0) < 0 or zones > MOST_ZONES:
        raise BadProblem(f"zones are numbered from 0 to {MOST_ZONES - 1}")
    if part_capacity < 1:
        raise BadProblem(f"part_capacity is at least 1, was {part_capacity}")
    return zones


def _restrict(
    problem: PlanProblem, zone_of_face: tuple[int, ...], mask: int, part_capacity: int
) -> PlanProblem | None:
    """The problem with the parts of some zones only; None where a vehicle overfills a cart."""
    vehicles = []
    for vehicle in problem.vehicles:
        parts = tuple(part for part in vehicle.parts if mask >> zone_of_face[part.face] & 1)
        if len(parts) > part_capacity:
            return None
        vehicles.append(replace(vehicle, parts=parts, loads=(*vehicle.loads, len(parts))))
    capacities = (*problem.capacities, part_capacity)
    return replace(problem, vehicles=tuple(vehicles), capacities=capacities)


def _cheapest(problem: PlanProblem, params: PlanParams) -> Tours:
    solver = engines.choose(params.engine)
    if solver is not None and solver.fits(problem):
        return solver.cheapest(problem)
    windows = build_windows(problem)
    return reference.tours_of(windows, reference.cut_along(reference.cheapest_ahead(windows)[1], 0))


def _best_split(work: dict[int, int], zones: int) -> tuple[int, list[int]]:
    """Least total work over all splits of the zones into groups, and the groups."""
    best: list[tuple[int, list[int]] | None] = [None] * (1 << zones)
    best[0] = (0, [])
    for mask in range(1, 1 << zones):
        lowest = mask & -mask
        group = mask
        while group:
            rest = best[mask ^ group]
            if group & lowest and group in work and rest is not None:
                value = work[group] + rest[0]
                known = best[mask]
                if known is None or value < known[0]:
                    best[mask] = (value, [group, *rest[1]])
            group = (group - 1) & mask
    found = best[-1]
    if found is None:
        raise BadProblem("part_capacity is smaller than one vehicle in one zone")
    return found


def _schedule(
    problem: PlanProblem,
    groups: list[tuple[PlanProblem, Tours]],
    names: tuple[tuple[int, ...], ...],
    work_ms: int,
    undivided_work_ms: int | None,
) -> ZonePlan:
    """All tours by due, each to who is free first."""
    made, late = _given(problem, [tours for _, tours in groups])
    walks = Walks(problem.layout, problem.faces)
    cuts = [cut for cut, _ in made]
    return ZonePlan(
        groups=names,
        tours=tuple(Tour(groups[group][0], walks, cut) for cut, group in made),
        group_of=tuple(group for _, group in made),
        cost=Cost(
            late_ms=late,
            work_ms=work_ms,
            changed=0,
            pickers=len({cut.picker for cut in cuts}),
            slack_ms=min(cut.due_ms - cut.finish_ms for cut in cuts),
        ),
        certificate=Certificate(
            optimal=late == 0,
            any_order=late == 0,
            bound_late_ms=0,
            bound_work_ms=work_ms,
            gap_late_ms=late,
            gap_work_ms=0,
            argument=ON_TIME if late == 0 else pick_plan.NOT_SEARCHED,
        ),
        undivided_work_ms=undivided_work_ms,
    )


def _given(problem: PlanProblem, groups: list[Tours]) -> tuple[list[tuple[Cut, int]], int]:
    """Each tour with its group, in order of start, and the weighted lateness of all."""
    waiting = []
    for group, tours in enumerate(groups):
        first = 0
        for tour in tours:
            waiting.append((tour.due_ms, first, group, tour))
            first += tour.vehicles
    free = list(free_times(problem)[0])
    made: list[tuple[Cut, int]] = []
    late = 0
    for due, first, group, tour in sorted(waiting):
        picker = free.index(min(free))
        start = max(free[picker], tour.earliest_ms)
        free[picker] = start + tour.duration_ms
        weight = max(v.weight for v in problem.vehicles[first : first + tour.vehicles])
        late += max(0, free[picker] - due) * weight
        cut = Cut(
            first=first,
            vehicles=tour.vehicles,
            picker=problem.pickers[picker].id,
            start_ms=start,
            finish_ms=free[picker],
            due_ms=due,
        )
        made.append((cut, group))
    made.sort(key=lambda item: (item[0].start_ms, item[0].first))
    return made, late
