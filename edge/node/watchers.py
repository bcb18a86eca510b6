"""Who watches a cell: each gets every change, and of what it has not fetched the newest."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from edge.screen.port import Change

QUEUED_MAX = 200


class Watchers:
    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[Change | None]] = set()

    async def changes(self) -> AsyncIterator[Change]:
        """Until ``tell(None)``."""
        queue: asyncio.Queue[Change | None] = asyncio.Queue(QUEUED_MAX)
        self._queues.add(queue)
        try:
            while (change := await queue.get()) is not None:
                yield change
        finally:
            self._queues.discard(queue)

    def tell(self, change: Change | None) -> None:
        """None ends every ``changes``."""
        for queue in self._queues:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(change)
