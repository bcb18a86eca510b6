"""Plans, tours and forecasts: what was planned, what came of it, and how often a forecast was
right.
"""

from __future__ import annotations

from central.tracking.memory import Happened, Known
from central.tracking.rules import numbers_of_slots
from wire import events
from wire.codec import encode

NEVER_FREE = -1
"""The first probability of a rack of which something has waited for a person since its first
forecast: there was none.
"""


def plan_made(known: Known, happened: Happened, fact: events.PlanMade) -> None:
    row = {
        "node": known.node,
        "at_us": happened.at_us,
        "body": encode(fact),
        "fact": happened.fact_id,
    }
    known.plans.put(row, known.node)
    for forecast in fact.forecasts:
        before = known.forecasts.get(forecast.rack)
        newest = {
            "late_permille": forecast.late_permille,
            "due_us": forecast.due_us,
            "done_us": forecast.done_us,
            "spread_ms": forecast.spread_ms,
            "made_us": happened.at_us,
            "waits": forecast.waits,
            "fact": happened.fact_id,
        }
        first = {
            "node": known.node,
            "rack": str(forecast.rack),
            "first_permille": NEVER_FREE,
            "closed_us": None,
            "late": None,
        }
        row = {**(before or first), **newest}
        if row["first_permille"] == NEVER_FREE and not forecast.waits:
            row["first_permille"] = forecast.late_permille
        known.forecasts.put(row, forecast.rack)


def keep_score(known: Known, happened: Happened, rack: str) -> None:
    """A rack is closed. Only the first time counts, also when it is opened again for rework."""
    row = known.forecasts.get(rack)
    if row is not None and row["closed_us"] is None:
        late = happened.at_us > row["due_us"]
        known.forecasts.put({**row, "closed_us": happened.at_us, "late": late}, rack)


def tour_started(known: Known, happened: Happened, fact: events.TourStarted) -> None:
    rack = fact.picks[0].rack if fact.picks else ""
    numbers = _numbers(known, fact)
    row = {
        "node": known.node,
        "tour": str(fact.tour),
        "workplace": str(fact.workplace),
        "person": str(fact.person),
        "rack": str(rack),
        "first_number": min(numbers, default=None),
        "last_number": max(numbers, default=None),
        "picks": len(fact.picks),
        "started_us": happened.at_us,
        "ended_us": None,
        "completed": None,
        "planned_finish_us": fact.planned_finish_us,
        "due_us": fact.due_us,
        "fact": happened.fact_id,
    }
    known.tours.put(row, fact.tour)


def tour_ended(known: Known, happened: Happened, fact: events.TourEnded) -> None:
    """The end of a tour whose start was before tours were kept here says nothing."""
    row = known.tours.get(fact.tour)
    if row is not None:
        changes = {"ended_us": happened.at_us, "completed": fact.completed}
        known.tours.put({**row, **changes}, fact.tour)


def _numbers(known: Known, fact: events.TourStarted) -> list[int]:
    """Of the rack of the first pick."""
    rack = known.racks.get(fact.picks[0].rack) if fact.picks else None
    if rack is None:
        return []
    numbers = numbers_of_slots(rack)
    return [
        numbers[pick.slot]
        for pick in fact.picks
        if pick.rack == rack["rack"] and pick.slot in numbers
    ]
