"""What the books say of a count that is below another: why it may have fallen, and what receiving
advice had confirmed when it was told.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from sqlalchemy import Connection

from central.agreements.model.keys import CumKey
from central.agreements.model.options import COUNTING, Reconcile
from central.cums.rules.ledger import Ledger
from central.cums.rules.movements import Assigned, Received
from central.cums.service.arrived import counted_too
from central.cums.service.counts import accepted_since, begun_us, lowered_since, received_later
from central.releases.rules.admission import Before
from central.releases.rules.points import Gate
from central.releases.rules.states import State
from central.releases.rules.transit import NOTHING, Confirmed, confirmed_of
from central.releases.schedules import StoredSchedule

ZERO = Decimal(0)


def known_fall(
    connection: Connection,
    of: CumKey,
    before: Before | None,
    cum: Decimal | None,
    ledger: Ledger,
) -> Before | None:
    """The schedule before with what explains that ``cum`` is below its own. Where people accepted
    a count since, that one stands instead. One that was told before the present period was begun in
    our books is of the count before. A count that was never agreed to may be explained by
    all that was taken back in the period.
    """
    if before is None or before.received_cum is None or cum is None or cum >= before.received_cum:
        return before
    if before.counted_since is None and before.received_us < begun_us(connection, [of]).get(of, 0):
        return replace(before, received_cum=None)
    since = 0 if before.state == State.NOT_RECONCILED else before.received_us
    accepted = accepted_since(connection, of, before.received_us, ledger.period_start)
    if accepted is not None:
        before, since = replace(before, received_cum=accepted.cum), accepted.told_us + 1
    last = before.received_cum or ZERO
    return replace(before, explained=lowered_since(connection, of, last, since, ledger))


def confirmed_before(
    connection: Connection,
    of: CumKey,
    kept: StoredSchedule,
    option: Reconcile,
    ledger: Ledger,
    gate: Gate | None = None,
) -> Confirmed:
    """Asked only where it can matter: a count below the receipts, or receipts of notes, which also
    tell to which of several unloading points something is on its way. What a
    return booked because it had been counted, and may not have arrived, nobody has confirmed.
    """
    cum = kept.received_cum
    by_cum = cum is not None and cum < ledger.balance.received
    asks_notes = option in _BY_NOTE or (gate is not None and option in COUNTING)
    by_note = asks_notes and any(isinstance(it, _OF_NOTES) for it in ledger.movements)
    if not by_cum and not by_note:
        return NOTHING
    later = received_later(connection, of, kept.received_us, kept.issued_on)
    differing = {of: ledger.differing_notes()} if by_cum else {}
    booked = counted_too(connection, differing, {of: ledger.returns}).get(of, ZERO)
    return confirmed_of(ledger, [*((it.note, it.quantity) for it in later), ("", booked)])


_OF_NOTES = (Assigned, Received)
_BY_NOTE = frozenset({Reconcile.USE_DELIVERY_NOTE, Reconcile.USE_DELIVERY_NOTE_AND_CUM_QTY})
