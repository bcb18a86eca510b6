"""Amounts of money: whole minor units of their currency, which has so many digits behind the point
(ISO 4217: 2 for EUR, 0 for JPY). Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """``minor``: whole minor units, 1250 is 12.50 EUR."""

    minor: int
    currency: str
    digits: int

    @property
    def amount(self) -> Decimal:
        return Decimal(self.minor).scaleb(-self.digits)

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency}"


def money(amount: Decimal, currency: str, digits: int) -> Money:
    """Rounded to a minor unit, half a unit away from zero: what a document can say and a bank can
    pay.
    """
    whole = amount.scaleb(digits).to_integral_value(ROUND_HALF_UP)
    return Money(minor=int(whole), currency=currency, digits=digits)
