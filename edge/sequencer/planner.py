"""`plan`: validate, let an engine decide the cut, then give tours to pickers."""

from __future__ import annotations

from edge.sequencer import engines, reference
from edge.sequencer.pick_plan import FIXED, Certificate, Cost, Cut, PickPlan
from edge.sequencer.problem import PlanParams, PlanProblem, validate
from edge.sequencer.reference import Leg, Outcome
from edge.sequencer.windows import build_windows, cost_scale, free_times, frozen_vehicles


def plan(problem: PlanProblem, params: PlanParams | None = None) -> PickPlan:
    """The best plan of one cell, with its certificate. Pure. Raises `BadProblem`.

    With engine "auto" the kernels serve once `warm` has compiled them in this process, before
    that the reference; `PickPlan.engine` says which one it was.
    """
    params = params or PlanParams()
    validate(problem)
    if frozen_vehicles(problem) == len(problem.vehicles):
        return _all_frozen(problem)
    solver = engines.choose(params.engine)
    if solver is not None and solver.fits(problem):
        return finish(problem, solver.solve(problem, params), "kernels")
    return finish(problem, reference.solve(build_windows(problem), params), "reference")


def fixed_plan(problem: PlanProblem) -> PickPlan:
    """Tours as full as the limits allow, in line order: what a cell without a planner does. Its
    certificate only says how far it is from what is certain."""
    validate(problem)
    windows = build_windows(problem)
    lengths: list[int] = []
    first = 0
    while first < len(windows.rows):
        lengths.append(len(windows.rows[first]))
        first += lengths[-1]
    if not lengths:
        return _all_frozen(problem)
    tours = reference.tours_of(windows, lengths)
    free = tuple(sorted(windows.free_ms))
    cost = sum(tour[1] for tour in tours) * windows.scale
    outcome = Outcome(
        tours=tours,
        late_ms=reference.lateness(windows, 0, free, lengths),
        cost=cost,
        bound_late_ms=0,
        bound_cost=min(cost, reference.cheapest_ahead(windows)[0][0]),
        argument=FIXED,
        any_order=False,
    )
    return finish(problem, outcome, "reference")


def finish(problem: PlanProblem, outcome: Outcome, engine: str) -> PickPlan:
    """Times and pickers for the cut that an engine chose."""
    cuts = _assign(problem, outcome.tours)
    decided = [cut for cut in cuts if not cut.frozen]
    late, scale = outcome.late_ms, cost_scale(problem)
    work, changed = divmod(outcome.cost, scale)
    gap_late = late - outcome.bound_late_ms
    bound_work = outcome.bound_cost // scale
    certificate = Certificate(
        optimal=gap_late == 0 and work == bound_work,
        any_order=outcome.any_order,
        bound_late_ms=outcome.bound_late_ms,
        bound_work_ms=bound_work,
        gap_late_ms=gap_late,
        gap_work_ms=work - bound_work,
        argument=outcome.argument,
    )
    cost = Cost(
        late_ms=late,
        work_ms=work,
        changed=changed,
        pickers=len({cut.picker for cut in decided}),
        slack_ms=min(cut.due_ms - cut.finish_ms for cut in decided),
    )
    return PickPlan(problem=problem, cuts=cuts, cost=cost, certificate=certificate, engine=engine)


def _frozen_cuts(problem: PlanProblem) -> list[Cut]:
    cuts, first = [], 0
    for tour in problem.frozen:
        served = problem.vehicles[first : first + tour.vehicles]
        cuts.append(
            Cut(
                first=first,
                vehicles=tour.vehicles,
                picker=tour.picker,
                start_ms=tour.start_ms,
                finish_ms=tour.finish_ms,
                due_ms=min(vehicle.due_ms for vehicle in served),
                frozen=True,
            )
        )
        first += tour.vehicles
    return cuts


def _assign(problem: PlanProblem, tours: tuple[Leg, ...]) -> list[Cut]:
    """Each tour to a picker who lets it start earliest: the one who had it before if they are among
    them, else the one free first."""
    cuts = _frozen_cuts(problem)
    index = {picker.id: number for number, picker in enumerate(problem.pickers)}
    before = {tour.vehicles: index.get(tour.picker, -1) for tour in problem.previous}
    times, last_start = free_times(problem)
    free = list(times)
    first = sum(cut.vehicles for cut in cuts)
    for count, duration_ms, due_ms, earliest_ms in tours:
        picker = free.index(min(free))
        start = max(last_start, earliest_ms, free[picker])
        if before:
            ids = tuple(v.id for v in problem.vehicles[first : first + count])
            wanted = before.get(ids, -1)
            if wanted >= 0 and free[wanted] <= start:
                picker = wanted
        free[picker] = start + duration_ms
        last_start = start
        cuts.append(
            Cut(
                first=first,
                vehicles=count,
                picker=problem.pickers[picker].id,
                start_ms=start,
                finish_ms=free[picker],
                due_ms=due_ms,
            )
        )
        first += count
    return cuts


def _all_frozen(problem: PlanProblem) -> PickPlan:
    cuts = _frozen_cuts(problem)
    return PickPlan(
        problem=problem,
        cuts=cuts,
        cost=Cost(
            late_ms=0,
            work_ms=0,
            changed=0,
            pickers=0,
            slack_ms=min(cut.due_ms - cut.finish_ms for cut in cuts),
        ),
        certificate=Certificate(
            optimal=True,
            any_order=True,
            bound_late_ms=0,
            bound_work_ms=0,
            gap_late_ms=0,
            gap_work_ms=0,
            argument="nothing to decide: every vehicle is in a frozen tour",
        ),
        engine="reference",
    )
