"""A seeded central to look at."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.central import seeded
from tests.support.web import Client


@pytest.fixture(scope="session")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """Open for reading on this machine; a line, a cell, a hole, a fault, bytes in quarantine."""
    found = seeded.central_in(tmp_path_factory.mktemp("central"))
    seeded.busy(found)
    seeded.take_unreadable(found)
    yield found
    found.central.close()


@pytest.fixture
def client(central: seeded.Seeded) -> Client:
    return Client(central.app)


@pytest.fixture
def viewport() -> tuple[int, int]:
    """A board's."""
    return 1920, 1080
