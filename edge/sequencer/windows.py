"""Every tour that may be walked, with its price: one row per first vehicle, one entry per length.

This is the plain Python form, read by the reference and by the oracles of the tests. Rows begin at
the first vehicle that no frozen tour covers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from edge.sequencer.problem import PlanProblem
from edge.sequencer.walk import Walks

BEFORE_ALL: Final = -(1 << 60)
CHANGE_SCALE: Final = 1 << 20  # above any number of vehicles


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One possible tour. cost: duration * scale + vehicles whose tour changes."""

    duration_ms: int
    due_ms: int
    earliest_ms: int
    weight: int
    cost: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """rows[i][b - 1]: the tour of b vehicles from i (offset by the frozen ones); `scale` parts
    work from changes in `Window.cost`; `free_ms` is when each picker is free."""

    rows: tuple[tuple[Window, ...], ...]
    scale: int
    free_ms: tuple[int, ...]
    floor_ms: int
    frozen: int


def place_free_ms(problem: PlanProblem) -> list[int]:
    """For each vehicle, the earliest moment at which a line-side place takes its kit."""
    n = len(problem.vehicles)
    if problem.line_side_places is None:
        return [BEFORE_ALL] * n
    ahead = len(problem.dues_before_ms)
    dues = [*problem.dues_before_ms, *(v.due_ms for v in problem.vehicles)]
    places = problem.line_side_places + problem.buffer_places
    free, latest, read = [], BEFORE_ALL, 0
    for index in range(n):
        while read <= index + ahead - places:
            latest = max(latest, dues[read])
            read += 1
        free.append(latest)
    return free


def frozen_vehicles(problem: PlanProblem) -> int:
    """Number of vehicles in frozen tours."""
    return sum(tour.vehicles for tour in problem.frozen)


def most_vehicles(problem: PlanProblem) -> int:
    """Most vehicles in any tour: its kits arrive together, so the line side must hold them."""
    if problem.line_side_places is None:
        return problem.capacity
    return min(problem.capacity, problem.line_side_places + problem.buffer_places)


def widths(problem: PlanProblem) -> list[int]:
    """For each vehicle, the most vehicles a tour from it may serve: capacities, line-side places
    and the next rack boundary."""
    n, limit = len(problem.vehicles), most_vehicles(problem)
    ends = sorted({start for start in problem.rack_starts if 0 < start < n} | {n})
    result, end = [], 0
    reach, room = 0, list(problem.capacities)
    for index in range(n):
        if ends[end] <= index:
            end += 1
        if reach < index:
            reach, room = index, list(problem.capacities)
        while reach < n and all(
            load <= left for load, left in zip(problem.vehicles[reach].loads, room, strict=True)
        ):
            for which, load in enumerate(problem.vehicles[reach].loads):
                room[which] -= load
            reach += 1
            if reach - index >= limit:
                break
        result.append(min(reach - index, limit, ends[end] - index))
        for which, load in enumerate(problem.vehicles[index].loads):
            room[which] += load
    return result


def kept_tours(problem: PlanProblem) -> dict[int, int]:
    """First vehicle -> number of vehicles of every previous tour that is still possible as it
    was (same vehicles, still consecutive)."""
    where = {vehicle.id: index for index, vehicle in enumerate(problem.vehicles)}
    kept: dict[int, int] = {}
    for tour in problem.previous:
        if not tour.vehicles or tour.vehicles[0] not in where:
            continue
        first = where[tour.vehicles[0]]
        there = problem.vehicles[first : first + len(tour.vehicles)]
        if tuple(v.id for v in there) == tour.vehicles:
            kept[first] = len(tour.vehicles)
    return kept


def cost_scale(problem: PlanProblem) -> int:
    """What a millisecond of work weighs against a vehicle whose tour changes."""
    return CHANGE_SCALE if problem.previous else 1


def free_times(problem: PlanProblem) -> tuple[tuple[int, ...], int]:
    """When each picker is free after the frozen tours, and the start no tour may precede."""
    floor = max([problem.now_ms, *(tour.start_ms for tour in problem.frozen)])
    busy = {picker.id: picker.available_from_ms for picker in problem.pickers}
    for tour in problem.frozen:
        busy[tour.picker] = max(busy.get(tour.picker, 0), tour.finish_ms)
    return tuple(max(busy[picker.id], floor) for picker in problem.pickers), floor


def duration_ms(problem: PlanProblem, walk_mm: int, stops: int, pick_ms: int) -> int:
    """Duration of a tour; the walk is rounded up to a millisecond."""
    walk_ms = -(-walk_mm * 1000 // problem.speed_mm_s)
    return problem.setup_ms + walk_ms + problem.stop_ms * stops + pick_ms


def build_windows(problem: PlanProblem) -> Windows:
    """Price every tour of a valid problem."""
    walks = Walks(problem.layout, problem.faces)
    frozen = frozen_vehicles(problem)
    free, floor = free_times(problem)
    places, width, kept = place_free_ms(problem), widths(problem), kept_tours(problem)
    scale = cost_scale(problem)
    rows = []
    for first in range(frozen, len(problem.vehicles)):
        row: list[Window] = []
        faces: set[int] = set()
        pick, release, weight, due = 0, floor, 0, 1 << 60
        stops, walk = -1, 0
        for last in range(first, first + width[first]):
            vehicle = problem.vehicles[last]
            faces.update(part.face for part in vehicle.parts)
            pick += sum(part.pick_ms for part in vehicle.parts)
            release = max(release, vehicle.release_ms)
            weight, due = max(weight, vehicle.weight), min(due, vehicle.due_ms)
            if len(faces) != stops:
                stops, walk = len(faces), walks.length_mm(faces)
            duration = duration_ms(problem, walk, stops, pick)
            count = last - first + 1
            changed = count if problem.previous and kept.get(first) != count else 0
            row.append(
                Window(
                    duration_ms=duration,
                    due_ms=due,
                    earliest_ms=max(release, places[last] - duration),
                    weight=weight,
                    cost=duration * scale + changed,
                )
            )
        rows.append(tuple(row))
    return Windows(rows=tuple(rows), scale=scale, free_ms=free, floor_ms=floor, frozen=frozen)
