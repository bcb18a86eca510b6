"""Facts into central's PostgreSQL: by COPY against row by row, on one server in one run.

The server is private, with fsync and synchronous commits. "Stored" is everything that happens
before a cell is answered for a backlog: bytes of the batch decoded, chain verified, journal held
and judged, COPY, INSERT ... ON CONFLICT, commit. "Row by row" is the bare INSERT ... ON CONFLICT of
the same rows into the same table, prepared, without decoding or verifying: a commit for each fact,
as each is acknowledged alone, and a commit for each thousand. Writers are processes, as several
centrals on one database are; each stores for nodes of its own. After each round the same batches
are sent again: all are duplicates.
"""

from __future__ import annotations

import multiprocessing
import statistics
import time
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from sqlalchemy import make_url

from benchmarks.private_postgres import cluster
from benchmarks.shift_facts import batches
from central.db.clock import now_us
from central.db.database import Database
from central.migrations.schema import migrate
from central.tracking.intake import take_batch
from central.tracking.project import follow
from central.tracking.service import cells
from wire.codec import decode_batch, encode
from wire.sync import BATCH_ENTRIES_MAX, FactBatch

_WRITERS = (1, 2, 4)
_INSERT = (
    'INSERT INTO tracking_facts (fact, node, epoch, "offset", at_us, received_us, hash, kind, '
    "refusal, detail, body) VALUES (%s, %s, 0, %s, %s, %s, %s, %s, '', '', %s) "
    'ON CONFLICT (node, epoch, "offset") DO NOTHING'
)


def rows(*, full: bool) -> list[dict[str, Any]]:
    """Facts a second, medians over rounds. Nothing where PostgreSQL is not installed."""
    with cluster() as running:
        if running is None:
            return []
        running.execute("CREATE DATABASE bench")
        db = Database(make_url(running.url("bench")))
        migrate(db)
        try:
            return _measure(running, db, rounds=9 if full else 3, each=200 if full else 40)
        finally:
            db.close()


def _measure(running: Any, db: Database, *, rounds: int, each: int) -> list[dict[str, Any]]:
    """``each``: batches of a round, over all writers."""
    found = []
    _must_be_durable(running)
    alone = _row_by_row(running, "rows-alone", facts=3000, commit_each=1)
    many = _row_by_row(running, "rows-many", facts=10_000, commit_each=BATCH_ENTRIES_MAX)
    found.append({"name": "row by row, a commit each", "n": 3000, "per_s": alone})
    found.append({"name": "row by row, a commit a thousand", "n": 10_000, "per_s": many})
    best = 0.0
    for writers in _WRITERS:
        stored, again = _stored(running.url("bench"), writers, rounds, each // writers)
        best = max(best, stored)
        found.append(
            {
                "name": f"stored by COPY, writers {writers}",
                "n": each * BATCH_ENTRIES_MAX,
                "per_s": stored,
                "times_row_by_row": stored / alone,
                "times_a_commit_a_thousand": stored / many,
                "again_all_duplicates_per_s": again,
            }
        )
    found.append({"name": "stored by COPY, best", "per_s": best, "times_row_by_row": best / alone})
    _drop_what_waits(db)
    found += _projected(db, facts=each * 500)
    found += _live(db)
    return found


def _must_be_durable(running: Any) -> None:
    with running.connect("bench") as connection:
        for setting in ("fsync", "synchronous_commit"):
            assert connection.execute(f"SHOW {setting}").fetchone()[0] == "on"


def _row_by_row(running: Any, node: str, *, facts: int, commit_each: int) -> float:
    entries = [e for batch in batches(node, facts, BATCH_ENTRIES_MAX) for e in batch.entries]
    first_id = 10**15 + (0 if commit_each == 1 else 10**9)
    data = [
        (first_id + e.offset, node, e.offset, e.at_us, 5, e.hash, "scanned", bytes(e.fact))
        for e in entries
    ]
    times = []
    with running.connect("bench") as connection:
        for start in range(0, facts, BATCH_ENTRIES_MAX):
            part = data[start : start + BATCH_ENTRIES_MAX]
            began = time.perf_counter()
            for number, row in enumerate(part, 1):
                connection.execute(_INSERT, row)
                if number % commit_each == 0:
                    connection.commit()
            connection.commit()
            times.append(len(part) / (time.perf_counter() - began))
    return statistics.median(times)


def _stored(url: str, writers: int, rounds: int, each: int) -> tuple[float, float]:
    """Facts a second of all writers together: stored, and sent again."""
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(writers)
    stored, again = [], []
    with ProcessPoolExecutor(writers, context, _prepare, (barrier,)) as pool:
        for number in range(rounds + 1):
            jobs = [
                pool.submit(_write, url, f"w{writers}-{number}-{writer}", each)
                for writer in range(writers)
            ]
            spans = [job.result() for job in jobs]
            facts = writers * each * BATCH_ENTRIES_MAX
            if number:  # the first one warms up
                stored.append(facts / _span([span[0] for span in spans]))
                again.append(facts / _span([span[1] for span in spans]))
    return statistics.median(stored), statistics.median(again)


def _span(spans: list[tuple[float, float]]) -> float:
    return max(end for _, end in spans) - min(begin for begin, _ in spans)


_barrier: Any = None


def _prepare(barrier: Any) -> None:
    global _barrier
    _barrier = barrier


def _write(url: str, node: str, count: int) -> tuple[tuple[float, float], tuple[float, float]]:
    """In a process of its own. Begin and end of storing, and of sending the same again."""
    sent = [encode(b) for b in batches(node, count * BATCH_ENTRIES_MAX, BATCH_ENTRIES_MAX)]
    db = Database(make_url(url))
    cells.newest_fact(db)  # connected
    _barrier.wait()
    began = time.time()
    for body in sent:
        batch = decode_batch(body)
        answer, _ = _store(db, batch)
        assert answer.applied == len(batch.entries)
    ended = time.time()
    _barrier.wait()
    began_again = time.time()
    for body in sent:
        batch = decode_batch(body)
        answer, newest = _store(db, batch)
        assert (answer.applied, answer.duplicates, newest) == (0, len(batch.entries), 0)
    ended_again = time.time()
    db.close()
    return (began, ended), (began_again, ended_again)


def _store(db: Database, batch: FactBatch) -> tuple[Any, int]:
    return take_batch(db, batch, incarnation="bench", now_us=now_us(), at_once_facts=0)


def _drop_what_waits(db: Database) -> None:
    """The other rounds were stored only: what follows measures its own facts."""
    db.write(
        lambda c: c.exec_driver_sql(
            "UPDATE tracking_followed SET projected = high_water FROM tracking_nodes n "
            "WHERE n.node = tracking_followed.node"
        )
    )


def _projected(db: Database, facts: int) -> list[dict[str, Any]]:
    """What storing and projecting cost one after another, in one process."""
    sent = batches("projected", facts, BATCH_ENTRIES_MAX)
    began = time.perf_counter()
    for batch in sent:
        _store(db, batch)
    stored = time.perf_counter()
    while follow(db, now_us()):
        pass
    ended = time.perf_counter()
    assert cells.counts(db).facts_waiting == 0
    return [
        {"name": "projected from what is stored", "n": facts, "per_s": facts / (ended - stored)},
        {"name": "stored, then projected", "n": facts, "per_s": facts / (ended - began)},
    ]


def _live(db: Database) -> list[dict[str, Any]]:
    """A cell in touch: stored and projected in one transaction, as the answer waits for."""
    found = []
    for size, count in ((1, 200), (20, 50), (200, 20)):
        times = []
        for batch in batches(f"live-{size}", size * count, size):
            began = time.perf_counter()
            take_batch(db, batch, incarnation="bench", now_us=now_us())
            times.append((time.perf_counter() - began) * 1e3)
        middle = statistics.median(times)
        name = f"stored and projected at once, batch of {size}"
        found.append({"name": name, "n": count, "ours_ms": middle, "per_s": size / middle * 1e3})
    return found
