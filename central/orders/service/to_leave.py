"""What is still to leave: places with open order lines, and notes that have not left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select, text

from central.db.bulk import among
from central.orders.rules.note_states import NoteState
from central.orders.rules.planned_receipts import is_over
from central.orders.tables import IS_FREE, OPEN, lines, note_lines, notes
from central.partners.service.days import moment_of

Row = Mapping[str, Any]
WAITING = (NoteState.DRAFT, NoteState.READY, NoteState.LOADED)
ROWS = 300


def due_places(connection: Connection, last: date, now_us: int) -> list[Row]:
    """Where something is due until that day that is on no note: how many ``lines``, and when the
    ``first`` is due. What is due first comes first.
    """
    place = lines.c.customer, lines.c.plant, lines.c.unloading_point
    first = func.min(lines.c.on_day)
    query = (
        select(*place, func.count().label("lines"), first.label("first"))
        .where(text(OPEN), IS_FREE > 0, lines.c.on_day <= last)
        .group_by(*place)
        .order_by(first, *place)
        .limit(ROWS)
    )
    clocks = _Clocks(connection, now_us)
    return [
        {**row, "late": row["first"] < clocks.at(row["customer"]).date()}
        for row in connection.execute(query).mappings()
    ]


def notes_to_leave(connection: Connection, now_us: int) -> list[Row]:
    """Notes that have not left, at most ``ROWS``: each with the day (``leave_on``) and the time
    there (``leave_by``; empty: that day) by which the first of its lines must leave. Those that are
    ``late`` by the clocks of the customer come first, then by day and time.
    """
    waiting = notes.c.state.in_([state.value for state in WAITING])
    query = select(notes).where(waiting).order_by(notes.c.on_day, notes.c.note).limit(ROWS)
    found = [dict(row) for row in connection.execute(query).mappings()]
    due = _first_lines(connection, [row["note"] for row in found])
    clocks, shown = _Clocks(connection, now_us), []
    for row in found:
        line = due.get(row["note"])
        on, at, until = (row["on_day"], "", "") if line is None else line
        if row["on_day"] < on:
            on, at, until = row["on_day"], "", ""
        late = is_over(on, at, until, clocks.at(row["customer"]))
        shown.append({**row, "leave_on": on, "leave_by": until or at, "late": late})
    return sorted(shown, key=lambda it: (not it["late"], it["leave_on"], it["leave_by"] or "24"))


class _Due(NamedTuple):
    """A day and its window, HH:MM; empty: all of it."""

    on: date
    at: str
    until: str


def _first_lines(connection: Connection, names: list[str]) -> Mapping[str, _Due]:
    """Of each note the line that is due first: its day and window."""
    found: dict[str, _Due] = {}
    columns = note_lines.c.note, lines.c.on_day, lines.c.at_time, lines.c.until_time
    for some in among(connection, note_lines.c.note, names):
        query = select(*columns).join(lines, lines.c.line == note_lines.c.line).where(some)
        for row in connection.execute(query):
            due = _Due(row.on_day, row.at_time, row.until_time)
            before = found.get(row.note)
            if before is None or _place(due) < _place(before):
                found[row.note] = due
    return found


def _place(due: _Due) -> list[object]:
    return [due.on, due.until or due.at or "24"]


class _Clocks:
    """What the clocks of each customer say now."""

    def __init__(self, connection: Connection, now_us: int) -> None:
        self._connection, self._now_us = connection, now_us
        self._known: dict[str, datetime] = {}

    def at(self, customer: str) -> datetime:
        if customer not in self._known:
            self._known[customer] = moment_of(self._connection, customer, self._now_us)
        return self._known[customer]
