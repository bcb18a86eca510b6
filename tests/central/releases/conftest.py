"""Helpers beside these tests, by a name of their own: folders of tests are no packages."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from central.db.database import Database


def _helper(name: str) -> ModuleType:
    specification = importlib.util.spec_from_file_location(
        f"releases_{name}", Path(__file__).parent / f"{name}.py"
    )
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules[f"releases_{name}"] = module
    specification.loader.exec_module(module)
    return module


desk_module = _helper("desk")
_helper("model")


@pytest.fixture
def desk(db: Database) -> Iterator[Any]:
    """The desk of an office with one customer; on both databases."""
    yield desk_module.Desk(db)
