"""Every test that asks for ``database_url`` runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
from sqlalchemy import make_url

from central.access.rules import TokenRole
from central.access.service import create_token
from central.app import Central, create_app
from central.config import Config
from central.db.clock import now_us
from central.db.database import METADATA, Database
from central.migrations.schema import migrate
from httpd.settings import HttpSettings
from wire.masters import FeedRules

HERE = Path(__file__).parent


def _helper(name: str) -> ModuleType:
    """Helpers beside the tests, by a name of their own: folders of tests are no packages."""
    specification = importlib.util.spec_from_file_location(f"central_{name}", HERE / f"{name}.py")
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules[f"central_{name}"] = module
    specification.loader.exec_module(module)
    return module


sys.modules["central_conftest"] = sys.modules[__name__]
postgres = _helper("postgres")
journal = _helper("journal")
pair = _helper("pair")
same = _helper("same")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Any]:
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


EMPTY = "; ".join(
    [
        "SET session_replication_role = replica",
        *(f"DELETE FROM {table.name}" for table in reversed(METADATA.sorted_tables)),
        "SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'",
    ]
)
"""Ten times faster than TRUNCATE on tables that hold a few rows. As a replica: the history, which
nobody takes from, is emptied as well."""


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path, migrated_file: Path) -> str:
    """An empty, migrated database."""
    if request.param == "sqlite":
        copy = tmp_path / "central.db"
        copy.write_bytes(migrated_file.read_bytes())
        return f"sqlite:///{copy}"
    running = request.getfixturevalue("cluster")
    running.execute(EMPTY, database="central")
    return str(running.url("central"))


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    database = Database(make_url(database_url))
    yield database
    database.close()


class Client:
    """The application as a peer sees it, without a socket: one event loop, plain calls."""

    def __init__(self, config: Config) -> None:
        self.app = create_app(config)
        self.central: Central = self.app.state.central
        self._runner = asyncio.Runner()
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        self._http = httpx.AsyncClient(transport=transport, base_url="http://central")

    def request(
        self,
        method: str,
        path: str,
        *,
        token: str = "",
        headers: dict[str, str] | None = None,
        **options: Any,
    ) -> httpx.Response:
        sent = dict(headers or {})
        if token:
            sent["Authorization"] = f"Bearer {token}"
        return self._runner.run(self._http.request(method, path, headers=sent, **options))

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        return self.request("POST", path, **options)

    def put(self, path: str, **options: Any) -> httpx.Response:
        return self.request("PUT", path, **options)

    def token(self, role: str, **bound: Any) -> str:
        return create_token(self.central.db, role=TokenRole(role), now_us=now_us(), **bound)

    def close(self) -> None:
        self._runner.run(self._http.aclose())
        self._runner.close()
        self.central.close()


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
