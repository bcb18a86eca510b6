"""Which feeds this process publishes: each feed by one process at a time.

On PostgreSQL an advisory lock of the session for each feed, which goes when the process goes; on
SQLite there is one process. Not for a connection pool that lends a session for one transaction.
"""

from __future__ import annotations

import threading
import zlib

from sqlalchemy import Connection, text

from central.db.database import Database
from central.db.siblings import KEEPALIVE, LOCK_SPACE
from wire.ids import FeedId

_TRY = text("SELECT pg_try_advisory_lock(:space, CAST(:key AS integer))")


class Lease:
    """May be asked from any thread."""

    def __init__(self, db: Database, feeds: tuple[FeedId, ...]) -> None:
        self._db = db
        self._feeds = feeds
        self._connection: Connection | None = None
        self._held: set[FeedId] = set()
        self._lock = threading.RLock()

    def held(self) -> tuple[FeedId, ...]:
        """The feeds that are ours now, after asking the database: what is free is taken.

        SQLAlchemyError: it does not answer, and nothing is ours any more.
        """
        if self._db.is_sqlite:
            return self._feeds
        with self._lock:
            try:
                return self._ask()
            except BaseException:
                self.release()
                raise

    def release(self) -> None:
        """Others may have them from now on."""
        with self._lock:
            self._held.clear()
            if self._connection is not None:
                connection, self._connection = self._connection, None
                connection.invalidate()
                connection.close()

    def _ask(self) -> tuple[FeedId, ...]:
        if self._connection is None:
            options = {"isolation_level": "AUTOCOMMIT"}
            self._connection = self._db.engine.connect().execution_options(**options)
            for statement in KEEPALIVE:
                self._connection.execute(text(statement))
        self._connection.execute(text("SELECT 1"))
        for feed in self._feeds:
            if feed not in self._held:
                key = {"space": LOCK_SPACE, "key": _key(feed)}
                if self._connection.execute(_TRY, key).scalar_one():
                    self._held.add(feed)
        return tuple(feed for feed in self._feeds if feed in self._held)


def _key(feed: str) -> int:
    """Never 0, which is the lock of whoever listens. Two feeds with one key are published by the
    same process, because a session may take a lock twice.
    """
    return (zlib.crc32(feed.encode()) & 0x7FFFFFFF) or 1
