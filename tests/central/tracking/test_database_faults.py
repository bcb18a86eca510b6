"""PostgreSQL cuts connections, refuses, stands still: each fact once, every answer a typed problem,
and central goes on by itself.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

import httpx
import pytest

from central.config import Config
from central.tracking.service import cells
from tests.support.central.client import EMPTY, Client
from tests.support.central.journal import FEED, Journal, plain_day, scanned, telegram
from tests.support.waiting import moment, soon
from wire.codec import decode_acknowledgement, encode

FACTS = "/api/v1/facts"
CUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = 'central' AND pid <> pg_backend_pid()"
)


@pytest.fixture
def central(cluster: Any, make_config: Callable[..., Config]) -> Iterator[Client]:
    cluster.execute(EMPTY, database="central")
    opened = Client(make_config(cluster.url("central")))
    yield opened
    opened.close()


def long_journal(node: str = "cell-a", scans: int = 150) -> Journal:
    return Journal(node).write(*plain_day(), *(scanned() for _ in range(scans)))


def is_typed(answer: httpx.Response) -> bool:
    """The database's fault, said so that the peer knows what to do."""
    assert answer.status_code == 503, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "database_unavailable" and "Traceback" not in answer.text
    return int(answer.headers["Retry-After"]) > 0


async def send_all(central: Client, journal: Journal, token: str, size: int) -> int:
    """As a cell does: again until it is held. Returns how often it was refused."""
    headers, water, refused = {"Authorization": f"Bearer {token}"}, -1, 0
    while water < journal.last:
        body = encode(journal.batch(water + 1, min(water + size, journal.last)))
        answer = await central._http.post(FACTS, content=body, headers=headers)
        if answer.status_code == 200:
            said = decode_acknowledgement(answer.content)
            assert not said.refused and not said.conflicts
            water = said.high_water
        else:
            assert is_typed(answer)
            refused += 1
            await moment()
    return refused


def each_fact_once(central: Client, *journals: Journal) -> None:
    """I3: the effects are the set of the facts, in order."""
    for journal in journals:
        found = cells.list_facts(central.central.db, node=journal.node, limit=5000)
        assert [(fact.offset, fact.hash) for fact in found] == [
            (entry.offset, entry.hash) for entry in journal.entries
        ]
    counts = cells.counts(central.central.db)
    entries = sum(len(journal.entries) for journal in journals)
    assert (counts.facts_applied, counts.refused, counts.conflicts) == (entries, 0, 0)
    assert sum(counts.scans.values()) == entries - 6 * len(journals)
    assert counts.marriages_active == 4 * len(journals)


@contextmanager
def again_and_again(work: Callable[[], object], *, times: int) -> Iterator[None]:
    """``work`` beside the block, so often at most: a slow machine comes to an end as well."""
    over = threading.Event()
    rng = Random(11)

    def run() -> None:
        for _ in range(times):
            if over.wait(rng.uniform(0.01, 0.15)):
                return
            work()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def test_connections_cut_again_and_again_lose_and_double_nothing(
    central: Client, cluster: Any
) -> None:
    journal = long_journal()
    token, feed = central.token("cell", cell="cell-a"), central.token("feed", feed=FEED)
    with again_and_again(lambda: cluster.execute(CUT), times=30):
        refused = central._runner.run(send_all(central, journal, token, 4))
    positions = []
    with again_and_again(lambda: cluster.execute(CUT), times=10):
        for number in range(1, 21):
            body = encode(telegram(number, position=None))
            path = f"/api/v1/broadcast/feeds/{FEED}/telegrams"
            answer = central.post(path, token=feed, content=body)
            while not answer.is_success:
                assert is_typed(answer)
                answer = central.post(path, token=feed, content=body)
            positions.append(answer.json()["position"])
    assert refused, "no connection was cut"
    each_fact_once(central, journal)
    assert positions == sorted(set(positions)), "a position is given once"


def test_deadlock_is_tried_again_and_not_seen(central: Client, cluster: Any) -> None:
    journal = long_journal(scans=0)
    token = central.token("cell", cell="cell-a")
    central._runner.run(send_all(central, journal, token, 4))
    journal.write(scanned())
    waits = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = 'central' "
        "AND wait_event_type = 'Lock'"
    )
    with cluster.connect("central") as other, cluster.connect("postgres") as looker:
        other.execute("SET deadlock_timeout = '20s'")  # so that the other side finds it
        other.execute("SELECT * FROM tracking_row_numbers WHERE name = 'fact' FOR UPDATE")
        sending = threading.Thread(
            target=lambda: central._runner.run(send_all(central, journal, token, 50))
        )
        sending.start()
        soon(lambda: looker.execute(waits).fetchone()[0] == 1)
        other.execute("UPDATE tracking_nodes SET last_heard_us = 1")
        other.commit()
        sending.join(5)
    assert not sending.is_alive()
    each_fact_once(central, journal)


@pytest.mark.parametrize(("failures", "refused"), [(3, 0), (4, 1)])
def test_serialization_failure_is_tried_again_and_then_said(
    central: Client, cluster: Any, failures: int, refused: int
) -> None:
    journal = long_journal(scans=0)
    cluster.execute(
        f"""
        CREATE SEQUENCE faults_given;
        CREATE FUNCTION give_fault() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          IF nextval('faults_given') <= {failures} THEN
            RAISE EXCEPTION 'could not serialize' USING ERRCODE = '40001';
          END IF;
          RETURN NULL;
        END $$;
        CREATE TRIGGER faults AFTER INSERT ON tracking_facts
          FOR EACH STATEMENT EXECUTE FUNCTION give_fault();
        """,
        database="central",
    )
    try:
        token = central.token("cell", cell="cell-a")
        assert central._runner.run(send_all(central, journal, token, 50)) == refused
    finally:
        cluster.execute(
            "DROP FUNCTION give_fault CASCADE; DROP SEQUENCE faults_given", database="central"
        )
    each_fact_once(central, journal)


def test_a_database_that_became_read_only_is_said_and_waited_for(
    central: Client, cluster: Any
) -> None:
    journal = long_journal()
    token, viewer = central.token("cell", cell="cell-a"), central.token("viewer")
    headers = {"Authorization": f"Bearer {token}"}
    central._runner.run(send_all(central, Journal().write(*plain_day()), token, 50))
    cluster.execute("ALTER DATABASE central SET default_transaction_read_only = on")
    try:
        cluster.execute(CUT)
        body = encode(journal.batch())
        assert is_typed(central.post(FACTS, content=body, headers=headers))
        assert central.get("/readyz").json()["code"] == "database_read_only"
        assert central.get("/healthz").status_code == 200
        asked = central.get("/api/v1/tracking/counts", token=viewer)
        assert asked.json()["facts"] == 10
    finally:
        cluster.execute("ALTER DATABASE central RESET default_transaction_read_only")
        cluster.execute(CUT)
    central._runner.run(send_all(central, journal, token, 50))
    assert central.get("/readyz").status_code == 200
    each_fact_once(central, journal)


def test_a_database_that_is_away_is_waited_for(central: Client, cluster: Any) -> None:
    journal = long_journal(scans=60)
    token = central.token("cell", cell="cell-a")
    headers = {"Authorization": f"Bearer {token}"}
    central._runner.run(send_all(central, Journal().write(*plain_day()), token, 50))
    cluster.pause()
    try:
        for _ in range(3):
            assert is_typed(central.post(FACTS, content=encode(journal.batch(10)), headers=headers))
        assert central.get("/readyz").status_code == 503
        assert "lineside_facts_waiting -1.0" in central.get("/metrics").text
    finally:
        cluster.resume()
    central._runner.run(send_all(central, journal, token, 7))
    each_fact_once(central, journal)


def test_cells_that_come_at_once_through_cut_connections_keep_their_order(
    central: Client, cluster: Any
) -> None:
    journals = [long_journal(f"cell-{name}", scans=60) for name in "abcd"]
    tokens = [central.token("cell", cell=journal.node) for journal in journals]

    async def all_at_once() -> None:
        await asyncio.gather(
            *(send_all(central, j, t, 9) for j, t in zip(journals, tokens, strict=True))
        )

    with again_and_again(lambda: cluster.execute(CUT), times=15):
        central._runner.run(all_at_once())
    each_fact_once(central, *journals)
