"""What of a note comes back before it was received: it is of its note, is received by nobody, and
where returns are deducted it is booked as a difference that is closed as returned.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import Connection, insert, select

from central.agreements.model.keys import CumKey
from central.agreements.model.options import Returns
from central.cums.rules.closing import How
from central.cums.rules.movements import Movement, Received, Returned
from central.cums.service.arrived import Arrived
from central.cums.service.beyond import held_in
from central.cums.service.differences import (
    NOTHING_CLOSED,
    NoteKey,
    NoteSum,
    closed_of,
    notes_of,
)
from central.cums.service.keys import whose
from central.cums.service.ledgers import sums_of
from central.cums.tables_ledger import movements
from central.cums.tables_people import CLOSINGS
from central.db.work import Work
from central.words.reasons import RuleRefusedError, because

ZERO = Decimal(0)


def check_of_note(connection: Connection, of: CumKey, movement: Movement) -> None:
    """RuleRefusedError: more comes back of the note on the paper than went on it, or the note is of
    another unloading point's cum.
    """
    note = _named(connection, of, movement)
    if not isinstance(movement, Returned):
        return
    if note is None:
        _check_elsewhere(connection, of, movement.paper)
        return
    if movement.quantity > note.despatched - note.back:
        raise RuleRefusedError(
            because(
                "ledger.returned_beyond_note",
                "{quantity} of note {note} cannot have come back: it had {despatched}, and {back} "
                "of them came back before",
                quantity=movement.quantity,
                note=movement.paper,
                despatched=note.despatched,
                back=note.back,
            )
        )


def _check_elsewhere(connection: Connection, of: CumKey, paper: str) -> None:
    table = movements.c
    query = select(*whose(movements), table.note).where(
        table.agreement == of.agreement,
        table.part == of.part,
        table.note == paper,
        table.kind == "despatched",
    )
    keys = {NoteKey(*key) for (*key,) in connection.execute(query.distinct())} if paper else set()
    for other in sorted(notes_of(connection, keys)):
        raise RuleRefusedError(
            because(
                "ledger.returned_elsewhere",
                "note {note} went to {other}: book there what came back of it",
                note=paper,
                other=other.point or of.part,
            )
        )


def arrival_before(
    work: Work, of: CumKey, returns: Returns, movement: Movement, arrived: Arrived
) -> Sequence[Received]:
    """What is booked before a return that is deducted: the cum of the customer, who never had it,
    stays, and ours falls. What the customer's count holds of the note they had; of a period before,
    a person corrects.
    """
    note = _named(work.connection, of, movement)
    deducts = returns is Returns.DEDUCT_FROM_CUM
    if note is None or not isinstance(movement, Returned) or not deducts:
        return ()
    ledger = sums_of(work.connection, {of: returns})[of]
    had = max(note.received, _counted(work.connection, of, returns, movement.paper, arrived))
    quantity = min(movement.quantity, note.despatched - had)
    if quantity <= 0 or ledger.period_of(note.on) != ledger.period_of(movement.on):
        return ()
    row = of._asdict() | {
        "note": movement.paper,
        "how": How.RETURNED.value,
        "quantity": quantity,
        "on_day": movement.on,
        "at_us": work.now_us,
        "who": work.by.who,
        "why": work.by.why,
        "receipt": 1,
        "void": None,
    }
    work.connection.execute(insert(CLOSINGS), [row])
    return (Received(note=movement.paper, on=movement.on, quantity=quantity),)


def _counted(
    connection: Connection, of: CumKey, returns: Returns, note: str, arrived: Arrived
) -> Decimal:
    """Of the note by the customer's count, and what came back of it before."""
    if arrived.count is None:
        return ZERO
    held = held_in(connection, of, arrived.count, arrived.differences, returns).get(note)
    return (ZERO if held is None else held.quantity) + deducted_of(connection, of, note)


def deducted_of(connection: Connection, of: CumKey, note: str) -> Decimal:
    """What of the note was booked as received because it came back: an advice may count it."""
    key = NoteKey(*of, note)
    return closed_of(connection, [key]).get(key, NOTHING_CLOSED).deducted


def _named(connection: Connection, of: CumKey, movement: Movement) -> NoteSum | None:
    """The note that stands whose number is the paper of a return."""
    if not isinstance(movement, Returned) or not movement.paper:
        return None
    key = NoteKey(*of, movement.paper)
    return notes_of(connection, [key]).get(key)
