"""What the last note that a customer named says of our notes. Pure."""

from __future__ import annotations

from decimal import Decimal

from central.agreements.model.options import Returns
from central.cums.rules.came_back import of_note, received_of
from central.cums.rules.ledger import Ledger
from central.cums.rules.movements import Despatched, left_before

ZERO = Decimal(0)


def lost_of(ledger: Ledger, note: Despatched) -> Decimal:
    """What is known not to arrive of it."""
    return sum((it.quantity for it in ledger.differences if it.note == note.note), ZERO)


def has_arrived(note: Despatched, last: Despatched) -> bool:
    """Where the customer named ``last``: it arrived, and what left before it."""
    return note == last or left_before(note, last)


def after_named(ledger: Ledger, last: Despatched) -> Decimal:
    """Of the notes of the present period, what is on its way after the named one: not lost, not
    received by receiving advice.
    """
    found = ZERO
    for note in ledger.notes():
        if ledger.period_of(note.on) == ledger.period and not has_arrived(note, last):
            found += max(ZERO, note.quantity - lost_of(ledger, note) - _received(ledger, note))
    return found


def _received(ledger: Ledger, note: Despatched) -> Decimal:
    """By receiving advice; what came back of it and was deducted was there before."""
    got = received_of(ledger.movements, note.note)
    deducted = ledger.returns is Returns.DEDUCT_FROM_CUM
    return max(got, of_note(ledger.movements, note.note)) if deducted else got
