"""Saving what people keep: refused with all reasons, refused if somebody was faster, and only rows
that differ are touched, so that the history shows what was changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, CursorResult, Table, and_, delete, select

from central.db.database import upsert
from central.words.reasons import Reason, RuleRefusedError, because


def refuse(faults: Sequence[Reason]) -> None:
    """Raises RuleRefusedError if there are any."""
    if faults:
        raise RuleRefusedError(*faults)


def refuse_stale(kind: str, name: str, stored: int, seen: int) -> None:
    """Two people change the same: the second one hears of it instead of undoing the first."""
    if stored != seen:
        raise RuleRefusedError(
            because(
                "stale",
                "{kind} {name} is at version {stored}, the change was made on version {seen}: "
                "read it again and repeat the change",
                kind=kind,
                name=name,
                stored=stored,
                seen=seen,
            )
        )


def replace_rows(
    connection: Connection,
    table: Table,
    key: Mapping[str, str],
    rows: Iterable[Mapping[str, Any]],
) -> None:
    """Makes ``rows`` all that the table has under ``key``, touching only what differs."""
    wanted = {}
    for row in rows:
        whole = {**key, **row}
        wanted[tuple(whole[column.name] for column in table.primary_key)] = whole
    under = and_(*(table.c[name] == value for name, value in key.items()))
    found = connection.execute(select(table).where(under)).mappings().all()
    there = {tuple(row[column.name] for column in table.primary_key): dict(row) for row in found}
    for gone in there.keys() - wanted.keys():
        same = zip(table.primary_key, gone, strict=True)
        connection.execute(delete(table).where(and_(*(column == value for column, value in same))))
    upsert(connection, table, [row for name, row in wanted.items() if there.get(name) != row])


def numbered(inserted: CursorResult[Any]) -> int:
    """The key that the database gave the one row that was inserted."""
    key = inserted.inserted_primary_key
    if key is None:
        raise LookupError("one row with a key of the database's was to be inserted")
    return int(key[0])
