"""The store of interchanges on both databases, and on SQLite alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from central.db.database import Database
from tests.support.central.client import Client
from tests.support.central.exchange import Office
from tests.support.central.exchange_desk import POSTED


@pytest.fixture
def office(db: Database) -> Iterator[Office]:
    yield Office(db)
    db.write(POSTED.drop)


@pytest.fixture
def lite(tmp_path: Path, migrated_file: Path) -> Iterator[Office]:
    """On SQLite alone, for what does not depend on the database."""
    copy = tmp_path / "lite.db"
    copy.write_bytes(migrated_file.read_bytes())
    database = Database(make_url(f"sqlite:///{copy}"))
    yield Office(database)
    database.close()


@pytest.fixture
def lite_client(
    tmp_path: Path, migrated_file: Path, make_config: Callable[..., Any]
) -> Iterator[Any]:
    """The application on SQLite alone."""
    copy = tmp_path / "lite.db"
    copy.write_bytes(migrated_file.read_bytes())
    opened = Client(make_config(f"sqlite:///{copy}"))
    yield opened
    opened.close()
