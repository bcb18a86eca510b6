"""A PostgreSQL of the benchmark's own, with fsync, that nothing survives of."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_TESTS = Path(__file__).parents[1] / "tests" / "central" / "postgres.py"
_WARM = "SELECT pg_logical_emit_message(false, 'warm', repeat('x', 16000000))"
_WARM_TIMES = 40
"""A server that has been at work writes its log into old segments; a new one makes each first."""


@contextmanager
def cluster() -> Iterator[Any]:
    """``execute``, ``connect`` and ``url`` as in the tests' cluster; None, and a word, where
    PostgreSQL is absent.
    """
    specification = importlib.util.spec_from_file_location("bench_postgres", _TESTS)
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    if why := module.why_not():
        print(f"skipped: {why}")
        yield None
        return
    running = module.Cluster(durable=True)
    running.start()
    try:
        for _ in range(_WARM_TIMES):
            running.execute(_WARM)
        running.execute("CHECKPOINT")
        yield running
    finally:
        running.stop()
