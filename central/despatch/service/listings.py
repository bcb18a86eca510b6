"""What is to leave, what is packed, and what is on which load: reading only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, select

from central.despatch.rules.units import UnitState
from central.despatch.service.units import contents_of, outermost_on, tree_of
from central.despatch.tables import load_notes, loads, units
from central.orders.service import reading as orders

Row = Mapping[str, Any]
ROWS = 500
DAYS = 3


def despatch_list(
    connection: Connection, today: date, *, days: int = DAYS, customer: str = ""
) -> Sequence[Row]:
    """Open order lines due until so many days from today, by ship-to and day; each with what of it
    is ``free``, and what is packed or on a note already (``awaiting``).
    """
    last = today + timedelta(days=max(0, days - 1))
    wanted = orders.Wanted(customer=customer, last=last, rows=ROWS)
    rows = orders.line_page(connection, wanted).rows
    place = ("customer", "plant", "unloading_point", "on_day", "at_time", "line")
    return sorted(rows, key=lambda row: tuple(row[name] for name in place))


def free_units(connection: Connection, customer: str = "") -> Sequence[Row]:
    """Outermost units that are packed and on no note, the newest first, with what is in each."""
    packed = (units.c.state == UnitState.PACKED.value, units.c.note == "", units.c.parent == "")
    query = select(units).where(*packed).order_by(units.c.at_us.desc(), units.c.unit).limit(ROWS)
    if customer:
        query = query.where(units.c.customer == customer)
    return [_with_contents(connection, dict(row)) for row in connection.execute(query).mappings()]


def units_on(connection: Connection, note: str) -> Sequence[Row]:
    """The outer before the inner, each with what is in itself."""
    tree = tree_of(connection, outermost_on(connection, note))
    inside = contents_of(connection, [row.unit for row in tree])
    return [
        {
            **row._mapping,  # noqa: SLF001
            "contents": [dict(it._mapping) for it in inside if it.unit == row.unit],  # noqa: SLF001
        }
        for row in tree
    ]


def _with_contents(connection: Connection, row: Row) -> Row:
    names = [it.unit for it in tree_of(connection, [row["unit"]])]
    inside = [dict(it._mapping) for it in contents_of(connection, names)]  # noqa: SLF001
    return {**row, "contents": inside, "inside": len(names) - 1}


def load_rows(connection: Connection) -> Sequence[Row]:
    """Loads, those that have not left first, with the notes on each."""
    query = select(loads).order_by(
        loads.c.departed_us.is_not(None), loads.c.departed_us.desc(), loads.c.load.desc()
    )
    found = [dict(row) for row in connection.execute(query.limit(100)).mappings()]
    on = select(load_notes).where(load_notes.c.load.in_([row["load"] for row in found]))
    notes: dict[int, list[str]] = {}
    for row in connection.execute(on.order_by(load_notes.c.note)):
        notes.setdefault(row.load, []).append(row.note)
    return [{**row, "notes": notes.get(row["load"], [])} for row in found]
