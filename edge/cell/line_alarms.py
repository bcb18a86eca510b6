"""Vehicles that passed the point of fit while their parts were still to be picked."""

from __future__ import annotations

from collections.abc import Iterator

from edge.cell.model import CellState, Rack, Vehicle
from edge.cell.racks import covering, lacking
from wire.events import ExceptionRaised, PersonNeeded
from wire.ids import CallNumber, FeedId


def fitted_without(
    state: CellState, feed: FeedId, call: CallNumber, before: Vehicle | None
) -> Iterator[ExceptionRaised]:
    """One alarm a rack, when it becomes known: by the word that the vehicle is fitted, or by the
    vehicle's own telegram that came after that word.
    """
    now = state.feeds[feed].vehicles.get(call)
    if now is None or not now.fitted or now.number is None:
        return
    if before is not None and before.fitted and before.number is not None:
        return
    for rack in covering(state, feed, now.epoch, now.number):
        if without := lacking(rack, now.number, now):
            yield _alarm(rack, now, now.number, without)


def _alarm(rack: Rack, vehicle: Vehicle, number: int, without: tuple[str, ...]) -> ExceptionRaised:
    call = vehicle.telegram.call_number
    return ExceptionRaised(
        exception=f"{PersonNeeded.FITTED_WITHOUT_PART.value}:{rack.rack}:{number}:{call}"[:200],
        kind=PersonNeeded.FITTED_WITHOUT_PART,
        text=f"call {call}, number {number}, has passed {rack.point_of_fit} without "
        f"{', '.join(without)}"[:200],
        feed=rack.feed,
        call_number=call,
        epoch=rack.epoch,
        number=number,
        rack=rack.rack,
    )
