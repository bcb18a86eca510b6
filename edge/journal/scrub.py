"""What was taken out of the journal leaves the file too: SQLite keeps the bytes of old rows in free
pages and in the write-ahead log until both are written anew.
"""

from __future__ import annotations

import sqlite3

import structlog

log = structlog.get_logger()

MARK = "scrub"
"""A migration that takes secrets out sets this mark, in its own transaction."""


def set_due(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT OR REPLACE INTO marks (name, value) VALUES (?, 'due')", (MARK,))


def scrub(connection: sqlite3.Connection) -> bool:
    """Writes the whole file anew if that is due. False: it is due and cannot be done now; the cell
    works without, and the next start tries again.
    """
    if connection.execute("SELECT 1 FROM marks WHERE name = ?", (MARK,)).fetchone() is None:
        return True
    connection.execute("PRAGMA busy_timeout=100")
    try:
        connection.execute("VACUUM")
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if busy:
            raise sqlite3.OperationalError("somebody else reads the journal")
    except sqlite3.OperationalError as error:
        log.error(
            "the journal still holds old bytes of badges; make room on the disk, start again",
            error=str(error),
        )
        return False
    finally:
        connection.execute("PRAGMA busy_timeout=5000")
    connection.execute("DELETE FROM marks WHERE name = ?", (MARK,))
    return True
