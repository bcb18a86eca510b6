"""The database and the client of the central tests, on both databases, and people in them."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from central.access import passwords, people
from central.access.rules import TokenRole
from central.clock import now_us
from central.db import Actor

CENTRAL = Path(__file__).parents[1] / "central" / "conftest.py"
BY = Actor(who="test")
KEY = b"k" * 32
GOOD = "Trk7-bb9x-qqLm"
"""A password that nothing is wrong with."""


def _central() -> Any:
    if "central_conftest" in sys.modules:
        return sys.modules["central_conftest"]
    specification = importlib.util.spec_from_file_location("central_conftest", CENTRAL)
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules["central_conftest"] = module
    specification.loader.exec_module(module)
    return module


central = _central()
sys.modules["access_conftest"] = sys.modules[__name__]
cluster = central.cluster
migrated_file = central.migrated_file
database_url = central.database_url
db = central.db
make_config = central.make_config
client = central.client


@pytest.fixture(autouse=True)
def quick_scrypt(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same function with a small cost: what is tested is not how long it takes."""
    monkeypatch.setattr(
        passwords.Cost.__init__, "__kwdefaults__", {"cost": 2, "block": 1, "parallel": 1}
    )


@pytest.fixture
def lite(tmp_path: Path, migrated_file: Path, make_config: Callable[..., Any]) -> Iterator[Any]:
    """The application on SQLite alone, for what does not depend on the database."""
    copy = tmp_path / "lite.db"
    copy.write_bytes(migrated_file.read_bytes())
    opened = central.Client(make_config(f"sqlite:///{copy}"))
    yield opened
    opened.close()


def person(db: Any, name: str, *roles: str, password: str = GOOD, **more: Any) -> str:
    """A person with these roles who signs in by ``password``."""
    return people.create(
        db,
        person=name,
        name=name.title(),
        roles=[TokenRole(role) for role in roles],
        password=password,
        by=BY,
        now_us=now_us(),
        **more,
    )
