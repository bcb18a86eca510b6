"""Long lists: one table each, newest first, paged by key, exported whole.

A capability says in its own ``lists.py`` which lists it has; a list names the columns it shows and
what each is, so that page and export agree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, select

PAGE_ROWS = 100
EXPORT_ROWS = 1000
"""Rows fetched at a time for an export."""


class Kind(StrEnum):
    TEXT = "text"
    FIGURE = "figure"
    MOMENT = "moment"
    STATE = "state"
    CALL = "call"
    RACK = "rack"
    RAW = "raw"
    ALARM = "alarm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """``key`` is unique, rises with time and has an index."""

    name: str
    table: FromClause
    key: str
    columns: Mapping[str, Kind]
    condition: Any = None
    states: tuple[str, ...] = ()
    """That its column ``state`` may have, where people look for those of one."""

    @property
    def key_column(self) -> ColumnElement[int]:
        return self.table.c[self.key]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """``before`` continues the list; None: this was the end."""

    rows: Sequence[Mapping[str, Any]]
    before: int | None


def page(
    connection: Connection,
    listing: Listing,
    before: int | None = None,
    rows: int = PAGE_ROWS,
    state: str = "",
) -> Page:
    """Rows whose key is smaller than ``before``, the newest first; of a ``state``, if it is one."""
    wanted = [listing.table.c[name] for name in listing.columns]
    if "feed" in listing.table.c and "feed" not in listing.columns:
        wanted.append(listing.table.c["feed"])
    statement = select(listing.key_column.label("_key"), *wanted)
    if listing.condition is not None:
        statement = statement.where(listing.condition)
    if state in listing.states:
        statement = statement.where(listing.table.c["state"] == state)
    if before is not None:
        statement = statement.where(listing.key_column < before)
    statement = statement.order_by(listing.key_column.desc()).limit(rows + 1)
    found = [dict(row) for row in connection.execute(statement).mappings()]
    more = len(found) > rows
    return Page(rows=found[:rows], before=found[rows - 1]["_key"] if more else None)
