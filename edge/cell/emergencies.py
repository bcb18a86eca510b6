"""Emergency calls of the line: told when they come, and closed once everything for them is picked.
``tours`` has them picked before all others.
"""

from __future__ import annotations

from edge.cell.draft import Draft
from edge.cell.model import CellState, Vehicle
from edge.cell.racks import covering, is_complete, needs_at
from wire.events import ExceptionHandled, ExceptionRaised, Marriage, PersonNeeded
from wire.ids import PersonId
from wire.telegram import Flag, Telegram


def called(state: CellState, telegram: Telegram, known: Vehicle | None) -> ExceptionRaised | None:
    """When a vehicle with something to pick here becomes one."""
    now = state.feeds[telegram.feed].vehicles.get(telegram.call_number)
    if now is None or now.number is None or now.gone or not _is_one(now):
        return None
    told = known is not None and known.number is not None and _is_one(known)
    if told or not _wants(state, now):
        return None
    return ExceptionRaised(
        exception=_name(telegram.feed, telegram.call_number),
        kind=PersonNeeded.EMERGENCY_CALL,
        text=f"call {telegram.call_number}, number {now.number}, is an emergency call: it is "
        "picked before all others"[:200],
        feed=telegram.feed,
        call_number=telegram.call_number,
        epoch=now.epoch,
        number=now.number,
    )


def close_when_picked(draft: Draft, marriage: Marriage, person: PersonId) -> None:
    """The last piece of it is there."""
    name = _name(marriage.feed, marriage.call_number)
    vehicle = draft.state.feeds[marriage.feed].vehicles.get(marriage.call_number)
    if name in draft.before.exceptions and vehicle and not _wants(draft.state, vehicle):
        draft.add(ExceptionHandled(exception=name, person=person, closed=True, note="picked"))


def _is_one(vehicle: Vehicle) -> bool:
    return Flag.EMERGENCY_CALL in vehicle.telegram.flags


def _wants(state: CellState, vehicle: Vehicle) -> bool:
    """Whether a slot of it that is here lacks a piece."""
    number, feed = vehicle.number or 0, vehicle.telegram.feed
    return any(
        rack.shipped_us is None
        and bool(needs_at(state, rack, number))
        and not is_complete(state, rack, number)
        for rack in covering(state, feed, vehicle.epoch, number)
    )


def _name(feed: str, call: str) -> str:
    return f"{PersonNeeded.EMERGENCY_CALL.value}:{feed}:{call}"
