"""Helpers beside the tests, by a name of their own: folders of tests are no packages."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

HERE = Path(__file__).parent

for name in ("theirs", "writing"):
    specification = importlib.util.spec_from_file_location(f"edi_{name}", HERE / f"{name}.py")
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules[f"edi_{name}"] = module
    specification.loader.exec_module(module)
