"""Two processes on one PostgreSQL do what one does; one may die at any moment."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any

import httpx
import pytest

from tests.support.central.journal import Journal, plain_day, scanned, telegram
from tests.support.central.pair import FEED, Listener, Pair, Serving, a_broker
from tests.support.waiting import soon
from wire.codec import decode_acknowledgement, decode_telegram, encode

pytestmark = pytest.mark.timeout(150)  # two processes start: on a busy machine that takes long
TELEGRAMS = f"/api/v1/broadcast/feeds/{FEED}/telegrams"
EVENTS = "/web/events"


@pytest.fixture(scope="module")
def pair(
    cluster: Any, tmp_path_factory: pytest.TempPathFactory, module_broker: tuple[str, int] | None
) -> Iterator[Pair]:
    cluster.execute("CREATE DATABASE two")
    running = Pair(tmp_path_factory.mktemp("pair"), cluster.url("two"), module_broker)
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="module")
def module_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int] | None]:
    """None where Mosquitto is absent: only the test of publishing needs it."""
    with a_broker(tmp_path_factory.mktemp("broker")) as address:
        yield address


def send_all(journal: Journal, doors: list[Serving], token: dict[str, str], seed: int) -> int:
    """Sends until everything is held, through any door, pieces of any size and some of it twice.
    Returns the duplicates. A door that is gone is tried again at the other.
    """
    rng, duplicates, water = Random(seed), 0, -1
    while water < len(journal.entries) - 1:
        first = max(0, water + 1 - rng.choice([0, 0, 7]))
        batch = journal.batch(first, min(first + rng.choice([1, 20, 90, 300]), journal.last))
        try:
            answer = rng.choice(doors).http.post(
                "/api/v1/facts", content=encode(batch), headers=token
            )
        except httpx.TransportError:
            continue
        if answer.status_code == 503:
            assert answer.headers["Retry-After"]
            continue
        said = decode_acknowledgement(answer.content)
        assert not said.refused and not said.conflicts
        assert said.high_water >= water, "what was acknowledged is never taken back"
        water, duplicates = said.high_water, duplicates + said.duplicates
    return duplicates


def long_journal(node: str, scans: int) -> Journal:
    return Journal(node).write(*plain_day(range(1, 5)), *(scanned() for _ in range(scans)))


def all_projected(door: Serving) -> dict[str, Any]:
    return soon(lambda: (c := door.ask("/api/v1/tracking/counts"))["facts_waiting"] == 0 and c)


def test_both_start_at_once_on_an_empty_database_and_answer_with_one_incarnation(
    pair: Pair,
) -> None:
    assert len({one.ask("/readyz")["incarnation"] for one in (pair.a, pair.b)}) == 1


def test_one_node_through_both_at_the_same_time_is_applied_once_and_in_order(pair: Pair) -> None:
    journal = long_journal("cell-two", 900)
    token = pair.token("cell", cell="cell-two")
    before = all_projected(pair.a)
    with ThreadPoolExecutor(3) as senders:
        runs = [
            senders.submit(send_all, journal, doors, token, seed)
            for seed, doors in enumerate([[pair.a], [pair.b], [pair.a, pair.b]])
        ]
        assert sum(run.result() for run in runs) > 0, "they did not meet"
    counts = all_projected(pair.b)
    assert counts["facts_applied"] - before["facts_applied"] == len(journal.entries)
    assert (counts["refused"], counts["conflicts"], counts["alarms"]) == (0, 0, 0)
    facts = pair.b.ask("/api/v1/tracking/facts?node=cell-two&limit=1000")
    assert [fact["offset"] for fact in facts] == list(range(len(journal.entries)))
    scans = {scan["verdict"]: scan["scans"] for scan in pair.a.ask("/api/v1/tracking/scans")}
    assert scans == {"right": 904}


def test_positions_through_both_have_no_holes_and_no_doubles(pair: Pair) -> None:
    token = pair.token("feed", feed=FEED)

    def post(number: int) -> int:
        door = (pair.a, pair.b)[number % 2]
        body = encode(telegram(number, position=None))
        return int(door.http.post(TELEGRAMS, content=body, headers=token).json()["position"])

    with ThreadPoolExecutor(4) as senders:
        positions = list(senders.map(post, range(1, 41)))
    assert sorted(positions) == list(range(1, 41))


def test_a_page_of_one_process_hears_what_the_other_took(pair: Pair) -> None:
    token = pair.token("cell", cell="cell-heard")
    journal = long_journal("cell-heard", 2)
    heard: list[str] = []
    with pair.b.http.stream("GET", EVENTS, headers=pair.b.reader) as stream:
        lines = stream.iter_lines()
        next(lines)
        body = encode(journal.batch())
        assert pair.a.http.post("/api/v1/facts", content=body, headers=token).status_code == 200
        deadline = time.monotonic() + 5
        for line in lines:
            heard.append(line)
            if line.startswith("data:") and '"tracking"' in line:
                break
            assert time.monotonic() < deadline, heard


def test_one_is_killed_in_the_middle_and_nothing_is_lost_doubled_or_late(
    pair: Pair, module_broker: tuple[str, int] | None
) -> None:
    if module_broker is None:
        pytest.skip("mosquitto is absent: apt-get install mosquitto")
    victim = soon(lambda: next((one for one in (pair.a, pair.b) if one.publishes), None))
    other = pair.b if victim is pair.a else pair.a
    assert not other.publishes, "a feed is published by one"
    journal = long_journal("cell-kill", 1200)
    facts, feed = pair.token("cell", cell="cell-kill"), pair.token("feed", feed=FEED)
    body = encode(telegram(1, position=None))
    first = other.http.post(TELEGRAMS, content=body, headers=feed).json()["position"] + 1
    with Listener(module_broker, FEED) as listener, ThreadPoolExecutor(2) as senders:
        sending = senders.submit(send_all, journal, [victim, other], facts, 5)
        killed = threading.Event()
        for number in range(first, first + 60):
            if number == first + 20:
                victim.kill()
                killed.set()
            doors = [other] if killed.is_set() else [victim, other]
            body = encode(telegram(number, position=None))
            doors[number % len(doors)].http.post(TELEGRAMS, content=body, headers=feed)
        sending.result()
        wanted = list(range(first, first + 60))
        soon(lambda: set(wanted) <= set(listener.positions()))
        heard = [position for position in listener.positions() if position in wanted]
    assert list(dict.fromkeys(heard)) == wanted, "in order; some twice at the moment of death"
    assert other.publishes
    all_projected(other)
    journals = {row["node"]: row for row in other.ask("/api/v1/tracking/nodes")}
    assert journals["cell-kill"]["applied"] == len(journal.entries)
    incarnation = other.ask("/readyz")["incarnation"]
    victim.start()
    soon(victim.is_ready, within_s=50)
    assert victim.ask("/readyz")["incarnation"] == incarnation, "a restart is no restore"
    assert all(decode_telegram(body) for body in listener.bodies)
