"""What is on a truck when it leaves is what leaves with it, whoever changes it at that moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import make_url

from central.db.database import Database, hold, hold_free
from central.db.work import Work
from central.despatch.service import listings, notes
from central.orders import tables
from central.words.reasons import RuleRefusedError
from tests.support.central import orders as office
from tests.support.central.despatch import cum, do, draft, line_of, load, ready, state
from tests.support.central.orders import NOON_US, d
from tests.support.waiting import soon

WAITERS = sa.text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")


on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
"""SQLite has one writer: nobody comes in between."""


@pytest.fixture
def postgresql(db: Database, database_url: str) -> Iterator[Database]:
    """Another process on the database of the test."""
    other = Database(make_url(database_url))
    yield other
    other.close()


def waits(db: Database) -> bool:
    return bool(db.read(lambda c: c.execute(WAITERS).scalar_one()))


def departs(db: Database, load: int) -> None:
    do(db, lambda work: notes.depart_load(work, load, NOON_US))


@on_postgresql
@pytest.mark.every_case_on_both
@pytest.mark.parametrize(
    ("act", "then"),
    [
        (lambda work: notes.take_off_load(work, "N1"), "ready"),
        (lambda work: notes.void(work, "N1", "wrong door"), "voided"),
    ],
)
@pytest.mark.every_case_on_both
def test_a_note_that_is_taken_off_as_the_truck_leaves_does_not_leave(
    db: Database, postgresql: Database, act: Callable[[Work], None], then: str
) -> None:
    office.agreement(db)
    line = office.line(db, 100)
    ready(db, "N1", lines={line: d(60)})
    ready(db, "N2", lines={line: d(40)})
    truck = load(db, "N1", "N2")
    with ThreadPoolExecutor(1) as pool:

        def meanwhile(work: Work) -> Any:
            act(work)
            leaving = pool.submit(departs, postgresql, truck)
            soon(lambda: waits(db), "the truck waits for whoever takes the note off")
            return leaving

        do(db, meanwhile).result(20)
    assert (cum(db), state(db, "N1"), state(db, "N2")) == (40, then, "posted")
    awaiting = 60 if then == "ready" else 0
    assert line_of(db, line) == ("open", 40, awaiting)
    assert db.read(listings.load_rows).rows[0]["notes"] == ["N2"]


def test_a_note_that_is_on_the_list_of_a_load_and_not_loaded_stops_it(db: Database) -> None:
    office.agreement(db)
    line = office.line(db, 100)
    ready(db, "N1", lines={line: d(60)})
    truck = load(db, "N1")
    db.write(lambda c: c.execute(sa.update(tables.notes).values(state="ready")))
    with pytest.raises(RuleRefusedError, match="taken off load"):
        departs(db, truck)
    assert cum(db) == 0


@on_postgresql
@pytest.mark.every_case_on_both
def test_two_loads_with_the_same_parts_crossed_take_them_in_one_order(
    db: Database, postgresql: Database
) -> None:
    """Who waits for P has Q, or has not, whichever of the loads it is: no circle can close."""
    office.agreement(db, "A", "P", "Q")
    lines = {part: office.line(db, 100, part=part) for part in "PQ"}
    loads = []
    for number, parts in enumerate(("PQ", "QP")):
        names = [f"N{number}{place}" for place in range(2)]
        for name, part in zip(names, parts, strict=True):
            ready(db, name, lines={lines[part]: d(10)})
        loads.append(load(db, *names))
    p, q = ("orders", "A", "P"), ("orders", "A", "Q")
    has_q = []
    with ThreadPoolExecutor(1) as pool:
        for truck in loads:
            with db.engine.begin() as other:
                hold(other, *p)
                leaving = pool.submit(departs, postgresql, truck)
                soon(lambda: waits(db), "the truck waits for the part")
                with db.engine.begin() as third:
                    has_q.append(not hold_free(third, [q]))
            leaving.result(20)
    assert has_q[0] == has_q[1]
    assert (cum(db), cum(db, "Q")) == (20, 20)


@on_postgresql
@pytest.mark.every_case_on_both
def test_a_draft_under_a_number_that_leaves_now_holds_no_part_that_it_waits_with(
    db: Database, postgresql: Database
) -> None:
    office.agreement(db)
    line = office.line(db, 100)
    ready(db, "N1", lines={line: d(10)})
    part = ("orders", "A", "P")
    with ThreadPoolExecutor(1) as pool:
        with db.engine.begin() as other:
            hold(other, "note", "N1")
            drafting = pool.submit(draft, postgresql, "N1", lines={line: d(10)})
            soon(lambda: waits(db), "the draft waits for its number")
            with db.engine.begin() as third:
                assert hold_free(third, [part]) == [part]
        with pytest.raises(RuleRefusedError, match="taken"):
            drafting.result(20)
