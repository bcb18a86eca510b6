"""How a person closes a difference: what of a note receiving advice calls missing or rejected.

``found``: it arrived after all; it is received, and a difference no more. ``lost``: both agree that
it is not coming; our cum stays, the customer's never has it, so it stays a difference that nobody
has to look at. ``returned``: it came back. By ``keep_cum`` that is as ``lost``; by
``deduct_from_cum`` our cum falls by it and the customer's, which never had it, stays: it is no
difference any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from central.agreements.model.options import Returns
from central.cums.rules.ledger import Difference
from central.cums.rules.movements import Movement, Returned
from central.cums.rules.unassigned import arrival
from central.words.reasons import Reason, RuleRefusedError, because


class How(StrEnum):
    FOUND = "found"
    LOST = "lost"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """``movements`` are posted in their order. ``booked``: it is a difference no more."""

    quantity: Decimal
    movements: tuple[Movement, ...]
    booked: bool
    reason: Reason


def close(
    difference: Difference,
    how: How,
    quantity: Decimal | None,
    on: date,
    returns: Returns,
    counted: Decimal,
    back_on: date,
) -> Closing:
    """``quantity`` None: all of it. ``counted``: what a return can have booked of the note as
    received. ``back_on``: the day of a return, in the period of its note. RuleRefusedError for more
    than there is: what is closed as lost can still be found.
    """
    most = difference.quantity if how is How.FOUND else difference.open
    taken = most if quantity is None else quantity
    _check(difference, how, taken, most)
    deducted = how is How.RETURNED and returns is Returns.DEDUCT_FROM_CUM
    booked = how is How.FOUND or deducted
    moves: list[Movement] = []
    if booked:
        moves += arrival(difference.note, on, taken, counted)
    if how is How.RETURNED:
        moves.append(Returned(on=back_on, quantity=taken, paper=difference.note))
    reason = because(
        "difference.closed",
        "{quantity} of note {note} is closed as {how}",
        quantity=taken,
        note=difference.note,
        how=str(how),
    )
    return Closing(quantity=taken, movements=tuple(moves), booked=booked, reason=reason)


def _check(difference: Difference, how: How, taken: Decimal, most: Decimal) -> None:
    if not 0 < taken <= most:
        raise RuleRefusedError(
            because(
                "difference.too_much",
                "of note {note} {most} can be closed as {how}, not {quantity}",
                note=difference.note,
                most=most,
                how=str(how),
                quantity=taken,
            )
        )
