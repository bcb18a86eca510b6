"""What stands of the order lines that schedules wrote (``writing``).

Whoever changes the lines of an agreement part holds ``orders`` of it until the end of the
transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, select, text, tuple_, update

from central.agreements.model.keys import PartKey
from central.db.database import hold, hold_all
from central.db.exact import total
from central.orders import tables
from central.orders.model import Backorder
from central.orders.rules.by_hand import BY_HAND
from central.orders.rules.lines import LineEvent, LineState, move_line
from central.orders.rules.release_plan import OrderLine
from central.orders.tables import OPEN, lines
from central.words.reasons import RuleRefusedError, because

ZERO = Decimal(0)
_PARAMETERS_MAX = 500
_IN_ORDER = (lines.c.on_day, lines.c.at_time, lines.c.line)


@dataclass(frozen=True, slots=True)
class Standing:
    """The open lines of one agreement part, by day, time and number."""

    rows: Sequence[Row[Any]]

    def at(self, points: Collection[str]) -> Standing:
        """Those for these unloading points."""
        return Standing([row for row in self.rows if row.unloading_point in points])

    def lines(self, first: date, last: date | None, kind: str = "") -> tuple[OrderLine, ...]:
        """With what is open of them, due from ``first`` to ``last`` (None: no end)."""
        return tuple(
            OrderLine(
                line=str(row.line),
                on=row.on_day,
                quantity=row.quantity - row.despatched,
                picked=bool(row.picked),
                awaiting=row.awaiting,
                purchase_order=row.purchase_order,
                at=row.at_time,
                reference=row.reference,
                to=row.until_time,
                by_hand=row.kind == BY_HAND,
            )
            for row in self.rows
            if first <= row.on_day and (last is None or row.on_day <= last)
            if not kind or row.kind == kind
        )

    def overdue(self, before: date, kind: str = "") -> tuple[Backorder, ...]:
        """Those due before the day, picked ones too; ``kind`` of schedule, empty: both. What a
        person ordered is asked by no schedule.
        """
        return tuple(
            Backorder(
                order=row.purchase_order or str(row.line),
                due_on=row.on_day,
                open_quantity=row.quantity - row.despatched,
            )
            for row in self.rows
            if row.on_day < before
            if row.kind == kind or (not kind and row.kind != BY_HAND)
        )


def standing(
    connection: Connection,
    agreement: str,
    part: str,
    first: date,
    last: date | None,
    kind: str = "",
) -> tuple[OrderLine, ...]:
    """Lines that are still to be despatched, with what is open of them, due from ``first`` to
    ``last`` (None: no end); ``kind`` of schedule, empty: both. Nobody else changes them meanwhile.
    """
    of_part = standing_of(connection, [PartKey(agreement, part)])[PartKey(agreement, part)]
    return of_part.lines(first, last, kind)


def standing_of(connection: Connection, parts: Collection[PartKey]) -> Mapping[PartKey, Standing]:
    """Of many agreement parts at once; nobody else changes their lines meanwhile."""
    hold_all(connection, [("orders", *key) for key in parts])
    found: dict[PartKey, list[Row[Any]]] = {key: [] for key in parts}
    remaining = iter(sorted(found))
    while piece := list(islice(remaining, _PARAMETERS_MAX)):
        query = select(lines).where(tuple_(lines.c.agreement, lines.c.part).in_(piece), text(OPEN))
        for row in connection.execute(query.order_by(*_IN_ORDER)):
            found[PartKey(row.agreement, row.part)].append(row)
    return {key: Standing(rows) for key, rows in found.items()}


def backorders(
    connection: Connection, of: PartKey, before: date, points: Collection[str]
) -> tuple[Backorder, ...]:
    """Open lines for these unloading points that were due before the day, picked ones too."""
    query = select(lines).where(lines.c.agreement == of.agreement, lines.c.part == of.part)
    query = query.where(lines.c.on_day < before, text(OPEN)).order_by(*_IN_ORDER)
    return Standing(connection.execute(query).all()).at(points).overdue(before)


def open_by_day(
    connection: Connection, agreement: str, first: date, last: date
) -> dict[date, Decimal]:
    """What is open of the order lines of all parts of an agreement, by the day they are due."""
    query = select(lines.c.on_day, total(tables.IS_OPEN)).where(
        lines.c.agreement == agreement, lines.c.on_day.between(first, last), text(OPEN)
    )
    rows = connection.execute(query.group_by(lines.c.on_day).order_by(lines.c.on_day))
    return {on: quantity for on, quantity in rows}


def standing_demand(
    connection: Connection, parts: Collection[PartKey]
) -> dict[PartKey, tuple[Decimal, Decimal]]:
    """What is open of the order lines of agreement parts, and what is left of their forecasts;
    parts without either are left out.
    """
    found: dict[PartKey, list[Decimal]] = {}
    forecasts = tables.forecasts
    asked = (
        (0, lines, tables.IS_OPEN, text(OPEN)),
        (1, forecasts, tables.IS_LEFT, forecasts.c.active == 1),
    )
    remaining = iter(sorted(set(parts)))
    while piece := list(islice(remaining, _PARAMETERS_MAX)):
        for side, table, quantity, stands in asked:
            whose = table.c.agreement, table.c.part
            query = select(*whose, total(quantity)).where(tuple_(*whose).in_(piece), stands)
            for agreement, part, whole in connection.execute(query.group_by(*whose)):
                found.setdefault(PartKey(agreement, part), [ZERO, ZERO])[side] = whole
    return {key: (sums[0], sums[1]) for key, sums in found.items() if any(sums)}


def ordered_before(connection: Connection, wanted: Collection[PartKey]) -> set[PartKey]:
    """Those for which an order line was ever written."""
    names = sorted({of.agreement for of in wanted})
    query = select(lines.c.agreement, lines.c.part).distinct()
    rows = connection.execute(query.where(lines.c.agreement.in_(names)))
    return {PartKey(*row) for row in rows} & set(wanted)


def mark_picked(connection: Connection, line: int, *, now_us: int, picked: bool = True) -> None:
    """The goods of an open line are picked, or went back. RuleRefusedError if they cannot."""
    row = held_lines(connection, [line])[line]
    state = move_line(line, LineState(row.state), LineEvent.PICK if picked else LineEvent.PUT_BACK)
    values = {"state": state.value, "picked": int(picked), "changed_us": now_us}
    connection.execute(update(lines).where(lines.c.line == line).values(values))


def hold_lines(connection: Connection, agreement: str, part: str) -> None:
    hold(connection, "orders", agreement, part)


def hold_parts(connection: Connection, keys: Iterable[PartKey]) -> None:
    """The lines of these agreement parts, and with them what is despatched."""
    hold_all(connection, [("orders", *key) for key in keys])


def held_lines(connection: Connection, wanted: Iterable[int]) -> dict[int, Row[Any]]:
    """Rows of these lines, that nobody else changes until the end of the transaction.
    RuleRefusedError for one that does not exist.
    """
    ids = sorted(set(wanted))
    found = {row.line: row for row in rows_of(connection, ids)}
    for line in ids:
        if line not in found:
            raise RuleRefusedError(
                because("orders.no_line", "there is no order line {line}", line=line)
            )
    hold_all(connection, [("orders", row.agreement, row.part) for row in found.values()])
    return {row.line: row for row in rows_of(connection, ids)}


def rows_of(connection: Connection, wanted: Iterable[int]) -> Iterator[Row[Any]]:
    """By their numbers."""
    remaining = iter(sorted(wanted))
    while piece := list(islice(remaining, _PARAMETERS_MAX)):
        query = select(lines).where(lines.c.line.in_(piece)).order_by(lines.c.line)
        yield from connection.execute(query)
