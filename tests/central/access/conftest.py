"""People, and the application on SQLite alone."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from central_conftest import Client
from sqlalchemy import make_url

from central.access import passwords, people
from central.access.rules import TokenRole
from central.config import Config
from central.db.clock import now_us
from central.db.database import Actor
from httpd.settings import HttpSettings
from wire.ids import FeedId
from wire.masters import FeedRules

BY = Actor(who="test")
KEY = b"k" * 32
GOOD = "Trk7-bb9x-qqLm"
"""A password that nothing is wrong with."""


sys.modules["access_conftest"] = sys.modules[__name__]


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


def person(db: Any, name: str, *roles: str, password: str = GOOD, **more: Any) -> str:
    """A person with these roles who signs in by ``password``."""
    return people.create(
        db,
        people.NewPerson(
            person=name,
            name=name.title(),
            roles=[TokenRole(role) for role in roles],
            password=password,
            **more,
        ),
        by=BY,
        now_us=now_us(),
    )
