"""Databases of versions before, as ``tests/central/databases`` keeps them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import make_url

from central import migrations
from central.db.database import Database
from tests.support.paths import ROOT

FOLDER = ROOT / "tests" / "central" / "databases"


@contextmanager
def kept_on_both(request: pytest.FixtureRequest, file: Path, kept: str) -> Iterator[Database]:
    """``file``: SQLite's, loaded from the dump of version ``kept``; ``request.param`` says on which
    database it is wanted.
    """
    if request.param == "sqlite":
        db = Database(make_url(f"sqlite:///{file}"))
        yield db
        db.close()
        return
    cluster = request.getfixturevalue("cluster")
    name = f"of_{kept}"
    cluster.execute(f"CREATE DATABASE {name}")
    db = Database(make_url(str(cluster.url(name))))
    upgrade(db, kept)
    copy(file, db)
    yield db
    db.close()
    cluster.execute(f"DROP DATABASE {name}")


def load(dump: Path, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(file)) as db, db:
        db.executescript(dump.read_text("utf-8"))


def upgrade(db: Database, version: str) -> None:
    import alembic.command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__path__[0])))

    def work(connection: sa.Connection) -> None:
        config.attributes["connection"] = connection
        alembic.command.upgrade(config, version)

    db.write(work)


def copy(file: Path, db: Database) -> None:
    """Rows of SQLite into the tables that are in PostgreSQL; those of the history's triggers,
    which are SQLite's alone, are left out.
    """
    there = sa.MetaData()
    there.reflect(db.engine)
    with closing(sqlite3.connect(file)) as old, db.engine.begin() as new:
        new.execute(sa.text("SET LOCAL session_replication_role = replica"))
        old.row_factory = sqlite3.Row
        for table in there.sorted_tables:
            if table.name == "alembic_version":
                continue
            rows = [dict(row) for row in old.execute(f"SELECT * FROM {table.name}")]
            for row in rows:
                for column in table.c:
                    row[column.name] = _as(column.type, row[column.name])
            if rows:
                new.execute(sa.insert(table), rows)
                _count_on(new, table)


def _count_on(connection: sa.Connection, table: sa.Table) -> None:
    """What counts by itself goes on behind what was copied."""
    for column in table.primary_key:
        asked = {"table": table.name, "column": column.name}
        query = sa.text("SELECT pg_get_serial_sequence(:table, :column)")
        if sequence := connection.execute(query, asked).scalar():
            last = connection.execute(sa.select(sa.func.max(column))).scalar()
            connection.execute(sa.select(sa.func.setval(sequence, last)))


def _as(kind: sa.types.TypeEngine[Any], value: Any) -> Any:
    """SQLite's value as PostgreSQL's driver takes it."""
    if value is None:
        return None
    if isinstance(kind, sa.Boolean):
        return bool(value)
    if isinstance(kind, sa.Date):
        return date.fromisoformat(value)
    if isinstance(kind, sa.JSON):
        return json.loads(value)
    return value
