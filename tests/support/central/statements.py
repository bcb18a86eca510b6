"""Statements are compiled once in a process of tests, not once for each database.

An engine keeps what it compiled, and each test opens a database of its own: to compile took a
quarter of the time of a test that writes much.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy
from sqlalchemy import Engine, event

from central.db import database

_STATEMENTS_MAX = 5000
_first: dict[str, Engine] = {}
"""By backend: an engine that has been connected, so that its dialect knows the server."""


def install() -> None:
    """For every ``Database`` from now on."""
    setattr(database, "create_engine", _create_engine)  # noqa: B010 - it exports no such name


def _create_engine(url: Any, **options: Any) -> Engine:
    engine = sqlalchemy.create_engine(url, query_cache_size=_STATEMENTS_MAX, **options)
    name = engine.dialect.name
    if name in _first:
        engine.dialect = _first[name].dialect  # what is compiled is kept by its dialect
        engine._compiled_cache = _first[name]._compiled_cache
        return engine

    @event.listens_for(engine, "first_connect")
    def on_first_connect(*_: Any) -> None:
        _first.setdefault(name, engine)

    return engine
