"""Plans, tours and forecasts of a small cell."""

from __future__ import annotations

from typing import Any

from central.tracking.service.plans import CellPlan, TourDone
from tests.support.central.seeded import rack_of
from wire.events import PlanMade
from wire.ids import WorkplaceId
from wire.tours import PlannedTour, RackForecast

MINUTE = 60_000_000
NOW = 1_700_000_000_000_000
PEOPLE = {"A1": "ines", "A2": "omar", "A3": "lena"}


def planned(place: str, start_min: float, first: int, **values: Any) -> PlannedTour:
    start_us = values.pop("now", NOW) + round(start_min * MINUTE)
    return PlannedTour(
        **{
            "workplace": WorkplaceId(place),
            "start_us": start_us,
            "finish_us": start_us + 3 * MINUTE,
            "due_us": start_us + 15 * MINUTE,
            "rack": rack_of(first)[0],
            "first_number": first,
            "last_number": first + 3,
            "picks": 8,
            **values,
        }
    )


def forecast(first: int, permille: int, due_min: float, now: int = NOW) -> RackForecast:
    due_us = now + round(due_min * MINUTE)
    return RackForecast(
        rack=rack_of(first)[0],
        due_us=due_us,
        done_us=due_us - 4 * MINUTE + permille * MINUTE // 130,
        spread_ms=75_000,
        late_permille=permille,
    )


def a_plan(
    *tours: PlannedTour, forecasts: tuple[RackForecast, ...] = (), **values: Any
) -> PlanMade:
    return PlanMade(
        **{
            "engine": "kernels",
            "optimal": True,
            "argument": "the cut of least work is on time, and no cut has less work",
            "late_ms": 0,
            "work_ms": 1_260_000,
            "vehicles": 4 * len(tours),
            "tours_count": len(tours),
            "tours": tours,
            "forecasts": forecasts,
            **values,
        }
    )


def done(place: str, start_min: float, **values: Any) -> TourDone:
    started_us = NOW + round(start_min * MINUTE)
    return TourDone(
        **{
            "tour": f"{place}-{start_min}",
            "workplace": place,
            "person": PEOPLE[place],
            "rack": rack_of(1)[0],
            "first_number": 1,
            "last_number": 4,
            "picks": 8,
            "started_us": started_us,
            "ended_us": started_us + 3 * MINUTE,
            "completed": True,
            "planned_finish_us": started_us + 3 * MINUTE,
            "due_us": started_us + 15 * MINUTE,
            **values,
        }
    )


def cell(*tours: TourDone, plan: PlanMade | None = None) -> CellPlan:
    return CellPlan(
        node="cell-a", at_us=NOW, plan=plan or a_plan(), tours=tours, risks=(), scores=()
    )
