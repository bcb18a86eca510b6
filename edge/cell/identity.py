"""Who a vehicle is: its VIN, short VIN and body number. They may change while nothing is picked for
it, and a person sees it; afterwards the pieces would belong to another car than they were married
to.
"""

from __future__ import annotations

from edge.cell.model import CellState, Vehicle
from edge.cell.named import Named
from wire.events import ExceptionRaised, Marriage, PersonNeeded
from wire.ids import CallNumber, FeedId, Vin
from wire.telegram import Telegram

_NAMES = {"vin": "VIN", "short_vin": "short VIN", "body_number": "body number"}


def identity_change(
    known: Vehicle | None, telegram: Telegram, order: tuple[int, ...], *, outdated: bool
) -> str:
    """What of it is another than the last that was named, in words. Empty: nothing. What a
    telegram does not name has not changed, and what was named before still counts. ``outdated``:
    it is not the vehicle's last word, and changes only what an older one named.
    """
    if known is None:
        return ""
    found = []
    for field, name in _NAMES.items():
        before, now = named_last(known, field), getattr(telegram, field)
        if before and now and before != now and not (outdated and order < _named_at(known, field)):
            found.append(f"{name} {before} became {now}")
    return ", ".join(found)


def named_last(vehicle: Vehicle, field: str) -> str:
    """Empty: no telegram of the vehicle named it."""
    named = vehicle.identity.get(field)
    text = named.text if named is not None else getattr(vehicle.telegram, field)
    return str(text)


def _named_at(vehicle: Vehicle, field: str) -> tuple[int, ...]:
    named = vehicle.identity.get(field)
    return vehicle.content_order if named is None else named.order


def vin_of(vehicle: Vehicle) -> Vin:
    """Its VIN, as long as no telegram names another: one that names none does not take it away."""
    return Vin(named_last(vehicle, "vin"))


def shown_name(vehicle: Vehicle) -> str:
    """What people know the car by: its VIN, else its short VIN, else its body number, else the
    maker's number of the order.
    """
    named = (named_last(vehicle, field) for field in _NAMES)
    return next(filter(None, named), str(vehicle.telegram.call_number))


def identity_after(
    known: Vehicle | None, telegram: Telegram, order: tuple[int, ...], *, decided: bool = False
) -> dict[str, Named]:
    """The last word on each field, by version order, once ``telegram`` is heard. ``decided``: it
    counts as the last one, whatever its order.
    """
    found: dict[str, Named] = {}
    for field in _NAMES:
        before = None if known is None else known.identity.get(field)
        if before is None and known is not None and (text := getattr(known.telegram, field)):
            before = Named(text=text, order=known.content_order)
        now = getattr(telegram, field)
        if before is not None and decided:
            before = Named(text=before.text, order=min(before.order, order))
        if now and (before is None or order >= before.order):
            before = Named(text=now, order=order)
        if before is not None:
            found[field] = before
    return found


def picked_for(state: CellState, telegram: Telegram) -> tuple[Marriage, ...]:
    """The pieces that are in any slot here for the telegram's vehicle, shipped ones too."""
    return tuple(
        marriage
        for rack in state.racks.values()
        if rack.feed == telegram.feed
        for married in rack.picked.values()
        for marriage in married
        if marriage.call_number == telegram.call_number
    )


def conflict(telegram: Telegram, change: str, picked: tuple[Marriage, ...]) -> str:
    """Why the change is not taken by itself."""
    return (
        f"call {telegram.call_number}: {change} after {len(picked)} picked, in {picked[0].rack}; "
        "a person decides which is true"
    )


def amended(telegram: Telegram, vehicle: Vehicle, change: str) -> ExceptionRaised:
    return ExceptionRaised(
        exception=f"{PersonNeeded.IDENTITY_CHANGED.value}:{telegram.feed}:{telegram.call_number}",
        kind=PersonNeeded.IDENTITY_CHANGED,
        text=f"call {telegram.call_number}: {change}; nothing was picked, it is taken"[:200],
        feed=telegram.feed,
        call_number=telegram.call_number,
        epoch=vehicle.epoch,
        number=vehicle.number,
    )


def same_vehicle(
    state: CellState, feed: FeedId, call: CallNumber, before: Vehicle | None
) -> ExceptionRaised | None:
    """A call that came to its place with the VIN of another call which has a place and is not
    withdrawn: the same car would be picked for twice.
    """
    vehicles = state.feeds[feed].vehicles
    now = vehicles.get(call)
    if now is None or now.number is None or now.gone or not (vin := named_last(now, "vin")):
        return None
    if before is not None and before.number is not None and named_last(before, "vin") == vin:
        return None
    twins = [
        vehicle
        for other, vehicle in vehicles.items()
        if other != call
        and vehicle.number is not None
        and not vehicle.withdrawn
        and named_last(vehicle, "vin") == vin
    ]
    if not twins:
        return None
    rack_of = {
        marriage.call_number: marriage.rack
        for rack in reversed(state.racks.values())
        if rack.feed == feed
        for married in rack.picked.values()
        for marriage in married
    }
    twin = next((it for it in twins if it.telegram.call_number in rack_of), twins[0])
    rack = rack_of.get(twin.telegram.call_number)
    return _twice(now, vin, twin, f"picked in {rack}" if rack else f"number {twin.number}")


def _twice(now: Vehicle, vin: str, twin: Vehicle, where: str) -> ExceptionRaised:
    call, feed, other = now.telegram.call_number, now.telegram.feed, twin.telegram.call_number
    return ExceptionRaised(
        exception=f"{PersonNeeded.IDENTITY_CHANGED.value}:{feed}:{call}:{other}",
        kind=PersonNeeded.IDENTITY_CHANGED,
        text=f"call {call}, number {now.number}, names VIN {vin} of call {other}, "
        f"{where}: ask the line which is the car"[:200],
        feed=feed,
        call_number=call,
        epoch=now.epoch,
        number=now.number,
    )
