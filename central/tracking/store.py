"""How new facts get into their table, each once: SQLite row by row in a prepared statement,
PostgreSQL by COPY into a staging table of the session and one INSERT ... ON CONFLICT from there.

The caller holds the journal's row and has judged the facts to be new; the unique key (node, epoch,
offset) is the proof. Fact ids are taken last, because their counter is held until the commit: what
is slow on the way here is done by many at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

import msgspec
import psycopg
from sqlalchemy import Connection, insert, text, update
from sqlalchemy.exc import DBAPIError

from central.db.database import insert_new
from central.tracking import tables
from wire.events import AnyFact
from wire.sync import Entry

_STAGED = "lineside_staged_facts"
_STAGE = (
    f'CREATE TEMPORARY TABLE IF NOT EXISTS {_STAGED} ("offset" bigint, at_us bigint, hash text, '
    "kind text, body bytea) ON COMMIT DELETE ROWS"
)
_COPY = f"COPY {_STAGED} FROM STDIN (FORMAT BINARY)"
_COPY_TYPES = ("int8", "int8", "text", "text", "bytea")
_UNSTAGE = text(
    'INSERT INTO tracking_facts (fact, node, epoch, "offset", at_us, received_us, hash, kind, '
    "refusal, detail, body) "
    'SELECT CAST(:before AS bigint) + "offset", :node, :epoch, "offset", at_us, :now_us, hash, '
    "kind, '', '', body FROM lineside_staged_facts "
    'ON CONFLICT (node, epoch, "offset") DO NOTHING'
)


class _Tagged(msgspec.Struct):
    type: str


_tagged = msgspec.json.Decoder(_Tagged)
_KINDS = frozenset(str(kind.__struct_config__.tag) for kind in get_args(AnyFact))


class StoredOtherwiseError(RuntimeError):
    """The table holds facts that the journal's mark does not know: nothing is stored."""


def store(
    connection: Connection, node: str, epoch: int, fresh: Sequence[Entry], now_us: int
) -> int:
    """Stores consecutive facts as not refused, and returns the id of the last of them."""
    if connection.dialect.name == "sqlite":
        newest = _row_numbers(connection, len(fresh))
        rows = _rows(node, epoch, fresh, newest - len(fresh) + 1, now_us)
        connection.execute(insert(tables.facts), rows)
        return newest
    _stage(connection, fresh)
    newest = _row_numbers(connection, len(fresh))
    before = newest - fresh[-1].offset
    values = {"before": before, "node": node, "epoch": epoch, "now_us": now_us}
    stored = connection.execute(_UNSTAGE, values).rowcount
    if stored != len(fresh):
        raise StoredOtherwiseError(
            f"{len(fresh) - stored} of the facts {fresh[0].offset} to {fresh[-1].offset} of {node} "
            f"epoch {epoch}, are there although the mark says that they are not"
        )
    return newest


def kind_of(body: msgspec.Raw) -> str:
    """The fact's tag without reading the rest; empty: it is none that we know."""
    try:
        kind = _tagged.decode(body).type
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""
    return kind if kind in _KINDS else ""


def _stage(connection: Connection, fresh: Sequence[Entry]) -> None:
    driver = connection.connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        raise TypeError(f"facts are copied by psycopg alone, not by {type(driver).__name__}")
    try:
        with driver.cursor() as cursor:
            cursor.execute(_STAGE)
            with cursor.copy(_COPY) as copy:
                copy.set_types(_COPY_TYPES)
                for entry in fresh:
                    body = entry.fact
                    copy.write_row(
                        (entry.offset, entry.at_us, entry.hash, kind_of(body), bytes(body))
                    )
    except psycopg.Error as error:
        if driver.closed:
            connection.invalidate(error)
        raise DBAPIError(_COPY, None, error) from error


def _rows(
    node: str, epoch: int, fresh: Sequence[Entry], first_id: int, now_us: int
) -> list[dict[str, object]]:
    return [
        {
            "fact": fact_id,
            "node": node,
            "epoch": epoch,
            "offset": entry.offset,
            "at_us": entry.at_us,
            "received_us": now_us,
            "hash": entry.hash,
            "kind": kind_of(entry.fact),
            "refusal": "",
            "detail": "",
            "body": bytes(entry.fact),
        }
        for fact_id, entry in enumerate(fresh, first_id)
    ]


def _row_numbers(connection: Connection, count: int) -> int:
    """Takes ``count`` ids and returns the last of them; holds the counter until the commit."""
    table = tables.row_numbers
    statement = (
        update(table)
        .where(table.c.name == "fact")
        .values(last=table.c.last + count)
        .returning(table.c.last)
    )
    last = connection.execute(statement).scalar()
    if last is None:
        insert_new(connection, table, [{"name": "fact", "last": 0}])
        last = connection.execute(statement).scalar_one()
    return int(last)
