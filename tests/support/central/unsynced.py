"""In the process of tests SQLite does not wait for the disk: no test takes the power away. Programs
that tests start and kill do wait.
"""

from __future__ import annotations

from typing import Any

from central.db import database

as_served = database._set
"""As the program sets it, for the test that looks at it."""


def install() -> None:
    """For every ``Database`` from now on."""
    setattr(database, "_set", _without_waiting)  # noqa: B010 - it exports no such name


def _without_waiting(dbapi: Any, name: str, value: str, expected: str | int) -> None:
    as_served(dbapi, name, value, expected)  # that it can be had is still read back
    if name == "synchronous":
        as_served(dbapi, name, "OFF", 0)
