"""One transaction of one actor: who it was, when, and that nothing of it stays when it fails."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from central.audit import tables as audit
from central.cells import service as cells
from central.cells.rules import Site
from central.db.database import Actor, Database
from central.db.work import Work, transact, tried
from central.kanban.service import LoopView, list_loops, put_loops
from central.kanban.tables import loops
from wire.codec import encode
from wire.ids import FeedId
from wire.masters import FeedRules, Masters

ANN = Actor(who="ann", why="new line")
SITE = Site(feeds={FeedId("L1"): FeedRules(feed="L1")}, badge_key=bytes(32))
LOOP = LoopView(loop="L", part="P", location="A", quantity=10, minimum=5)


def test_rows_and_history_say_who_it_was_and_when(db: Database) -> None:
    transact(db, lambda work: put_loops(work, [LOOP]), by=ANN, at_us=77)
    row = db.read(lambda c: c.execute(select(loops)).one())
    assert (row.changed_us, row.changed_by) == (77, "ann")
    history = select(audit.changes.c.who, audit.changes.c.why)
    assert db.read(lambda c: c.execute(history).one()) == ("ann", "new line")


def test_without_a_time_the_clock_is_read_anew_in_each_transaction(db: Database) -> None:
    first, second = (transact(db, lambda work: work.now_us, by=ANN) for _ in range(2))
    assert 0 < first <= second


def test_what_is_tried_is_told_and_not_done(db: Database) -> None:
    def both(work: Work) -> int:
        put_loops(work, [LOOP])
        return len(work.connection.execute(select(loops)).all())

    assert tried(db, both, by=ANN) == 1
    assert db.read(lambda c: c.execute(select(loops)).all()) == []
    with pytest.raises(KeyError):
        tried(db, lambda work: {}["none"], by=ANN)


def test_what_fails_leaves_nothing(db: Database) -> None:
    def fails(work: Work) -> None:
        put_loops(work, [LOOP])
        raise ValueError

    with pytest.raises(ValueError):
        transact(db, fails, by=ANN)
    assert list_loops(db) == []


def test_the_history_of_masters_says_who_put_them(db: Database) -> None:
    body = encode(Masters(cell="cell-a", version=0, feeds=(FeedRules(feed="L1"),)))
    cells.put_masters(db, "cell-a", body, SITE, by_whom="bob", now_us=1)
    assert db.read(lambda c: c.execute(select(audit.changes.c.who)).scalar_one()) == "bob"
