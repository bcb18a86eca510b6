"""Which incarnation this process answers with: found at start, and looked at again whenever the
line to the other processes comes up, because the database may have been set back while it was down.
"""

from __future__ import annotations

import threading

import structlog

from central.broadcast.service import gateway as broadcast
from central.db import incarnation
from central.db.clock import now_us
from central.db.database import Database
from central.db.siblings import others_listen
from central.tracking.service import cells as tracking

_log = structlog.get_logger()


class Adoption:
    """``look`` may be called from any thread."""

    def __init__(self, db: Database, marks: incarnation.MarkFile) -> None:
        self._db = db
        self._marks = marks
        self._lock = threading.Lock()
        self.current = ""

    def look(self) -> bool:
        """Adopts the database's incarnation, or makes a new one if the database is not the one it
        was. Returns whether it made one.
        """
        with self._lock:
            self.current, reason, handed_out = incarnation.adopt(
                self._db,
                self._marks,
                facts=tracking.newest_fact(self._db),
                positions=broadcast.last_positions(self._db),
                now_us=now_us(),
                joining=others_listen(self._db),
            )
        if reason:
            lost = broadcast.skip_lost_positions(self._db, handed_out)
            say = _log.info if reason == incarnation.MADE_ANEW else _log.warning
            say("new incarnation", incarnation=self.current, reason=reason, lost_positions=lost)
        return bool(reason)
