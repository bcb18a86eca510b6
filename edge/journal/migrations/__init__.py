"""The journal's schema, one step a file (``m0001_name.py`` with ``migrate(db)``), forward only.

Steps are found by name and imported only when they are to run: on most starts none is.
"""

from __future__ import annotations

import pkgutil
import sqlite3
from importlib import import_module


def names() -> list[str]:
    """All steps in order; the schema's version is their number."""
    return sorted(m.name for m in pkgutil.iter_modules(__path__) if m.name.startswith("m"))


def migrate(connection: sqlite3.Connection, version: int) -> None:
    """Runs the steps beyond ``version``, each in a transaction with its new version."""
    if version == len(names()):
        return
    from sqlite_utils import Database

    database = Database(connection)
    for number, name in enumerate(names()[version:], start=version + 1):
        step = import_module(f"{__name__}.{name}")
        with database.atomic():
            step.migrate(database)
            connection.execute(f"PRAGMA user_version={number:d}")
