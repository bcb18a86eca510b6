"""After a disturbance: what has changed, and the plan that follows from it.

`change_problem` says what each change means, on immutable problems. `Replanner` keeps the last plan
and answers the next change; its answer equals a full plan of the changed problem, in which the
tours of the last plan are to be kept where that costs nothing. Tours that were shown are frozen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import singledispatch

from edge.sequencer import engines
from edge.sequencer.engines import LivePlan
from edge.sequencer.pick_plan import PickPlan
from edge.sequencer.planner import finish, plan
from edge.sequencer.problem import (
    BadProblem,
    FrozenTour,
    Part,
    Picker,
    PlanParams,
    PlanProblem,
    PreviousTour,
    Vehicle,
    validate_change,
)
from edge.sequencer.windows import frozen_vehicles


@dataclass(frozen=True, slots=True, kw_only=True)
class LineShifted:
    """The line stopped for by_ms (or, negative, caught up): dues from this vehicle on move."""

    from_vehicle: str
    by_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulled:
    """A vehicle left the sequence."""

    vehicle: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A vehicle goes before another one, or to the end (None), and has the due given there."""

    vehicle: str
    before: str | None
    due_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Inserted:
    """A vehicle enters before another one, or at the end (None). It joins that one's rack."""

    vehicle: Vehicle
    before: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A vehicle with the same id has other options, and so other parts (or times)."""

    vehicle: Vehicle


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceOut:
    """A face is empty: its parts come from another face, or (None) are left out for now."""

    face: int
    instead: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PickerLeft:
    """A picker takes no more tours; one that is frozen they finish."""

    picker: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PickerJoined:
    """A picker takes tours from `picker.available_from_ms` on."""

    picker: Picker


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Vehicles (of a rack that waits for a missing number) may not be picked before until_ms."""

    vehicles: tuple[str, ...]
    until_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The next tours of the plan were shown to their pickers and stay as they are."""

    tours: int = 1


Change = (
    LineShifted
    | Pulled
    | Moved
    | Inserted
    | Changed
    | FaceOut
    | PickerLeft
    | PickerJoined
    | Held
    | Shown
)


MAX_SHIFT_MS = 7 * 86_400_000


def position(problem: PlanProblem, vehicle: str | None) -> int:
    """Index of a vehicle; None is the end."""
    if vehicle is None:
        return len(problem.vehicles)
    for index, there in enumerate(problem.vehicles):
        if there.id == vehicle:
            return index
    raise BadProblem(f"vehicle {vehicle!r} is not in the sequence")


def _open_position(problem: PlanProblem, vehicle: str | None) -> int:
    index = position(problem, vehicle)
    if index < frozen_vehicles(problem):
        raise BadProblem(f"vehicle {vehicle!r} is in a tour that was shown")
    return index


def _without(problem: PlanProblem, index: int) -> PlanProblem:
    """Take an open vehicle out; the next one of its rack opens the rack in its place."""
    starts = (start - 1 if start > index else start for start in problem.rack_starts)
    return replace(
        problem,
        vehicles=problem.vehicles[:index] + problem.vehicles[index + 1 :],
        rack_starts=tuple(dict.fromkeys(starts)),
    )


def _with(problem: PlanProblem, index: int, vehicle: Vehicle) -> PlanProblem:
    starts = (start + 1 if start > index else start for start in problem.rack_starts)
    return replace(
        problem,
        vehicles=(*problem.vehicles[:index], vehicle, *problem.vehicles[index:]),
        rack_starts=tuple(starts),
    )


def _mapped(problem: PlanProblem, first: int, change: Callable[[Vehicle], Vehicle]) -> PlanProblem:
    changed = tuple(change(vehicle) for vehicle in problem.vehicles[first:])
    return replace(problem, vehicles=problem.vehicles[:first] + changed)


def _other_face(vehicle: Vehicle, change: FaceOut) -> Vehicle:
    if all(part.face != change.face for part in vehicle.parts):
        return vehicle
    parts: list[Part] = []
    for part in vehicle.parts:
        if part.face != change.face:
            parts.append(part)
        elif change.instead is not None:
            parts.append(replace(part, face=change.instead))
    return replace(vehicle, parts=tuple(parts))


@singledispatch
def change_problem(change: Change, last: PickPlan) -> PlanProblem:
    """The problem after a change of the problem of the last plan (`previous` is set later)."""
    raise TypeError(f"unknown change {change!r}")


@change_problem.register
def _(change: LineShifted, last: PickPlan) -> PlanProblem:
    first = position(last.problem, change.from_vehicle)
    return _mapped(last.problem, first, lambda v: replace(v, due_ms=v.due_ms + change.by_ms))


@change_problem.register
def _(change: Pulled, last: PickPlan) -> PlanProblem:
    return _without(last.problem, _open_position(last.problem, change.vehicle))


@change_problem.register
def _(change: Moved, last: PickPlan) -> PlanProblem:
    index = _open_position(last.problem, change.vehicle)
    vehicle = replace(last.problem.vehicles[index], due_ms=change.due_ms)
    problem = _without(last.problem, index)
    return _with(problem, _open_position(problem, change.before), vehicle)


@change_problem.register
def _(change: Inserted, last: PickPlan) -> PlanProblem:
    return _with(last.problem, _open_position(last.problem, change.before), change.vehicle)


@change_problem.register
def _(change: Changed, last: PickPlan) -> PlanProblem:
    index = _open_position(last.problem, change.vehicle.id)
    vehicles = last.problem.vehicles
    return replace(
        last.problem, vehicles=(*vehicles[:index], change.vehicle, *vehicles[index + 1 :])
    )


@change_problem.register
def _(change: FaceOut, last: PickPlan) -> PlanProblem:
    first = frozen_vehicles(last.problem)
    return _mapped(last.problem, first, lambda vehicle: _other_face(vehicle, change))


@change_problem.register
def _(change: PickerLeft, last: PickPlan) -> PlanProblem:
    here = tuple(p for p in last.problem.pickers if p.id != change.picker)
    if len(here) == len(last.problem.pickers):
        raise BadProblem(f"picker {change.picker!r} is not here")
    return replace(last.problem, pickers=here, leaving=(*last.problem.leaving, change.picker))


@change_problem.register
def _(change: PickerJoined, last: PickPlan) -> PlanProblem:
    leaving = tuple(p for p in last.problem.leaving if p != change.picker.id)
    return replace(last.problem, pickers=(*last.problem.pickers, change.picker), leaving=leaving)


@change_problem.register
def _(change: Held, last: PickPlan) -> PlanProblem:
    held = set(change.vehicles)

    def hold(vehicle: Vehicle) -> Vehicle:
        if vehicle.id not in held:
            return vehicle
        return replace(vehicle, release_ms=max(vehicle.release_ms, change.until_ms))

    return _mapped(last.problem, 0, hold)


@change_problem.register
def _(change: Shown, last: PickPlan) -> PlanProblem:
    open_cuts = [cut for cut in last.cuts if not cut.frozen][: change.tours]
    shown = tuple(
        FrozenTour(
            picker=cut.picker,
            vehicles=cut.vehicles,
            start_ms=cut.start_ms,
            finish_ms=cut.finish_ms,
        )
        for cut in open_cuts
    )
    return replace(last.problem, frozen=last.problem.frozen + shown)


def previous_of(last: PickPlan) -> tuple[PreviousTour, ...]:
    """The open tours of a plan, to be kept where that costs nothing."""
    vehicles = last.problem.vehicles
    return tuple(
        PreviousTour(
            picker=cut.picker,
            vehicles=tuple(v.id for v in vehicles[cut.first : cut.first + cut.vehicles]),
        )
        for cut in last.cuts
        if not cut.frozen
    )


def _check(change: Change, problem: PlanProblem) -> None:
    """Refuse what the change brought in; the rest was valid before."""
    fresh: tuple[Vehicle, ...] = ()
    if isinstance(change, (Changed, Inserted)):
        fresh = (change.vehicle,)
    elif isinstance(change, Moved):
        fresh = (problem.vehicles[position(problem, change.vehicle)],)
    elif isinstance(change, LineShifted):
        first = position(problem, change.from_vehicle)
        if abs(change.by_ms) > MAX_SHIFT_MS:
            raise BadProblem(f"by_ms is within {MAX_SHIFT_MS}, was {change.by_ms}")
        fresh = (min(problem.vehicles[first:], key=lambda vehicle: vehicle.due_ms),)
    elif isinstance(change, FaceOut) and change.instead is not None:
        if not 0 <= change.instead < len(problem.faces):
            raise BadProblem(f"face {change.instead} does not exist ({len(problem.faces)} faces)")
    validate_change(problem, fresh)


class Replanner:
    """The plan of one cell through its changes."""

    def __init__(self, problem: PlanProblem, params: PlanParams | None = None) -> None:
        self._params = params or PlanParams()
        self.plan = plan(problem, self._params)
        self._live: LivePlan | None = None

    def apply(self, change: Change, now_ms: int | None = None) -> PickPlan:
        """The plan after a change, at `now_ms`. Raises `BadProblem` and then keeps the last one."""
        last = self.plan
        problem = replace(
            change_problem(change, last),
            previous=previous_of(last),
            now_ms=last.problem.now_ms if now_ms is None else now_ms,
        )
        if not problem.vehicles or frozen_vehicles(problem) == len(problem.vehicles):
            self._live = None
            self.plan = plan(problem, self._params)
            return self.plan
        _check(change, problem)
        solver = engines.choose(self._params.engine)
        if solver is None:
            self.plan = plan(problem, self._params)
            return self.plan
        live, self._live = self._live, None  # a failure half-way leaves no half-edited arrays
        if live is None or isinstance(change, Shown):
            if not solver.fits(problem):
                self.plan = plan(problem, self._params)
                return self.plan
            live = solver.live(problem)
        else:
            live = live.change(change, last, problem)
        outcome = live.decide(self._params)
        self._live = live
        self.plan = finish(problem, outcome, "kernels")
        return self.plan
