"""One office for all of these tests, on each database: every case brings its own customer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from central.config import Config
from central.db.database import Database
from central.migrations.schema import migrate
from httpd.settings import HttpSettings
from tests.support.central import customer
from tests.support.central.client import Client
from wire.masters import FeedRules


def _client(folder: Path, url: str) -> Client:
    db = Database(make_url(url))
    migrate(db)
    db.close()
    return Client(
        Config(
            host="127.0.0.1",
            http=HttpSettings(hosts=("central",)),
            port=0,
            database=make_url(url),
            data_dir=folder / "data",
            feeds={"L1": FeedRules(feed="L1")},
        )
    )


@pytest.fixture(scope="session")
def lite_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("acceptance")
    opened = _client(folder, f"sqlite:///{folder / 'central.db'}")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def postgresql_client(tmp_path_factory: pytest.TempPathFactory, cluster: Any) -> Iterator[Client]:
    cluster.execute("CREATE DATABASE acceptance")
    opened = _client(tmp_path_factory.mktemp("acceptance"), cluster.url("acceptance"))
    yield opened
    opened.close()


@pytest.fixture(params=["lite_client", "postgresql_client"], ids=["sqlite", "postgresql"])
def central_client(request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue(request.param)


@pytest.fixture
def make_customer(central_client: Client, make_lite_customer: Any) -> Callable[..., Any]:
    """A customer with an agreement and a folder of their own in the one office."""
    return partial(make_lite_customer, client=central_client)


@pytest.fixture
def make_lite_customer(
    lite_client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Any]:
    """On SQLite alone, for what does not depend on the database."""

    def make(client: Client = lite_client, **said: Any) -> Any:
        return customer.Customer(client, tmp_path, monkeypatch, **said)

    return make
