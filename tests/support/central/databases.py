"""Fixtures: a PostgreSQL of this session, and a migrated SQLite file to copy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from central.db.database import Database
from central.migrations.schema import migrate
from tests.support.central import postgres, statements, unsynced

statements.install()
unsynced.install()


@pytest.fixture(scope="session")
def cluster() -> Iterator[postgres.Cluster]:
    """A PostgreSQL with one migrated database, ``central``."""
    if why := postgres.why_not():
        pytest.skip(why)
    running = postgres.Cluster()
    running.start()
    try:
        running.execute("CREATE DATABASE central")
        db = Database(make_url(running.url("central")))
        migrate(db)
        db.close()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite database that nobody has open."""
    path = tmp_path_factory.mktemp("central") / "template.db"
    db = Database(make_url(f"sqlite:///{path}"))
    migrate(db)
    db.close()
    return path
