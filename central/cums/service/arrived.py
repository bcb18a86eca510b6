"""What of our despatches the customer has, what is on its way, and what can be neither."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection

from central.agreements.model.keys import PartKey
from central.agreements.model.options import COUNTING, Returns
from central.agreements.service.contracts import AgreementPart
from central.cums.rules.ledger import Balance, Difference
from central.cums.rules.unassigned import unassigned
from central.cums.service.counts import CustomersCount, count_of
from central.cums.service.ledgers import ledgers_of, received_without_note, sums_of

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """What the customer has by receipts and by their own count, and what does not arrive."""

    balance: Balance
    count: CustomersCount | None
    differing: Decimal
    differences: tuple[Difference, ...] = ()
    counted_too: Decimal = ZERO
    """Of what differs, what a return may have booked as received, because the customer counted it.
    """

    @property
    def received(self) -> Decimal:
        """The higher of the two."""
        return max(self.balance.received, self._counted)

    @property
    def in_transit(self) -> Decimal:
        """What neither receipts nor the customer's count has ended. What was missing or rejected is
        not ended twice: a count that was told after that leaves it out, an older one may hold it.
        """
        return max(ZERO, self.balance.despatched - self._ended)

    @property
    def disputed(self) -> Decimal:
        """What the customer confirmed beyond our despatched cum: two people corrected a cum and
        insist that the customer's count is wrong. Never netted with what is in transit.
        """
        return max(ZERO, self._ended - self.balance.despatched)

    @property
    def _counted(self) -> Decimal:
        return self.count.now if self.count is not None else ZERO

    @property
    def _ended(self) -> Decimal:
        counted = self.count.ends if self.count is not None else ZERO
        return max(self.balance.received + self.differing - self.counted_too, counted)


def arrived_of(connection: Connection, part: AgreementPart) -> Arrived:
    """Of the present period."""
    key, returns = PartKey(part.agreement, part.part), part.terms.returns
    ledger = sums_of(connection, {key: returns})[key]
    counts = part.terms.reconcile in COUNTING
    return Arrived(
        balance=ledger.balance,
        count=count_of(connection, *key, ledger.period_start, returns) if counts else None,
        differing=ledger.differing,
        differences=ledger.differing_notes(),
        counted_too=counted_too(connection, {key: ledger.differing_notes()}, {key: returns})[key],
    )


def counted_too(
    connection: Connection,
    differing: Mapping[PartKey, Collection[Difference]],
    returns: Mapping[PartKey, Returns],
) -> dict[PartKey, Decimal]:
    """By agreement part: of its differences of the present period, what can be among what was
    received without a note.
    """
    found: dict[PartKey, Decimal] = dict.fromkeys(differing, ZERO)
    without = received_without_note(connection, {key for key, it in differing.items() if it})
    for key, ledger in ledgers_of(connection, {key: returns[key] for key in without}).items():
        able = sum((it.quantity for it in differing[key] if it.on <= without[key]), ZERO)
        found[key] = min(able, unassigned(ledger.movements, ledger.starts))
    return found
