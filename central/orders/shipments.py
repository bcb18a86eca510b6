"""In the background: what the cells shipped moves the cums, and planned resets are carried out on
their day. Any number of processes may do it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError

from central.cums.service import corrections
from central.db.clock import now_us
from central.db.database import SYSTEM, Database
from central.orders import floor

_log = structlog.get_logger()
_LOOK_S = 5.0
_RESETS_EVERY = 60
"""Looks between two looks for resets."""


class ShipmentFollower:
    """``run`` never ends by itself. ``on_progress`` is called when a cum moved."""

    def __init__(self, db: Database, *, on_progress: Callable[[], None]) -> None:
        self._db = db
        self._on_progress = on_progress
        self._looks = 0

    async def run(self) -> None:
        down = False
        while True:
            try:
                if await asyncio.to_thread(self._step):
                    self._on_progress()
                down = False
            except SQLAlchemyError as error:
                if not down:
                    _log.warning("shipments of the floor wait", error=str(error)[:300])
                down = True
            await asyncio.sleep(_LOOK_S)

    def _step(self) -> int:
        done = 0
        if self._looks % _RESETS_EVERY == 0:
            done += corrections.execute_due(self._db, by=SYSTEM, now_us=now_us())
        self._looks += 1
        if self._db.read(floor.waits):
            done += floor.follow(self._db, now_us())
        return done
