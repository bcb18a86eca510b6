"""Facts of plans and tours: what was planned, what a picker was shown, what came of it."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from wire.fact import Fact
from wire.ids import PersonId, RackId, TourId, WorkplaceId
from wire.telegram import Counter
from wire.words import Number, PickRef

WATCH_FROM_PERMILLE = 50
LATE_FROM_PERMILLE = 200
PLANNED_MAX = 40


class LateBand(StrEnum):
    """How probable it is that a rack is done after its despatch deadline."""

    SAFE = "safe"
    """Less than 5 %."""
    WATCH = "watch"
    """Less than 20 %."""
    LATE = "late"
    BLOCKED = "blocked"
    """It cannot close at all until a person has decided on a missing number or a held slot."""


def late_band(late_permille: int) -> LateBand:
    if late_permille < WATCH_FROM_PERMILLE:
        return LateBand.SAFE
    return LateBand.WATCH if late_permille < LATE_FROM_PERMILLE else LateBand.LATE


class PlannedTour(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One walk of a plan: ``picks`` parts for the numbers ``first_number``..``last_number`` of one
    rack. ``due_us`` None: nothing says when the line needs it.
    """

    workplace: WorkplaceId
    start_us: int
    finish_us: int
    due_us: int | None = None
    rack: RackId
    first_number: Number
    last_number: Number
    picks: Annotated[int, Meta(ge=1, le=10_000)]


class RackForecast(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """When a rack will probably be done, from pick times as observed. ``late_permille``: the
    probability that this is after ``due_us``; ``done_us`` and ``spread_ms`` are mean and standard
    deviation of the estimate. With ``waits`` it is not done by picking at all: so many of its
    slots are missing or held until a person decides, and the rest is what it would be without.
    """

    rack: RackId
    due_us: int
    done_us: int
    spread_ms: Annotated[int, Meta(ge=0)]
    late_permille: Annotated[int, Meta(ge=0, le=1000)]
    waits: Annotated[int, Meta(ge=0)] = 0


def band_of(forecast: RackForecast) -> LateBand:
    """What waits for a person has no probability."""
    return LateBand.BLOCKED if forecast.waits else late_band(forecast.late_permille)


IN_ORDER = "in_order"
"""Engine where there is no plan: a tour is the next slots in order. Of a plan: it was refused, and
``argument`` says why.
"""


class PlanMade(Fact, frozen=True, kw_only=True, tag="plan_made"):
    """The plan by which tours are handed out now, when it says something new. Not every plan is
    told: a tour is a fact by itself.

    ``late_ms`` and ``work_ms`` are what the plan costs: lateness summed over tours, and all tour
    durations. No plan is less late by more than ``gap_late_ms``, and of those none walks less by
    more than ``gap_work_ms``: both 0 in a proven plan.
    """

    engine: str
    optimal: bool
    argument: str
    """What proves the certificate, or why nothing does."""
    late_ms: Counter
    work_ms: Counter
    gap_late_ms: Counter = 0
    gap_work_ms: Counter = 0
    vehicles: Counter
    """Slots planned."""
    tours_count: Counter
    """Tours of the plan; ``tours`` has the first of them only."""
    tours: Annotated[tuple[PlannedTour, ...], Meta(max_length=PLANNED_MAX)] = ()
    forecasts: Annotated[tuple[RackForecast, ...], Meta(max_length=PLANNED_MAX)] = ()
    """Racks not closed, in the order of the line."""


class TourStarted(Fact, frozen=True, kw_only=True, tag="tour_started"):
    """A picker was shown this walk; it does not change under their hands."""

    tour: TourId
    workplace: WorkplaceId
    person: PersonId
    picks: tuple[PickRef, ...]
    engine: str = ""
    optimal: bool = False
    planned_finish_us: int | None = None
    """None: no plan was there."""
    due_us: int | None = None
    """None: nothing says when the line needs it."""


class TourEnded(Fact, frozen=True, kw_only=True, tag="tour_ended"):
    tour: TourId
    workplace: WorkplaceId
    completed: bool
