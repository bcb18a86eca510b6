"""What the planner is measured against: CP-SAT on the same prices, numpy, and fixed racks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from edge.sequencer import reference
from edge.sequencer.explode import UsageRules
from edge.sequencer.windows import Windows


@dataclass(frozen=True, slots=True, kw_only=True)
class CpSat:
    """Value found by CP-SAT and whether it proved it."""

    late_ms: int
    work_ms: int
    proven: bool


def cp_sat(
    windows: Windows, *, unit_ms: int, seconds: float, late: bool, workers: int = 2
) -> CpSat:
    """The same model: a path of tours (flow and exact cover), starts in line order, at most as many
    tours at once as there are pickers (they are alike, so nobody needs to be named). All times in
    whole units. late: whether lateness is allowed (then it comes first, up to an hour a tour);
    else the dues are hard, which is the easier problem. Needs dues in line order."""
    model = cp_model.CpModel()
    rows = [
        [(w.duration_ms // unit_ms, w.due_ms // unit_ms, w.earliest_ms // unit_ms) for w in row]
        for row in windows.rows
    ]
    n, over = len(rows), 3_600_000 // unit_ms if late else 0
    longest = max(duration for row in rows for duration, _, _ in row)
    x = [[model.new_bool_var("") for _ in row] for row in rows]
    start = [model.new_int_var(0, row[0][1] + over, "") for row in rows]
    lateness = [model.new_int_var(0, over, "") for _ in rows]
    into: list[list[cp_model.IntVar]] = [[] for _ in range(n + 1)]
    cover: list[list[cp_model.IntVar]] = [[] for _ in range(n)]
    intervals, work = [], []
    for i, row in enumerate(rows):
        for b, (duration, _, _) in enumerate(row):
            into[i + b + 1].append(x[i][b])
            for v in range(i, i + b + 1):
                cover[v].append(x[i][b])
            intervals.append(
                model.new_optional_fixed_size_interval_var(start[i], duration, x[i][b], "")
            )
            work.append(x[i][b] * duration)
    for i, row in enumerate(rows):
        size = sum(used * duration for used, (duration, _, _) in zip(x[i], row, strict=True))
        begins = sum(used * earliest for used, (_, _, earliest) in zip(x[i], row, strict=True))
        model.add(start[i] >= begins)
        model.add(start[i] + size <= row[0][1] + lateness[i])
        if i:
            model.add(sum(x[i]) == sum(into[i]))
            model.add(start[i] >= start[i - 1])
        model.add_exactly_one(cover[i])
    first = min(windows.free_ms)
    for free in windows.free_ms:
        intervals.append(model.new_fixed_size_interval_var(0, free // unit_ms, ""))
    model.add(start[0] * unit_ms >= first)
    model.add_cumulative(intervals, [1] * len(intervals), len(windows.free_ms))
    weight = n * longest + 1 if late else 0
    model.minimize(weight * sum(lateness) + sum(work))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return CpSat(late_ms=-1, work_ms=-1, proven=False)
    return CpSat(
        late_ms=sum(solver.value(value) for value in lateness) * unit_ms,
        work_ms=solver.value(sum(work)) * unit_ms,
        proven=status == cp_model.OPTIMAL,
    )


class NumpyRules:
    """Usage rules with numpy, a column of vehicles at a time."""

    def __init__(self, rules: UsageRules) -> None:
        words = -(-len(rules.options) // 64)
        self._tests, whole = [], (1 << 64) - 1
        for rule in rules.rules:
            needs, mask = rules.pack(rule.needs), rules.pack((*rule.needs, *rule.without))
            parts = [
                (word, np.uint64(mask >> 64 * word & whole), np.uint64(needs >> 64 * word & whole))
                for word in range(words)
                if mask >> 64 * word & whole
            ]
            self._tests.append((rules.families.index(rule.family), rule.face, parts))
        self._families, self._faces = len(rules.families), rules.faces

    def explode(self, options: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """[vehicles, faces]; raises where not exactly one rule of a family fires."""
        taken = np.zeros((options.shape[0], self._faces), np.bool_)
        fired = np.zeros((self._families, options.shape[0]), np.int64)
        for family, face, parts in self._tests:
            fires = np.ones(options.shape[0], np.bool_)
            for word, mask, needs in parts:
                fires &= options[:, word] & mask == needs
            fired[family] += fires
            if face is not None:
                taken[:, face] |= fires
        if (fired != 1).any():
            raise ValueError("not exactly one variant fires")
        return taken


def fixed_racks(windows: Windows, size: int = 12) -> tuple[int, int]:
    """(lateness, work) of tours of `size` vehicles, cut shorter only where they must be."""
    lengths, first = [], 0
    while first < len(windows.rows):
        lengths.append(min(size, len(windows.rows[first])))
        first += lengths[-1]
    tours = reference.tours_of(windows, lengths)
    late = reference.lateness(windows, 0, tuple(sorted(windows.free_ms)), lengths)
    return late, sum(tour[1] for tour in tours)
