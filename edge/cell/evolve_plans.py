"""What facts say of plans, tours and pace: the newest plan, the last walks, how long a piece takes
here, and how forecasts of racks came true.
"""

from __future__ import annotations

from edge.cell.model import (
    CellState,
    EndedTour,
    Pace,
    Promise,
    Rack,
    Score,
    Tour,
    Workplace,
)
from wire.events import Marriage, PlanMade, TourEnded, TourStarted
from wire.ids import FamilyId, WorkplaceId
from wire.tours import late_band

ENDED_TOURS_MAX = 40
FAMILIES_MAX = 500
PACE_MEMORY = 300
"""A pace follows about so many of the newest pieces."""
PACE_LONGEST_S = 600
"""What takes longer was a break and no pick."""
ALL_FAMILIES = FamilyId("")


def workplace_of(state: CellState, workplace: WorkplaceId) -> Workplace:
    found = state.workplaces.get(workplace)
    if found is None:
        found = state.workplaces[workplace] = Workplace()
    return found


def plan_made(state: CellState, fact: PlanMade, at_us: int, offset: int) -> None:
    state.plan, state.plan_us = fact, at_us
    for forecast in fact.forecasts:
        promise = state.promises.get(forecast.rack)
        if promise is None and forecast.waits:
            continue  # nothing is promised of a rack that cannot close
        if promise is None:
            state.promises[forecast.rack] = Promise(
                late_permille=forecast.late_permille, due_us=forecast.due_us
            )
        else:
            promise.due_us = forecast.due_us
    for name in [name for name in state.promises if name not in state.racks]:
        del state.promises[name]


def keep_score(state: CellState, rack: Rack, at_us: int) -> None:
    """The rack is closed: was it late, as it was said at first?"""
    promise = state.promises.pop(rack.rack, None)
    if promise is not None:
        score = state.scores.setdefault(late_band(promise.late_permille), Score())
        score.racks += 1
        score.late += at_us > promise.due_us


def tour_started(state: CellState, fact: TourStarted, at_us: int, offset: int) -> None:
    state.tours_started += 1
    place = workplace_of(state, fact.workplace)
    place.pace_from_us = at_us
    place.tour = Tour(
        tour=fact.tour,
        workplace=fact.workplace,
        person=fact.person,
        picks=fact.picks,
        started_us=at_us,
        engine=fact.engine,
        optimal=fact.optimal,
        planned_finish_us=fact.planned_finish_us,
        due_us=fact.due_us,
    )


def tour_ended(state: CellState, fact: TourEnded, at_us: int, offset: int) -> None:
    place = workplace_of(state, fact.workplace)
    tour, place.tour, place.pace_from_us = place.tour, None, 0
    if tour is None:
        return
    state.ended_tours.append(
        EndedTour(
            tour=tour.tour,
            workplace=tour.workplace,
            person=tour.person,
            rack=tour.picks[0].rack,
            picks=len(tour.picks),
            started_us=tour.started_us,
            ended_us=at_us,
            completed=fact.completed,
            planned_finish_us=tour.planned_finish_us,
            due_us=tour.due_us,
        )
    )
    del state.ended_tours[:-ENDED_TOURS_MAX]


def piece_accepted(state: CellState, place: Workplace, marriage: Marriage, at_us: int) -> None:
    """Time this piece, and begin to time the next."""
    seconds = (at_us - place.pace_from_us) / 1e6
    if place.pace_from_us and 0 <= seconds <= PACE_LONGEST_S:
        _time(state.paces.setdefault(ALL_FAMILIES, Pace()), seconds)
        if marriage.family in state.paces or len(state.paces) < FAMILIES_MAX:
            _time(state.paces.setdefault(marriage.family, Pace()), seconds)
    place.pace_from_us = at_us


def _time(pace: Pace, seconds: float) -> None:
    """Mean and variance of the newest; while there are few, of all alike."""
    pace.pieces += 1
    weight = 1 / min(pace.pieces, PACE_MEMORY)
    step = seconds - pace.mean_s
    pace.mean_s += weight * step
    pace.variance_s2 = (1 - weight) * (pace.variance_s2 + weight * step * step)
