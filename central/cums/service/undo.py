"""Why a note cannot be undone: what the customer's schedules say of it, and what came back."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import Connection

from central.agreements.model.keys import CumKey
from central.agreements.model.options import COUNTING, Reconcile, Returns
from central.cums.rules.came_back import came_back, of_note
from central.cums.rules.ledger import Ledger
from central.cums.rules.movements import Despatched
from central.cums.rules.named_note import has_arrived, lost_of
from central.cums.service.beyond import held_in
from central.cums.service.counts import CustomersCount, count_of
from central.cums.service.ledgers import returned_in_all
from central.cums.service.named_note import named_notes
from central.words.reasons import Reason, because

ZERO = Decimal(0)
ACCEPTED = "accepted"
"""Stands for the number of a schedule where two people accepted the count."""


def confirmed(
    connection: Connection,
    of: CumKey,
    ledger: Ledger,
    option: Reconcile,
    note: str,
    quantity: Decimal | None = None,
) -> Reason | None:
    """Why the note, or ``quantity`` of it, cannot be undone: something of it came back, or the
    customer's schedules say that it arrived. None: nothing of that.
    """
    named = ledger.note_named(note)
    if named is None:
        return None
    undone = named.quantity if quantity is None else quantity
    back = came_back(ledger.movements, ledger.returns, named, undone)
    said = back or _named_last(connection, of, ledger, named)
    said = said or _returned_beyond(connection, of, ledger, named, undone)
    if said is not None or option not in COUNTING:
        return said
    if ledger.period_of(named.on) < ledger.period:
        return _of_a_count_before(ledger, named)
    count = count_of(connection, of, ledger.period_start, ledger.returns)
    return None if count is None else _counted(connection, of, count, ledger, named, undone)


def _is_lost(ledger: Ledger, named: Despatched) -> bool:
    """Nothing of it arrives."""
    return lost_of(ledger, named) >= named.quantity


def _of_a_count_before(ledger: Ledger, named: Despatched) -> Reason | None:
    """A count that is closed has it or has it not; what never arrived it has not."""
    if _is_lost(ledger, named):
        return None
    return because(
        "ledger.note_of_count_before",
        "note {note} of {on} cannot be undone: the customer's count began anew on {start}; what "
        "came back of it is a return, and what is wrong in the old cum two people correct",
        note=named.note,
        on=named.on,
        start=ledger.period_start or "",
    )


def _returned_beyond(
    connection: Connection, of: CumKey, ledger: Ledger, named: Despatched, undone: Decimal
) -> Reason | None:
    """Where returns move no cum, no more comes back than went. What came back of the note itself
    goes with it.
    """
    if ledger.returns is not Returns.KEEP_CUM:
        return None
    sent = sum((it.despatched for it in ledger.balances()), ZERO)
    back = returned_in_all(connection, of)
    if undone == named.quantity:
        back -= of_note(ledger.movements, named.note)
    left = sent - undone
    if back <= max(ZERO, left):
        return None
    return because(
        "ledger.undone_beyond",
        "note {note} cannot be undone: {back} came back in all, and without its {quantity} only "
        "{left} would have been despatched",
        note=named.note,
        back=back,
        quantity=undone,
        left=left,
    )


def _named_last(
    connection: Connection, of: CumKey, ledger: Ledger, named: Despatched
) -> Reason | None:
    said = named_notes(connection, [of]).get(of)
    last = ledger.note_named(said.note) if said is not None else None
    if said is None or last is None or not has_arrived(named, last):
        return None
    if last != named and _is_lost(ledger, named):
        return None
    return because(
        "ledger.note_confirmed",
        "note {note} cannot be undone: schedule {number} of {on} names {last} as the last note "
        "that arrived",
        note=named.note,
        number=said.number,
        on=said.on,
        last=said.note,
    )


def _counted(
    connection: Connection,
    of: CumKey,
    count: CustomersCount,
    ledger: Ledger,
    named: Despatched,
    undone: Decimal,
) -> Reason | None:
    note = named.note
    held = held_in(connection, of, count, ledger.differing_notes(), ledger.returns)
    mine = held.get(note)
    if mine is not None and mine.whole and not _is_lost(ledger, named):
        return because(
            "ledger.note_counted",
            "note {note} cannot be undone: the customer counted {cum} in schedule {number} of "
            "{on}, and all {held} of the note is in that count",
            note=note,
            cum=count.cum,
            number=count.number or ACCEPTED,
            on=count.on,
            held=mine.quantity,
        )
    without = ledger.balance.despatched - undone
    apart = sum((it.quantity for it in count.apart if it.note != note), ZERO)
    if without >= count.now + apart:
        return None
    return _below(count, note, without, apart)


def _below(count: CustomersCount, note: str, without: Decimal, apart: Decimal) -> Reason:
    words = (
        "note {note} cannot be undone: our despatched cum would be {without}, below what the "
        "customer counted in schedule {number} of {on}, {cum}"
    )
    code = "ledger.note_below_count"
    if count.returned:
        words += " less {returned} that came back since"
        code += "_returned"
    if without >= count.now:
        words += ", and {apart} that was known before not to arrive"
        code += "_apart"
    return because(
        code,
        words,
        note=note,
        number=count.number or ACCEPTED,
        on=count.on,
        cum=count.cum,
        without=without,
        returned=count.returned,
        apart=apart,
    )
