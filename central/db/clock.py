"""The wall clock, in the unit of the wire."""

from __future__ import annotations

import time


def now_us() -> int:
    """Integer microseconds since 1970 in UTC."""
    return time.time_ns() // 1000
