"""The plain planner: exact, in integers, nothing but Python. It serves where kernels cannot, and
is what they are tested against.

1. `cheapest_ahead`: with the order fixed, a cut into tours is a path in a graph of n x k arcs;
   h(i) is the least cost from vehicle i to the end.
2. `schedule`: with the cut fixed and starts in line order, each tour goes to a picker who is free
   first: any other choice leaves no picker free earlier.
3. If that schedule is on time, the plan is optimal (`ON_TIME`). Otherwise `search` extends partial
   plans vehicle by vehicle (label setting).
"""

from __future__ import annotations

import bisect
from dataclasses import dataclass
from typing import Final, NamedTuple

from edge.sequencer import pick_plan
from edge.sequencer.problem import PlanParams
from edge.sequencer.windows import Window, Windows

BEAM: Final = 8
WORK_DIVISOR: Final = 100
"""A step takes so many times longer here than in the kernels."""


class Leg(NamedTuple):
    """A tour of a cut before a picker and a time are given to it."""

    vehicles: int
    duration_ms: int
    due_ms: int
    earliest_ms: int


class Placed(NamedTuple):
    """A tour that was given to who is free first."""

    start_ms: int
    late_ms: int
    """Weighted."""
    free: tuple[int, ...]
    """When pickers are free afterwards, ascending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an engine found: the tours in order, and the proof about (late, cost)."""

    tours: tuple[Leg, ...]
    late_ms: int
    cost: int
    bound_late_ms: int
    bound_cost: int
    argument: str
    any_order: bool


@dataclass(slots=True)
class _Label:
    """A partial plan: lateness, cost, when pickers are free (ascending), and how it was made."""

    late: int
    cost: int
    free: tuple[int, ...]
    parent: _Label | None
    length: int


def cheapest_ahead(windows: Windows) -> tuple[list[int], list[int]]:
    """(h, b): least cost from each vehicle to the end, and the length of the first tour of a
    cheapest cut (the longest among equals)."""
    n = len(windows.rows)
    ahead, length = [0] * (n + 1), [0] * n
    for first in range(n - 1, -1, -1):
        best = -1
        for count, window in enumerate(windows.rows[first], start=1):
            value = window.cost + ahead[first + count]
            if best < 0 or value <= best:
                best, length[first] = value, count
        ahead[first] = best
    return ahead, length


def place(free: tuple[int, ...], window: Window) -> Placed:
    """One tour given to who is free first. Nobody can start before it any more, so availabilities
    are lifted to its start."""
    start = max(free[0], window.earliest_ms)
    finish = start + window.duration_ms
    late = max(0, finish - window.due_ms) * window.weight
    after = [max(when, start) for when in free[1:]]
    bisect.insort(after, finish)
    return Placed(start, late, tuple(after))


def cut_along(length: list[int], first: int) -> list[int]:
    """Lengths of the tours from `first` to the end along a stored choice."""
    lengths = []
    while first < len(length):
        lengths.append(length[first])
        first += length[first]
    return lengths


def tours_of(windows: Windows, lengths: list[int]) -> tuple[Leg, ...]:
    """The chosen tours as an `Outcome` lists them."""
    tours, first = [], 0
    for count in lengths:
        window = windows.rows[first][count - 1]
        tours.append(Leg(count, window.duration_ms, window.due_ms, window.earliest_ms))
        first += count
    return tuple(tours)


def lateness(windows: Windows, first: int, free: tuple[int, ...], lengths: list[int]) -> int:
    """Lateness of the given tours from `first` on."""
    total = 0
    for count in lengths:
        _, late, free = place(free, windows.rows[first][count - 1])
        total += late
        first += count
    return total


def soonest_start(free: tuple[int, ...], walked: int, longest: int) -> int:
    """Least start of a tour before which tours of total duration `walked`, none above `longest`,
    were given out in order of start to pickers free at `free` (ascending).

    At start s every picker p has walked at most max(0, s + longest - free[p]), and the one who
    starts at s `longest` less than that. So sum over p of max(0, s + longest - free[p]) is at
    least walked + longest; the sum is the largest of its first-m-pickers lines.
    """
    total, soonest = 0, 1 << 62
    for count, when in enumerate(free, start=1):
        total += when
        soonest = min(soonest, -(-(walked + longest + total) // count) - longest)
    return max(soonest, free[0])


def late_bounds(windows: Windows) -> list[int]:
    """For each vehicle, lateness that no plan avoids from there on: every tour of a best case cut
    starts when `soonest_start` lets it."""
    rows = windows.rows
    n, free = len(rows), tuple(sorted(windows.free_ms))
    before = [0] + [1 << 62] * n
    longest, bound, soonest = [0] * (n + 1), [0] * (n + 1), [0] * n
    for first, row in enumerate(rows):
        longest[first] = max(longest[first], longest[max(first - 1, 0)])
        soonest[first] = soonest_start(free, before[first], longest[first])
        for after, window in enumerate(row, start=first + 1):
            before[after] = min(before[after], before[first] + window.duration_ms)
            longest[after] = max(longest[after], window.duration_ms)
    for first in range(n - 1, -1, -1):
        bound[first] = min(
            max(0, max(soonest[first], w.earliest_ms) + w.duration_ms - w.due_ms) * w.weight
            + bound[first + count]
            for count, w in enumerate(rows[first], start=1)
        )
    return bound


def earliest_from(windows: Windows) -> list[int]:
    """For each vehicle, the earliest start of any tour from it."""
    return [min(window.earliest_ms for window in row) for row in windows.rows]


def solve(windows: Windows, params: PlanParams) -> Outcome:
    """The best plan over all cuts, with its proof."""
    ahead, length = cheapest_ahead(windows)
    lengths = cut_along(length, 0)
    free = tuple(sorted(windows.free_ms))
    late = lateness(windows, 0, free, lengths)
    if late == 0:
        return Outcome(
            tours=tours_of(windows, lengths),
            late_ms=0,
            cost=ahead[0],
            bound_late_ms=0,
            bound_cost=ahead[0],
            argument=pick_plan.ON_TIME,
            any_order=True,
        )
    return _Search(windows, ahead, length).run(params)


class _Search:
    """Label setting over prefixes, in lexicographic order of (lateness, cost)."""

    def __init__(self, windows: Windows, ahead: list[int], length: list[int]) -> None:
        self._windows = windows
        self._ahead = ahead
        self._length = length
        self._late_ahead = late_bounds(windows)
        self._earliest = earliest_from(windows)
        root = _Label(0, 0, tuple(sorted(windows.free_ms)), None, 0)
        self._best = (lateness(windows, 0, root.free, cut_along(length, 0)), ahead[0])
        self._leaf = (root, 0)
        self._dropped = (1 << 62, 0)
        self._work_left = 0

    def run(self, params: PlanParams) -> Outcome:
        """A narrow pass for a good plan, then the full one that it prunes."""
        self._work_left = params.work_limit // WORK_DIVISOR
        self._pass(min(BEAM, params.label_limit))
        bound = min(self._best, self._dropped)
        if bound < self._best and self._work_left >= 0:
            self._pass(params.label_limit)
            bound = max(bound, min(self._best, self._dropped))
        label, first = self._leaf
        lengths = cut_along(self._length, first)
        node: _Label | None = label
        while node is not None and node.length:
            lengths.insert(0, node.length)
            node = node.parent
        exact = bound == self._best
        return Outcome(
            tours=tours_of(self._windows, lengths),
            late_ms=self._best[0],
            cost=self._best[1],
            bound_late_ms=bound[0],
            bound_cost=bound[1] if bound[0] == self._best[0] else self._ahead[0],
            argument=pick_plan.ALL_LABELS if exact else pick_plan.TRUNCATED,
            any_order=False,
        )

    def _pass(self, limit: int) -> None:
        rows = self._windows.rows
        self._dropped = (1 << 62, 0)
        at: list[list[_Label]] = [[] for _ in range(len(rows) + 1)]
        at[0].append(_Label(0, 0, tuple(sorted(self._windows.free_ms)), None, 0))
        for first in range(len(rows)):
            if self._work_left < 0:
                self._leave(at[first:])
                return
            for label in self._survivors(first, at[first], limit):
                self._work_left -= len(rows[first])
                for count, window in enumerate(rows[first], start=1):
                    _, late, free = place(label.free, window)
                    total, cost = label.late + late, label.cost + window.cost
                    self._add(at, first + count, _Label(total, cost, free, label, count))
            at[first] = []

    def _leave(self, at: list[list[_Label]]) -> None:
        """What is not extended any more limits what can be claimed."""
        first = len(self._windows.rows) + 1 - len(at)
        for where, labels in enumerate(at, start=first):
            for label in labels:
                self._dropped = min(self._dropped, self._bound(where, label))

    def _add(self, at: list[list[_Label]], first: int, label: _Label) -> None:
        if first == len(self._windows.rows):
            self._offer(label, first, (label.late, label.cost))
            return
        floor = self._earliest[first]
        if label.free[0] < floor:
            label.free = tuple(max(when, floor) for when in label.free)
        if self._bound(first, label) < self._best:
            at[first].append(label)

    def _bound(self, first: int, label: _Label) -> tuple[int, int]:
        return label.late + self._late_ahead[first], label.cost + self._ahead[first]

    def _offer(self, label: _Label, first: int, value: tuple[int, int]) -> None:
        if value < self._best:
            self._best, self._leaf = value, (label, first)

    def _on_time(self, first: int, free: tuple[int, ...], lengths: list[int]) -> bool:
        """Whether the cheapest cut from here on is on time: then nothing continues better."""
        for count in lengths:
            window = self._windows.rows[first][count - 1]
            _, late, free = place(free, window)
            if late:
                return False
            first += count
        return True

    def _beaten(self, label: _Label, others: list[_Label]) -> bool:
        """Whether one of the others, which are no worse in value, lets every picker go no later."""
        for number, other in enumerate(others, start=1):
            if all(a <= b for a, b in zip(other.free, label.free, strict=True)):
                self._work_left -= number
                return True
        self._work_left -= len(others)
        return False

    def _survivors(self, first: int, labels: list[_Label], limit: int) -> list[_Label]:
        """Labels at one vehicle that may still lead to something better, at most `limit`."""
        labels.sort(key=lambda label: (label.late, label.cost, label.free))
        kept: list[_Label] = []
        lengths = cut_along(self._length, first)
        for label in labels:
            if self._bound(first, label) >= self._best:
                continue
            if self._work_left < 0:
                self._dropped = min(self._dropped, self._bound(first, label))
                continue
            if self._beaten(label, kept):
                continue
            if self._on_time(first, label.free, lengths):
                self._offer(label, first, (label.late, label.cost + self._ahead[first]))
                continue
            if len(kept) >= limit:
                self._dropped = min(self._dropped, self._bound(first, label))
                continue
            kept.append(label)
        return [label for label in kept if self._bound(first, label) < self._best]
