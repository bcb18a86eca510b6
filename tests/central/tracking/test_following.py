"""A backlog is stored first and projected after it: nothing is lost, doubled or shown too young."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any

import pytest
from sqlalchemy import make_url, select, update

from central.config import Config
from central.db.database import Database
from central.tracking import project, tables
from central.tracking.intake import take_batch
from central.tracking.project import FoldFailedError, follow
from central.tracking.service import cells, journals, overview
from tests.support.central.client import Client
from tests.support.central.journal import Journal, divorced, marriage, plain_day, scanned
from tests.support.central.same import (
    INCARNATION,
    empty,
    everything,
    facts_of_two_cells,
    without_ids,
)
from wire.codec import encode
from wire.sync import Acknowledgement, FactBatch


def store(db: Database, batch: FactBatch, now_us: int = 5) -> Acknowledgement:
    """As of a cell that was away."""
    return take_batch(db, batch, incarnation=INCARNATION, now_us=now_us, at_once_facts=0)[0]


def take(db: Database, batch: FactBatch, now_us: int = 5) -> Acknowledgement:
    return take_batch(db, batch, incarnation=INCARNATION, now_us=now_us)[0]


def test_a_backlog_is_acknowledged_before_it_is_projected_and_then_followed(db: Database) -> None:
    journal = Journal().write(*plain_day())
    answer = store(db, journal.batch())
    assert (answer.applied, answer.high_water, answer.refused) == (10, 9, ())
    before = cells.counts(db)
    assert (before.facts, before.facts_applied, before.facts_waiting) == (10, 0, 10)
    assert before.marriages == 0
    assert follow(db, 7) == "cell-a" and follow(db, 7) == ""
    after = cells.counts(db)
    assert (after.facts, after.facts_applied, after.facts_waiting) == (10, 10, 0)
    assert after.marriages_active == 4


def test_what_is_shown_is_as_old_as_the_first_fact_that_waits(db: Database) -> None:
    journal = Journal().write(*plain_day())
    take(db, journal.batch(0, 3), now_us=100)
    store(db, journal.batch(4, 6), now_us=200)
    take(db, journal.batch(7), now_us=300)
    row = db.read(overview.nodes)[0]
    assert (row["shown_us"], row["waiting"], row["last_heard_us"]) == (200, 6, 300)
    assert db.read(journals.backlog) == journals.Backlog(facts=6, since_us=200)
    assert follow(db, 400)
    assert db.read(overview.nodes)[0]["shown_us"] == 300
    assert db.read(journals.backlog) == journals.Backlog(facts=0, since_us=None)


def test_a_small_batch_behind_a_backlog_waits_for_its_turn(db: Database) -> None:
    journal = Journal().write(*plain_day(), divorced(marriage(2)))
    store(db, journal.batch(0, 9))
    assert take(db, journal.batch(10)).refused == ()
    assert cells.counts(db).facts_waiting == 11
    while follow(db, 7):
        pass
    assert cells.counts(db).divorces == 1


def test_lists_by_id_end_before_the_first_fact_that_waits(db: Database) -> None:
    a = Journal("cell-a").write(*plain_day([1, 2]))
    b = Journal("cell-b").write(*plain_day([3, 4]))
    take(db, a.batch(0, 3))
    store(db, a.batch(4))
    take(db, b.batch())
    assert [m.serial for m in cells.list_marriages(db)] == ["S1"]
    assert [fact.offset for fact in cells.list_facts(db)] == [0, 1, 2, 3]
    assert cells.list_facts(db, node="cell-b") == []
    follow(db, 7)
    assert [m.serial for m in cells.list_marriages(db)] == ["S1", "S2", "S3", "S4"]
    assert len(cells.list_facts(db, node="cell-b")) == 6


def test_what_is_refused_later_is_told_with_the_next_answer_once(db: Database) -> None:
    journal = Journal().write_bytes(b'{"type":"never_heard_of"}').write(*plain_day())
    journal.write(divorced(marriage(9)), scanned(), scanned())
    assert store(db, journal.batch(0, 11)).refused == ()
    follow(db, 7)
    answer = take(db, journal.batch(12, 12))
    assert [(r.offset, r.code) for r in answer.refused] == [
        (0, "fact.invalid"),
        (11, "divorce.unknown"),
    ]
    assert answer.applied == 1
    assert take(db, journal.batch(13)).refused == ()
    assert [r.offset for r in take(db, journal.batch(10)).refused] == [11], "sent again"
    assert cells.counts(db).refused == 2


def test_pieces_and_turns_end_in_the_same_as_at_once(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    journals_of = facts_of_two_cells()
    for journal in journals_of.values():
        take_batch(db, journal.batch(), incarnation=INCARNATION, now_us=5, at_once_facts=1000)
    wanted = without_ids(everything(db))
    monkeypatch.setattr(project, "PIECE_FACTS", 3)
    for seed in range(3):
        rng = Random(seed)
        empty(db)
        left = {name: 0 for name in journals_of}
        while any(at < len(journals_of[name].entries) for name, at in left.items()):
            name = rng.choice(sorted(left))
            journal, at = journals_of[name], left[name]
            if at < len(journal.entries):
                end = min(at + rng.randint(0, 6), journal.last)
                taking = rng.choice([store, take])
                taking(db, journal.batch(at, end))
                left[name] = end + 1
            if rng.random() < 0.3:
                follow(db, 7)
        while follow(db, 7):
            pass
        assert without_ids(everything(db)) == wanted


def test_many_followers_at_once_apply_each_fact_once(database_url: str) -> None:
    db = Database(make_url(database_url))
    for name in "abc":
        journal = Journal(f"cell-{name}").write(*plain_day(), *(scanned() for _ in range(60)))
        for first in range(0, len(journal.entries), 10):
            store(db, journal.batch(first, min(first + 9, journal.last)))

    def until_nothing_waits(_: int) -> None:
        while db.read(journals.backlog).facts:
            follow(db, 7)

    with ThreadPoolExecutor(4) as followers:
        list(followers.map(until_nothing_waits, range(4)))
    counts = cells.counts(db)
    assert (counts.facts_applied, counts.refused, counts.scans) == (210, 0, {"right": 192})
    assert counts.marriages_active == 12
    db.close()


def test_a_fact_that_our_fold_cannot_bear_stops_its_own_node_only(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = project.fold  # type: ignore[attr-defined]

    def failing(known: Any, happened: Any, fact: Any) -> None:
        if known.node == "cell-a":
            raise ZeroDivisionError
        real(known, happened, fact)

    for name in "ab":
        store(db, Journal(f"cell-{name}").write(*plain_day()).batch())
    monkeypatch.setattr(project, "fold", failing)
    with pytest.raises(FoldFailedError) as failed:
        while follow(db, 7):
            pass
    assert failed.value.node == "cell-a"
    follow(db, 7, but=frozenset({"cell-a"}))
    assert {row.node: row.waiting for row in cells.list_nodes(db)} == {"cell-a": 10, "cell-b": 0}
    monkeypatch.undo()
    follow(db, 7)
    assert cells.counts(db).facts_waiting == 0


def test_a_fact_that_stands_where_none_should_is_never_ignored(db: Database) -> None:
    """The mark was set back by hand: not a duplicate, not a conflict; nothing is taken."""
    journal = Journal().write(*plain_day())
    take(db, journal.batch(0, 4))
    before = update(tables.nodes).values(high_water=2, anchor=journal.hash_at(2))
    db.write(lambda c: c.execute(before))
    with pytest.raises(Exception, match=r"(?i)unique|are there"):
        take(db, journal.batch(3))
    held = select(tables.facts.c.offset).order_by(tables.facts.c.offset)
    assert db.read(lambda c: c.execute(held).scalars().all()) == [0, 1, 2, 3, 4]


def test_pages_and_metrics_say_how_far_behind_they_are(
    database_url: str, make_config: Callable[..., Config], sound_metrics: Callable[[str], None]
) -> None:
    client = Client(make_config(database_url, loopback_read=True))
    store(client.central.db, Journal().write(*plain_day()).batch(), now_us=1_000_000)
    told = client.get("/metrics").text
    sound_metrics(told)
    assert "lineside_facts_waiting 10.0" in told
    lag = next(line for line in told.splitlines() if line.startswith("lineside_projection_lag"))
    assert float(lag.split()[1]) > 1e9
    client.central.changes.set_behind(1_000_000)
    assert "still being taken in" in client.get("/desk", token=client.token("viewer")).text
    client.close()


def test_a_whole_batch_through_http_is_stored_and_followed(
    database_url: str, make_config: Callable[..., Config]
) -> None:
    client = Client(make_config(database_url))
    journal = Journal().write(*plain_day(), *(scanned() for _ in range(900)))
    token = client.token("cell", cell="cell-a")
    answer = client.post("/api/v1/facts", token=token, content=encode(journal.batch())).json()
    assert (answer["high_water"], answer["applied"]) == (909, 910)
    while follow(client.central.db, 7):
        pass
    assert cells.counts(client.central.db).scans == {"right": 904}
    client.close()
