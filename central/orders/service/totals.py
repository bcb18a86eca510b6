"""Sums of order lines, made by the database: of a whole list, and of each agreement part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    desc,
    func,
    or_,
    select,
    tuple_,
)

from central.agreements.model.keys import PartKey
from central.agreements.service.worth import Sold, priced
from central.db.bulk import AT_ONCE
from central.db.exact import total
from central.orders.service.reading import Wanted, filtered
from central.orders.tables import IS_OPEN, lines
from central.partners.rules.customers import Customer
from central.partners.service import customers as partners
from central.words.money import Money

PART_SORTS = ("open", "late", "value", "part")
"""Most open, most late or worth most first; or by customer, agreement and part."""
_KEYS = (lines.c.agreement, lines.c.part)
_NOBODY = Customer(customer="-", name="-")
_FIRST: dict[str, tuple[Any, ...]] = {"open": (desc("open"),), "late": (desc("late"),)}
_SOLD = Sold(
    agreement=lines.c.agreement,
    part=lines.c.part,
    on_day=lines.c.on_day,
    quantity=lines.c.quantity,
    counted=IS_OPEN,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineTotals:
    """Of every line that is wanted, whatever page is shown."""

    lines: int
    quantity: Decimal
    despatched: Decimal
    open: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRow:
    """``late``: of what is open, whose day or window is over where the customer is. ``value``: of
    what is open, one amount for each currency; lines without a price are in none.
    """

    customer: str
    agreement: str
    part: str
    lines: int
    quantity: Decimal
    despatched: Decimal
    open: Decimal
    late: Decimal
    first_day: date
    value: tuple[Money, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PartPage:
    """``following``: how many rows stand before what comes next; None: this was the end."""

    rows: tuple[PartRow, ...]
    following: int | None


def totals_of(connection: Connection, wanted: Wanted) -> LineTotals:
    sums: list[Any] = [
        func.count().label("lines"),
        total(lines.c.quantity).label("quantity"),
        total(lines.c.despatched).label("despatched"),
        total(IS_OPEN).label("open"),
    ]
    query = select(*sums).select_from(lines)
    return LineTotals(**connection.execute(filtered(query, wanted)).mappings().one())


def past(now: datetime) -> ColumnElement[bool]:
    """The day or window of a line is over at that moment of the customer's."""
    due = case((lines.c.until_time != "", lines.c.until_time), else_=lines.c.at_time)
    today = and_(lines.c.due_on == now.date(), due != "", due < f"{now:%H:%M}")
    return or_(lines.c.due_on < now.date(), today)


def past_there(connection: Connection, now_us: int) -> ColumnElement[bool]:
    """The same by the clock of each line's customer."""
    zones: dict[str, list[Customer]] = defaultdict(list)
    for customer in partners.customers(connection):
        zones[customer.zone].append(customer)
    usual, *others = sorted(zones.values(), key=len, reverse=True) or [[_NOBODY]]
    elsewhere = [
        (lines.c.customer.in_([it.customer for it in some]), past(partners.moment(some[0], now_us)))
        for some in others
    ]
    here = past(partners.moment(usual[0], now_us))
    return case(*elsewhere, else_=here) if elsewhere else here


def part_page(
    connection: Connection,
    wanted: Wanted,
    *,
    late: ColumnElement[bool],
    sort: str = "open",
    start: int = 0,
) -> PartPage:
    """Agreement parts that have lines as wanted, from the row ``start`` on; ``late`` says of which
    lines the time is over. ``open_from`` is of the whole part. By value those without a price are
    left out, and each currency stands by itself.
    """
    of_lines = replace(wanted, open_from=None)
    if sort == "value":
        keys = _worth_most(connection, wanted, of_lines).offset(start).limit(wanted.rows + 1)
        found = [PartKey(row.agreement, row.part) for row in connection.execute(keys)]
        sums = {
            PartKey(row["agreement"], row["part"]): row
            for some in _portions(found)
            for row in connection.execute(_sums(of_lines, late).where(_one_of(some))).mappings()
        }
        rows = [sums[key] for key in found]
    else:
        query = _sums(of_lines, late)
        if wanted.open_from is not None:
            query = query.having(total(IS_OPEN) >= wanted.open_from)
        query = query.order_by(*_FIRST.get(sort, ()), "customer", *_KEYS)
        rows = list(connection.execute(query.offset(start).limit(wanted.rows + 1)).mappings())
    shown = {PartKey(row["agreement"], row["part"]): row for row in rows[: wanted.rows]}
    value = _values(connection, of_lines, list(shown))
    return PartPage(
        rows=tuple(PartRow(**row, value=value.get(key, ())) for key, row in shown.items()),
        following=start + wanted.rows if len(rows) > wanted.rows else None,
    )


def _sums(wanted: Wanted, late: ColumnElement[bool]) -> Select[Any]:
    """A contract is of one customer: who it is is no key, so that an index has the order."""
    query = select(
        func.min(lines.c.customer).label("customer"),
        *_KEYS,
        func.count().label("lines"),
        total(lines.c.quantity).label("quantity"),
        total(lines.c.despatched).label("despatched"),
        total(IS_OPEN).label("open"),
        total(case((late, IS_OPEN), else_=0)).label("late"),
        func.min(lines.c.due_on).label("first_day"),
    )
    return filtered(query, wanted).group_by(*_KEYS)


def _worth_most(connection: Connection, wanted: Wanted, of_lines: Wanted) -> Select[Any]:
    of = priced(connection, _SOLD)
    query: Select[Any] = select(*_KEYS).select_from(lines).join(of.table, of.on)
    query = filtered(query, of_lines).group_by(*_KEYS, of.currency)
    if wanted.open_from is not None:
        query = query.having(total(IS_OPEN) >= wanted.open_from)
    return query.order_by(of.currency, func.sum(of.minor).desc(), *_KEYS)


def _values(
    connection: Connection, wanted: Wanted, keys: Sequence[PartKey]
) -> dict[PartKey, tuple[Money, ...]]:
    found: dict[PartKey, tuple[Money, ...]] = {}
    for some in _portions(keys):
        of = priced(connection, _SOLD, some)
        query = select(*_KEYS, of.currency, func.sum(of.minor))
        query = filtered(query.select_from(lines).join(of.table, of.on), wanted)
        query = query.where(_one_of(some)).group_by(*_KEYS, of.currency).order_by(of.currency)
        for agreement, part, currency, minor in connection.execute(query):
            key, digits = PartKey(agreement, part), of.digits[currency]
            worth = Money(minor=int(minor), currency=currency, digits=digits)
            found[key] = (*found.get(key, ()), worth)
    return found


def _one_of(keys: Sequence[PartKey]) -> ColumnElement[bool]:
    return tuple_(*_KEYS).in_(keys)


def _portions(keys: Sequence[PartKey]) -> Iterator[Sequence[PartKey]]:
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]
