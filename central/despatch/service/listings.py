"""What is to leave, what is packed, and what is on which load: reading only. Long lists are read in
portions: what continues one is told, and None where it ended.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Select, and_, func, or_, select

from central.db.bulk import among
from central.despatch.rules.units import UnitState
from central.despatch.service.units import contents_of, outermost_on, tree_of
from central.despatch.tables import load_notes, loads, units
from central.orders.service import reading as orders
from central.orders.service.lines import rows_of
from central.orders.service.notes import left_at

Row = Mapping[str, Any]
ROWS = 500
LOADS = 100
DAYS = 3


@dataclass(frozen=True, slots=True)
class Portion:
    rows: Sequence[Row]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What of the despatch list: until so many days from today, behind an order line."""

    days: int = DAYS
    customer: str = ""
    after: int | None = None
    rows: int = ROWS


def despatch_list(connection: Connection, today: date, due: Due) -> Portion:
    """Open order lines, those due first in the first portion, and each portion by ship-to and day;
    each line with what of it is ``free``, and what is packed or on a note already (``awaiting``).
    """
    last = today + timedelta(days=max(0, due.days - 1))
    behind = [] if due.after is None else list(rows_of(connection, [due.after]))
    wanted = orders.Wanted(
        customer=due.customer,
        last=last,
        rows=due.rows,
        after=orders.Place(behind[0].due_on, behind[0].line) if behind else None,
    )
    page = orders.line_page(connection, wanted)
    place = ("customer", "plant", "unloading_point", "due_on", "at_time", "line")
    rows = sorted(page.rows, key=lambda row: tuple(row[name] for name in place))
    return Portion(rows, None if page.after is None else str(page.after.line))


def free_units(
    connection: Connection, customer: str = "", before: str = "", rows: int = ROWS
) -> Portion:
    """Outermost units that are packed and on no note, the newest first, with what is in each, and
    how many units stand in it (``inside``).
    """
    packed = (units.c.state == UnitState.PACKED.value, units.c.note == "", units.c.parent == "")
    query = select(units).where(*packed).order_by(units.c.at_us.desc(), units.c.unit)
    if customer:
        query = query.where(units.c.customer == customer)
    if before:
        of_it = select(units.c.at_us).where(units.c.unit == before).scalar_subquery()
        same = and_(units.c.at_us == of_it, units.c.unit > before)
        query = query.where(or_(units.c.at_us < of_it, same))
    found, following = _portion(connection, query, rows, "unit")
    tree = tree_of(connection, [row["unit"] for row in found])
    root: dict[str, str] = {}
    for row in tree:  # the outer before the inner
        root[row.unit] = root.get(row.parent, row.unit)
    inside = _contents(connection, root)
    standing = [name for unit, name in root.items() if unit != name]
    shown = [
        {**row, "contents": inside.get(row["unit"], []), "inside": standing.count(row["unit"])}
        for row in found
    ]
    return Portion(shown, following)


def units_on(connection: Connection, note: str) -> Portion:
    """All of them, the outer before the inner, each with what is in itself."""
    tree = tree_of(connection, outermost_on(connection, note))
    inside = _contents(connection, {row.unit: row.unit for row in tree})
    shown = [{**row._mapping, "contents": inside.get(row.unit, [])} for row in tree]  # noqa: SLF001
    return Portion(shown, None)


def _contents(connection: Connection, shown_as: Mapping[str, str]) -> dict[str, list[Row]]:
    """What is in units, by the unit that it is shown as."""
    found: dict[str, list[Row]] = {}
    for row in contents_of(connection, shown_as):
        found.setdefault(shown_as[row.unit], []).append(dict(row._mapping))  # noqa: SLF001
    return found


def load_rows(connection: Connection, before: int | None = None, rows: int = LOADS) -> Portion:
    """Loads that have neither left nor been cancelled first, then the latest; with the notes on
    each.
    """
    over = func.coalesce(loads.c.departed_us, loads.c.cancelled_us)
    query = select(loads).order_by(over.is_not(None), over.desc(), loads.c.load.desc())
    if before is not None:
        query = query.where(_behind(connection, over, before))
    found, following = _portion(connection, query, rows, "load")
    notes = _notes_on(connection, {row["load"]: row["departed_us"] for row in found})
    return Portion([{**row, "notes": notes[row["load"]]} for row in found], following)


def notes_of_load(connection: Connection, load: Mapping[str, Any]) -> list[str]:
    """The notes on one load, or that left with it."""
    return _notes_on(connection, {load["load"]: load["departed_us"]})[load["load"]]


def load_row(connection: Connection, load: int) -> Row | None:
    """One of them, with what is on it, or left with it; None: there is no such load."""
    row = connection.execute(select(loads).where(loads.c.load == load)).mappings().one_or_none()
    if row is None:
        return None
    return {**row, "notes": _notes_on(connection, {load: row["departed_us"]})[load]}


def _notes_on(connection: Connection, departed: Mapping[int, int | None]) -> dict[int, list[str]]:
    """By load. One that was undone and posted anew has left without it."""
    on = [
        row
        for some in among(connection, load_notes.c.load, departed)
        for row in connection.execute(select(load_notes).where(some).order_by(load_notes.c.note))
    ]
    left = left_at(connection, [row.note for row in on])
    found: dict[int, list[str]] = {load: [] for load in departed}
    for row in on:
        if departed[row.load] in (None, left.get(row.note)):
            found[row.load].append(row.note)
    return found


def _behind(connection: Connection, over: Any, load: int) -> Any:
    """What comes after that load in the list."""
    at_us = connection.execute(select(over).where(loads.c.load == load)).scalar()
    if at_us is None:
        return or_(over.is_not(None), loads.c.load < load)
    return or_(over < at_us, and_(over == at_us, loads.c.load < load))


def _portion(
    connection: Connection, query: Select[Any], rows: int, key: str
) -> tuple[list[Row], str | None]:
    found: list[Row] = [dict(row) for row in connection.execute(query.limit(rows + 1)).mappings()]
    kept = found[:rows]
    return kept, str(kept[-1][key]) if len(found) > rows else None
