"""Helpers beside these tests, by a name of their own: folders of tests are no packages."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

specification = importlib.util.spec_from_file_location(
    "orders_office", Path(__file__).parent / "office.py"
)
assert specification is not None and specification.loader is not None
office = importlib.util.module_from_spec(specification)
sys.modules["orders_office"] = office
specification.loader.exec_module(office)
