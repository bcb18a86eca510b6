"""A backlog projected into a database that nobody has analysed: as central does it, which keeps the
statistics itself, beside the same without, which waits for PostgreSQL's own autovacuum.

Two new databases on one private server, one journal of the same facts in each, stored before the
clock starts; some pieces here, some there, so that both see the same machine. ``LINESIDE_FACTS``
says how many facts, otherwise 100,000, or 500,000 with ``--full``.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import make_url

from benchmarks.private_postgres import cluster
from benchmarks.shift_facts import batches
from central.db.clock import now_us
from central.db.database import Database
from central.migrations.schema import migrate
from central.tracking.follower import Follower
from central.tracking.intake import take_batch
from central.tracking.project import PIECE_FACTS, follow
from central.tracking.service import cells
from wire.sync import BATCH_ENTRIES_MAX, FactBatch

PARTS = 5
"""The backlog is told by fifths: what grows shows."""
TURN_PIECES = 5


def rows(*, full: bool) -> list[dict[str, Any]]:
    """Facts a second, by fifths of the backlog. Nothing where PostgreSQL is not installed."""
    facts = int(os.environ.get("LINESIDE_FACTS", 500_000 if full else 100_000))
    with cluster() as running:
        if running is None:
            return []
        sent = batches("cell", facts, BATCH_ENTRIES_MAX)
        kept, bare = (_waiting(running, name, sent) for name in ("kept", "bare"))
        follower = Follower(kept, on_progress=lambda: None, on_behind=lambda _: None)
        try:
            times = _by_turns(
                [lambda: bool(follower.step()), lambda: bool(follow(bare, now_us()))], facts
            )
        finally:
            for db in (kept, bare):
                assert cells.counts(db).facts_waiting == 0
                db.close()
    names = ("statistics kept by central", "left to autovacuum")
    return [
        row for name, pieces in zip(names, times, strict=True) for row in _told(name, pieces, facts)
    ]


def _waiting(running: Any, name: str, sent: Iterable[FactBatch]) -> Database:
    running.execute(f"CREATE DATABASE {name}")
    db = Database(make_url(running.url(name)))
    migrate(db)
    for batch in sent:
        take_batch(db, batch, incarnation="bench", now_us=now_us(), at_once_facts=0)
    return db


def _by_turns(steps: list[Callable[[], bool]], facts: int) -> list[list[float]]:
    """Seconds of each piece, for each of the steps."""
    times: list[list[float]] = [[] for _ in steps]
    for _ in range(-(-facts // (PIECE_FACTS * TURN_PIECES))):
        for step, found in zip(steps, times, strict=True):
            for _ in range(TURN_PIECES):
                began = time.perf_counter()
                if step():
                    found.append(time.perf_counter() - began)
    return times


def _told(name: str, pieces: list[float], facts: int) -> list[dict[str, Any]]:
    cuts = [len(pieces) * part // PARTS for part in range(PARTS + 1)]
    fifths = {
        f"fifth_{part + 1}_per_s": PIECE_FACTS
        * (cuts[part + 1] - cuts[part])
        / sum(pieces[cuts[part] : cuts[part + 1]])
        for part in range(PARTS)
    }
    return [
        {
            "name": f"backlog projected, {name}",
            "n": facts,
            "per_s": facts / sum(pieces),
            **fifths,
            "load": round(os.getloadavg()[0], 1),
        }
    ]
