"""The compiled engine: a problem as arrays through the kernels. Imports numba; see `warm`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from edge.sequencer import (
    cut_kernels,
    explode_kernels,
    kernel_records,
    pick_plan,
    walk_kernels,
)
from edge.sequencer.arrays import Ints, PlanArrays, Words, as_arrays
from edge.sequencer.explode import UsageRules
from edge.sequencer.problem import BlockLayout, PlanParams, PlanProblem
from edge.sequencer.reference import BEAM, Leg, Outcome
from edge.sequencer.windows import CHANGE_SCALE, most_vehicles

NO_BOUND: Final = (0, 0)
LIMIT: Final = 1 << 58


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """Prices of all tours and the cheapest cut, as the kernels document them."""

    duration: Ints
    ahead: Ints
    length: Ints
    tours: Ints


def longest_tour_ms(problem: PlanProblem) -> int:
    """No tour of the problem takes longer."""
    layout = problem.layout
    if isinstance(layout, BlockLayout):
        span = sum(layout.aisle_mm) + layout.pitch_mm * len(layout.aisle_mm)
    else:
        span = layout.depot_mm + max((face.position_mm for face in problem.faces), default=0)
    parts = max(len(v.parts) for v in problem.vehicles)
    pick = max((part.pick_ms for v in problem.vehicles for part in v.parts), default=0)
    walk = 2000 * span // problem.speed_mm_s + 1
    return problem.setup_ms + walk + most_vehicles(problem) * parts * (pick + problem.stop_ms)


def room_for(n: int, weight: int, pickers: int, span_ms: int, tour_ms: int) -> bool:
    """Whether 63 bits hold every sum the kernels form over n vehicles within span_ms."""
    reach = span_ms + (n + 2) * tour_ms
    return max(n * weight, pickers + 2) * reach < LIMIT and n * tour_ms * CHANGE_SCALE < LIMIT


class CompiledSolver:
    """Plans with the kernels. Holds no state."""

    def fits(self, problem: PlanProblem) -> bool:
        """Whether the numbers are small enough for the kernels; else the reference plans."""
        times = [
            problem.now_ms,
            *problem.dues_before_ms,
            *(picker.available_from_ms for picker in problem.pickers),
            *(tour.finish_ms for tour in problem.frozen),
            *(v.due_ms for v in problem.vehicles),
            *(v.release_ms for v in problem.vehicles),
        ]
        return max(times) < LIMIT >> 8 and room_for(
            len(problem.vehicles),
            max(v.weight for v in problem.vehicles),
            len(problem.pickers),
            max(times) - min(problem.now_ms, min(v.due_ms for v in problem.vehicles)),
            longest_tour_ms(problem),
        )

    def solve(self, problem: PlanProblem, params: PlanParams) -> Outcome:
        """The best plan found, with its proof or gap."""
        arrays = as_arrays(problem)
        return decide(arrays, price_all(arrays), params)

    def cheapest(self, problem: PlanProblem) -> tuple[Leg, ...]:
        """The cut of least work, late or not."""
        arrays = as_arrays(problem)
        tables = price_all(arrays)
        return _tours(tables, certify(arrays, tables, tables.length)[0])


def price_all(arrays: PlanArrays) -> Tables:
    """Price every tour and find the cheapest cut."""
    n = arrays.width.size
    tables = Tables(
        duration=np.empty((n, arrays.longest), np.int64),
        ahead=np.zeros(n + 1, np.int64),
        length=np.zeros(n, np.int64),
        tours=np.empty((n, 5), np.int64),
    )
    price_rows(arrays, tables, 0, n)
    cut_rows(arrays, tables, 0, n)
    return tables


def price_rows(arrays: PlanArrays, tables: Tables, first: int, last: int) -> None:
    """Price the tours that begin at rows first <= i < last."""
    a = arrays
    if a.lanes:
        walk_kernels.price_lanes(
            first, last, a.lane_words, a.lane_faces, a.pick_sum, a.cell, tables.duration
        )
    else:
        kits = kernel_records.Kits(a.width, a.words, a.faces, a.pick_ms)
        walk_kernels.price(first, last, kits, a.cell, tables.duration)


def cut_rows(arrays: PlanArrays, tables: Tables, first: int, last: int) -> None:
    """Renew the cheapest cut of rows first <= i < last; those behind stand."""
    a, t = arrays, tables
    cut_kernels.cheapest(t.duration, a.width, a.kept, a.scale, first, last, t.ahead, t.length)


def certify(arrays: PlanArrays, tables: Tables, length: Ints) -> tuple[int, int]:
    """Schedule the cut `length` into `tables.tours`: (number of tours, lateness)."""
    a = arrays
    count, late = cut_kernels.certify(
        tables.duration,
        length,
        a.due,
        a.release,
        a.weight,
        a.places,
        a.floor_ms,
        a.free_ms,
        tables.tours,
    )
    return int(count), int(late)


def decide(arrays: PlanArrays, tables: Tables, params: PlanParams) -> Outcome:
    """The cheapest cut where it is on time, else the coupled search."""
    count, late = certify(arrays, tables, tables.length)
    if late == 0:
        cost = int(tables.ahead[0])
        return Outcome(
            tours=_tours(tables, count),
            late_ms=0,
            cost=cost,
            bound_late_ms=0,
            bound_cost=cost,
            argument=pick_plan.ON_TIME,
            any_order=True,
        )
    return _search(arrays, tables, late, params)


def _search(arrays: PlanArrays, tables: Tables, late: int, params: PlanParams) -> Outcome:
    a, t, work_left = arrays, tables, params.work_limit
    prices = kernel_records.Prices(t.duration, a.width, a.kept, a.scale)
    terms = cut_kernels.windows(
        prices, kernel_records.Dues(a.due, a.release, a.weight, a.places), a.floor_ms, a.free_ms
    )
    best, bound = (late, int(t.ahead[0])), NO_BOUND
    length = t.length
    for limit, beam in ((min(BEAM, params.label_limit), True), (params.label_limit, False)):
        effort = kernel_records.Effort(limit, beam, work_left)
        *values, found = cut_kernels.search(
            prices, kernel_records.Cut(t.ahead, t.length), terms, a.free_ms, effort, best
        )
        late, cost, bound_late, bound_cost, work = (int(value) for value in values)
        best, bound = (late, cost), max(bound, (bound_late, bound_cost))
        work_left -= work
        if found.size:
            length = np.zeros_like(t.length)
            length[np.concatenate(([0], np.cumsum(found)[:-1]))] = found
        if bound == best or work_left < 0:
            break
    count, _ = certify(arrays, tables, length)
    return Outcome(
        tours=_tours(tables, count),
        late_ms=best[0],
        cost=best[1],
        bound_late_ms=bound[0],
        bound_cost=bound[1] if bound[0] == best[0] else int(t.ahead[0]),
        argument=pick_plan.ALL_LABELS if bound == best else pick_plan.TRUNCATED,
        any_order=False,
    )


def _tours(tables: Tables, count: int) -> tuple[Leg, ...]:
    return tuple(
        Leg(vehicles, finish - start, due, earliest)
        for vehicles, start, finish, due, earliest in tables.tours[:count].tolist()
    )


class CompiledRules:
    """Usage rules through the kernels. `face_bit` renumbers faces (see `arrays.CellMap`)."""

    def __init__(
        self, rules: UsageRules, face_bit: tuple[int, ...] | None = None, words: int | None = None
    ) -> None:
        self._rules = rules
        bit = face_bit or tuple(range(rules.faces))
        self.words = words or -(-(max(bit, default=0) + 1) // 64)
        literals, rule_at = [], [0]
        for rule in rules.rules:
            literals += [2 * rules.options[name] for name in rule.needs]
            literals += [2 * rules.options[name] + 1 for name in rule.without]
            rule_at.append(len(literals))
        family = {name: index for index, name in enumerate(rules.families)}
        self._tests = explode_kernels.Tests(
            np.array(literals, np.int64),
            np.array(rule_at, np.int64),
            np.array([-1 if r.face is None else bit[r.face] for r in rules.rules], np.int64),
            np.array([family[rule.family] for rule in rules.rules], np.int64),
            len(rules.families),
        )

    def pack(self, option_sets: Sequence[int]) -> Words:
        """Option sets as rows of words."""
        words = -(-len(self._rules.options) // 64) or 1
        packed = b"".join(options.to_bytes(words * 8, "little") for options in option_sets)
        return np.frombuffer(packed, np.uint64).reshape(len(option_sets), words)

    def explode(self, options: Words) -> Words:
        """Rows of face bits of each vehicle. Raises `BadProblem` for the first fault."""
        out = np.empty((options.shape[0], self.words), np.uint64)
        base, vehicles, family, fired = explode_kernels.explode(options, self._tests, out)
        if base >= 0:
            first = (int(vehicles) & -int(vehicles)).bit_length() - 1
            raise self._rules.fault(int(base) + first, int(family), int(fired))
        return out
