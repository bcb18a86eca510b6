"""How much of what a return booked as received, because the customer had counted it, can be of one
note, looked up in the books.
"""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import Connection

from central.agreements.model.keys import PartKey
from central.agreements.model.options import Returns
from central.cums.rules.unassigned import unassigned
from central.cums.service.ledger_store import ledger_of
from central.cums.service.ledgers import received_without_note

ZERO = Decimal(0)


def counted_of(connection: Connection, of: PartKey, note: str, returns: Returns) -> Decimal:
    """0 where no return booked anything, or the note is not known."""
    if not received_without_note(connection, [of]):
        return ZERO
    ledger = ledger_of(connection, *of, returns)
    named = ledger.note_named(note)
    return ZERO if named is None else unassigned(ledger.movements, ledger.starts, named.on)
