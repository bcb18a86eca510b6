"""Databases and applications of tests; tests/support/central/both.py says who has PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from central.access import passwords
from central.config import Config
from central.db.database import Database
from httpd.settings import HttpSettings
from tests.support.central.client import EMPTY, Client
from wire.ids import FeedId
from wire.masters import FeedRules


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path, migrated_file: Path) -> str:
    """An empty, migrated database."""
    if request.param == "sqlite":
        copy = tmp_path / "central.db"
        copy.write_bytes(migrated_file.read_bytes())
        return f"sqlite:///{copy}"
    running = request.getfixturevalue("cluster")
    running.again(EMPTY, database="central")
    return str(running.url("central"))


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    database = Database(make_url(database_url))
    yield database
    database.close()


@pytest.fixture
def make_config(tmp_path: Path) -> Callable[..., Config]:
    def make(database_url: str, **changes: Any) -> Config:
        values: dict[str, Any] = {
            "host": "127.0.0.1",
            "port": 0,
            "http": HttpSettings(hosts=("central",)),
            "database": make_url(database_url),
            "data_dir": tmp_path / "data",
            "feeds": {"L1": FeedRules(feed="L1")},
        }
        return Config(**{**values, **changes})

    return make


@pytest.fixture
def client(database_url: str, make_config: Callable[..., Config]) -> Iterator[Client]:
    opened = Client(make_config(database_url))
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def quick_scrypt(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same function with a small cost: what is tested is not how long it takes."""
    monkeypatch.setattr(
        passwords.Cost.__init__, "__kwdefaults__", {"cost": 2, "block": 1, "parallel": 1}
    )


def _served(folder: Path, template: Path) -> Any:
    """The application on an SQLite file of its own in ``folder``."""
    (folder / "lite.db").write_bytes(template.read_bytes())
    return Client(
        Config(
            host="127.0.0.1",
            http=HttpSettings(hosts=("central",)),
            port=0,
            database=make_url(f"sqlite:///{folder / 'lite.db'}"),
            data_dir=folder / "data",
            feeds={FeedId("L1"): FeedRules(feed="L1")},
        )
    )


@pytest.fixture
def lite(tmp_path: Path, migrated_file: Path) -> Iterator[Any]:
    """The application on SQLite alone, for what does not depend on the database."""
    opened = _served(tmp_path, migrated_file)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Any]:
    """One for a whole file of tests."""
    opened = _served(tmp_path_factory.mktemp("swept"), migrated_file)
    yield opened
    opened.close()
