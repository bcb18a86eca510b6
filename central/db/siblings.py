"""Other central processes on the same PostgreSQL: what one did, the pages of all show.

A process says what changed by NOTIFY, merged and at most ten times a second, and hears the others
by LISTEN. The line is one of convenience: what was missed while it was down is made good by telling
everything once it is up, and while it is down everything is told every two seconds, so that no page
stays behind. Whoever listens holds a shared advisory lock, by which a process that starts sees that
it is not alone.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import psycopg
import structlog
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from central.db.bus import Changes
from central.db.database import Database

_log = structlog.get_logger()
CHANNEL = "lineside"
LOCK_SPACE = 0x4C53
"""First half of the key of every advisory lock of ours; the second is 0 for whoever listens."""
KEEPALIVE = (
    "SET tcp_keepalives_idle = 10",
    "SET tcp_keepalives_interval = 5",
    "SET tcp_keepalives_count = 3",
)
"""So that the locks of a machine that is gone are free after half a minute, not two hours."""
_PAUSE_S = 0.1
_QUIET_S = 10.0
_BLIND_S = 2.0
_PAYLOAD_BYTES_MAX = 7900
"""PostgreSQL takes 8,000."""
INCARNATION = "incarnation"
"""Said, not a topic of pages: there is a new one."""


class Said(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``facts``: the newest fact id; ``positions``: the newest of each feed."""

    by: str
    topics: tuple[str, ...] = ()
    facts: int = 0
    positions: dict[str, int] = {}


_decoder = msgspec.json.Decoder(Said)


class Siblings:
    """``run`` never ends by itself. ``tell*`` may be called from any thread.

    ``on_said`` and ``on_joined`` are called in a thread; the latter each time the line is up,
    before anything that the others said is heard.
    """

    def __init__(
        self,
        db: Database,
        changes: Changes,
        *,
        on_said: Callable[[Said], None],
        on_joined: Callable[[], None],
    ) -> None:
        self._url = db.engine.url
        self._dialect = db.engine.dialect
        self._changes = changes
        self._on_said = on_said
        self._on_joined = on_joined
        self._name = secrets.token_hex(8)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._news = asyncio.Event()
        self._topics: set[str] = set()
        self._facts = 0
        self._positions: dict[str, int] = {}

    def tell(self, topic: str) -> None:
        self._later(lambda: self._topics.add(topic))

    def tell_facts(self, newest: int) -> None:
        self._later(lambda: self._set_facts(newest))

    def tell_position(self, feed: str, position: int) -> None:
        self._later(lambda: self._positions.update({feed: position}))

    async def run(self) -> None:
        self._loop = asyncio.get_running_loop()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._for_ever("hearing", self._hear))
            group.create_task(self._for_ever("telling", self._speak))

    def _later(self, note: Callable[[], Any]) -> None:
        def now() -> None:
            note()
            self._news.set()

        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(now)

    def _set_facts(self, newest: int) -> None:
        self._facts = max(self._facts, newest)

    async def _for_ever(self, what: str, work: Callable[[], Any]) -> None:
        down = False
        while True:
            try:
                await work()
            except (psycopg.Error, SQLAlchemyError, OSError) as error:
                if not down:
                    _log.warning("line to the other processes down", line=what, error=str(error))
                down = True
            else:
                down = False
            self._changes.deliver_everything()
            await asyncio.sleep(_BLIND_S)

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
        """A session of our own, closed at the end also when it never came to its first word."""
        arguments, options = self._dialect.create_connect_args(self._url)
        async with await psycopg.AsyncConnection.connect(
            *arguments, **options, autocommit=True, connect_timeout=5
        ) as connection:
            for statement in KEEPALIVE:
                await connection.execute(statement)
            yield connection

    async def _hear(self) -> None:
        async with self._connected() as connection:
            await connection.execute("SELECT pg_advisory_lock_shared(%s, 0)", (LOCK_SPACE,))
            await connection.execute(f"LISTEN {CHANNEL}")
            await asyncio.to_thread(self._on_joined)
            self._changes.deliver_everything()
            while True:
                async for notice in connection.notifies(timeout=_QUIET_S):
                    await self._heard(notice.payload)
                await connection.execute("SELECT 1")  # is anybody there?

    async def _heard(self, payload: str) -> None:
        try:
            said = _decoder.decode(payload)
        except msgspec.DecodeError:
            _log.warning("a notice that is not ours", payload=payload[:100])
            return
        if said.by != self._name:
            for topic in said.topics:
                self._changes.deliver(topic)
            await asyncio.to_thread(self._on_said, said)

    async def _speak(self) -> None:
        async with self._connected() as connection:
            while True:
                try:
                    async with asyncio.timeout(_QUIET_S):
                        await self._news.wait()
                except TimeoutError:
                    await connection.execute("SELECT 1")
                    continue
                self._news.clear()
                said = self._take()
                try:
                    await connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, said))
                except psycopg.Error:
                    self._changes_lost()
                    raise
                await asyncio.sleep(_PAUSE_S)

    def _changes_lost(self) -> None:
        """What was not said is said again when the line is up: everything may have changed."""
        self._topics.update(self._changes.topics)
        self._news.set()

    def _take(self) -> str:
        said = Said(
            by=self._name,
            topics=tuple(sorted(self._topics)),
            facts=self._facts,
            positions=self._positions,
        )
        payload = msgspec.json.encode(said)
        if len(payload) > _PAYLOAD_BYTES_MAX:  # hundreds of feeds: marks may be behind
            payload = msgspec.json.encode(msgspec.structs.replace(said, positions={}))
        self._topics, self._positions = set(), {}
        return payload.decode()


def others_listen(db: Database) -> bool:
    """Whether other central processes are on this database now."""
    query = text(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted "
        "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
        "AND classid = CAST(:space AS bigint) AND objid = 0 AND objsubid = 2"
    )

    def work(connection: Connection) -> bool:
        return bool(connection.execute(query, {"space": LOCK_SPACE}).scalar_one())

    return not db.is_sqlite and db.read(work)
