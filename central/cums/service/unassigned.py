"""How much of what a return booked as received, because the customer had counted it, is of one
note, looked up in the books.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import Connection

from central.agreements.model.keys import CumKey
from central.agreements.model.options import Returns
from central.cums.rules.unassigned import dealt, unassigned
from central.cums.service.ledger_store import ledger_of
from central.cums.service.ledgers import received_without_note

ZERO = Decimal(0)


def counted_of(
    connection: Connection, of: CumKey, note: str, on: date, returns: Returns
) -> Decimal:
    """Of what arrived on that day. What the customer had before the day of their count is in it;
    of what came later it holds what is left, in the order in which the notes left. 0 where no
    return booked anything, or the note is not known.
    """
    last = received_without_note(connection, [of]).get(of)
    if last is None:
        return ZERO
    ledger = ledger_of(connection, of, returns)
    named = ledger.note_named(note)
    if named is None:
        return ZERO
    if on < last:
        return unassigned(ledger.movements, ledger.starts, named.on)
    period = ledger.period_of(named.on)
    return dealt(ledger.movements, ledger.starts, period).get(note, ZERO)
