"""With ``--cov`` branches are measured while tests of the measured rooms run, and no longer.

The tracer is asked at every call of a process, whatever it keeps: on while the other rooms are
collected and tested it would cost half of the run again.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest


def _measuring(config: pytest.Config) -> Any:
    """None without ``--cov``, and with ``--cov=ROOM``: that is measured whatever runs."""
    plugin: Any = config.pluginmanager.get_plugin("_cov")
    found = None if plugin is None else plugin.cov_controller
    return None if found is None or found.cov_source else found


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection(session: pytest.Session) -> Iterator[None]:
    """What runs as a module is imported is measured by the process that reports."""
    if (measuring := _measuring(session.config)) is not None:
        if not hasattr(session.config, "workerinput"):
            for room in measuring.cov.config.source:
                _import_all(room.replace("/", "."))
        measuring.pause()
    return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    if (measuring := _measuring(item.config)) is not None:
        rooms = tuple(f"tests/{room}/" for room in measuring.cov.config.source)
        wanted = item.nodeid.startswith(rooms)
        if wanted != measuring.started:
            (measuring.resume if wanted else measuring.pause)()
    return (yield)


def _import_all(package: str) -> None:
    path = import_module(package).__path__
    for found in pkgutil.walk_packages(path, f"{package}."):
        import_module(found.name)
