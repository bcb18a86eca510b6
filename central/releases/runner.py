"""Runs the flow of schedules in the background: every few seconds, and at once when woken. Any
number of processes may do it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

import structlog
from sqlalchemy.exc import SQLAlchemyError

from central.agreements.service.contracts import versions
from central.db.clock import now_us
from central.db.database import Database
from central.releases.flow import Flow

_log = structlog.get_logger()
RECHECK_S = 60.0
"""Between two looks for schedules whose agreement changed."""


class Runner:
    """``run`` never ends by itself. ``on_progress`` is called when schedules were looked at."""

    def __init__(self, db: Database, *, every_s: float, on_progress: Callable[[], None]) -> None:
        self._db = db
        self._flow = Flow(db)
        self._every_s = every_s
        self._on_progress = on_progress
        self._loop: asyncio.AbstractEventLoop | None = None
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """From any thread: something was posted, or a person acted."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._woken.set)

    async def run(self) -> None:
        self._loop = asyncio.get_running_loop()
        down = False
        rechecked = float("-inf")
        while True:
            try:
                if self._loop.time() - rechecked >= RECHECK_S:
                    await asyncio.to_thread(self._recheck)
                    rechecked = self._loop.time()
                if await asyncio.to_thread(self._flow.run, now_us()):
                    self._on_progress()
                down = False
            except SQLAlchemyError as error:
                if not down:
                    _log.warning("the flow of schedules waits", error=str(error)[:300])
                down = True
            with suppress(TimeoutError):
                async with asyncio.timeout(self._every_s):
                    await self._woken.wait()
            self._woken.clear()

    def _recheck(self) -> None:
        self._flow.recheck(self._db.read(versions))
