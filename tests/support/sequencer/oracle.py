"""An independent judge: the same model given to CP-SAT, written from the model and not from the
planner; only the length of a walk is taken from it (and judged by `test_walk`)."""

from __future__ import annotations

from dataclasses import dataclass

from ortools.sat.python import cp_model

from edge.sequencer import PlanProblem
from edge.sequencer.walk import Walks


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Best (late, work) found, and whether CP-SAT proved that it is best."""

    late_ms: int
    work_ms: int
    proven: bool


def allowed(problem: PlanProblem, first: int, last: int) -> bool:
    """Whether one tour may serve vehicles first..last."""
    count = last - first + 1
    chosen = problem.vehicles[first : last + 1]
    if count > problem.capacity:
        return False
    if problem.line_side_places is not None:
        if count > problem.line_side_places + problem.buffer_places:
            return False
    for index, limit in enumerate(problem.capacities):
        if sum(v.loads[index] for v in chosen) > limit:
            return False
    return not any(first < start <= last for start in problem.rack_starts)


def duration(problem: PlanProblem, walks: Walks, first: int, last: int) -> int:
    chosen = problem.vehicles[first : last + 1]
    faces = {part.face for v in chosen for part in v.parts}
    walk = -(-walks.length_mm(faces) * 1000 // problem.speed_mm_s)
    picks = sum(part.pick_ms for v in chosen for part in v.parts)
    return problem.setup_ms + walk + problem.stop_ms * len(faces) + picks


def finish_from(problem: PlanProblem, last: int) -> int:
    """The moment from which the kit of vehicle `last` finds a place at the line."""
    if problem.line_side_places is None:
        return 0
    dues = [*problem.dues_before_ms, *(v.due_ms for v in problem.vehicles)]
    gone = last + len(problem.dues_before_ms) - problem.line_side_places - problem.buffer_places
    return max(dues[: gone + 1], default=0) if gone >= 0 else 0


def judge(
    problem: PlanProblem, *, seconds: float, workers: int = 2, lateness: bool = True
) -> Verdict:
    """Solve the problem (no frozen tours) with CP-SAT."""
    model = cp_model.CpModel()
    walks = Walks(problem.layout, problem.faces)
    n = len(problem.vehicles)
    far = max(v.due_ms for v in problem.vehicles) + 10**8
    start = [model.new_int_var(problem.now_ms, far, f"start{v}") for v in range(n)]
    for v in range(1, n):
        model.add(start[v] >= start[v - 1])
    covers: list[list[cp_model.IntVar]] = [[] for _ in range(n)]
    intervals: list[list[cp_model.IntervalVar]] = [[] for _ in problem.pickers]
    late_terms, work_terms, work_limit = [], [], 1
    for first in range(n):
        for last in range(first, n):
            if not allowed(problem, first, last):
                continue
            chosen = problem.vehicles[first : last + 1]
            length = duration(problem, walks, first, last)
            used = model.new_bool_var(f"tour{first}-{last}")
            for v in range(first, last + 1):
                covers[v].append(used)
                model.add(start[v] == start[first]).only_enforce_if(used)
            release = max(v.release_ms for v in chosen)
            model.add(start[first] >= release).only_enforce_if(used)
            model.add(start[first] + length >= finish_from(problem, last)).only_enforce_if(used)
            model.add_linear_constraint(start[first], 0, far)
            late = model.new_int_var(0, far if lateness else 0, f"late{first}-{last}")
            due = min(v.due_ms for v in chosen)
            model.add(late >= start[first] + length - due).only_enforce_if(used)
            late_terms.append(late * max(v.weight for v in chosen))
            work_terms.append(used * length)
            work_limit += length
            whose = []
            for picker, person in enumerate(problem.pickers):
                his = model.new_bool_var(f"tour{first}-{last} by {person.id}")
                whose.append(his)
                intervals[picker].append(
                    model.new_optional_fixed_size_interval_var(start[first], length, his, "")
                )
                model.add(start[first] >= person.available_from_ms).only_enforce_if(his)
            model.add(sum(whose) == used)
    for v in range(n):
        model.add_exactly_one(covers[v])
    for listed in intervals:
        model.add_no_overlap(listed)
    late_sum, work_sum = sum(late_terms), sum(work_terms)
    model.minimize(late_sum * work_limit + work_sum if lateness else work_sum)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Verdict(late_ms=1 << 62, work_ms=0, proven=False)
    return Verdict(
        late_ms=solver.value(late_sum),
        work_ms=solver.value(work_sum),
        proven=status == cp_model.OPTIMAL,
    )
