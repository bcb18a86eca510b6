"""Ranges of numbers as they are kept, and the next number of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from central.db.database import hold
from central.db.rows import refuse
from central.db.work import Work
from central.despatch.rules.ranges import NumberRange, RangeOf, exhausted, nearest, range_faults
from central.despatch.tables import ranges
from central.partners.service import customers
from central.words.reasons import RuleRefusedError, because


def all_ranges(connection: Connection) -> tuple[NumberRange, ...]:
    """By name."""
    rows = connection.execute(select(ranges).order_by(ranges.c.name))
    return tuple(_range(row) for row in rows)


def left_in(connection: Connection) -> dict[str, int]:
    """By name, how many numbers are left."""
    rows = connection.execute(select(ranges.c.name, ranges.c.last - ranges.c.next + 1))
    return {name: left for name, left in rows}


def save_range(work: Work, wanted: NumberRange) -> NumberRange | None:
    """Returns what was before. RuleRefusedError: it cannot be, or numbers of it are given already
    that would not be in it.
    """
    connection = work.connection
    hold(connection, "despatch", "ranges")
    faults = range_faults(wanted)
    if wanted.customer and customers.customer_of(connection, wanted.customer) is None:
        said = "there is no customer {customer}: enter it first"
        faults.append(because("range.customer", said, customer=wanted.customer))
    refuse(faults)
    query = select(ranges).where(ranges.c.name == wanted.number_range)
    row = connection.execute(query).one_or_none()
    following = wanted.first if row is None else row.next
    if row is not None and row.next == row.first:
        following = wanted.first
    if not wanted.first <= following <= wanted.last + 1:
        said = "range {name} has given numbers before {next}: that one stays in it"
        raise RuleRefusedError(
            because("range.given", said, name=wanted.number_range, next=following)
        )
    _refuse_second(connection, wanted)
    values = {
        "of": wanted.of.value,
        "division": wanted.division,
        "customer": wanted.customer,
        "prefix": wanted.prefix,
        "first": wanted.first,
        "last": wanted.last,
        "width": wanted.width,
        "next": following,
    }
    if row is None:
        connection.execute(insert(ranges), [{"name": wanted.number_range, **values}])
        return None
    was = _range(row)
    if was != wanted:
        mine = ranges.c.name == wanted.number_range
        connection.execute(update(ranges).where(mine).values(**values))
    return was


def _refuse_second(connection: Connection, wanted: NumberRange) -> None:
    for it in all_ranges(connection):
        same = (it.of, it.division, it.customer) == (wanted.of, wanted.division, wanted.customer)
        if same and it.number_range != wanted.number_range:
            said = "range {other} is for the same division and customer: extend that one"
            raise RuleRefusedError(because("range.second", said, other=it.number_range))


def next_number(
    work: Work, of: RangeOf, division: str, customer: str, is_taken: Callable[[str], bool]
) -> str | None:
    """The next one that is not taken; None: no range is for this. RuleRefusedError: the range is
    exhausted.
    """
    connection = work.connection
    hold(connection, "despatch", "ranges")
    query = select(ranges).where(ranges.c.of == of.value)
    rows = {row.name: row for row in connection.execute(query)}
    found = nearest([_range(row) for row in rows.values()], division, customer)
    if found is None:
        return None
    place = rows[found.number_range].next
    while place <= found.last and is_taken(found.number(place)):
        place += 1
    if place > found.last:
        raise exhausted(found)
    mine = ranges.c.name == found.number_range
    connection.execute(update(ranges).where(mine).values(next=place + 1))
    return found.number(place)


def _range(row: Row[Any]) -> NumberRange:
    return NumberRange(
        number_range=row.name,
        of=RangeOf(row.of),
        division=row.division,
        customer=row.customer,
        prefix=row.prefix,
        first=row.first,
        last=row.last,
        width=row.width,
    )
