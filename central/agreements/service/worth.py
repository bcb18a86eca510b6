"""What quantities are worth by the prices of their contracts, as SQL that other tables are joined
with: one price for each row, and the amount in whole minor units.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Date,
    Select,
    and_,
    case,
    func,
    or_,
    select,
    true,
    tuple_,
    type_coerce,
)

from central.agreements.model.keys import PartKey
from central.agreements.tables import prices
from central.partners.service import customers as partners

_UNIT = 10**6
"""Of quantities and prices in the database."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sold:
    """Columns of what is to be priced. ``quantity``: of the whole delivery, which decides the
    price; ``counted``: of it, what is asked the worth of.
    """

    agreement: ColumnElement[str]
    part: ColumnElement[str]
    on_day: ColumnElement[date]
    quantity: ColumnElement[Decimal]
    counted: ColumnElement[Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """``table`` joined ``on`` gives each row its price, or none. ``minor``: whole minor units of
    ``currency``, each row rounded as ``central.words.money`` does; ``digits`` by currency.
    """

    table: Any
    on: ColumnElement[bool]
    currency: ColumnElement[str]
    minor: ColumnElement[int]
    digits: dict[str, int]


def priced(connection: Connection, sold: Sold, of: Sequence[PartKey] | None = None) -> Priced:
    """As ``price_on`` takes it: the latest day, then the highest quantity, then the last entry.
    ``of``: of these agreement parts alone.
    """
    table = _held(of).cte("price")
    digits = {it.currency: it.digits for it in partners.currencies(connection)}
    digits = digits or {"": 0}  # no currency, no price
    return Priced(
        table=table,
        on=and_(
            table.c.agreement == sold.agreement,
            table.c.part == sold.part,
            table.c.valid_from <= sold.on_day,
            or_(table.c.until.is_(None), table.c.until > sold.on_day),
            table.c.low <= sold.quantity,
            or_(table.c.high.is_(None), table.c.high > sold.quantity),
        ),
        currency=table.c.currency,
        minor=_minor(sold.counted, table.c.each, table.c.currency, digits),
        digits=digits,
    )


def _held(keys: Sequence[PartKey] | None) -> Select[Any]:
    """Each price with the quantities (``low`` to below ``high``) and days (``valid_from`` to before
    ``until``) for which it is taken: prices are few, what they price is not.
    """
    of = (prices.c.agreement, prices.c.part)
    of_these = true() if keys is None else tuple_(*of).in_(keys)
    low = prices.c.quantity_from.label("low")
    steps = select(*of, low).where(of_these).distinct().subquery()
    high = func.lead(steps.c.low).over(
        partition_by=(steps.c.agreement, steps.c.part), order_by=steps.c.low
    )
    bands = select(*steps.c, type_coerce(high, steps.c.low.type).label("high")).subquery()
    band = (bands.c.agreement, bands.c.part, bands.c.low)
    first = func.row_number().over(
        partition_by=(*band, prices.c.valid_from),
        order_by=(prices.c.quantity_from.desc(), prices.c.entered.desc()),
    )
    named = select(
        *bands.c, prices.c.valid_from, prices.c.each, prices.c.currency, first.label("first")
    )
    same = and_(*(bands.c[it.name] == it for it in of), prices.c.quantity_from <= bands.c.low)
    taken = named.join_from(bands, prices, same).subquery()
    until = func.lead(taken.c.valid_from).over(
        partition_by=(taken.c.agreement, taken.c.part, taken.c.low), order_by=taken.c.valid_from
    )
    return select(*taken.c, type_coerce(until, Date).label("until")).where(taken.c.first == 1)


def _minor(
    quantity: ColumnElement[Decimal],
    each: ColumnElement[Decimal],
    currency: ColumnElement[str],
    digits: dict[str, int],
) -> ColumnElement[int]:
    """The product, whole pieces at whole units apart from the rest, so that neither passes 64 bits
    before the amount does; the rest in millionths is rounded half up. Neither is below zero.
    """
    pieces, price = (type_coerce(it, BigInteger) for it in (quantity, each))
    whole, rest = pieces // _UNIT, pieces % _UNIT
    units, parts = price // _UNIT, price % _UNIT
    millionths = whole * parts + rest * units + rest * parts // _UNIT

    def by_currency(of: Callable[[int], int]) -> ColumnElement[int]:
        return case({code: of(10**places) for code, places in digits.items()}, value=currency)

    size, half = by_currency(lambda it: _UNIT // it), by_currency(lambda it: _UNIT // it // 2)
    minor = whole * units * by_currency(lambda it: it) + (millionths + half) // size
    return type_coerce(minor, BigInteger)
