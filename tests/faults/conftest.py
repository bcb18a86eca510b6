"""One cell with its devices for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.faults.forks import Forks
from tests.support.faults.rig import Rig


@pytest.fixture(scope="session")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    """Starts cells out of a process that has imported the cell already."""
    started = Forks(tmp_path_factory.mktemp("forks") / "log")
    yield started
    started.close()


@pytest.fixture
def make_rig(forks: Forks, mosquitto: Path, tmp_path: Path) -> Iterator[Callable[..., Rig]]:
    """Makes rigs of this test, not yet started; all are taken down at its end."""
    made: list[Rig] = []

    def make(**settings: Any) -> Rig:
        made.append(Rig(tmp_path / f"rig{len(made)}", forks, mosquitto, **settings))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def rig(make_rig: Callable[..., Rig]) -> Rig:
    """A cell that runs, with masters, a picker signed in and eight vehicles on its racks."""
    made = make_rig()
    made.start()
    made.begin_shift()
    return made
