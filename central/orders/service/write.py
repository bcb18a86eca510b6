"""Order lines and forecasts as released schedules write them, of many agreement parts at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from central.db.bulk import insert_many
from central.db.database import hold_all
from central.db.work import Work
from central.orders.model import CalledOff, OrderKey
from central.orders.rules.lines import LineEvent, LineState, check_kept, move_line
from central.orders.rules.release_plan import ReleasePlan, Wanted
from central.orders.service import purchase_orders
from central.orders.service.lines import rows_of
from central.orders.tables import forecasts, lines

ZERO = Decimal(0)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What releasing one schedule writes for the unloading point ``point``. Its forecasts replace
    the active ones of their kind and point from ``first`` to ``last`` (None: no end);
    ``forecasts`` False: they stay as they are. ``due``: of the days of lines, those that are due on
    another one.
    """

    plan: ReleasePlan
    schedule: int
    kind: str
    part: Whose
    point: str = ""
    first: date = date.min
    last: date | None = None
    forecasts: bool = True
    due: Mapping[date, date] = field(default_factory=dict)

    def due_on(self, on: date) -> date:
        return self.due.get(on, on)


def write_all(work: Work, writings: Sequence[Writing]) -> None:
    """Lines made, brought to another open quantity and taken out, forecasts replaced; no line is
    in two of the writings.

    A plan with exceptions is never written. RuleRefusedError where a line was picked, packed or
    despatched since the plan was made.
    """
    if any(writing.plan.exceptions for writing in writings):
        raise ValueError("a plan with exceptions is not written")
    connection = work.connection
    keys = {(writing.part.agreement, writing.part.part) for writing in writings}
    hold_all(connection, [("orders", *key) for key in keys])
    _take_new(work, writings)
    _move(work, writings)
    _rewrite(work, writings)
    _take_out(work, writings)
    _forecast(connection, [writing for writing in writings if writing.forecasts])


def consume_forecasts(connection: Connection, called_off: Sequence[CalledOff]) -> None:
    if not called_off:
        return
    statement = (
        update(forecasts)
        .where(
            forecasts.c.schedule == bindparam("of_schedule"),
            forecasts.c.number == bindparam("of_number"),
            forecasts.c.on_day == bindparam("of_day"),
        )
        .values(called_off=bindparam("taken"))
    )
    names = "of_schedule", "of_number", "of_day", "taken"
    connection.execute(statement, [dict(zip(names, each, strict=True)) for each in called_off])


def _take_new(work: Work, writings: Sequence[Writing]) -> None:
    orders: set[OrderKey] = set()
    rows: list[dict[str, object]] = []
    for writing in writings:
        part = writing.part
        for wanted in writing.plan.create:
            if wanted.purchase_order:
                orders.add(OrderKey(part.agreement, wanted.purchase_order, part.part))
            rows.append(_new_row(writing, wanted, work.now_us))
    purchase_orders.named_first(work, orders)
    if rows:
        work.connection.execute(insert(lines), rows)


def _new_row(writing: Writing, wanted: Wanted, now_us: int) -> dict[str, object]:
    part = writing.part
    return {
        "agreement": part.agreement,
        "customer": part.customer,
        "plant": part.plant,
        "part": part.part,
        "unloading_point": writing.point,
        "on_day": wanted.on,
        "due_on": writing.due_on(wanted.on),
        "at_time": wanted.at,
        "until_time": wanted.to,
        "quantity": wanted.quantity,
        "despatched": ZERO,
        "picked": 0,
        "state": LineState.OPEN.value,
        "purchase_order": wanted.purchase_order,
        "reference": wanted.reference,
        "schedule": writing.schedule,
        "kind": writing.kind,
        "changed_us": now_us,
    }


def _rewrite(work: Work, writings: Sequence[Writing]) -> None:
    wanted = {
        int(line): (quantity, writing)
        for writing in writings
        for line, quantity in writing.plan.rewrite
    }
    rows = []
    for row in rows_of(work.connection, wanted):
        quantity, writing = wanted[row.line]
        state = move_line(row.line, LineState(row.state), LineEvent.REWRITE)
        check_kept(row.line, row.awaiting, quantity)
        rows.append(
            {
                "of_line": row.line,
                "new_quantity": row.despatched + quantity,
                "new_due": writing.due_on(row.on_day),
                "new_state": state.value,
                "new_schedule": writing.schedule,
                "new_kind": writing.kind,
            }
        )
    if not rows:
        return
    statement = (
        update(lines)
        .where(lines.c.line == bindparam("of_line"))
        .values(
            quantity=bindparam("new_quantity"),
            due_on=bindparam("new_due"),
            state=bindparam("new_state"),
            schedule=bindparam("new_schedule"),
            kind=bindparam("new_kind"),
            changed_us=work.now_us,
        )
    )
    work.connection.execute(statement, rows)


def _move(work: Work, writings: Sequence[Writing]) -> None:
    """Order lines keep their identity and get the day and window that are asked now."""
    rows: list[dict[str, Any]] = [
        {
            "of_line": int(moved.line),
            "new_day": moved.on,
            "new_due": writing.due_on(moved.on),
            "new_at": moved.at,
            "new_to": moved.to,
            "new_schedule": writing.schedule,
            "new_kind": writing.kind,
        }
        for writing in writings
        for moved in writing.plan.moved
    ]
    if not rows:
        return
    for row in rows_of(work.connection, {each["of_line"] for each in rows}):
        move_line(row.line, LineState(row.state), LineEvent.REWRITE)
    statement = (
        update(lines)
        .where(lines.c.line == bindparam("of_line"))
        .values(
            on_day=bindparam("new_day"),
            due_on=bindparam("new_due"),
            at_time=bindparam("new_at"),
            until_time=bindparam("new_to"),
            schedule=bindparam("new_schedule"),
            kind=bindparam("new_kind"),
            changed_us=work.now_us,
        )
    )
    work.connection.execute(statement, rows)


def _take_out(work: Work, writings: Sequence[Writing]) -> None:
    wanted = [int(line) for writing in writings for line in writing.plan.take_out]
    rows = []
    for row in rows_of(work.connection, wanted):
        event = LineEvent.CLOSE if row.despatched else LineEvent.TAKE_OUT
        state = move_line(row.line, LineState(row.state), event)
        check_kept(row.line, row.awaiting, ZERO)
        quantity = row.despatched if row.despatched else row.quantity
        rows.append({"of_line": row.line, "new_state": state.value, "new_quantity": quantity})
    if not rows:
        return
    statement = (
        update(lines)
        .where(lines.c.line == bindparam("of_line"))
        .values(
            state=bindparam("new_state"), quantity=bindparam("new_quantity"), changed_us=work.now_us
        )
    )
    work.connection.execute(statement, rows)


def _forecast(connection: Connection, writings: Sequence[Writing]) -> None:
    if not writings:
        return
    _replace_forecasts(connection, writings)
    again = {writing.schedule for writing in writings}
    table = forecasts
    known = select(table.c.schedule).where(table.c.schedule.in_(sorted(again))).limit(1)
    if connection.execute(known).first() is not None:
        connection.execute(delete(table).where(table.c.schedule.in_(sorted(again))))
    rows = [
        {
            "agreement": writing.part.agreement,
            "part": writing.part.part,
            "unloading_point": writing.point,
            "schedule": writing.schedule,
            "number": line.number,
            "on_day": line.on,
            "until_day": line.until,
            "at_time": line.at,
            "until_time": line.to,
            "quantity": line.quantity,
            "status": "" if line.status is None else line.status.value,
            "called_off": ZERO,
            "kind": writing.kind,
            "active": 1,
        }
        for writing in writings
        for line in writing.plan.forecast
    ]
    insert_many(connection, forecasts, rows)


def _replace_forecasts(connection: Connection, writings: Sequence[Writing]) -> None:
    """Those of the periods that are written count no more."""
    table = forecasts
    replaced = (
        update(table)
        .where(
            table.c.agreement == bindparam("of_agreement"),
            table.c.part == bindparam("of_part"),
            table.c.unloading_point == bindparam("of_point"),
            table.c.active == 1,
            table.c.kind == bindparam("of_kind"),
            table.c.on_day >= bindparam("of_first"),
            table.c.on_day <= bindparam("of_last"),
        )
        .values(active=0)
    )
    periods = [
        {
            "of_agreement": writing.part.agreement,
            "of_part": writing.part.part,
            "of_point": writing.point,
            "of_kind": writing.kind,
            "of_first": writing.first,
            "of_last": writing.last or date.max,
        }
        for writing in writings
    ]
    connection.execute(replaced, periods)
