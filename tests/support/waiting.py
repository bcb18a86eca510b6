"""Waiting for what another thread or process does."""

from __future__ import annotations

import time
from collections.abc import Callable


def soon(holds: Callable[[], object], within_s: float = 5.0) -> None:
    """Waits until ``holds()``; AssertionError after the deadline."""
    until = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < until, "did not happen in time"
        time.sleep(0.01)
