"""Who a vehicle is: its VIN, short VIN and body number. They may change while nothing is picked for
it, and a person sees it; afterwards the pieces would belong to another car than they were married
to.
"""

from __future__ import annotations

from edge.cell.model import CellState, Vehicle
from wire.events import ExceptionRaised, Marriage, PersonNeeded
from wire.telegram import Telegram

_NAMES = {"vin": "VIN", "short_vin": "short VIN", "body_number": "body number"}


def identity_change(known: Vehicle | None, telegram: Telegram) -> str:
    """What of it is another than before, in words. Empty: nothing. What one of the two telegrams
    does not name has not changed.
    """
    if known is None:
        return ""
    found = []
    for field, name in _NAMES.items():
        before, now = getattr(known.telegram, field), getattr(telegram, field)
        if before and now and before != now:
            found.append(f"{name} {before} became {now}")
    return ", ".join(found)


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
    """Why the change is not taken, and what to do."""
    return (
        f"call {telegram.call_number}: {change} after {len(picked)} picked, in {picked[0].rack}; "
        "if that is true, take the pieces out and have it sent again"
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
