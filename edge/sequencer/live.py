"""A plan's arrays that are edited in place, so that a small change costs little. Imports numba.

For a block whose aisles are grids, without further capacities; `fits` says so. Vehicles are counted
after the frozen ones.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from edge.sequencer import compiled, live_kernels
from edge.sequencer.arrays import CellMap, Ints, PlanArrays, Words, as_arrays, as_bits, map_cell
from edge.sequencer.compiled import Tables
from edge.sequencer.explode import UsageRule, UsageRules
from edge.sequencer.live_kernels import (
    AHEAD,
    DUE,
    KEPT,
    LENGTH,
    OPENS,
    PICK,
    PLACES,
    RELEASE,
    ROWS,
    SUM,
    WEIGHT,
    WIDTH,
)
from edge.sequencer.problem import PlanParams, PlanProblem, Vehicle
from edge.sequencer.reference import Outcome
from edge.sequencer.windows import CHANGE_SCALE, free_times, most_vehicles

SPARE: Final = 64


class Extremes(NamedTuple):
    """Earliest and latest time, largest weight and longest pick time of a vehicle."""

    earliest_ms: int
    latest_ms: int
    weight: int
    pick_ms: int


class LiveArrays:
    """The arrays of one problem and its prices, kept in step by edits; after the edits of one
    change comes `settle`, then `decide`."""

    def __init__(self, problem: PlanProblem) -> None:
        self._cell: CellMap = map_cell(problem.layout, problem.faces)
        arrays = as_arrays(problem, self._cell)
        n, self._limit = arrays.width.size, most_vehicles(problem)
        room = n + SPARE + self._limit + 1
        self.n = n
        self._fixed = arrays
        self._table = np.zeros((ROWS, room), np.int64)
        frozen = arrays.frozen
        for row, values in (
            (DUE, arrays.due),
            (RELEASE, arrays.release),
            (WEIGHT, arrays.weight),
            (PICK, arrays.pick_ms),
            (KEPT, arrays.kept),
        ):
            self._table[row, :n] = values
        for start in problem.rack_starts:
            if frozen < start <= frozen + n:
                self._table[OPENS, start - frozen] = 1
        self._words = np.zeros((arrays.lane_words.shape[0], room), np.uint64)
        self._words[:, :n] = arrays.words.T
        self._faces = self._words
        if not self._cell.share:
            self._faces = np.zeros((arrays.lane_faces.shape[0], room), np.uint64)
            self._faces[:, :n] = arrays.faces.T
        self._duration = np.zeros((room, self._limit), np.int64)
        self._tours = np.empty((room, 5), np.int64)
        self._free, self._floor = arrays.free_ms, arrays.floor_ms
        self._places = -1
        if problem.line_side_places is not None:
            self._places = problem.line_side_places + problem.buffer_places
        dues = [*problem.dues_before_ms, *(v.due_ms for v in problem.vehicles[:frozen])]
        self._dues_before = np.array(dues, np.int64)
        self._scale = arrays.scale
        self._renew(0, n)
        self.settle()

    @staticmethod
    def fits(problem: PlanProblem) -> bool:
        """Whether this form can hold the problem."""
        return not problem.capacities and map_cell(problem.layout, problem.faces).lanes

    @property
    def room(self) -> int:
        """How many vehicles may still be inserted."""
        return int(self._table.shape[1]) - self.n - self._limit - 1

    def keep_cut(self, counts: Ints) -> None:
        """From now on prefer tours of these lengths."""
        live_kernels.keep(self._table, self.n, counts)
        self._scale = CHANGE_SCALE

    def settle(self) -> None:
        """Find the cheapest cut of all rows again."""
        self._cut(0, self.n)

    def delay(self, first: int, by_ms: int) -> None:
        """The line stopped (or caught up): dues from vehicle `first` on move."""
        live_kernels.delay(self._table, self.n, first, by_ms)
        self._refresh()

    def hold(self, vehicles: list[int], until_ms: int) -> None:
        """Vehicles that no tour may start with before `until_ms`."""
        row = self._table[RELEASE]
        row[vehicles] = np.maximum(row[vehicles], until_ms)

    def pickers(self, problem: PlanProblem) -> None:
        """Take over who is free when, and the time that has passed."""
        free, self._floor = free_times(problem)
        self._free = np.array(sorted(free), np.int64)

    def extremes(self) -> Extremes:
        """By which it is known whether the kernels can still count with the numbers."""
        used = self._table[:, : self.n]
        low = min(int(used[DUE].min()), self._floor)
        high = max(
            int(used[:2].max()), int(self._free.max()), int(self._dues_before.max(initial=0))
        )
        return Extremes(
            earliest_ms=low,
            latest_ms=high,
            weight=int(used[WEIGHT].max()),
            pick_ms=int(used[PICK].max()),
        )

    def due_ms(self, v: int) -> int:
        """When the kit of vehicle v is due."""
        return int(self._table[DUE, v])

    def remove(self, v: int) -> None:
        """A vehicle is pulled."""
        live_kernels.remove(
            self._table, self._duration, self._words, self._faces, self._cell.share, v, self.n
        )
        self.n -= 1
        self._edited(v - 1)

    def insert(self, v: int, vehicle: Vehicle) -> None:
        """A vehicle enters before vehicle v."""
        live_kernels.insert(
            self._table, self._duration, self._words, self._faces, self._cell.share, v, self.n
        )
        self.n += 1
        self._write(v, vehicle)
        self._edited(v)

    def move(self, here: int, there: int, vehicle: Vehicle) -> None:
        """A vehicle goes from `here` to `there`, counted without it. A tour of it alone is kept."""
        alone = self._table[KEPT, here] == 1
        self.remove(here)
        self.insert(there, vehicle)
        self._table[KEPT, there] = alone

    def reopen(self, v: int) -> None:
        """Vehicle v left its rack and joined that of the next one, without leaving its place: it
        opens what either of them opened."""
        opens = self._table[OPENS]
        opens[v] |= opens[v + 1]
        opens[v + 1] = 0

    def replace(self, v: int, vehicle: Vehicle) -> None:
        """A vehicle has other parts, dues or release."""
        self._write(v, vehicle)
        self._edited(v)

    def replace_many(self, vehicles: dict[int, Vehicle]) -> None:
        """Several vehicles at once; prices are renewed once."""
        for v, vehicle in vehicles.items():
            self._write(v, vehicle)
        if vehicles:
            self._renew(max(0, min(vehicles) - self._limit + 1), max(vehicles) + 1)

    def decide(self, params: PlanParams) -> Outcome:
        """The best plan of the present arrays, with its proof or gap."""
        return compiled.decide(self._arrays(), self._tables(), params)

    def certify(self) -> tuple[int, int]:
        """(number of tours, lateness) of the cheapest cut: 0 late is proven best."""
        tables = self._tables()
        return compiled.certify(self._arrays(), tables, tables.length)

    def _write(self, v: int, vehicle: Vehicle) -> None:
        column = self._table[:, v]
        column[DUE], column[RELEASE] = vehicle.due_ms, vehicle.release_ms
        column[WEIGHT] = vehicle.weight
        column[PICK] = sum(part.pick_ms for part in vehicle.parts)
        bits = tuple(self._cell.position_bit[part.face] for part in vehicle.parts)
        self._words[:, v] = as_bits([bits], self._cell.words)[0]
        if not self._cell.share:
            bits = tuple(self._cell.face_bit[part.face] for part in vehicle.parts)
            self._faces[:, v] = as_bits([bits], self._cell.face_words)[0]

    def _edited(self, last: int) -> None:
        self._renew(max(0, last - self._limit + 1), last + 1)

    def _refresh(self) -> None:
        live_kernels.refresh(self._table, self.n, self._limit, self._places, self._dues_before)

    def _renew(self, first: int, last: int) -> None:
        """Price rows first <= i < last again."""
        self._refresh()
        if last > first:
            compiled.price_rows(self._arrays(), self._tables(), first, last)

    def _cut(self, first: int, last: int) -> None:
        compiled.cut_rows(self._arrays(), self._tables(), first, last)

    def _tables(self) -> Tables:
        n, table = self.n, self._table
        return Tables(
            duration=self._duration[:n],
            ahead=table[AHEAD, : n + 1],
            length=table[LENGTH, :n],
            tours=self._tours,
        )

    def _arrays(self) -> PlanArrays:
        n, table, fixed = self.n, self._table, self._fixed
        unused: Words = fixed.words
        return PlanArrays(
            words=unused,
            faces=unused,
            pick_ms=table[PICK, :n],
            due=table[DUE, :n],
            release=table[RELEASE, :n],
            weight=table[WEIGHT, :n],
            places=table[PLACES, :n],
            width=table[WIDTH, :n],
            kept=table[KEPT, :n],
            scale=self._scale,
            free_ms=self._free,
            floor_ms=self._floor,
            frozen=fixed.frozen,
            longest=self._limit,
            cell=fixed.cell,
            lanes=True,
            lane_words=self._words,
            lane_faces=self._faces,
            pick_sum=table[SUM],
        )


def reach_all(problem: PlanProblem) -> None:
    """Run every kernel of this module and of the usage rules once, so that they are compiled."""
    live = LiveArrays(problem)
    live.keep_cut(np.array([live.n], np.int64))
    live.remove(1)
    live.insert(1, problem.vehicles[1])
    live.delay(0, 0)
    live.settle()
    rules = UsageRules(options=("a",), rules=(UsageRule(family="f", face=0),), faces=1)
    exploded = compiled.CompiledRules(rules)
    exploded.explode(exploded.pack([1]))
