"""The journal's schema, one step a file (``m0001_name.py`` with ``migrate(db)``), found by name,
forward only.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from importlib import import_module

from sqlite_utils import Database

Step = Callable[[Database], None]


def steps() -> list[tuple[int, str, Step]]:
    """(number, module name, function), in order. Numbers are consecutive from 1."""
    found = sorted(m.name for m in pkgutil.iter_modules(__path__) if m.name.startswith("m"))
    return [
        (number, name, import_module(f"{__name__}.{name}").migrate)
        for number, name in enumerate(found, start=1)
    ]
