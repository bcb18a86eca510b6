"""What came back of which note. A return names its note by its paper; of one that names none, the
notes that the customer has are taken in the order in which they left. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from central.agreements.model.options import Returns
from central.cums.rules.movements import (
    Assigned,
    Despatched,
    DespatchUndone,
    Movement,
    Received,
    Returned,
)
from central.words.reasons import Reason, because

ZERO = Decimal(0)


def by_paper(movements: Sequence[Movement]) -> dict[str, Decimal]:
    """By note that stands: returns since it left whose paper is its number."""
    found: dict[str, Decimal] = {}
    for movement in movements:
        match movement:
            case Despatched(note=note):
                found[note] = ZERO
            case DespatchUndone(note=note, quantity=None):
                del found[note]
            case Returned(paper=paper, quantity=quantity) if paper in found:
                found[paper] += quantity
            case _:
                pass
    return {note: quantity for note, quantity in found.items() if quantity}


def of_note(movements: Sequence[Movement], note: str) -> Decimal:
    return by_paper(movements).get(note, ZERO)


def received_of(movements: Sequence[Movement], note: str) -> Decimal:
    """Of the note by receiving advice, or because a person found it."""
    return sum(
        (
            it.quantity
            for it in movements
            if isinstance(it, Received | Assigned) and it.note == note
        ),
        ZERO,
    )


def dealt_back(
    notes: Sequence[Despatched],
    back: Decimal,
    named: Mapping[str, Decimal],
    had: Mapping[str, Decimal],
) -> dict[str, Decimal]:
    """By note: of ``back``, first what is ``named``, then what the customer ``had`` of the notes;
    what they cannot have had is of none.
    """
    found = {it.note: min(it.quantity, named.get(it.note, ZERO)) for it in notes}
    left = back - sum(found.values(), ZERO)
    for it in notes:
        more = min(max(ZERO, left), max(ZERO, had.get(it.note, ZERO) - found[it.note]))
        found[it.note] += more
        left -= more
    return found


def came_back(
    movements: Sequence[Movement],
    returns: Returns,
    named: Despatched,
    undone: Decimal | None = None,
) -> Reason | None:
    """Why a note, or ``undone`` of it, cannot be undone of which something came back and was
    deducted, or was among what would be undone; None: nothing. Where nothing is deducted, what came
    back of the whole note goes with it.
    """
    back = of_note(movements, named.note)
    if returns is not Returns.DEDUCT_FROM_CUM and undone is not None:
        return _back_before(named, undone, back)
    if not back or returns is not Returns.DEDUCT_FROM_CUM:
        return None
    return because(
        "ledger.note_came_back",
        "note {note} cannot be undone: of its {quantity}, {back} came back and is deducted "
        "already, and {left} more is at the customer: what comes back of that is a return",
        note=named.note,
        quantity=named.quantity,
        back=back,
        left=max(ZERO, received_of(movements, named.note) - back),
    )


def _back_before(named: Despatched, undone: Decimal, back: Decimal) -> Reason | None:
    if not back or undone == named.quantity or undone + back <= named.quantity:
        return None
    return because(
        "ledger.part_came_back",
        "{undone} of note {note} cannot be undone: of its {quantity}, {back} came back before",
        undone=undone,
        note=named.note,
        quantity=named.quantity,
        back=back,
    )
