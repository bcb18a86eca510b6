"""Despatch notes: lines and cum move together, once, and back."""

from __future__ import annotations

import threading
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from sqlalchemy import make_url

from central.agreements.model.keys import CumKey, PartKey
from central.agreements.model.options import Returns
from central.cums.rules.movements import Received
from central.cums.service.ledger_store import balances_of, post_movement
from central.db.database import Actor, Database
from central.db.work import Work
from central.orders import tables
from central.orders.rules.lines import LINE_TRANSITIONS, LineState
from central.orders.service import lines as service
from central.orders.service import reading
from central.orders.service.despatch import Despatch, despatch, undo_despatch
from central.words.reasons import RuleRefusedError
from tests.support.central import orders as office
from tests.support.central.orders import ANN, DAY, NOON_US, d


def send(db: Database, note: str, *lines: tuple[int, object]) -> Despatch:
    wanted = [(line, d(quantity)) for line, quantity in lines]
    return despatch(db, note=note, on=DAY, lines=wanted, by=ANN, now_us=NOON_US)


def undo(db: Database, note: str) -> None:
    undo_despatch(db, note=note, on=DAY, why="wrong door", by=ANN, now_us=NOON_US)


def cum(db: Database, part: str = "P", name: str = "A") -> Decimal:
    balances = db.read(lambda c: balances_of(c, CumKey(name, part), Returns.KEEP_CUM))
    return balances[-1].despatched


def state(db: Database, line: int) -> tuple[str, Decimal, Decimal]:
    row = next(row for row in office.lines(db) if row.line == line)
    return row.state, row.quantity, row.despatched


def test_a_note_takes_parts_of_lines_and_the_cum_rises_by_all_of_it(db: Database) -> None:
    office.agreement(db, "A", "P", "Q")
    first, second = office.line(db, 100), office.line(db, 50, part="Q")
    done = send(db, "N1", (first, 60), (second, 50))
    assert not done.repeated and len(done.reasons) == 2
    assert state(db, first) == ("open", 100, 60)
    assert state(db, second) == ("despatched", 50, 50)
    assert (cum(db), cum(db, "Q")) == (60, 50)
    send(db, "N2", (first, 40))
    assert state(db, first) == ("despatched", 100, 100)
    assert cum(db) == 100


def test_the_same_note_again_is_answered_and_another_one_of_its_number_refused(
    db: Database,
) -> None:
    office.agreement(db)
    line = office.line(db, 100)
    send(db, "N1", (line, 60))
    assert send(db, "N1", (line, 60)).repeated
    with pytest.raises(RuleRefusedError):
        send(db, "N1", (line, 10))
    assert cum(db) == 60


@pytest.mark.parametrize("quantity", [0, -1, "100.5", 101])
def test_a_refused_note_leaves_everything_as_it_was(db: Database, quantity: object) -> None:
    office.agreement(db)
    line = office.line(db, 100)
    with pytest.raises(RuleRefusedError):
        send(db, "N1", (line, quantity))
    assert cum(db) == 0 and state(db, line) == ("open", 100, 0)
    assert office.rows(db, tables.notes) == []


def test_lines_of_two_customers_go_on_two_notes(db: Database) -> None:
    office.agreement(db)
    office.agreement(db, "B", "P", customer="D")
    with pytest.raises(RuleRefusedError):
        send(db, "N1", (office.line(db, 1), 1), (office.line(db, 1, name="B"), 1))
    with pytest.raises(RuleRefusedError):
        send(db, "N1", (999, 1))


def test_undoing_a_note_opens_its_lines_again_until_the_customer_received_some(
    db: Database,
) -> None:
    office.agreement(db)
    line = office.line(db, 100)
    send(db, "N1", (line, 100))
    undo(db, "N1")
    assert state(db, line) == ("open", 100, 0) and cum(db) == 0
    with pytest.raises(RuleRefusedError):
        undo(db, "N1")
    send(db, "N1", (line, 30))
    (kept,) = office.rows(db, tables.note_lines)
    assert kept.quantity == 30
    got = Received(on=DAY, quantity=d(1), note="N1")
    db.write(
        lambda c: post_movement(Work(c, Actor(who="x"), 1), CumKey("A", "P"), got, Returns.KEEP_CUM)
    )
    with pytest.raises(RuleRefusedError):
        undo(db, "N1")
    assert state(db, line) == ("open", 100, 30) and cum(db) == 30


def test_a_rewritten_line_keeps_what_has_gone(db: Database) -> None:
    office.agreement(db)
    line = office.line(db, 100)
    send(db, "N1", (line, 30))
    (stands,) = db.read(lambda c: service.standing(c, "A", "P", DAY, None))
    assert (stands.line, stands.quantity) == (str(line), 70)
    office.write(db, office.plan(rewrite=((str(line), d(20)),)), schedule=2, kind="call_off")
    assert state(db, line) == ("open", 50, 30)
    office.write(db, office.plan(take_out=(str(line),)), schedule=3)
    assert state(db, line) == ("despatched", 30, 30)
    undo(db, "N1")
    assert state(db, line) == ("open", 30, 0)
    office.write(db, office.plan(take_out=(str(line),)), schedule=4)
    assert state(db, line) == ("taken_out", 30, 0)


def test_what_is_picked_is_not_rewritten(db: Database) -> None:
    office.agreement(db)
    line = office.line(db, 100)
    db.write(lambda c: service.mark_picked(c, line, now_us=NOON_US))
    (stands,) = db.read(lambda c: service.standing(c, "A", "P", DAY, None))
    assert stands.picked
    for wanted in (
        office.plan(rewrite=((str(line), d(20)),)),
        office.plan(take_out=(str(line),)),
    ):
        with pytest.raises(RuleRefusedError):
            office.write(db, wanted, schedule=2)
    db.write(lambda c: service.mark_picked(c, line, now_us=NOON_US, picked=False))
    office.write(db, office.plan(take_out=(str(line),)), schedule=2)
    with pytest.raises(RuleRefusedError):
        db.write(lambda c: service.mark_picked(c, line, now_us=NOON_US))


def test_backorders_are_lines_that_stand_past_their_day_where_the_customer_is(
    db: Database,
) -> None:
    office.agreement(db)
    office.agreement(db, "B", "P", customer="NZ", zone="Pacific/Auckland")
    old, today = office.line(db, 10, on=DAY - timedelta(days=2)), office.line(db, 10)
    theirs = office.line(db, 10, name="B")
    send(db, "N1", (old, 4))
    (back,) = db.read(lambda c: service.backorders(c, PartKey("A", "P"), DAY, [""]))
    assert (back.due_on, back.open_quantity) == (DAY - timedelta(days=2), 6)
    page = db.read(lambda c: reading.overdue(c, NOON_US, reading.Wanted()))
    assert [(row["line"], row["days_late"]) for row in page.rows] == [(old, 2), (theirs, 1)]
    assert today not in [row["line"] for row in page.rows]


def test_a_window_of_their_day_is_late_although_it_is_yesterday_here(db: Database) -> None:
    office.agreement(db, "B", "P", customer="NZ", zone="Pacific/Auckland")
    theirs = office.line(db, 10, on=DAY + timedelta(days=1), name="B")
    window = tables.lines.update().where(tables.lines.c.line == theirs)
    db.write(lambda c: c.execute(window.values(at_time="00:30")))
    early, late = NOON_US, NOON_US + 3_600_000_000
    shown = [
        db.read(lambda c, at=at: reading.overdue(c, at, reading.Wanted())) for at in (early, late)
    ]
    assert [[row["line"] for row in page.rows] for page in shown] == [[], [theirs]]


def test_a_list_of_lines_is_read_to_its_end_in_pages(db: Database) -> None:
    office.agreement(db)
    wanted = [office.line(db, n + 1, on=DAY + timedelta(days=n % 3)) for n in range(7)]
    found: list[int] = []
    after: Any = None
    while True:
        wish = reading.Wanted(after=after, rows=3)
        page = db.read(partial(reading.line_page, wanted=wish))
        found += [row["line"] for row in page.rows]
        after = page.after
        if after is None:
            break
    assert sorted(found) == wanted
    assert found == sorted(wanted, key=lambda line: ((line - wanted[0]) % 3, line))


def test_every_state_of_a_line_can_be_left_or_is_an_end() -> None:
    ends = {LineState.TAKEN_OUT}
    assert {row.state for row in LINE_TRANSITIONS} == set(LineState) - ends
    pairs = [(row.state, row.event) for row in LINE_TRANSITIONS]
    assert len(set(pairs)) == len(pairs)


def test_of_two_processes_with_one_note_one_posts_and_one_is_told(
    db: Database, database_url: str
) -> None:
    office.agreement(db)
    line = office.line(db, 100)
    others = [Database(make_url(database_url)) for _ in range(3)] if not db.is_sqlite else [db] * 3
    start = threading.Barrier(len(others))
    done: list[Despatch] = []

    def work(own: Database) -> None:
        start.wait(5)
        done.append(send(own, "N1", (line, 60)))

    threads = [threading.Thread(target=work, args=(own,)) for own in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    if not db.is_sqlite:
        for own in others:
            own.close()
    assert sorted(it.repeated for it in done) == [False, True, True]
    assert cum(db) == 60 and state(db, line) == ("open", 100, 60)


def test_notes_of_one_moment_are_all_read_in_pages(db: Database) -> None:
    office.agreement(db)
    line = office.line(db, 10**6)
    for n in range(reading.ROWS + 5):
        send(db, f"N{n:03}", (line, 1))
    first = db.read(reading.note_rows)
    last = first[-1]["at_us"], first[-1]["note"]
    rest = db.read(lambda c: reading.note_rows(c, last))
    assert (len(first), len(rest)) == (reading.ROWS, 5)
    assert len({row["note"] for row in (*first, *rest)}) == reading.ROWS + 5


def test_a_note_of_a_day_to_come_is_refused_but_for_the_night(db: Database) -> None:
    office.agreement(db)
    line = office.line(db, 10)

    def on(days: int) -> Despatch:
        day = DAY + timedelta(days=days)
        wanted = [(line, d(1))]
        return despatch(db, note=f"N{days}", on=day, lines=wanted, by=ANN, now_us=NOON_US)

    assert not on(1).repeated
    with pytest.raises(RuleRefusedError):
        on(2)


def test_of_two_notes_at_once_that_want_more_than_is_open_one_is_refused(
    db: Database, database_url: str
) -> None:
    office.agreement(db)
    line = office.line(db, 100)
    others = [Database(make_url(database_url)) for _ in range(4)] if not db.is_sqlite else [db] * 4
    start = threading.Barrier(len(others))
    done: list[str] = []

    def work(own: Database, note: str) -> None:
        start.wait(5)
        try:
            send(own, note, (line, 40))
            done.append(note)
        except RuleRefusedError:
            done.append("refused")

    threads = [threading.Thread(target=work, args=(own, f"N{n}")) for n, own in enumerate(others)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    if not db.is_sqlite:
        for own in others:
            own.close()
    assert done.count("refused") == 2 and len(done) == 4
    assert cum(db) == 80 and state(db, line) == ("open", 100, 80)


def test_each_part_of_a_note_moves_its_own_cum_forth_and_back(db: Database) -> None:
    """One part in two agreements, two parts in one: none is taken for another."""
    office.agreement(db, "A", "P", "Q")
    office.agreement(db, "B", "P")
    lines = [office.line(db, 100, name=name, part=part) for name, part in ("AP", "AQ", "BP")]
    early, more = office.line(db, 100), office.line(db, 40)
    send(db, "N1", (early, 30))
    send(db, "N2", (lines[0], 60), (lines[1], 50), (lines[2], 7), (more, 5), (early, 20))

    def cums() -> list[Decimal]:
        return [cum(db, part, name) for name, part in ("AP", "AQ", "BP")]

    assert cums() == [115, 50, 7]
    assert [state(db, line)[2] for line in (early, more, *lines)] == [50, 5, 60, 50, 7]
    undo(db, "N2")
    assert cums() == [30, 0, 0]
    assert [state(db, line)[2] for line in (early, more, *lines)] == [30, 0, 0, 0, 0]
    send(db, "N2", (lines[2], 8))
    assert cums() == [30, 0, 8]
