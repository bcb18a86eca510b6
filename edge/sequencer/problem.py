"""What is to be planned, as immutable objects, and every reason to refuse it.

Times are integer milliseconds on one clock (`now_ms`, `due_ms`...), durations too; lengths are
integer millimetres. `validate` names the first fault and runs before any engine does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

MAX_MS = 1 << 44  # 557 years: sums over 100,000 vehicles still fit 63 bits
MAX_MM = 1 << 31
MAX_VEHICLES = 1_000_000
MAX_WORK = 1 << 60

Engine = Literal["auto", "reference", "kernels"]


class BadProblem(ValueError):
    """The problem or the parameters cannot be planned; the text says what is wrong and where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """Where a part is taken from: aisle 0.. and distance from the front end of the aisle."""

    aisle: int = 0
    position_mm: int
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of one vehicle: `face` is an index into `PlanProblem.faces`."""

    face: int
    rack: str = ""
    slot: int = 0
    pick_ms: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vehicle:
    """A vehicle in line order.

    due_ms: its kit must have left the cell (takt time + offset - transport - safety).
    release_ms: final telegram and parts are there; no tour with it starts earlier.
    loads: what it takes of each of `PlanProblem.capacities` (weight, volume, parts).
    weight: a tour is late at the price of its heaviest vehicle.
    """

    id: str
    due_ms: int
    release_ms: int = 0
    parts: tuple[Part, ...] = ()
    loads: tuple[int, ...] = ()
    weight: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class LineLayout:
    """All faces along one line; a tour starts and ends at `depot_mm`. Faces lie in aisle 0."""

    depot_mm: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockLayout:
    """Parallel aisles joined by a cross aisle at the front and one at the back.

    aisle_mm: length of each aisle from front to back cross aisle; pitch_mm: between neighbours.
    A tour starts and ends at the front of `depot_aisle`.
    """

    aisle_mm: tuple[int, ...]
    pitch_mm: int
    depot_aisle: int = 0


Layout = LineLayout | BlockLayout


@dataclass(frozen=True, slots=True, kw_only=True)
class Picker:
    """A picker, free from `available_from_ms`."""

    id: str
    available_from_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenTour:
    """A tour that has started or was shown; it stays. Frozen tours cover the first vehicles."""

    picker: str
    vehicles: int
    start_ms: int
    finish_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviousTour:
    """A tour of the plan before this one, to change as little as possible."""

    picker: str
    vehicles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanProblem:
    """One cell, one moment.

    capacity: most vehicles a tour may serve. capacities: further limits, by `Vehicle.loads`.
    rack_starts: indexes of vehicles that open a rack; no tour crosses one.
    line_side_places, buffer_places: S and Z; the kit of vehicle j may be finished only when
        vehicle j-S-Z is due. None is no limit. dues_before_ms: dues of the vehicles just ahead of
        the first one, oldest first, so that the limit holds from the first vehicle on.
    leaving: pickers who finish their frozen tours and take no more.
    """

    now_ms: int
    vehicles: tuple[Vehicle, ...]
    faces: tuple[Face, ...]
    layout: Layout
    pickers: tuple[Picker, ...]
    capacity: int
    capacities: tuple[int, ...] = ()
    rack_starts: tuple[int, ...] = ()
    line_side_places: int | None = None
    buffer_places: int = 0
    dues_before_ms: tuple[int, ...] = ()
    setup_ms: int = 0
    stop_ms: int = 0
    speed_mm_s: int = 1000
    frozen: tuple[FrozenTour, ...] = ()
    previous: tuple[PreviousTour, ...] = ()
    leaving: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanParams:
    """How to plan. label_limit: most partial plans kept per vehicle in the coupled search; a plan
    that met it says so with a gap. work_limit: most steps of that search (an extension or a
    comparison of partial plans, some 10 ns in the kernels; the reference, which is slower, takes a
    hundredth of them): after them it answers with the best plan it has, and its gap.
    engine: "auto" takes the kernels once they are compiled."""

    engine: Engine = "auto"
    label_limit: int = 2000
    work_limit: int = 2_000_000_000

    def __post_init__(self) -> None:
        if self.engine not in ("auto", "reference", "kernels"):
            raise BadProblem(f"engine is auto, reference or kernels, was {self.engine!r}")
        if not 1 <= self.label_limit <= 1_000_000:
            raise BadProblem(f"label_limit is in [1, 1000000], was {self.label_limit}")
        if not 1 <= self.work_limit <= MAX_WORK:
            raise BadProblem(f"work_limit is in [1, {MAX_WORK}], was {self.work_limit}")


@dataclass(frozen=True, slots=True)
class _Check:
    """Bounds with the name of what is out of them."""

    problem: PlanProblem
    ids: set[str] = field(default_factory=set)

    def number(self, value: int, low: int, high: int, what: str) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            raise BadProblem(f"{what} is an integer, was {value!r}")
        if not low <= value <= high:
            raise BadProblem(f"{what} is in [{low}, {high}], was {value}")

    def cell(self) -> None:
        p = self.problem
        self.number(p.now_ms, 0, MAX_MS, "now_ms")
        self.number(p.capacity, 1, 4096, "capacity")
        self.number(p.setup_ms, 0, MAX_MM, "setup_ms")
        self.number(p.stop_ms, 0, MAX_MM, "stop_ms")
        self.number(p.speed_mm_s, 1, 1_000_000, "speed_mm_s")
        self.number(p.buffer_places, 0, MAX_VEHICLES, "buffer_places")
        if p.line_side_places is not None:
            self.number(p.line_side_places, 1, MAX_VEHICLES, "line_side_places")
        for index, limit in enumerate(p.capacities):
            self.number(limit, 0, MAX_MM, f"capacities[{index}]")
        for index, due in enumerate(p.dues_before_ms):
            self.number(due, 0, MAX_MS, f"dues_before_ms[{index}]")
        last = 0
        for start in p.rack_starts:
            self.number(start, last, len(p.vehicles), "rack_starts (ascending)")
            last = start

    def layout(self) -> None:
        p = self.problem
        if isinstance(p.layout, LineLayout):
            self.number(p.layout.depot_mm, 0, MAX_MM, "layout.depot_mm")
            lengths: tuple[int, ...] = (MAX_MM,)
        else:
            lengths = p.layout.aisle_mm
            self.number(len(lengths), 1, 1000, "number of aisles")
            for index, length in enumerate(lengths):
                self.number(length, 0, MAX_MM, f"layout.aisle_mm[{index}]")
            self.number(p.layout.pitch_mm, 0, MAX_MM, "layout.pitch_mm")
            self.number(p.layout.depot_aisle, 0, len(lengths) - 1, "layout.depot_aisle")
        for index, face in enumerate(p.faces):
            self.number(face.aisle, 0, len(lengths) - 1, f"faces[{index}].aisle")
            self.number(face.position_mm, 0, lengths[face.aisle], f"faces[{index}].position_mm")

    def vehicle(self, vehicle: Vehicle) -> None:
        p = self.problem
        who = f"vehicle {vehicle.id!r}"
        if vehicle.id in self.ids:
            raise BadProblem(f"{who} is listed twice")
        self.ids.add(vehicle.id)
        self.number(vehicle.due_ms, 0, MAX_MS, f"{who}: due_ms")
        self.number(vehicle.release_ms, 0, MAX_MS, f"{who}: release_ms")
        self.number(vehicle.weight, 1, 1000, f"{who}: weight")
        if len(vehicle.loads) != len(p.capacities):
            raise BadProblem(
                f"{who}: {len(vehicle.loads)} loads for {len(p.capacities)} capacities"
            )
        for index, load in enumerate(vehicle.loads):
            self.number(load, 0, MAX_MM, f"{who}: loads[{index}]")
            if load > p.capacities[index]:
                raise BadProblem(
                    f"capacities[{index}] is {p.capacities[index]}, smaller than {who} ({load})"
                )
        for part in vehicle.parts:
            if not 0 <= part.face < len(p.faces):
                raise BadProblem(f"{who}: face {part.face} does not exist ({len(p.faces)} faces)")
            self.number(part.pick_ms, 0, MAX_MM, f"{who}: pick_ms")

    def pickers(self) -> None:
        p = self.problem
        names = [picker.id for picker in p.pickers]
        if not names:
            raise BadProblem("no picker")
        if len(set(names)) != len(names):
            raise BadProblem("a picker is listed twice")
        if set(names) & set(p.leaving):
            raise BadProblem("a picker is listed both as present and as leaving")
        for picker in p.pickers:
            self.number(
                picker.available_from_ms, 0, MAX_MS, f"picker {picker.id!r}: available_from_ms"
            )
        covered = 0
        for tour in p.frozen:
            if tour.picker not in (*names, *p.leaving):
                raise BadProblem(f"frozen tour of unknown picker {tour.picker!r}")
            self.number(tour.vehicles, 1, len(p.vehicles) - covered, "frozen tour: vehicles")
            self.number(tour.start_ms, 0, MAX_MS, "frozen tour: start_ms")
            self.number(tour.finish_ms, tour.start_ms, MAX_MS, "frozen tour: finish_ms")
            covered += tour.vehicles


def validate_change(problem: PlanProblem, vehicles: tuple[Vehicle, ...]) -> None:
    """As `validate` for a problem that differs from a valid one in its pickers, its `now_ms`, its
    frozen tours, its order and these vehicles."""
    check = _Check(problem)
    check.number(problem.now_ms, 0, MAX_MS, "now_ms")
    check.pickers()
    for vehicle in vehicles:
        check.vehicle(vehicle)
        if sum(there.id == vehicle.id for there in problem.vehicles) != 1:
            raise BadProblem(f"vehicle {vehicle.id!r} is listed twice")


def validate(problem: PlanProblem) -> None:
    """Raise `BadProblem` with the name of the first fault."""
    if not problem.vehicles:
        raise BadProblem("no vehicle to plan (n = 0)")
    if len(problem.vehicles) > MAX_VEHICLES:
        raise BadProblem(f"at most {MAX_VEHICLES} vehicles, was {len(problem.vehicles)}")
    check = _Check(problem)
    check.cell()
    check.layout()
    check.pickers()
    for vehicle in problem.vehicles:
        check.vehicle(vehicle)
