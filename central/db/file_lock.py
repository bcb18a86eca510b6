"""One process at a time on an SQLite file."""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import IO

from sqlalchemy import URL

from central.db.database import DatabaseError
from settings.private_files import touch_private


def only_one(database: URL) -> IO[str] | None:
    """A lock that goes when the process goes; None where many may serve. DatabaseError when
    another has it.
    """
    if database.get_backend_name() != "sqlite" or not database.database:
        return None
    path = Path(database.database)
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.with_name(path.name + ".lock")
    touch_private(file)
    lock = file.open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        raise DatabaseError(f"another central serves {path}; SQLite takes one") from error
    return lock
