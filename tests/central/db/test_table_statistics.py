"""A large piece is projected by index on a database that nobody has analysed yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import BigInteger, Boolean, Connection, LargeBinary, Table, Text, event, make_url
from sqlalchemy import text as sql

from central.db import table_statistics
from central.db.database import Database, hold_free
from central.migrations.schema import migrate
from central.tracking import tables
from central.tracking.follower import Follower
from central.tracking.intake import take_batch
from central.tracking.project import follow
from tests.support.central.journal import Journal, label, label_moved, plain_day
from tests.support.central.same import INCARNATION
from wire.events import LabelState

FILLED = (tables.marriages, tables.vehicles, tables.labels, tables.racks)
ROWS = 20_000
PIECES = 100_000
"""Married pieces: so many that reading them all is never the cheapest."""


@pytest.fixture
def fresh(cluster: Any) -> Iterator[Database]:
    """A PostgreSQL database of another cell's rows, as it is after a restore: no statistics."""
    cluster.execute("CREATE DATABASE fresh")
    db = Database(make_url(cluster.url("fresh")))
    migrate(db)
    for table in FILLED:
        db.write(lambda connection, table=table: connection.execute(sql(filling(table))))
    yield db
    db.close()
    cluster.execute("DROP DATABASE fresh")


def filling(table: Table) -> str:
    values = {
        Text: "'other' || i",
        BigInteger: "i",
        Boolean: "false",
        LargeBinary: "'[]'::bytea",
    }
    columns = [column for column in table.c if not column.nullable]
    chosen = ", ".join(
        next((v for kind, v in values.items() if isinstance(c.type, kind)), "1") for c in columns
    )
    names = ", ".join(f'"{column.name}"' for column in columns)
    rows = PIECES if table is tables.marriages else ROWS
    return f"INSERT INTO {table.name} ({names}) SELECT {chosen} FROM generate_series(1, {rows}) i"


def whole_tables_read(db: Database, work: Any) -> set[str]:
    """Which of the filled tables some query of ``work`` reads from end to end, by its plan."""
    asked: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, parameters: Any, ___: Any, ____: Any) -> None:
        if statement.startswith("SELECT") and "tracking_" in statement:
            asked.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    work()
    event.remove(db.engine, "before_cursor_execute", note)
    assert any("tracking_marriages" in statement for statement, _ in asked)

    def plans(connection: Connection) -> list[str]:
        return [
            line
            for statement, parameters in asked
            for line in connection.exec_driver_sql(f"EXPLAIN {statement}", parameters).scalars()
        ]

    lines = db.read(plans)
    return {t.name for t in FILLED if any(f"Seq Scan on {t.name}" in line for line in lines)}


def piece(node: str) -> Journal:
    numbers = range(1, 300)
    labels = [label(f"{node}-{n}") for n in numbers]
    moved = [label_moved(f"{node}-{n}", LabelState.SENT) for n in numbers]
    return Journal(node).write(*plain_day(numbers), *labels, *moved)


def store(db: Database, journal: Journal) -> None:
    take_batch(db, journal.batch(0, 999), incarnation=INCARNATION, now_us=5, at_once_facts=0)


def follow_all(db: Database) -> None:
    while follow(db, 5):
        pass


def test_no_table_is_read_whole_once_central_has_analysed_it(fresh: Database) -> None:
    store(fresh, piece("cell-a"))
    store(fresh, piece("cell-b"))
    assert "tracking_marriages" in whole_tables_read(fresh, lambda: follow(fresh, 5))
    assert {table.name for table in FILLED} <= set(table_statistics.renew(fresh))
    assert whole_tables_read(fresh, lambda: follow_all(fresh)) == set()


def test_a_table_is_analysed_again_when_it_has_grown_by_half(fresh: Database) -> None:
    def grown(first: int, last: int) -> list[str]:
        statement = filling(tables.marriages).replace(
            f"generate_series(1, {PIECES})", f"generate_series({first}, {last})"
        )
        fresh.write(lambda connection: connection.execute(sql(statement)))
        return table_statistics.renew(fresh)

    table_statistics.renew(fresh)
    assert table_statistics.renew(fresh) == []
    assert grown(PIECES + 1, PIECES * 5 // 4) == []
    assert grown(PIECES * 5 // 4 + 1, PIECES * 2) == ["tracking_marriages"]
    assert table_statistics.renew(fresh) == []


def test_one_process_of_several_analyses(fresh: Database) -> None:
    other = Database(fresh.engine.url)

    def while_another_does(connection: Connection) -> list[str]:
        assert hold_free(connection, [("table statistics",)])
        return table_statistics.renew(other)

    assert fresh.write(while_another_does) == []
    assert table_statistics.renew(other)
    other.close()


def test_whoever_projects_keeps_the_statistics(fresh: Database) -> None:
    follower = Follower(fresh, on_progress=lambda: None, on_behind=lambda _: None)
    store(fresh, piece("cell-a"))
    assert fresh.read(table_statistics.stale)
    follower.step()
    assert fresh.read(table_statistics.stale) == []


def test_sqlite_takes_an_index_without(db: Database) -> None:
    if db.is_sqlite:
        assert table_statistics.renew(db) == []
