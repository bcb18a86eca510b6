"""What of our despatches the customer has, what is on its way, and what can be neither."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection

from central.agreements.model.keys import PartKey
from central.agreements.model.options import COUNTING
from central.agreements.service.contracts import AgreementPart
from central.cums.rules.ledger import Balance, Difference
from central.cums.service.counts import CustomersCount, count_of
from central.cums.service.ledgers import sums_of

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """What the customer has by receipts and by their own count, and what does not arrive."""

    balance: Balance
    count: CustomersCount | None
    differing: Decimal
    differences: tuple[Difference, ...] = ()

    @property
    def received(self) -> Decimal:
        """The higher of the two."""
        return max(self.balance.received, self._counted)

    @property
    def in_transit(self) -> Decimal:
        """What neither receipts nor the customer's count has ended: a customer whose count holds
        what was missing or rejected counts what arrived, and it is not ended twice.
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
        return max(self.balance.received + self.differing, self._counted)


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
    )
