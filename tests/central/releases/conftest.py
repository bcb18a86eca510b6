"""Helpers beside these tests, by a name of their own: folders of tests are no packages."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from central.db import Database

specification = importlib.util.spec_from_file_location(
    "releases_desk", Path(__file__).parent / "desk.py"
)
assert specification is not None and specification.loader is not None
desk_module = importlib.util.module_from_spec(specification)
sys.modules["releases_desk"] = desk_module
specification.loader.exec_module(desk_module)


@pytest.fixture
def desk(db: Database) -> Iterator[Any]:
    """The desk of an office with one customer; on both databases."""
    yield desk_module.Desk(db)
