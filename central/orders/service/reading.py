"""Order lines, backorders, forecasts, purchase orders and despatch notes: reading only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, and_, func, or_, select, text

from central.agreements.model.keys import PartKey
from central.agreements.service.contracts import agreement_parts
from central.db.exact import total
from central.orders.rules.planned_receipts import is_over
from central.orders.tables import (
    IS_FREE,
    IS_LEFT,
    IS_OPEN,
    OPEN,
    UNPOSTED,
    by_hand,
    floor_shipments,
    forecasts,
    lines,
    note_lines,
    notes,
    notes_undone,
    purchase_orders,
)
from central.partners.service.days import day_of, moment_of
from central.words.reasons import spoken

Row = Mapping[str, Any]
ROWS = 100
SHOWN = ("standing", "all", "open", "picked", "despatched", "taken_out")
"""What a list of lines may be of; ``standing`` is open and picked."""


SORTS = ("day", "open")
"""By day, or what is most open first."""


class Place(NamedTuple):
    """What ended a list: its day, or what was open of it, and its line."""

    by: date | Decimal
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A filter; empty: whatever. ``open_from``: at least so much open; ``free``: something that is
    on no note. ``place``: plant and unloading point. ``after`` continues a list in the order of
    ``sort``.
    """

    customer: str = ""
    agreement: str = ""
    part: str = ""
    state: str = "standing"
    first: date | None = None
    last: date | None = None
    open_from: Decimal | None = None
    place: tuple[str, str] | None = None
    free: bool = False
    sort: str = SORTS[0]
    after: Place | None = None
    rows: int = ROWS


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePage:
    """``after`` continues the list; None: this was the end."""

    rows: tuple[Row, ...]
    after: Place | None


def line_page(connection: Connection, wanted: Wanted) -> LinePage:
    """In the order of ``sort``; each row with what is ``open`` of it, and of
    that ``free``."""
    found, after = _piece(connection, filtered(_with_open(), wanted), wanted)
    return LinePage(rows=tuple(found), after=after)


def open_by_day(connection: Connection, agreement: str, part: str) -> Mapping[date, Decimal]:
    """What is open of the order lines of a part, by day."""
    of_part = lines.c.agreement == agreement, lines.c.part == part, text(OPEN)
    query = select(lines.c.on_day, total(IS_OPEN)).where(*of_part).group_by(lines.c.on_day)
    return {on: quantity for on, quantity in connection.execute(query)}


def overdue(connection: Connection, now_us: int, wanted: Wanted) -> LinePage:
    """Backorders: lines that stand and were due before today where the customer is, or by a time of
    today that has passed; the oldest first, each with ``days_late``.
    """
    now: dict[str, datetime] = {}
    latest = day_of(connection, "", now_us) + timedelta(days=1)  # east of UTC it is tomorrow
    query = filtered(_with_open(), wanted).where(text(OPEN), lines.c.due_on <= latest)
    found, after = _piece(connection, query, wanted)
    rows = []
    for row in found:
        customer = row["customer"]
        if customer not in now:
            now[customer] = moment_of(connection, customer, now_us)
        if is_over(row["due_on"], row["at_time"], row["until_time"], now[customer]):
            rows.append({**row, "days_late": (now[customer].date() - row["due_on"]).days})
    return LinePage(rows=tuple(rows), after=after)


def _piece(
    connection: Connection, query: Select[Any], wanted: Wanted
) -> tuple[list[Row], Place | None]:
    """From where the list is continued; and what continues it."""
    by_open = wanted.sort == "open"
    if wanted.after is not None:
        by, line = wanted.after
        same_and_later = lines.c.line > line
        if by_open:
            query = query.where(by >= IS_OPEN, or_(by > IS_OPEN, same_and_later))
        else:
            query = query.where(lines.c.due_on >= by, or_(lines.c.due_on > by, same_and_later))
    first = IS_OPEN.desc() if by_open else lines.c.due_on
    found = _rows(connection, query.order_by(first, lines.c.line).limit(wanted.rows + 1))
    kept = found[: wanted.rows]
    if len(found) <= wanted.rows:
        return kept, None
    last = kept[-1]
    return kept, Place(last["open"] if by_open else last["due_on"], last["line"])


def forecasts_of(
    connection: Connection, agreement: str, part: str, *, active_only: bool = True
) -> tuple[Row, ...]:
    """By day and schedule; each with what is ``left`` of it."""
    table = forecasts
    query = select(table, IS_LEFT.label("left")).where(
        table.c.agreement == agreement, table.c.part == part
    )
    if active_only:
        query = query.where(table.c.active == 1)
    query = query.order_by(table.c.on_day, table.c.schedule, table.c.number)
    return tuple(_rows(connection, query))


def purchase_order_rows(connection: Connection, agreement: str = "") -> tuple[Row, ...]:
    """The newest first."""
    table = purchase_orders
    query = select(table).order_by(table.c.opened_us.desc(), table.c.agreement, table.c.number)
    if agreement:
        query = query.where(table.c.agreement == agreement)
    return tuple(_rows(connection, query.limit(1000)))


def note_rows(connection: Connection, before: tuple[int, str] | None = None) -> tuple[Row, ...]:
    """Despatch notes, the newest first, each with its ``lines`` and its ``quantity`` (None: of
    several units, which are never added up) and what it is of each unit, ``by_unit``. ``before``
    continues the list: moment and number of the last one.
    """
    query = select(notes).order_by(notes.c.at_us.desc(), notes.c.note.desc()).limit(ROWS)
    if before is not None:
        at_us, note = before
        query = query.where(
            or_(notes.c.at_us < at_us, and_(notes.c.at_us == at_us, notes.c.note < note))
        )
    found = _rows(connection, query)
    went: dict[str, list[Any]] = {row["note"]: [] for row in found}
    columns = note_lines.c.note, note_lines.c.agreement, note_lines.c.part
    of_these = select(
        *columns, func.count().label("lines"), total(note_lines.c.quantity).label("sum")
    )
    of_these = of_these.where(note_lines.c.note.in_(list(went))).group_by(*columns)
    for it in connection.execute(of_these.order_by(*columns)):
        went[it.note].append(it)
    keys = {PartKey(it.agreement, it.part) for each in went.values() for it in each}
    units = {of: it.unit for of, it in agreement_parts(connection, keys).items()}
    return tuple({**row, **_went(went[row["note"]], units)} for row in found)


def _went(rows: Sequence[Any], units: Mapping[PartKey, str]) -> Row:
    sums: dict[str, Decimal] = {}
    for it in rows:
        unit = units.get(PartKey(it.agreement, it.part), "")
        sums[unit] = sums.get(unit, Decimal(0)) + it.sum
    return {
        "lines": sum(it.lines for it in rows),
        "quantity": sum(sums.values(), Decimal(0)) if len(sums) < 2 else None,
        "by_unit": ", ".join(
            f"{spoken(quantity)} {unit}".strip() for unit, quantity in sums.items()
        ),
        "parts": ", ".join(dict.fromkeys(it.part for it in rows)),
    }


def parts_undone(connection: Connection, note: str) -> Sequence[Row]:
    """What of it came back, the first first."""
    table = notes_undone
    query = select(table).where(table.c.note == note).order_by(table.c.at_us, table.c.key)
    return _rows(connection, query)


def note_of(connection: Connection, note: str) -> tuple[Row, Sequence[Row]] | None:
    """A note and what stands on it; None: there is no such note."""
    row = connection.execute(select(notes).where(notes.c.note == note)).mappings().one_or_none()
    if row is None:
        return None
    query = select(note_lines).where(note_lines.c.note == note)
    return dict(row), _rows(connection, query.order_by(*note_lines.primary_key))


def filtered(query: Select[Any], wanted: Wanted) -> Select[Any]:
    """Of the order lines those that are wanted, in no order."""
    for name in ("customer", "agreement", "part"):
        if value := getattr(wanted, name):
            query = query.where(lines.c[name] == value)
    if wanted.state == "standing":
        query = query.where(text(OPEN))
    elif wanted.state != "all":
        query = query.where(lines.c.state == wanted.state)
    if wanted.first is not None:
        query = query.where(lines.c.due_on >= wanted.first)
    if wanted.last is not None:
        query = query.where(lines.c.due_on <= wanted.last)
    if wanted.open_from is not None:
        query = query.where(wanted.open_from <= IS_OPEN)
    if wanted.place is not None:
        plant, point = wanted.place
        query = query.where(lines.c.plant == plant, lines.c.unloading_point == point)
    if wanted.free:
        query = query.where(IS_FREE > 0)
    return query


def _with_open() -> Select[Any]:
    entered = (
        func.coalesce(by_hand.c[name], "").label(label)
        for name, label in (("who", "entered_by"), ("origin", "origin"), ("why", "why"))
    )
    query = select(lines, IS_OPEN.label("open"), IS_FREE.label("free"), *entered)
    return query.outerjoin(by_hand, by_hand.c.line == lines.c.line)


def _rows(connection: Connection, query: Select[Any]) -> list[Row]:
    return [dict(row) for row in connection.execute(query).mappings()]


def how_many_unposted(connection: Connection) -> int:
    """Shipments of the floor that no despatch note stands for."""
    query = select(func.count()).where(floor_shipments.c.state.in_(UNPOSTED))
    return int(connection.execute(query).scalar_one())
