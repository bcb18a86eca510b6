"""What a movement does to either count: the only place that knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from central.agreements.model.options import Returns
from central.cums.rules.movements import (
    Assigned,
    Carried,
    CarriedOver,
    Corrected,
    Despatched,
    DespatchUndone,
    Movement,
    Received,
    ResetExecuted,
    ResetPlanned,
    Returned,
    Side,
    undo_on,
)

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """Signed quantities, and the day whose period they count in."""

    on: date
    despatched: Decimal = ZERO
    received: Decimal = ZERO


def effects(
    movements: Iterable[Movement], returns: Returns
) -> Iterator[tuple[Movement, tuple[Effect, ...]]]:
    """Each movement in the order in which they were recorded, with its effects; none where it moves
    nothing by itself, two where it carries over.
    """
    notes: dict[str, Despatched] = {}
    for movement in movements:
        match movement:
            case Despatched():
                notes[movement.note] = movement
                yield movement, (Effect(on=movement.on, despatched=movement.quantity),)
            case DespatchUndone():
                note = notes[movement.note]
                gone = note.quantity if movement.quantity is None else movement.quantity
                undo_on(notes, movement)
                yield movement, (Effect(on=note.on, despatched=-gone),)
            case Received():
                on = notes[movement.note].on if movement.note else movement.on
                yield movement, (Effect(on=on, received=movement.quantity),)
            case Assigned():
                yield movement, (Effect(on=notes[movement.note].on),)
            case Returned() | Corrected():
                yield movement, (effect_of(movement, returns),)
            case CarriedOver():
                yield movement, carried_of(movement, returns)
            case ResetPlanned() | ResetExecuted():
                yield movement, ()


def effect_of(movement: Returned | Corrected, returns: Returns) -> Effect:
    """Of what a person posted, which no note is asked for."""
    match movement:
        case Corrected(side=Side.DESPATCHED):
            return Effect(on=movement.on, despatched=movement.quantity)
        case Corrected():
            return Effect(on=movement.on, received=movement.quantity)
        case Returned() if returns is Returns.DEDUCT_FROM_CUM:
            back = -movement.quantity
            return Effect(on=movement.on, despatched=back, received=back)
        case Returned():
            return Effect(on=movement.on)


def carried_of(movement: CarriedOver, returns: Returns) -> tuple[Effect, Effect]:
    """Into the period that ended, and out of the one that began."""
    quantity, sent, got = movement.quantity, ZERO, ZERO
    match movement.of:
        case Carried.DESPATCHED:
            sent = quantity
        case Carried.RETURNED if returns is Returns.DEDUCT_FROM_CUM:
            sent = got = -quantity
        case Carried.RECEIVED | Carried.COUNTED:
            got = quantity
        case _:
            pass
    return (
        Effect(on=movement.on - timedelta(days=1), despatched=sent, received=got),
        Effect(on=movement.on, despatched=-sent, received=-got),
    )
