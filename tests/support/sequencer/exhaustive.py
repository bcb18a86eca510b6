"""An independent judge for very small cells: every cut of the sequence, every order of the stops on
a graph of the cell, written from the model and taking nothing from the planner."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from edge.sequencer import BlockLayout, LineLayout, PlanProblem

Point = tuple[int, int]
"""(aisle, millimetres from the front)."""
FAR = 1 << 60


def distances(layout: BlockLayout, points: set[Point]) -> dict[tuple[Point, Point], int]:
    """Shortest ways between all points of a block: along aisles, and along both cross aisles."""
    lengths = layout.aisle_mm
    ends = {(a, mm) for a, length in enumerate(lengths) for mm in (0, length)}
    everywhere = sorted(points | ends)
    way = {(a, b): 0 if a == b else FAR for a in everywhere for b in everywhere}

    def join(a: Point, b: Point, mm: int) -> None:
        way[a, b] = way[b, a] = min(way[a, b], mm)

    for a, b in itertools.combinations(everywhere, 2):
        if a[0] == b[0]:
            join(a, b, abs(a[1] - b[1]))
    for aisle in range(len(lengths) - 1):
        join((aisle, 0), (aisle + 1, 0), layout.pitch_mm)
        join((aisle, lengths[aisle]), (aisle + 1, lengths[aisle + 1]), layout.pitch_mm)
    for via, a, b in itertools.product(everywhere, repeat=3):
        way[a, b] = min(way[a, b], way[a, via] + way[via, b])
    return way


def shortest_walk(layout: BlockLayout | LineLayout, points: list[Point]) -> int:
    """Length of the shortest closed walk from the depot over these points."""
    if not points:
        return 0
    if isinstance(layout, LineLayout):
        stops = [layout.depot_mm, *(mm for _, mm in points)]
        return 2 * (max(stops) - min(stops))
    depot = (layout.depot_aisle, 0)
    way = distances(layout, {depot, *points})
    return min(
        sum(way[a, b] for a, b in itertools.pairwise((depot, *order, depot)))
        for order in itertools.permutations(sorted(set(points)))
    )


def best(problem: PlanProblem) -> tuple[int, int, int]:
    """Least (lateness, work, vehicles whose tour changes) over every cut."""
    frozen = sum(tour.vehicles for tour in problem.frozen)
    return min(
        _value(problem, frozen, counts) for counts in _cuts(problem, frozen, len(problem.vehicles))
    )


def allowed(problem: PlanProblem, first: int, last: int) -> bool:
    """Whether one tour may serve vehicles first..last."""
    count, chosen = last - first + 1, problem.vehicles[first : last + 1]
    places = problem.line_side_places
    return (
        count <= problem.capacity
        and (places is None or count <= places + problem.buffer_places)
        and all(
            sum(vehicle.loads[which] for vehicle in chosen) <= limit
            for which, limit in enumerate(problem.capacities)
        )
        and not any(first < start <= last for start in problem.rack_starts)
    )


def _cuts(problem: PlanProblem, first: int, end: int) -> Iterator[tuple[int, ...]]:
    if first == end:
        yield ()
    for last in range(first, end):
        if allowed(problem, first, last):
            for rest in _cuts(problem, last + 1, end):
                yield (last - first + 1, *rest)


def _value(problem: PlanProblem, first: int, counts: tuple[int, ...]) -> tuple[int, int, int]:
    """The tours one after another, each given to who is free first."""
    start = max([problem.now_ms, *(tour.start_ms for tour in problem.frozen)])
    free = {picker.id: picker.available_from_ms for picker in problem.pickers}
    for tour in problem.frozen:
        if tour.picker in free:
            free[tour.picker] = max(free[tour.picker], tour.finish_ms)
    kept = {tour.vehicles for tour in problem.previous}
    late = work = changed = 0
    for count in counts:
        chosen = problem.vehicles[first : first + count]
        lasts = _duration(problem, first, first + count)
        whose = min(free, key=lambda picker: free[picker])
        start = max(
            start,
            free[whose],
            *(vehicle.release_ms for vehicle in chosen),
            _place_free_ms(problem, first + count - 1) - lasts,
        )
        free[whose] = start + lasts
        due = min(vehicle.due_ms for vehicle in chosen)
        late += max(0, start + lasts - due) * max(vehicle.weight for vehicle in chosen)
        work += lasts
        if kept and tuple(vehicle.id for vehicle in chosen) not in kept:
            changed += count
        first += count
    return late, work, changed


def _duration(problem: PlanProblem, first: int, end: int) -> int:
    parts = [part for vehicle in problem.vehicles[first:end] for part in vehicle.parts]
    faces = {part.face for part in parts}
    points = [(problem.faces[face].aisle, problem.faces[face].position_mm) for face in faces]
    walk_ms = -(-shortest_walk(problem.layout, points) * 1000 // problem.speed_mm_s)
    picks_ms = sum(part.pick_ms for part in parts)
    return problem.setup_ms + walk_ms + problem.stop_ms * len(faces) + picks_ms


def _place_free_ms(problem: PlanProblem, vehicle: int) -> int:
    """From when on the line takes the kit of this vehicle."""
    if problem.line_side_places is None:
        return 0
    dues = [*problem.dues_before_ms, *(v.due_ms for v in problem.vehicles)]
    gone = vehicle + len(problem.dues_before_ms)
    gone -= problem.line_side_places + problem.buffer_places
    return max(dues[: gone + 1], default=0) if gone >= 0 else 0
