"""What moved without a note between the two days of a reset and cannot be of the period that it
begins. Pure.

It counts by its day, as everything does, where the new period can have it: what came back was
received since it began. What cannot be is of the period that ends, and so is a return whose paper
names a note of it. What a return booked as received because it had been counted is of the notes in
the order in which they left.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from central.agreements.model.options import Returns
from central.cums.rules.effects import Effect, effect_of, effects
from central.cums.rules.ledger import Ledger
from central.cums.rules.movements import (
    Assigned,
    Carried,
    CarriedOver,
    Corrected,
    Received,
    Returned,
    Side,
)

ZERO = Decimal(0)


@dataclass(slots=True)
class _Cums:
    sent: Decimal = ZERO
    got: Decimal = ZERO

    def add(self, effect: Effect) -> None:
        self.sent += effect.despatched
        self.got += effect.received

    def can_have(self, effect: Effect) -> bool:
        return 0 <= self.got + effect.received <= self.sent + effect.despatched


@dataclass(slots=True)
class _Between:
    """The period that ends and the one that begins, without what of no note moved in this."""

    old: _Cums
    new: _Cums
    counted: Decimal = ZERO
    of_old: Decimal = ZERO
    """Of what was counted, what is known to be of notes of either period."""
    of_new: Decimal = ZERO


def carried_over(ledger: Ledger) -> tuple[CarriedOver, ...]:
    """What carrying out the planned reset carries over; none is planned: nothing."""
    if ledger.planned is None:
        return ()
    start = ledger.planned.synchronise_on
    between, people = _between(ledger)
    found = []
    if into_old := _counted_before(between, ledger):
        found.append(CarriedOver(of=Carried.COUNTED, on=start, quantity=into_old))
    between.old.got += into_old
    between.new.got += between.counted - into_old
    for movement in people:
        effect = effect_of(movement, ledger.returns)
        old = _is_of_old(movement, ledger) or not between.new.can_have(effect)
        old = old and between.old.can_have(effect)
        (between.old if old else between.new).add(effect)
        if old:
            found.append(CarriedOver(of=_of(movement), on=start, quantity=movement.quantity))
    return tuple(found)


def _between(ledger: Ledger) -> tuple[_Between, list[Returned | Corrected]]:
    start = ledger.planned.synchronise_on if ledger.planned is not None else None
    found = _Between(old=_Cums(), new=_Cums())
    people: list[Returned | Corrected] = []
    for movement, moved in effects(ledger.movements, ledger.returns):
        for effect in moved:
            if start is None or ledger.period_of(effect.on) != ledger.period:
                continue
            new = effect.on >= start
            match movement:
                case Received(note=""):
                    found.counted += effect.received if new else ZERO
                    found.old.got += ZERO if new else effect.received
                case Assigned(quantity=quantity):
                    found.of_new += quantity if new else ZERO
                    found.of_old += ZERO if new else quantity
                case Returned() | Corrected() if new:
                    people.append(movement)
                case _:
                    (found.new if new else found.old).add(effect)
    return found, people


def _counted_before(between: _Between, ledger: Ledger) -> Decimal:
    """The notes of the period that ends come first, but for what does not arrive of them."""
    lost = sum(
        (
            it.quantity
            for it in ledger.differences
            if ledger.planned is not None
            and ledger.period_of(it.on) == ledger.period
            and it.on < ledger.planned.synchronise_on
        ),
        ZERO,
    )
    room = max(ZERO, between.old.sent - between.old.got - lost)
    able = min(room, max(ZERO, between.counted - between.of_new))
    return min(between.counted, max(able, between.of_old))


def _is_of_old(movement: Returned | Corrected, ledger: Ledger) -> bool:
    """Its paper is a note of the period that ends."""
    if not isinstance(movement, Returned) or ledger.returns is not Returns.DEDUCT_FROM_CUM:
        return False
    named = ledger.note_named(movement.paper) if movement.paper else None
    return (
        named is not None
        and ledger.planned is not None
        and named.on < ledger.planned.synchronise_on
    )


def _of(movement: Returned | Corrected) -> Carried:
    if isinstance(movement, Returned):
        return Carried.RETURNED
    return Carried.DESPATCHED if movement.side is Side.DESPATCHED else Carried.RECEIVED
