"""The database: SQLite by default, PostgreSQL by URL, one way to read and one way to write.

SQLite: WAL with synchronous=FULL (read back on every connection), foreign keys on, readers that
cannot write, and one writing connection at a time, of whatever process: SQLite before 3.51.3 can
corrupt a file when two write at the same instant.
"""

from __future__ import annotations

import fcntl
import os
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from shutil import disk_usage
from typing import Any, Final, TypeVar

from sqlalchemy import (
    URL,
    BigInteger,
    Connection,
    Engine,
    Integer,
    MetaData,
    Table,
    create_engine,
    event,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from central.words.reasons import Reason, RuleRefusedError, because

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)
BIG = BigInteger().with_variant(Integer, "sqlite")
"""64 bits on both; SQLite numbers rows by itself only in a column called INTEGER."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who changes the database, and why where a person was asked for a reason."""

    who: str
    why: str = ""


SYSTEM = Actor(who="lineside")
"""What flows by itself."""

T = TypeVar("T")
Row = Mapping[str, Any]
_SIGN = "INSERT INTO audit_context (one, who, why) VALUES (1, ?, ?)"
_SIGN_HERE = text(
    "SELECT set_config('lineside.who', :who, true), set_config('lineside.why', :why, true)"
)
"""Who writes, until the transaction ends: read by the triggers of the history."""
_RETRIES = 4
_CLOSE_S: Final = 5.0
_CHECK = re.compile(r"\b(ck_\w+)")
"""The names of our CHECKs, in what either database says."""
_RETRYABLE = frozenset({"40001", "40P01"})
"""PostgreSQL: serialization failure, deadlock. Nothing was done; the same again may succeed."""


class DatabaseError(RuntimeError):
    """The database cannot be used as it is; the text says why."""


class CheckRefusedError(RuleRefusedError):
    """A CHECK of the database does not hold for what was to be written; nothing was."""


class Database:
    """``read`` and ``write`` run a unit of work in one transaction and return what it returns."""

    def __init__(self, url: URL) -> None:
        self.is_sqlite = url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self._writer = _sqlite_engine(url, writing=True)
            self._reader = _sqlite_engine(url, writing=False)
        else:
            self._writer = self._reader = create_engine(
                url,
                pool_size=20,
                max_overflow=20,
                pool_timeout=10,
                pool_pre_ping=True,
                isolation_level="READ COMMITTED",  # locks are taken, and then what is there is read
                connect_args={"options": f"-c lineside.who={SYSTEM.who}"},
            )
        self._closed = False
        for engine in (self._writer, self._reader):
            event.listen(engine, "checkin", self._came_back)
        self._history = False
        self._lock = threading.Lock()
        self._file = Path(url.database or "")
        self.write_failed = False
        """The last write did not end in a commit: the disk may be full."""

    def read(self, work: Callable[[Connection], T]) -> T:
        """A consistent view: SQLite's snapshot, PostgreSQL's repeatable read."""
        with self._reader.connect() as connection:
            if not self.is_sqlite:
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                return work(connection)

    def write(self, work: Callable[[Connection], T], *, by: Actor = SYSTEM) -> T:
        """Commits when ``work`` returns, undoes when it raises. ``by`` stands in the history.

        ``work`` runs again after a deadlock or a serialization failure, so it has no other
        effects. CheckRefusedError: it broke a CHECK.
        """
        try:
            result = self._write(work, by)
        except IntegrityError as error:
            if (check := _broken_check(error)) is not None:
                raise CheckRefusedError(check) from error
            self.write_failed = True
            raise
        except DBAPIError:
            self.write_failed = True
            raise
        self.write_failed = False
        return result

    def free_bytes(self) -> int | None:
        """Room where the database is; None: it is on another machine."""
        return disk_usage(self._file.resolve().parent).free if self.is_sqlite else None

    def _write(self, work: Callable[[Connection], T], by: Actor) -> T:
        if self.is_sqlite:
            with self._lock, _alone(self._file), self._writer.begin() as connection:
                if not self._has_history(connection):
                    return work(connection)
                connection.exec_driver_sql(_SIGN, (by.who, by.why))
                result = work(connection)
                connection.exec_driver_sql("DELETE FROM audit_context")
                return result
        attempt = 0
        while True:
            try:
                with self._writer.begin() as connection:
                    if by != SYSTEM:
                        connection.execute(_SIGN_HERE, {"who": by.who, "why": by.why})
                    return work(connection)
            except DBAPIError as error:
                attempt += 1
                if getattr(error.orig, "sqlstate", None) not in _RETRYABLE or attempt == _RETRIES:
                    raise
                time.sleep(0.005 * 2**attempt)

    def _has_history(self, connection: Connection) -> bool:
        """Whether the database is migrated so far that it records who writes."""
        if not self._history:
            query = "SELECT 1 FROM sqlite_master WHERE name = 'audit_context'"
            self._history = connection.exec_driver_sql(query).first() is not None
        return self._history

    def close(self) -> None:
        """Waits a moment for what threads still do. A connection that comes back later is closed
        as it does, for its pool is gone.
        """
        self._closed = True
        pool, until_s = self._writer.pool, time.monotonic() + _CLOSE_S
        while isinstance(pool, QueuePool) and pool.checkedout() and time.monotonic() < until_s:
            time.sleep(0.01)
        self._reader.dispose()
        self._writer.dispose()

    def _came_back(self, _: object, record: ConnectionPoolEntry) -> None:
        if self._closed:
            record.invalidate()

    @property
    def engine(self) -> Engine:
        """The writing engine, for migrations."""
        return self._writer


def _broken_check(error: IntegrityError) -> Reason | None:
    """None: it is another constraint that did not hold."""
    found = _CHECK.search(str(error.orig))
    if found is None:
        return None
    words = "the database does not take it: {check} does not hold. Nothing was changed"
    return because("database.check", words, check=found[1])


def hold(connection: Connection, *key: object) -> None:
    """Until the end of this transaction nobody else holds ``key``; waits for whoever does.

    PostgreSQL: an advisory lock. SQLite has one writer, who holds everything.
    """
    if connection.dialect.name == "sqlite":
        return
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _key_number(key)})


def hold_all(connection: Connection, keys: Iterable[tuple[object, ...]]) -> None:
    """``hold`` for many, in one order for everybody so that nobody waits in a circle."""
    numbers = sorted({_key_number(key) for key in keys})
    if connection.dialect.name == "sqlite" or not numbers:
        return
    query = "SELECT pg_advisory_xact_lock(key) FROM unnest(CAST(:keys AS bigint[])) AS key"
    connection.execute(text(query), {"keys": numbers})


def hold_free(
    connection: Connection, keys: Sequence[tuple[object, ...]]
) -> list[tuple[object, ...]]:
    """Holds those of the keys that nobody else holds now, without waiting, and returns them."""
    if connection.dialect.name == "sqlite" or not keys:
        return list(keys)
    query = (
        "SELECT key, pg_try_advisory_xact_lock(key) AS held "
        "FROM unnest(CAST(:keys AS bigint[])) AS key"
    )
    rows = connection.execute(text(query), {"keys": [_key_number(key) for key in keys]})
    held = {row.key for row in rows if row.held}
    return [key for key in keys if _key_number(key) in held]


def _key_number(key: tuple[object, ...]) -> int:
    digest = sha256("\x1f".join(map(str, key)).encode()).digest()
    return int.from_bytes(digest[:8], signed=True)


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """No other process writes to this SQLite file meanwhile, a command beside a serving central
    for example. The lock goes with the process.
    """
    lock = os.open(
        file.with_name(file.name + ".write"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
    )
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


FREE_BYTES_MIN = 32 * 2**20
"""Where the database is a file: with less room beside it central does not call itself ready."""


def free_bytes_of(connection: Connection) -> int | None:
    """Room where the database is; None: it is on another machine."""
    file = connection.engine.url.database
    if connection.dialect.name != "sqlite" or not file:
        return None
    return disk_usage(Path(file).resolve().parent).free


def insert_new(connection: Connection, table: Table, rows: Sequence[Row]) -> int:
    """Inserts rows whose key is not there yet, and leaves the others as they are.

    Returns how many were new where the driver says so for many rows (one row: always).
    """
    if not rows:
        return 0
    statement = _insert(connection, table).on_conflict_do_nothing()
    return connection.execute(statement, list(rows)).rowcount


def upsert(
    connection: Connection,
    table: Table,
    rows: Sequence[Row],
    adding: frozenset[str] = frozenset(),
) -> None:
    """Inserts rows, or overwrites all their columns but the key; columns in ``adding`` are added
    to what is there. All rows have the same columns.
    """
    if not rows:
        return
    keys = [column.name for column in table.primary_key]
    insert = _insert(connection, table)
    changes = {
        name: table.c[name] + insert.excluded[name] if name in adding else insert.excluded[name]
        for name in rows[0]
        if name not in keys
    }
    statement = insert.on_conflict_do_update(index_elements=keys, set_=changes)
    connection.execute(statement, list(rows))


def _insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


def _sqlite_engine(url: URL, *, writing: bool) -> Engine:
    if url.database is None or url.database in ("", ":memory:"):
        raise DatabaseError("an SQLite database needs a file: sqlite:////path/to/central.db")
    Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    overflow = 0 if writing else 30
    engine = create_engine(
        url, pool_size=1 if writing else 10, max_overflow=overflow, pool_timeout=30
    )
    begin = "BEGIN IMMEDIATE" if writing else "BEGIN"

    @event.listens_for(engine, "connect")
    def on_connect(dbapi: Any, _: Any) -> None:
        dbapi.isolation_level = None  # the driver would begin by itself, and too late
        _set(dbapi, "journal_mode", "wal", "wal")
        _set(dbapi, "synchronous", "FULL", 2)
        _set(dbapi, "foreign_keys", "ON", 1)
        _set(dbapi, "busy_timeout", "10000", 10_000)
        if not writing:
            _set(dbapi, "query_only", "ON", 1)

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _set(dbapi: Any, name: str, value: str, expected: str | int) -> None:
    """Sets a pragma and reads it back: SQLite ignores what it does not take."""
    cursor = dbapi.cursor()
    cursor.execute(f"PRAGMA {name}={value}")
    found = cursor.execute(f"PRAGMA {name}").fetchone()[0]
    cursor.close()
    if found != expected:
        raise DatabaseError(f"SQLite did not take {name}={value}, it says {found!r}")
