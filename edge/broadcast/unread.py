"""Messages on our topics that cannot be read. They are thrown away, because the broker would send
them for ever, and counted, because a person has to find out who sends them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import structlog

LOG_EVERY_S = 60.0
WHY_LENGTH_MAX = 300

log = structlog.get_logger()


@dataclass(slots=True)
class Unread:
    """``at`` is the monotonic time of the last one, ``last`` says what was wrong with it."""

    monotonic: Callable[[], float]
    count: int = 0
    at: float | None = None
    last: str = ""
    _logged: float | None = None

    def note(self, topic: str, why: str) -> None:
        """One more; the log hears of it once a minute."""
        self.count += 1
        self.at = self.monotonic()
        self.last = f"{topic}: {why}"[:WHY_LENGTH_MAX]
        if self._logged is None or self.at - self._logged >= LOG_EVERY_S:
            self._logged = self.at
            log.warning("message not read", topic=topic, why=why, count=self.count)
