"""The rows that stand in the recorded tables against the newest change of each: who changes a row
behind dropped triggers leaves a history that holds and a row that it does not speak of.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from sqlalchemy import Connection, Table, inspect, text

from central.audit import triggers
from central.audit.rules import differs

SAID_MAX = 5


def fault_of_rows(connection: Connection) -> str:
    """Names the first rows that differ; empty: all are as the history says. Reads every row of
    every recorded table once, in this transaction's view.
    """
    found = list(islice(_faults(connection), SAID_MAX + 1))
    more = " and more" if len(found) > SAID_MAX else ""
    return "; ".join(found[:SAID_MAX]) + more


def _faults(connection: Connection) -> Iterator[str]:
    present = frozenset(inspect(connection).get_table_names())
    for table in triggers.audited():
        if table.name in present:
            yield from _standing(connection, table)
            yield from _gone(connection, table)


def _standing(connection: Connection, table: Table) -> Iterator[str]:
    named, row = triggers.as_recorded(table, connection.dialect.name)
    query = text(
        f"SELECT it.object, it.row_json, last.action, last.after FROM (SELECT {named} AS object, "  # noqa: S608
        f"{row} AS row_json FROM {table.name} AS present) AS it LEFT JOIN audit_changes AS last "
        "ON last.change = (SELECT max(change) FROM audit_changes AS one "
        "WHERE one.object = it.object)"
    )
    secret, numbers = triggers.secrets(table), triggers.numbers(table)
    for name, now, action, after in connection.execute(query):
        if why := differs(now, action, after, secret, numbers):
            yield f"{name} {why}"


def _gone(connection: Connection, table: Table) -> Iterator[str]:
    named, _ = triggers.as_recorded(table, connection.dialect.name)
    query = text(
        "SELECT last.object, last.action FROM audit_changes AS last "  # noqa: S608
        "WHERE last.object >= :first AND last.object < :beyond AND last.action <> 'delete' "
        "AND NOT EXISTS (SELECT 1 FROM audit_changes AS one WHERE one.object = last.object "
        "AND one.change > last.change) "
        f"AND last.object NOT IN (SELECT {named} FROM {table.name} AS present)"
    )
    bounds = {"first": f"{table.name}:", "beyond": f"{table.name};"}
    for name, action in connection.execute(query, bounds):
        if why := differs(None, action, None):
            yield f"{name} {why}"
