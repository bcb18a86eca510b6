"""A cell's link to central runs until something has come about."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from edge.sync.link import CentralLink
from tests.support.waiting import eventually


def run_until(link: CentralLink, done: Callable[[], bool]) -> None:
    """In an event loop of its own, of which nothing is left."""

    async def main() -> None:
        task = asyncio.create_task(link.run())
        await eventually(done)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(main())
