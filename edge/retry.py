"""How the cell tries again for ever: back-off with jitter, and a log line for each change, not
for each try.
"""

from __future__ import annotations

import asyncio
import random

import structlog

log = structlog.get_logger()


class Retry:
    """One peer's failures. ``wait`` sleeps; call ``succeeded`` or ``failed`` after every try."""

    def __init__(
        self, peer: str, rng: random.Random, *, first_s: float = 0.2, longest_s: float = 5.0
    ) -> None:
        self._peer = peer
        self._rng = rng
        self._first_s = first_s
        self._longest_s = longest_s
        self._delay_s = first_s
        self.failing = False

    def succeeded(self) -> None:
        if self.failing:
            log.info("back again", peer=self._peer)
        self.failing = False
        self._delay_s = self._first_s

    def failed(self, error: object) -> None:
        if not self.failing:
            log.warning("lost, trying again for ever", peer=self._peer, error=str(error))
        self.failing = True

    async def wait(self, longest_s: float | None = None) -> None:
        """Each time twice as long, up to ``longest_s`` where the peer will hardly change its
        mind.
        """
        delay_s = self._delay_s * self._rng.uniform(0.5, 1.0)
        self._delay_s = min(self._delay_s * 2, longest_s or self._longest_s)
        await asyncio.sleep(delay_s)
