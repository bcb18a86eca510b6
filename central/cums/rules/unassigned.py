"""What was received without a note: a return booked what the customer had counted. Which notes it
was of, receiving advice tells later. Pure.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from central.cums.rules.movements import (
    Assigned,
    Carried,
    CarriedOver,
    Despatched,
    DespatchUndone,
    Movement,
    Received,
    as_they_left,
    undo_on,
)
from central.words.reasons import RuleRefusedError, because

ZERO = Decimal(0)
_NIGHT = timedelta(days=1)


def arrival(note: str, on: date, quantity: Decimal, counted: Decimal) -> list[Movement]:
    """That so much of a note is at the customer: what their count had booked of it before,
    ``counted`` at most, is not received once more.
    """
    known = min(quantity, counted)
    moves: list[Movement] = []
    if known:
        moves.append(Assigned(note=note, on=on, quantity=known))
    if quantity > known:
        moves.append(Received(note=note, on=on, quantity=quantity - known))
    return moves


def unassigned(
    movements: Iterable[Movement], starts: Sequence[date], left_on: date | None = None
) -> Decimal:
    """How much of it can be of a note that left on that day, in the period of the day; None: of any
    note of the present period. It is of notes that left on the day of the receipt or before, and
    each piece is of one note.
    """
    notes: dict[str, date] = {}
    received: list[tuple[date, Decimal]] = []
    assigned: list[tuple[date, Decimal]] = []
    for movement in movements:
        match movement:
            case Despatched(note=note, on=on):
                notes[note] = on
            case DespatchUndone(note=note, quantity=None):
                del notes[note]
            case Received(note="", on=on, quantity=quantity):
                received.append((on, quantity))
            case Assigned(note=note, quantity=quantity):
                assigned.append((notes[note], quantity))
            case CarriedOver(of=Carried.COUNTED, on=on, quantity=quantity):
                received += [(on - _NIGHT, quantity), (on, -quantity)]
            case _:
                pass
    period = len(starts) if left_on is None else bisect_right(starts, left_on)
    received = [each for each in received if bisect_right(starts, each[0]) == period]
    assigned = [each for each in assigned if bisect_right(starts, each[0]) == period]
    until = date.min if left_on is None else left_on
    days = {until} | {on for on, _ in (*received, *assigned) if on <= until}
    return max(ZERO, min(_since(received, day) - _since(assigned, day) for day in days))


def dealt(
    movements: Sequence[Movement], starts: Sequence[date], period: int | None = None
) -> dict[str, Decimal]:
    """By note of a period (None: the present one), what of it is among that: dealt out to what
    nobody has answered of the notes, in the order in which they left.
    """
    period = len(starts) if period is None else period
    left = _left_in(movements, starts, period)
    notes: dict[str, Despatched] = {}
    answered: dict[str, Decimal] = {}
    for movement in movements:
        match movement:
            case Despatched(note=note):
                notes[note], answered[note] = movement, ZERO
            case DespatchUndone():
                undo_on(notes, movement)
            case Received(note=note) | Assigned(note=note) if note:
                answered[note] += movement.quantity
            case _:
                pass
    found: dict[str, Decimal] = {}
    for it in as_they_left(notes.values()):
        if left <= 0 or bisect_right(starts, it.on) != period:
            continue
        able = min(left, unassigned(movements, starts, it.on))
        found[it.note] = max(ZERO, min(able, it.quantity - answered[it.note]))
        left -= found[it.note]
    return found


def _left_in(movements: Iterable[Movement], starts: Sequence[date], period: int) -> Decimal:
    """Received without a note in that period, and not found to be of one of its notes."""
    notes: dict[str, date] = {}
    moved: list[tuple[date, Decimal]] = []
    for movement in movements:
        match movement:
            case Despatched(note=note, on=on):
                notes[note] = on
            case Received(note="", on=on, quantity=quantity):
                moved.append((on, quantity))
            case Assigned(note=note, quantity=quantity):
                moved.append((notes[note], -quantity))
            case CarriedOver(of=Carried.COUNTED, on=on, quantity=quantity):
                moved += [(on - _NIGHT, quantity), (on, -quantity)]
            case _:
                pass
    return sum((q for on, q in moved if bisect_right(starts, on) == period), ZERO)


def check_assigned(
    movements: Sequence[Movement], starts: Sequence[date], assigned: Assigned
) -> None:
    """RuleRefusedError: of what was received without a note so much cannot be of this one."""
    named = [it for it in movements if isinstance(it, Despatched) and it.note == assigned.note]
    left = unassigned(movements, starts, named[-1].on)
    if assigned.quantity > left:
        raise RuleRefusedError(
            because(
                "ledger.not_unassigned",
                "{quantity} of note {note} cannot be of what was received without a note: of that "
                "{left} can be of it",
                quantity=assigned.quantity,
                note=assigned.note,
                left=left,
            )
        )


def _since(rows: Iterable[tuple[date, Decimal]], day: date) -> Decimal:
    return sum((quantity for on, quantity in rows if on >= day), ZERO)
