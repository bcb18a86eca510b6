"""A log that a stranger cannot fill: of what repeats a few lines a minute, and how many were left
out.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Hashable

LINES_MAX = 10
PERIOD_S = 60.0
KEYS_MAX = 1000


class Throttle:
    """``monotonic`` in seconds."""

    def __init__(
        self,
        *,
        lines: int = LINES_MAX,
        period_s: float = PERIOD_S,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._lines = lines
        self._period_s = period_s
        self._monotonic = monotonic
        self._seen: dict[Hashable, tuple[float, int]] = {}

    def take(self, key: Hashable) -> int | None:
        """None: leave this line out; else how many of ``key`` were left out before it."""
        now = self._monotonic()
        since, count = self._seen.get(key, (now, 0))
        left_out = 0
        if now - since >= self._period_s:
            left_out = max(0, count - self._lines)
            since, count = now, 0
        if key not in self._seen and len(self._seen) >= KEYS_MAX:
            self._seen.clear()
        self._seen[key] = (since, count + 1)
        return left_out if count < self._lines else None


class Throttled(logging.Filter):
    """For loggers of libraries: one key for each wording, whatever its values."""

    def __init__(self, throttle: Throttle) -> None:
        super().__init__()
        self._throttle = throttle

    def filter(self, record: logging.LogRecord) -> bool:
        left_out = self._throttle.take((record.name, record.levelno, str(record.msg)))
        if left_out:
            record.msg = f"{record.msg} ({left_out} more like this were left out)"
        return left_out is not None


_LIBRARIES = Throttled(Throttle())


def throttle_libraries() -> None:
    """Of the web server and the event loop; again does no harm."""
    for name in ("uvicorn.error", "asyncio"):
        logging.getLogger(name).addFilter(_LIBRARIES)
