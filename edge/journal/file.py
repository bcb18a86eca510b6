"""The SQLite file beneath the journal: one owner, one durable transaction, one schema."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from edge.journal import migrations
from settings.private_files import FILE_MODE


class JournalError(Exception):
    """Ours or the disk's: the cell must stop, say so and start again; never go on with the same
    handle.
    """


class JournalLockedError(JournalError):
    """Another process holds this journal."""


class Transaction:
    """BEGIN IMMEDIATE .. COMMIT; any failure rolls back and is a JournalError."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def __enter__(self) -> Callable[..., sqlite3.Cursor]:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            raise JournalError(f"{self._path}: {error}") from error
        return self._execute

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is not None:
            with suppress(sqlite3.Error):  # SQLite has rolled back by itself after some errors
                self._connection.execute("ROLLBACK")
            return
        try:
            self._connection.execute("COMMIT")
        except sqlite3.Error as failed:
            raise JournalError(f"{self._path}: {failed}") from failed

    def _execute(self, sql: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        try:
            return self._connection.execute(sql, values)
        except sqlite3.Error as error:
            raise JournalError(f"{self._path}: {error}") from error


def lock_folder(folder: Path) -> int:
    """The descriptor that holds the lock. JournalLockedError: another process has it."""
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, FILE_MODE)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(lock)
        raise JournalLockedError(
            f"{folder}: another process works on this journal; stop it first"
        ) from error
    os.ftruncate(lock, 0)
    os.write(lock, f"{os.getpid()} {int(time.time())}\n".encode())
    return lock


def connect(path: Path) -> sqlite3.Connection:
    """WAL with synchronous=FULL, read back. JournalError where the file system refuses that."""
    if sqlite3.threadsafety != 3:
        raise JournalError(
            f"{path}: this Python's SQLite was built without serialized threads, which tidying up "
            "beside scans needs; use the Python of the distribution"
        )
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
        synchronous = connection.execute("PRAGMA synchronous").fetchone()[0]
    except sqlite3.Error:
        connection.close()
        raise
    if (mode, synchronous) != ("wal", 2):
        connection.close()
        raise JournalError(
            f"{path}: journal_mode={mode}, synchronous={synchronous}; this file system does not "
            "allow WAL with FULL, on which no scan would be safe"
        )
    return connection


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """JournalError for a file that a newer program made; it is not touched."""
    known = len(migrations.names())
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > known:
        raise JournalError(
            f"{path}: made by a newer Lineside (schema {version}, this one knows {known}); "
            "install that version again, the file was not touched"
        )
    migrations.migrate(connection, version)
