"""The desk of an office; an office far in its work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from central.db.database import Database
from tests.support.central import planner as office
from tests.support.central.releases_desk import Desk


@pytest.fixture
def desk(db: Database) -> Iterator[Desk]:
    """The desk of an office with one customer; on both databases."""
    yield Desk(db)


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an office with its customers and nothing received."""
    folder = tmp_path_factory.mktemp("begun")
    office.office_in(folder).central.close()
    return folder


@pytest.fixture(scope="session")
def far(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an office where schedule 1 flowed and schedule 2 is out of tolerance."""
    folder = tmp_path_factory.mktemp("far") / "office"
    there = office.copied(begun, folder)
    office.out_of_tolerance(there)
    there.central.close()
    return folder


@pytest.fixture
def customers(begun: Path, tmp_path: Path) -> Iterator[object]:
    found = office.copied(begun, tmp_path / "office")
    yield found
    found.central.close()


@pytest.fixture
def planned(far: Path, tmp_path: Path) -> Iterator[object]:
    found = office.copied(far, tmp_path / "office")
    yield found
    found.central.close()


@pytest.fixture(scope="session")
def shown(far: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """Only to look at: besides, a file of which nothing could be posted."""
    found = office.copied(far, tmp_path_factory.mktemp("shown") / "office")
    found.calls_off("U1", {5: 1}, part="NOBODY")
    yield found
    found.central.close()


@pytest.fixture
def viewport() -> tuple[int, int]:
    """A board's."""
    return 1920, 1080
