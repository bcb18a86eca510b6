"""What a count of the customer held of notes of which something came back or got lost since. It is
asked of few agreement parts at a time, and reads the whole ledger of each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, func, select

from central.agreements.model.keys import CumKey
from central.agreements.model.options import Returns
from central.cums.rules.effects import effects
from central.cums.rules.held import gone_of, held_by
from central.cums.rules.ledger import Ledger, load
from central.cums.rules.movements import CarriedOver, Corrected, Returned
from central.cums.service.differences import NoteKey, Told, known_then, returned_of
from central.cums.service.keys import is_of
from central.cums.service.ledger_store import Posted, posted
from central.cums.tables_ledger import movements

ZERO = Decimal(0)


def returned_since(
    connection: Connection, of: CumKey, told_us: int, start: date | None
) -> dict[str, Decimal]:
    """By note of the present period, which began on ``start``: closed as returned and deducted, at
    that time or later.
    """
    found = {}
    for key, rows in returned_of(connection, [of]).items():
        if start is not None and _left_before(connection, key, start):
            continue
        if back := sum((quantity for at_us, quantity in rows if at_us >= told_us), ZERO):
            found[key.note] = back
    return found


def held_of_gone(
    connection: Connection,
    of: CumKey,
    cum: Decimal,
    told: Told,
    start: date | None,
    returns: Returns,
    gone: Mapping[str, Decimal],
) -> Decimal:
    """How much of a count of ``cum`` was among what of notes is ``gone`` since it was told, by
    note; the present period began on ``start``.
    """
    rows = posted(connection, of)
    ledger = load([row.movement for row in rows], returns)
    notes = [note for note, _ in ledger.running()]
    closed = returned_of(connection, [of])
    known = known_then(connection, {of: told}, {of: start}, closed)
    left_out = {key.note: it.apart + it.returned for key, it in known.items()}
    before = _of_no_note([row for row in rows if row.at_us < told.told_us], ledger)
    for key, backs in closed.items():
        back = sum((quantity for at_us, quantity in backs if at_us < told.told_us), ZERO)
        before += back
        left_out[key.note] = left_out.get(key.note, ZERO) + back
    held = held_by(cum, notes, left_out, before)
    return sum(
        (gone_of(held[note.note], note.quantity, gone.get(note.note, ZERO)) for note in notes),
        ZERO,
    )


def _of_no_note(rows: Sequence[Posted], ledger: Ledger) -> Decimal:
    """What corrections and returns made of our cum of the present period."""
    found = ZERO
    for _, moved in effects(
        (it.movement for it in rows if isinstance(it.movement, Corrected | Returned | CarriedOver)),
        ledger.returns,
    ):
        for effect in moved:
            if ledger.period_of(effect.on) == ledger.period:
                found += effect.despatched
    return found


def _left_before(connection: Connection, key: NoteKey, start: date) -> bool:
    """Whether the note that stands is of a period before."""
    table = movements.c
    query = select(func.max(table.on_day)).where(
        is_of(movements, key.of),
        table.note == key.note,
        table.kind == "despatched",
    )
    on = connection.execute(query).scalar()
    return on is not None and on < start
