"""Reading the prices of agreements; ``write`` enters them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, select

from central.agreements.model.prices import Billed, Price, RetroBill, price_on, retro_bill
from central.agreements.service.contracts import agreement_part
from central.agreements.tables import prices
from central.partners.service import customers as partners


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceView:
    """``entered``: its number among those of its part; ``holds``: no later one corrects it."""

    part: str
    valid_from: date
    quantity_from: Decimal
    each: Decimal
    currency: str
    entered: int
    who: str
    at_us: int
    holds: bool


def price_of(
    connection: Connection, agreement: str, part: str, day: date, quantity: Decimal
) -> Price:
    """What holds on the day for the quantity; RuleRefusedError ``price.none`` if nothing does."""
    return price_on(_prices(connection, agreement, part), day, quantity)


def retro_bills(
    connection: Connection, agreement: str, part: str, billed: Sequence[Billed], billing_day: date
) -> tuple[RetroBill, ...]:
    """What notes are worth more or less by the prices of now; which day counts is a term of the
    agreement. () where there is no such agreement part.
    """
    found = agreement_part(connection, agreement, part)
    if found is None:
        return ()
    known = _prices(connection, agreement, part)
    digits = {it.currency: it.digits for it in partners.currencies(connection)}
    return retro_bill(billed, known, billing_day, found.terms.retro_price, digits)


def prices_of(connection: Connection, agreement: str) -> tuple[PriceView, ...]:
    """Every price that was ever entered: by part, day, quantity, the latest entry first."""
    query = (
        select(prices)
        .where(prices.c.agreement == agreement)
        .order_by(prices.c.part, prices.c.valid_from, prices.c.entered.desc())
    )
    rows = connection.execute(query).all()
    last: dict[tuple[str, date, Decimal], int] = {}
    for row in rows:
        key = row.part, row.valid_from, row.quantity_from
        last[key] = max(last.get(key, 0), row.entered)
    views = [
        PriceView(
            part=row.part,
            valid_from=row.valid_from,
            quantity_from=row.quantity_from,
            each=row.each,
            currency=row.currency,
            entered=row.entered,
            who=row.who,
            at_us=row.at_us,
            holds=row.entered == last[row.part, row.valid_from, row.quantity_from],
        )
        for row in rows
    ]
    return tuple(sorted(views, key=lambda it: (it.part, it.valid_from, it.quantity_from)))


def in_its_place(
    prices: Sequence[PriceView], part: str, valid_from: str, quantity_from: Decimal
) -> PriceView | None:
    """The one that holds from that day (as it is written) and quantity on."""
    place = part, valid_from, quantity_from
    return next(
        (
            it
            for it in prices
            if it.holds and (it.part, it.valid_from.isoformat(), it.quantity_from) == place
        ),
        None,
    )


def _prices(connection: Connection, agreement: str, part: str) -> list[Price]:
    query = select(prices).where(prices.c.agreement == agreement, prices.c.part == part)
    return [
        Price(
            valid_from=row.valid_from,
            each=row.each,
            quantity_from=row.quantity_from,
            currency=row.currency,
            entered=row.entered,
        )
        for row in connection.execute(query)
    ]
