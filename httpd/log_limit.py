"""What a library logs in a loop: the event loop says of every connection that it cannot accept
that it cannot, thousands of times a second, and fills the disk with it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

PERIOD_S = 60.0
KINDS_MAX = 100


class SeldomFilter(logging.Filter):
    """Lets the same first line through once in ``period_s``, with how often it was held back."""

    def __init__(
        self, *, period_s: float = PERIOD_S, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__()
        self._period_s = period_s
        self._monotonic = monotonic
        self._said: dict[str, tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        line = record.getMessage().partition("\n")[0][:200]
        now = self._monotonic()
        at, held = self._said.get(line, (float("-inf"), 0))
        if now - at < self._period_s:
            self._said[line] = (at, held + 1)
            return False
        if line not in self._said and len(self._said) >= KINDS_MAX:
            del self._said[next(iter(self._said))]
        self._said[line] = (now, 0)
        if held:
            record.msg, record.args = f"{record.getMessage()} ({held} more of these)", ()
        return True


def limit_event_loop() -> None:
    logging.getLogger("asyncio").addFilter(SeldomFilter())
