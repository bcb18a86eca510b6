"""What one process says the others hear, also after the line was cut; one at a time has a feed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from central.broadcast.lease import Lease
from central.db import siblings
from central.db.bus import Changes
from central.db.database import Database, DatabaseError
from central.db.siblings import CHANNEL, Said, Siblings, others_listen
from central.migrations import schema
from central.migrations.schema import migrate, newest_version
from tests.support.central.client import EMPTY
from tests.support.waiting import eventually, soon

CUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = 'central' AND pid <> pg_backend_pid()"
)


@pytest.fixture
def served(cluster: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setattr(siblings, "_BLIND_S", 0.05)
    cluster.execute(EMPTY, database="central")
    db = Database(make_url(cluster.url("central")))
    yield db
    db.close()


class Process:
    """What ``Siblings`` needs of a process, and what it heard."""

    def __init__(self, db: Database) -> None:
        self.changes = Changes()
        self.said: list[Said] = []
        self.joined = 0
        self.fails_at: set[int] = set()
        self.line = Siblings(db, self.changes, on_said=self.said.append, on_joined=self._join)
        self.changes.tell_others = self.line.tell

    def _join(self) -> None:
        self.joined += 1
        if self.joined in self.fails_at:
            raise PoolTimeoutError


def run_pair(db: Database, steps: Callable[[Process, Process], Any]) -> None:
    async def run() -> None:
        a, b = Process(db), Process(db)
        lines = [asyncio.create_task(one.line.run()) for one in (a, b)]
        await eventually(lambda: a.joined and b.joined)
        await steps(a, b)
        for line in lines:
            line.cancel()
        await asyncio.gather(*lines, return_exceptions=True)

    asyncio.run(run())


def test_topics_facts_and_positions_are_heard_by_the_others_and_not_by_oneself(
    served: Database,
) -> None:
    async def steps(a: Process, b: Process) -> None:
        async with a.changes.subscribe() as mine, b.changes.subscribe() as theirs:
            a.changes.publish("tracking")
            a.line.tell_facts(7)
            a.line.tell_facts(5)
            a.line.tell_position("L1", 3)
            await eventually(lambda: any(said.facts == 7 for said in b.said))
            assert "tracking" in await theirs.wait(1)
            assert "tracking" in await mine.wait(1)
        heard = {feed: at for said in b.said for feed, at in said.positions.items()}
        assert heard == {"L1": 3} and a.said == []

    run_pair(served, steps)


def test_a_line_that_was_cut_comes_back_and_everything_is_told(
    served: Database, cluster: Any
) -> None:
    async def steps(a: Process, b: Process) -> None:
        async with b.changes.subscribe() as theirs:
            b.fails_at = {2}
            await asyncio.to_thread(cluster.execute, CUT)
            await eventually(lambda: b.joined >= 3 and a.joined >= 2)
            assert {"tracking", "broadcast", "kanban", "masters"} <= await theirs.wait(1)
            await eventually(lambda: a.changes.publish("kanban") or b.said)
            assert "kanban" in b.said[-1].topics

    run_pair(served, steps)


def test_what_is_not_ours_on_the_channel_and_too_many_feeds_stop_nothing(
    served: Database, cluster: Any
) -> None:
    async def steps(a: Process, b: Process) -> None:
        for payload in ("", "{", '{"by":3}', "x" * 7000):
            await asyncio.to_thread(
                cluster.execute, f"NOTIFY {CHANNEL}, '{payload}'", database="central"
            )
        for number in range(2000):
            a.line.tell_position(f"feed-{number:06}", number)
        a.line.tell_facts(9)
        await eventually(lambda: any(said.facts == 9 for said in b.said))

    run_pair(served, steps)


def test_a_session_that_was_never_ours_is_closed(
    served: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is stopped, or cut, between the connection and its first word leaves none open."""
    opened: list[psycopg.AsyncConnection[Any]] = []
    execute = psycopg.AsyncConnection.execute

    async def stopped(self: psycopg.AsyncConnection[Any], query: Any, *rest: Any) -> Any:
        if query == siblings.KEEPALIVE[1]:
            opened.append(self)
            raise asyncio.CancelledError
        return await execute(self, query, *rest)

    monkeypatch.setattr(psycopg.AsyncConnection, "execute", stopped)
    asyncio.run(Process(served).line.run())
    assert opened and all(connection.closed for connection in opened)


def test_whoever_starts_sees_that_others_listen(served: Database) -> None:
    soon(lambda: not others_listen(served))  # those of the test before end in their own time

    async def steps(a: Process, b: Process) -> None:
        await eventually(lambda: others_listen(served))

    run_pair(served, steps)


def test_no_central_serves_the_database_that_is_migrated(
    served: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def steps(a: Process, b: Process) -> None:
        await eventually(lambda: others_listen(served))
        assert migrate(served) == newest_version(), "there is nothing to do"
        monkeypatch.setattr(schema, "newest_version", lambda: "9999")
        with pytest.raises(DatabaseError, match="stop it, and migrate again"):
            migrate(served)

    run_pair(served, steps)


def test_a_feed_is_held_by_one_and_passes_on_when_its_session_is_gone(
    served: Database, cluster: Any
) -> None:
    first, second = Lease(served, ("L1", "L2")), Lease(served, ("L2", "L3"))
    assert first.held() == ("L1", "L2")
    assert second.held() == ("L3",)
    first.release()
    soon(lambda: second.held() == ("L2", "L3"))
    cluster.execute(CUT)
    with pytest.raises(SQLAlchemyError):
        second.held()
    soon(lambda: first.held() == ("L1", "L2"))
    assert second.held() == ("L3",)
    first.release(), second.release()


def test_on_sqlite_every_feed_is_ours(migrated_file: Any) -> None:
    db = Database(make_url(f"sqlite:///{migrated_file}"))
    assert Lease(db, ("L1",)).held() == ("L1",)
    assert not others_listen(db)
    db.close()
