"""Projects what waits, in the background (see ``project``), and keeps the statistics that the
database needs for it.
"""

from __future__ import annotations

import asyncio
import time
import traceback
from collections.abc import Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError

from central.db import table_statistics
from central.db.clock import now_us
from central.db.database import Database
from central.tracking.project import FoldFailedError, follow
from central.tracking.service.journals import backlog

_log = structlog.get_logger()
_LOOK_S = 1.0
"""How long a backlog waits that a process left which is gone."""
_LEFT_ALONE_S = 30.0
_STATISTICS_S = 1.0
"""Between two looks at the sizes of the tables while a backlog is projected."""
_STATISTICS_IDLE_S = 60.0


class Follower:
    """``run`` never ends by itself; ``wake`` may be called from any thread. ``on_progress`` is
    called after each piece, ``on_behind`` about every second with the time since when the oldest
    fact of any journal waits (None: none does).
    """

    def __init__(
        self,
        db: Database,
        *,
        on_progress: Callable[[], None],
        on_behind: Callable[[int | None], None],
    ) -> None:
        self._db = db
        self._on_progress = on_progress
        self._on_behind = on_behind
        self._looked_s = 0.0
        self._statistics_s = float("-inf")
        self._pieces = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wakened = asyncio.Event()
        self._left_alone: dict[str, float] = {}
        """Nodes whose facts could not be projected, until when."""

    def wake(self) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wakened.set)

    async def run(self) -> None:
        self._loop = asyncio.get_running_loop()
        down = False
        while True:
            self._wakened.clear()
            try:
                while await asyncio.to_thread(self.step):
                    self._on_progress()
                down = False
            except SQLAlchemyError as error:
                if not down:
                    _log.warning("projections stand still", error=str(error)[:300])
                down = True
            try:
                async with asyncio.timeout(_LOOK_S):
                    await self._wakened.wait()
            except TimeoutError:
                continue

    def step(self) -> bool:
        """One piece, and whether there was one to try; a node whose facts make the fold fail does
        not stop the others.
        """
        now_s = time.monotonic()
        if now_s - self._looked_s >= _LOOK_S / 2:
            self._looked_s = now_s
            self._on_behind(self._db.read(backlog).since_us)
        self._renew_statistics(now_s)
        self._left_alone = {n: until for n, until in self._left_alone.items() if until > now_s}
        try:
            moved = bool(follow(self._db, now_us(), but=frozenset(self._left_alone)))
            self._pieces += moved
            return moved
        except FoldFailedError as error:
            trace = "".join(traceback.format_exception(error.__cause__, limit=-20))
            _log.error("facts cannot be projected", node=error.node, trace=trace)
            self._left_alone[error.node] = now_s + _LEFT_ALONE_S
            return True

    def _renew_statistics(self, now_s: float) -> None:
        """Every second while a backlog is projected, every minute of what comes by itself."""
        pause_s = _STATISTICS_S if self._pieces else _STATISTICS_IDLE_S
        if now_s - self._statistics_s < pause_s:
            return
        self._statistics_s, self._pieces = now_s, 0
        try:
            renewed = table_statistics.renew(self._db)
        except SQLAlchemyError as error:  # slower, and no reason to stand still
            _log.warning("tables cannot be analysed", error=str(error)[:300])
            return
        if renewed:
            _log.info("tables analysed", tables=renewed)
