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


def wording(record: logging.LogRecord) -> Hashable:
    """Whatever its values."""
    return record.name, record.levelno, str(record.msg)


def first_line(record: logging.LogRecord) -> Hashable:
    return record.getMessage().partition("\n")[0][:200]


class Throttled(logging.Filter):
    """For loggers of libraries: ``key`` says which records are the same."""

    def __init__(
        self, throttle: Throttle, key: Callable[[logging.LogRecord], Hashable] = wording
    ) -> None:
        super().__init__()
        self._throttle = throttle
        self._key = key

    def filter(self, record: logging.LogRecord) -> bool:
        left_out = self._throttle.take(self._key(record))
        if left_out:
            record.msg, record.args = f"{record.getMessage()} ({left_out} more of these)", ()
        return left_out is not None


_LIBRARIES = {
    "uvicorn.error": Throttled(Throttle()),
    "asyncio": Throttled(Throttle(lines=1), first_line),
}
"""The event loop says of every connection that it cannot accept that it cannot, thousands of times
a second, and fills the disk with it.
"""


def throttle_libraries() -> None:
    """Of the web server and the event loop; again does no harm."""
    for name, throttled in _LIBRARIES.items():
        logging.getLogger(name).addFilter(throttled)
