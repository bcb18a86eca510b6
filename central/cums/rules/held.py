"""What a count of the customer held of each of our notes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from central.cums.rules.movements import Despatched

ZERO = Decimal(0)


def held_by(
    count: Decimal, notes: Iterable[Despatched], left_out: Mapping[str, Decimal], before: Decimal
) -> dict[str, Decimal]:
    """By note of the period, in the order in which they left. ``left_out``: what of a note was
    known not to arrive when the count was told; ``before``: our cum before the first note.
    """
    found, cum = {}, before
    for note in notes:
        could = note.quantity - left_out.get(note.note, ZERO)
        found[note.note] = min(max(ZERO, count - cum), could)
        cum += could
    return found


def gone_of(held: Decimal, quantity: Decimal, gone: Decimal) -> Decimal:
    """How much of ``held`` of a note of ``quantity`` was among the ``gone`` that do not arrive, or
    came back: what is still there is counted first.
    """
    return max(ZERO, held - (quantity - gone))
