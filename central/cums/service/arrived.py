"""What of our despatches the customer has, what is on its way, and what can be neither."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import Connection

from central.agreements.model.keys import CumKey
from central.agreements.model.options import COUNTING, Reconcile, Returns
from central.agreements.service.contracts import AgreementPart
from central.cums.rules.ledger import Balance, Difference
from central.cums.rules.unassigned import dealt
from central.cums.service.beyond import received_beyond
from central.cums.service.counts import CustomersCount, count_of
from central.cums.service.ledgers import ledgers_of, received_without_note, sums_of
from central.cums.service.named_note import LastNote, last_notes
from central.cums.service.note_accounts import returned_on_the_way

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """What the customer has by receipts and by their own count, and what does not arrive."""

    balance: Balance
    count: CustomersCount | None
    differing: Decimal
    differences: tuple[Difference, ...] = ()
    counted_too: Decimal = ZERO
    """Of what differs, what a return booked as received, because the customer counted it."""
    back: Decimal = ZERO
    """Came back of notes of which no advice speaks, before it was received."""
    beyond: Decimal = ZERO
    """What receiving advice ended of notes that the customer's count did not hold."""
    last: LastNote | None = None
    """Where notes alone are compared: the last that the customer named, and what left after it."""

    @property
    def received(self) -> Decimal:
        """The higher of the two."""
        return max(self.balance.received, self.counted)

    @property
    def in_transit(self) -> Decimal:
        """What neither receipts nor the customer's count has ended. What was missing or rejected is
        not ended twice: a count that was told after that leaves it out, an older one may hold it.
        Where notes alone are compared, only what left after the last that the customer named.
        """
        open_ = max(ZERO, self.balance.despatched - self._ended)
        return open_ if self.last is None else min(open_, self.last.after)

    @property
    def disputed(self) -> Decimal:
        """What the customer confirmed beyond our despatched cum: two people corrected a cum and
        insist that the customer's count is wrong. Never netted with what is in transit.
        """
        return max(ZERO, self._ended - self.balance.despatched)

    @property
    def counted(self) -> Decimal:
        """What the customer has by their count."""
        return self.count.now if self.count is not None else ZERO

    @property
    def counted_and_later(self) -> Decimal:
        """With what came after the count. What came back since may be of either."""
        if self.count is None:
            return ZERO
        return max(ZERO, self.count.cum - self.count.returned + self.beyond)

    @property
    def _ended(self) -> Decimal:
        apart = self.count.ends - self.count.now if self.count is not None else ZERO
        counted = self.counted_and_later + apart
        apart_by_us = self.differing + self.back - self.counted_too
        return max(self.balance.received + apart_by_us, counted)


def arrived_of(connection: Connection, part: AgreementPart, key: CumKey) -> Arrived:
    """Of the present period of the cum."""
    returns = part.terms.returns
    ledger = sums_of(connection, {key: returns})[key]
    counts = part.terms.compares in COUNTING
    count = count_of(connection, key, ledger.period_start, returns) if counts else None
    return arrived_by_part(
        connection,
        {key: ledger.balance},
        {} if count is None else {key: count},
        {key: ledger.differing_notes()},
        {key: returns},
        by_note=[key] if part.terms.compares is Reconcile.USE_DELIVERY_NOTE else (),
    )[key]


def arrived_by_part(
    connection: Connection,
    balances: Mapping[CumKey, Balance],
    counts: Mapping[CumKey, CustomersCount],
    differing: Mapping[CumKey, Sequence[Difference]],
    returns: Mapping[CumKey, Returns],
    *,
    by_note: Collection[CumKey] = (),
) -> dict[CumKey, Arrived]:
    """Of the present periods. ``counts``: of customers who count. ``by_note``: where notes alone
    are compared.
    """
    gone = returned_on_the_way(connection, balances)
    apart = {key: (*differing.get(key, ()), *gone.get(key, ())) for key in {*differing, *gone}}
    twice = counted_too(connection, apart, returns)
    found = {
        key: Arrived(
            balance=balance,
            count=counts.get(key),
            differing=sum((it.quantity for it in differing.get(key, ())), ZERO),
            differences=tuple(differing.get(key, ())),
            counted_too=twice.get(key, ZERO),
            back=sum((it.quantity for it in gone.get(key, ())), ZERO),
        )
        for key, balance in balances.items()
    }
    open_ = {key: it.count for key, it in found.items() if it.count is not None and it.in_transit}
    more = received_beyond(connection, open_, apart, returns)
    last = last_notes(connection, [key for key in by_note if key in found], returns)
    return {
        key: replace(it, beyond=more.get(key, ZERO), last=last.get(key))
        for key, it in found.items()
    }


def counted_too(
    connection: Connection,
    differing: Mapping[CumKey, Collection[Difference]],
    returns: Mapping[CumKey, Returns],
) -> dict[CumKey, Decimal]:
    """By agreement part: of its differences of the present period, what is among what was received
    without a note.
    """
    found: dict[CumKey, Decimal] = dict.fromkeys(differing, ZERO)
    without = received_without_note(connection, {key for key, it in differing.items() if it})
    for key, ledger in ledgers_of(connection, {key: returns[key] for key in without}).items():
        held = dealt(ledger.movements, ledger.starts)
        found[key] = sum((min(it.quantity, held.get(it.note, ZERO)) for it in differing[key]), ZERO)
    return found
