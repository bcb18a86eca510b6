"""Order lines and forecasts as released schedules write them, and what stands of them.

Whoever changes the lines of an agreement part holds ``orders`` of it until the end of the
transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any, Protocol

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, text, update

from central.db import hold, insert_new
from central.orders import tables
from central.orders.rules import LineEvent, LineState, move_line
from central.orders.tables import OPEN, forecasts, lines
from central.reasons import RuleRefusedError, because
from central.releases.demand import DemandLine
from central.releases.orders import OrderLine, ReleasePlan
from central.releases.reconcile import Backorder

ZERO = Decimal(0)
_PARAMETERS_MAX = 500


class Whose(Protocol):
    """The agreement part that lines are written for."""

    @property
    def agreement(self) -> str: ...
    @property
    def customer(self) -> str: ...
    @property
    def plant(self) -> str: ...
    @property
    def part(self) -> str: ...


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
    hold_lines(connection, agreement, part)
    query = _standing(agreement, part).where(lines.c.on_day >= first)
    if last is not None:
        query = query.where(lines.c.on_day <= last)
    if kind:
        query = query.where(lines.c.kind == kind)
    return tuple(
        OrderLine(
            line=str(row.line),
            on=row.on_day,
            quantity=row.quantity - row.despatched,
            picked=bool(row.picked),
            purchase_order=row.purchase_order,
            at=row.at_time,
        )
        for row in connection.execute(query)
    )


def backorders(
    connection: Connection, agreement: str, part: str, before: date
) -> tuple[Backorder, ...]:
    """Open lines that were due before the day, picked ones too."""
    query = _standing(agreement, part).where(lines.c.on_day < before)
    return tuple(
        Backorder(
            order=row.purchase_order or str(row.line),
            due_on=row.on_day,
            open_quantity=row.quantity - row.despatched,
        )
        for row in connection.execute(query)
    )


def purchase_orders(connection: Connection, agreement: str) -> frozenset[str]:
    """Numbers that exist under the agreement, entered in advance or named by a schedule."""
    table = tables.purchase_orders
    query = select(table.c.number).where(table.c.agreement == agreement)
    return frozenset(connection.execute(query).scalars())


def open_purchase_orders(
    connection: Connection, rows: Sequence[tuple[str, str, str]], *, who: str, now_us: int
) -> int:
    """Purchase orders in advance, as (agreement, number, part; empty: for every part). Those that
    exist stay as they are; returns how many are new.
    """
    known = {
        (agreement, number)
        for agreement in {row[0] for row in rows}
        for number in purchase_orders(connection, agreement)
    }
    new = {row[:2]: row for row in rows if row[:2] not in known}
    found = [
        {
            "agreement": agreement,
            "number": number,
            "part": part,
            "opened_us": now_us,
            "by": "advance",
            "who": who,
        }
        for agreement, number, part in new.values()
    ]
    insert_new(connection, tables.purchase_orders, found)
    return len(found)


def write(
    connection: Connection,
    *,
    plan: ReleasePlan,
    schedule: int,
    kind: str,
    part: Whose,
    first: date,
    last: date | None,
    now_us: int,
    who: str,
) -> None:
    """What releasing a schedule does: lines made, brought to another open quantity and taken out;
    its forecasts replace the active ones of their kind from ``first`` to ``last``.

    A plan with exceptions is never written. RuleRefusedError where a line was picked or despatched
    since the plan was made.
    """
    write_lines(
        connection, plan=plan, schedule=schedule, kind=kind, part=part, now_us=now_us, who=who
    )
    _forecast(connection, plan.forecast, schedule, kind, part, (first, last))


def write_lines(
    connection: Connection,
    *,
    plan: ReleasePlan,
    schedule: int,
    kind: str,
    part: Whose,
    now_us: int,
    who: str,
) -> None:
    """Only the order lines of a plan; forecasts stay as they are."""
    if plan.exceptions:
        raise ValueError("a plan with exceptions is not written")
    hold_lines(connection, part.agreement, part.part)
    _take_new(connection, plan, schedule, kind, part, now_us, who)
    _rewrite(connection, plan, schedule, kind, now_us)
    _take_out(connection, plan, now_us)


def consume_forecasts(
    connection: Connection, *, schedule: int, called_off: Sequence[tuple[int, date, Decimal]]
) -> None:
    """What is called off of forecasts of that schedule: (number, day, quantity) each."""
    if not called_off:
        return
    statement = (
        update(forecasts)
        .where(
            forecasts.c.schedule == schedule,
            forecasts.c.number == bindparam("of_number"),
            forecasts.c.on_day == bindparam("of_day"),
        )
        .values(called_off=bindparam("taken"))
    )
    rows = [{"of_number": n, "of_day": day, "taken": taken} for n, day, taken in called_off]
    connection.execute(statement, rows)


def mark_picked(connection: Connection, line: int, *, now_us: int, picked: bool = True) -> None:
    """The goods of an open line are picked, or went back. RuleRefusedError if they cannot."""
    row = held_lines(connection, [line])[line]
    state = move_line(line, LineState(row.state), LineEvent.PICK if picked else LineEvent.PUT_BACK)
    values = {"state": state.value, "picked": int(picked), "changed_us": now_us}
    connection.execute(update(lines).where(lines.c.line == line).values(values))


def hold_lines(connection: Connection, agreement: str, part: str) -> None:
    hold(connection, "orders", agreement, part)


def held_lines(connection: Connection, wanted: Iterable[int]) -> dict[int, Row[Any]]:
    """Rows of these lines, that nobody else changes until the end of the transaction.
    RuleRefusedError for one that does not exist.
    """
    ids = sorted(set(wanted))
    found = {row.line: row for row in _rows_of(connection, ids)}
    for line in ids:
        if line not in found:
            raise RuleRefusedError(
                because("orders.no_line", "there is no order line {line}", line=line)
            )
    for agreement, part in sorted({(row.agreement, row.part) for row in found.values()}):
        hold_lines(connection, agreement, part)
    return {row.line: row for row in _rows_of(connection, ids)}


def _standing(agreement: str, part: str) -> Any:
    return (
        select(lines)
        .where(lines.c.agreement == agreement, lines.c.part == part, text(OPEN))
        .order_by(lines.c.on_day, lines.c.at_time, lines.c.line)
    )


def _take_new(
    connection: Connection,
    plan: ReleasePlan,
    schedule: int,
    kind: str,
    part: Whose,
    now_us: int,
    who: str,
) -> None:
    if not plan.create:
        return
    orders = {wanted.purchase_order for wanted in plan.create if wanted.purchase_order}
    opened = [
        {
            "agreement": part.agreement,
            "number": number,
            "part": part.part,
            "opened_us": now_us,
            "by": "demand",
            "who": who,
        }
        for number in sorted(orders)
    ]
    insert_new(connection, tables.purchase_orders, opened)
    rows = [
        {
            "agreement": part.agreement,
            "customer": part.customer,
            "plant": part.plant,
            "part": part.part,
            "on_day": wanted.on,
            "at_time": wanted.at,
            "quantity": wanted.quantity,
            "despatched": ZERO,
            "picked": 0,
            "state": LineState.OPEN.value,
            "purchase_order": wanted.purchase_order,
            "reference": "",
            "schedule": schedule,
            "kind": kind,
            "changed_us": now_us,
        }
        for wanted in plan.create
    ]
    connection.execute(insert(lines), rows)


def _rewrite(
    connection: Connection, plan: ReleasePlan, schedule: int, kind: str, now_us: int
) -> None:
    wanted = {int(line): quantity for line, quantity in plan.rewrite}
    rows = [
        {
            "of_line": row.line,
            "new_quantity": row.despatched + wanted[row.line],
            "new_state": move_line(row.line, LineState(row.state), LineEvent.REWRITE).value,
        }
        for row in _rows_of(connection, wanted)
    ]
    if not rows:
        return
    statement = (
        update(lines)
        .where(lines.c.line == bindparam("of_line"))
        .values(
            quantity=bindparam("new_quantity"),
            state=bindparam("new_state"),
            schedule=schedule,
            kind=kind,
            changed_us=now_us,
        )
    )
    connection.execute(statement, rows)


def _take_out(connection: Connection, plan: ReleasePlan, now_us: int) -> None:
    rows = []
    for row in _rows_of(connection, map(int, plan.take_out)):
        event = LineEvent.CLOSE if row.despatched else LineEvent.TAKE_OUT
        state = move_line(row.line, LineState(row.state), event)
        quantity = row.despatched if row.despatched else row.quantity
        rows.append({"of_line": row.line, "new_state": state.value, "new_quantity": quantity})
    if not rows:
        return
    statement = (
        update(lines)
        .where(lines.c.line == bindparam("of_line"))
        .values(state=bindparam("new_state"), quantity=bindparam("new_quantity"), changed_us=now_us)
    )
    connection.execute(statement, rows)


def _forecast(
    connection: Connection,
    kept: Sequence[DemandLine],
    schedule: int,
    kind: str,
    part: Whose,
    period: tuple[date, date | None],
) -> None:
    table, (first, last) = forecasts, period
    replaced = (
        update(table)
        .where(
            table.c.agreement == part.agreement,
            table.c.part == part.part,
            table.c.kind == kind,
            table.c.active == 1,
            table.c.on_day >= first,
        )
        .values(active=0)
    )
    connection.execute(replaced if last is None else replaced.where(table.c.on_day <= last))
    connection.execute(delete(table).where(table.c.schedule == schedule))
    rows = [
        {
            "agreement": part.agreement,
            "part": part.part,
            "schedule": schedule,
            "number": line.number,
            "on_day": line.on,
            "until_day": line.until,
            "quantity": line.quantity,
            "status": "" if line.status is None else line.status.value,
            "called_off": ZERO,
            "kind": kind,
            "active": 1,
        }
        for line in kept
    ]
    if rows:
        connection.execute(insert(table), rows)


def _rows_of(connection: Connection, wanted: Iterable[int]) -> Iterator[Row[Any]]:
    remaining = iter(sorted(wanted))
    while piece := list(islice(remaining, _PARAMETERS_MAX)):
        query = select(lines).where(lines.c.line.in_(piece)).order_by(lines.c.line)
        yield from connection.execute(query)
