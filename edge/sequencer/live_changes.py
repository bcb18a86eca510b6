"""Changes as edits of the compiled engine's arrays. Imports numba; see `live`."""

from __future__ import annotations

import numpy as np

from edge.sequencer.compiled import CompiledSolver, longest_tour_ms, room_for
from edge.sequencer.engines import LivePlan
from edge.sequencer.live import LiveArrays
from edge.sequencer.pick_plan import PickPlan
from edge.sequencer.problem import PlanParams, PlanProblem, Vehicle
from edge.sequencer.reference import Outcome, solve
from edge.sequencer.replan import (
    Changed,
    FaceOut,
    Held,
    Inserted,
    LineShifted,
    Moved,
    PickerJoined,
    PickerLeft,
    Pulled,
    position,
)
from edge.sequencer.windows import build_windows, frozen_vehicles


class LiveSolver(CompiledSolver):
    """The whole compiled engine: plans, and follows a problem through changes."""

    def live(self, problem: PlanProblem) -> LivePlan:
        """The same, to be kept through changes."""
        return live_plan(problem)


def live_plan(problem: PlanProblem) -> LivePlan:
    """Arrays that follow changes where they can hold the problem, else a plan from new."""
    fits = LiveArrays.fits(problem) and CompiledSolver().fits(problem)
    return ArrayPlan(problem) if fits else FullPlan(problem)


class FullPlan:
    """Every change is planned from new."""

    def __init__(self, problem: PlanProblem) -> None:
        self._problem = problem

    def change(self, change: object, last: PickPlan, problem: PlanProblem) -> LivePlan:
        """The problem after the change."""
        return live_plan(problem)

    def decide(self, params: PlanParams) -> Outcome:
        """The best plan, with its proof or gap."""
        solver = CompiledSolver()
        if solver.fits(self._problem):
            return solver.solve(self._problem, params)
        return solve(build_windows(self._problem), params)


class ArrayPlan:
    """The arrays are edited in place; only what a change touches is priced again."""

    def __init__(self, problem: PlanProblem) -> None:
        self._arrays = LiveArrays(problem)
        self._tour_ms = 2 * longest_tour_ms(problem)

    def change(self, change: object, last: PickPlan, problem: PlanProblem) -> LivePlan:
        """Edit the arrays; where that is not possible they are made from new."""
        arrays = self._arrays
        if arrays.room == 0:
            return live_plan(problem)
        counts = [cut.vehicles for cut in last.cuts if not cut.frozen]
        arrays.keep_cut(np.array(counts, np.int64))
        arrays.pickers(problem)
        if not self._edit(change, last.problem, problem) or not self._in_range(problem):
            return live_plan(problem)
        arrays.settle()
        return self

    def decide(self, params: PlanParams) -> Outcome:
        """The best plan of the present arrays, with its proof or gap."""
        return self._arrays.decide(params)

    def _in_range(self, problem: PlanProblem) -> bool:
        """Whether the numbers are still within what the kernels count with."""
        low, high, weight, pick_ms = self._arrays.extremes()
        stops_ms = problem.stop_ms * max(len(v.parts) for v in problem.vehicles)
        vehicle_ms = (pick_ms + stops_ms) * problem.capacity
        return room_for(
            self._arrays.n, weight, len(problem.pickers), high - low, self._tour_ms + vehicle_ms
        )

    def _edit(self, change: object, before: PlanProblem, after: PlanProblem) -> bool:
        """Carry the change out; False where the arrays cannot."""
        frozen = frozen_vehicles(after)
        arrays = self._arrays
        if isinstance(change, LineShifted):
            first = position(after, change.from_vehicle) - frozen
            if first < 0:
                return False
            arrays.delay(first, change.by_ms)
        elif isinstance(change, Pulled):
            arrays.remove(position(before, change.vehicle) - frozen)
        elif isinstance(change, Inserted):
            at = position(after, change.vehicle.id)
            arrays.insert(at - frozen, after.vehicles[at])
        elif isinstance(change, Changed):
            arrays.replace(position(after, change.vehicle.id) - frozen, change.vehicle)
        elif isinstance(change, Moved):
            self._move(change, before, after)
        elif isinstance(change, FaceOut):
            arrays.replace_many(_touched(before, after, frozen))
        elif isinstance(change, Held):
            places = [position(after, vehicle) - frozen for vehicle in change.vehicles]
            arrays.hold([place for place in places if place >= 0], change.until_ms)
        else:
            return isinstance(change, (PickerLeft, PickerJoined))
        return True

    def _move(self, change: Moved, before: PlanProblem, after: PlanProblem) -> None:
        frozen = frozen_vehicles(after)
        here, there = position(before, change.vehicle), position(after, change.vehicle)
        if here == there:
            self._arrays.reopen(here - frozen)
            self._arrays.replace(here - frozen, after.vehicles[there])
            return
        self._arrays.move(here - frozen, there - frozen, after.vehicles[there])


def _touched(before: PlanProblem, after: PlanProblem, frozen: int) -> dict[int, Vehicle]:
    """Open vehicles that are not as they were."""
    return {
        index - frozen: after.vehicles[index]
        for index in range(frozen, len(after.vehicles))
        if after.vehicles[index] is not before.vehicles[index]
    }
