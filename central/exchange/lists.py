"""What pages and programs read of the store: interchanges newest first, acknowledgements, imports.

Paged by key; bytes are never read for a list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, case, func, select

from central.exchange import store
from central.exchange.answers import SYNTAX_ANSWERS
from central.exchange.partners import all_of
from central.exchange.rules.states import WAITING, Direction, State
from central.exchange.store import Stored
from central.exchange.tables import imports, interchanges

PAGE_ROWS = 100
EXPORT_ROWS = 5000
"""Rows of a printed or exported list; the page goes on for ever."""
WAITS = "waiting"
"""Instead of a state: whatever came in and is not posted."""
_HOUR_US = 3_600_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Empty: any."""

    partner: str = ""
    direction: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """``before`` continues the list; None: this was the end."""

    rows: Sequence[Stored]
    before: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """An interchange of ours. ``awaited``: an answer is; ``overdue_us``: since when it is late."""

    row: Stored
    awaited: bool
    overdue_us: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    import_batch: int
    at_us: int
    who: str
    partner: str
    files: int
    total: int
    done: int


def shown_state(row: Stored) -> str:
    """Its state as people should read it: what is posted may have left something unprocessed."""
    left = any(not problem.code.startswith("answer.") for problem in row.problems)
    if row.state is State.POSTED and left:
        return "partly" if row.schedules else "unprocessed"
    return row.state.value


def page(
    connection: Connection, wanted: Filter, before: int | None = None, rows: int = PAGE_ROWS
) -> Page:
    """Interchanges, the newest first."""
    return _paged(connection, _filtered(wanted), before, rows)


def of_import(connection: Connection, batch: int, before: int | None = None) -> Page:
    """The interchanges of an import, in the order of its files."""
    statement = select(*store.COLUMNS).where(interchanges.c.import_batch == batch)
    if before is not None:
        statement = statement.where(interchanges.c.interchange > before)
    statement = statement.order_by(interchanges.c.interchange).limit(PAGE_ROWS + 1)
    found = [store.stored(dict(row)) for row in connection.execute(statement).mappings()]
    more = len(found) > PAGE_ROWS
    kept = found[:PAGE_ROWS]
    return Page(rows=kept, before=kept[-1].interchange if more else None)


def answers_to(connection: Connection, interchange: int) -> list[Stored]:
    """Ours that answer it, in the order they were written."""
    statement = select(*store.COLUMNS).where(interchanges.c.answers == interchange)
    rows = connection.execute(statement.order_by(interchanges.c.interchange)).mappings()
    return [store.stored(dict(row)) for row in rows]


def sent(
    connection: Connection,
    partner: str,
    now_us: int,
    before: int | None = None,
    rows: int = PAGE_ROWS,
) -> tuple[list[Sent], int | None]:
    """Interchanges of ours with what their partners say of them."""
    within_us = {p.partner: p.settings.acknowledged_within_h * _HOUR_US for p in all_of(connection)}
    found = _paged(
        connection, _filtered(Filter(partner=partner, direction=Direction.OUT)), before, rows
    )
    return [_sent(row, within_us.get(row.partner, 0), now_us) for row in found.rows], found.before


def _sent(row: Stored, within_us: int, now_us: int) -> Sent:
    names = frozenset(row.message_names.split())
    awaited = (
        within_us > 0 and row.state in (State.QUEUED, State.SENT) and not names <= SYNTAX_ANSWERS
    )
    due_us = row.at_us + within_us
    return Sent(
        row=row, awaited=awaited, overdue_us=due_us if awaited and due_us < now_us else None
    )


def recent_imports(connection: Connection, rows: int = 20) -> list[Import]:
    """The newest first."""
    ours = interchanges.c
    newest = select(imports).order_by(imports.c.import_batch.desc()).limit(rows).subquery()
    left = func.sum(case((ours.state == State.RECEIVED.value, 1), else_=0))
    statement = (
        select(newest, func.count(ours.interchange).label("total"), left.label("left"))
        .join(interchanges, ours.import_batch == newest.c.import_batch)
        .group_by(*newest.c)
        .order_by(newest.c.import_batch.desc())
    )
    return [
        Import(
            import_batch=row.import_batch,
            at_us=row.at_us,
            who=row.who,
            partner=row.partner,
            files=row.files,
            total=row.total,
            done=row.total - (row.left or 0),
        )
        for row in connection.execute(statement)
    ]


def counts_of_import(connection: Connection, batch: int) -> dict[str, int]:
    """How many interchanges of an import are in each state, as it is shown."""
    ours = interchanges.c
    left = (ours.state == State.POSTED.value) & (ours.problems != "[]")
    shown = case(
        (left & (ours.schedules > 0), "partly"), (left, "unprocessed"), else_=ours.state
    ).label("shown")
    statement = select(shown, func.count()).where(ours.import_batch == batch).group_by("shown")
    return {state: count for state, count in connection.execute(statement)}


def _filtered(wanted: Filter) -> Select[Any]:
    ours = interchanges.c
    statement = select(*store.COLUMNS)
    if wanted.partner:
        statement = statement.where(ours.partner == wanted.partner)
    if wanted.direction:
        statement = statement.where(ours.direction == wanted.direction)
    if wanted.state == WAITS:
        statement = statement.where(ours.state.in_([state.value for state in WAITING]))
    elif wanted.state:
        statement = statement.where(ours.state == wanted.state)
    return statement


def _paged(connection: Connection, statement: Select[Any], before: int | None, rows: int) -> Page:
    key = interchanges.c.interchange
    if before is not None:
        statement = statement.where(key < before)
    statement = statement.order_by(key.desc()).limit(rows + 1)
    found = [store.stored(dict(row)) for row in connection.execute(statement).mappings()]
    kept = found[:rows]
    return Page(rows=kept, before=kept[-1].interchange if len(found) > rows else None)
