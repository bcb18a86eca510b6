"""Many rows at once. SQLite takes them one by one in a prepared statement, which is its fast way;
PostgreSQL takes them as one JSON document in one statement: a third to a half of the time of a
statement a row, one round trip, and no temporary table.

Within one call a key comes once: PostgreSQL does not change a row twice in one statement.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    Connection,
    LargeBinary,
    Table,
    any_,
    bindparam,
    insert,
    text,
)

from central.db.database import Row, upsert
from central.db.exact import Scaled

_json = msgspec.json.Encoder()
_PARAMETERS_MAX = 500
"""Of SQLite, in one statement."""

AT_ONCE = 500
"""Values in one IN list."""


def insert_many(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Inserts rows that are not there. All rows have the same columns."""
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        connection.execute(insert(table), list(rows))
    else:
        connection.execute(text(_insert(table, rows[0])), {"rows": _document(table, rows)})


def upsert_many(
    connection: Connection,
    table: Table,
    rows: Sequence[Row],
    adding: frozenset[str] = frozenset(),
) -> None:
    """What ``central.db.upsert`` does, for rows with different keys."""
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        upsert(connection, table, rows, adding)
        return
    keys = [column.name for column in table.primary_key]
    changes = ", ".join(
        f'"{name}" = {table.name}."{name}" + excluded."{name}"'
        if name in adding
        else f'"{name}" = excluded."{name}"'
        for name in rows[0]
        if name not in keys
    )
    conflict = f" ON CONFLICT ({_names(keys)}) DO UPDATE SET {changes}"
    connection.execute(text(_insert(table, rows[0]) + conflict), {"rows": _document(table, rows)})


def among(
    connection: Connection, column: Column[Any], values: Collection[Any]
) -> Iterator[ColumnElement[bool]]:
    """Conditions that together say that a column has one of these values; none for no values.
    PostgreSQL takes them as one array, so that its statement is always the same and prepared.
    """
    if not values:
        return
    if connection.dialect.name == "sqlite":
        remaining = iter(values)
        while part := list(islice(remaining, _PARAMETERS_MAX)):
            yield column.in_(part)
    else:
        yield column == any_(bindparam(None, list(values), ARRAY(column.type)))


def _insert(table: Table, row: Row) -> str:
    names = _names(row)
    return (
        f"INSERT INTO {table.name} ({names}) "  # noqa: S608 - names of our own tables
        f"SELECT {names} FROM json_populate_recordset(NULL::{table.name}, CAST(:rows AS json))"
    )


def _names(columns: Row | Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def _document(table: Table, rows: Sequence[Row]) -> str:
    numbers = [(column.name, column.type) for column in table.c if isinstance(column.type, Scaled)]
    if numbers:
        rows = [{**row, **_wholes(row, numbers)} for row in rows]
    binary = [column.name for column in table.c if isinstance(column.type, LargeBinary)]
    if binary:
        rows = [{**row, **{name: "\\x" + row[name].hex() for name in binary}} for row in rows]
    return _json.encode(rows).decode()


def _wholes(row: Row, numbers: Sequence[tuple[str, Scaled]]) -> dict[str, int | None]:
    given = ((name, kind, row[name]) for name, kind in numbers if name in row)
    return {name: None if value is None else kind.whole(value) for name, kind, value in given}
