"""A PostgreSQL of the benchmark's own, with fsync, that nothing survives of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.support.central import postgres

_WARM = "SELECT pg_logical_emit_message(false, 'warm', repeat('x', 16000000))"
_WARM_TIMES = 40
"""A server that has been at work writes its log into old segments; a new one makes each first."""


@contextmanager
def cluster() -> Iterator[Any]:
    """``execute``, ``connect`` and ``url`` as in the tests' cluster; None, and a word, where
    PostgreSQL is absent.
    """
    if why := postgres.why_not():
        print(f"skipped: {why}")
        yield None
        return
    running = postgres.Cluster(durable=True)
    running.start()
    try:
        for _ in range(_WARM_TIMES):
            running.execute(_WARM)
        running.execute("CHECKPOINT")
        yield running
    finally:
        running.stop()
