"""Prices by date and quantity, and what a change of price in the past is worth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from central.agreements.model.options import RetroPrice
from central.words.money import Money, money
from central.words.reasons import Reason, RuleRefusedError, because

ZERO = Decimal(0)
DIGITS = 2
"""Of most currencies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """Each, from that day and that quantity of one delivery on; ``entered`` numbers the entries.

    Prices are never changed: a later entry that corrects one takes its place.
    """

    valid_from: date
    each: Decimal
    quantity_from: Decimal = ZERO
    currency: str = "EUR"
    entered: int = 0


def price_on(prices: Iterable[Price], day: date, quantity: Decimal) -> Price:
    """The latest day not after it, then the highest quantity reached, then the last entry."""
    fitting = [p for p in prices if p.valid_from <= day and p.quantity_from <= quantity]
    if not fitting:
        raise RuleRefusedError(
            because(
                "price.none",
                "no price for {quantity} on {day}: enter one",
                quantity=quantity,
                day=day,
            )
        )
    return max(fitting, key=lambda p: (p.valid_from, p.quantity_from, p.entered))


@dataclass(frozen=True, slots=True, kw_only=True)
class Billed:
    """A quantity despatched, and the price at which it was billed."""

    note: str
    despatched_on: date
    quantity: Decimal
    each: Decimal
    currency: str = "EUR"


@dataclass(frozen=True, slots=True, kw_only=True)
class RetroBill:
    """``amount`` in whole minor units of the currency, signed: negative is a credit."""

    note: str
    quantity: Decimal
    was: Decimal
    now: Decimal
    amount: Decimal
    currency: str
    reason: Reason


def retro_bill(
    billed: Sequence[Billed],
    prices: Sequence[Price],
    billing_day: date,
    option: RetroPrice = RetroPrice.DESPATCH_DATE,
    digits: Mapping[str, int] | None = None,
) -> tuple[RetroBill, ...]:
    """One row for each note whose price is another by now. RuleRefusedError: no price holds on
    a day, or one in another currency than was billed. ``digits``: of currencies, 2 if left out.
    """
    found = []
    for row in billed:
        by_despatch = option is RetroPrice.DESPATCH_DATE
        day = row.despatched_on if by_despatch else billing_day
        price = price_on(prices, day, row.quantity)
        if price.currency != row.currency:
            raise RuleRefusedError(_other_currency(row, price, day))
        if price.each != row.each:
            places = (digits or {}).get(price.currency, DIGITS)
            worth = money((price.each - row.each) * row.quantity, price.currency, places)
            found.append(_retro_row(row, price, day, worth))
    return tuple(found)


def _retro_row(row: Billed, price: Price, day: date, worth: Money) -> RetroBill:
    return RetroBill(
        note=row.note,
        quantity=row.quantity,
        was=row.each,
        now=price.each,
        amount=worth.amount,
        currency=price.currency,
        reason=because(
            "price.retro",
            "note {note}: {quantity} at {was} are {now} by the price of {day}: {amount}",
            note=row.note,
            quantity=row.quantity,
            was=row.each,
            now=price.each,
            day=day,
            amount=worth.amount,
        ),
    )


def _other_currency(row: Billed, price: Price, day: date) -> Reason:
    return because(
        "price.currency",
        "note {note} was billed in {was}, the price of {day} is in {now}: nothing is converted",
        note=row.note,
        was=row.currency,
        day=day,
        now=price.currency,
    )
