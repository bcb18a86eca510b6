"""Some of a note comes back: line, note and cum follow, once."""

from __future__ import annotations

import threading
from decimal import Decimal

import pytest

from central.agreements.model.agreement import Part as AgreementPart
from central.agreements.model.keys import CumKey
from central.agreements.model.options import Returns
from central.cums.rules.held import held_by
from central.cums.rules.movements import DespatchUndone, Received, undo_on
from central.cums.service.ledger_store import balances_of, ledger_of, post_movement
from central.db.database import Actor, Database
from central.db.work import Work
from central.orders import tables
from central.orders.service.despatch import Part, despatch, undo_despatch, undo_part
from central.words.reasons import RuleRefusedError
from tests.support.central import orders as office
from tests.support.central.orders import ANN, DAY, NOON_US, d


def send(db: Database, note: str, *lines: tuple[int, object]) -> None:
    wanted = [(line, d(quantity)) for line, quantity in lines]
    despatch(db, note=note, on=DAY, lines=wanted, by=ANN, now_us=NOON_US)


def back(db: Database, line: int, quantity: object, key: str = "k1", note: str = "N1") -> bool:
    part = Part(note=note, key=key, line=line, quantity=d(quantity), on=DAY)
    return undo_part(db, part, why="left on the ramp", by=ANN, now_us=NOON_US).repeated


def cum(db: Database, part: str = "P") -> Decimal:
    kept = db.read(lambda c: balances_of(c, CumKey("A", part), Returns.KEEP_CUM))
    folded = db.read(lambda c: ledger_of(c, CumKey("A", part), Returns.KEEP_CUM)).balances()
    assert kept == folded
    return kept[-1].despatched


def state(db: Database, line: int) -> tuple[str, Decimal, Decimal]:
    row = next(row for row in office.lines(db) if row.line == line)
    return row.state, row.quantity, row.despatched


def on_note(db: Database) -> list[tuple[str, Decimal]]:
    return [(row.part, row.quantity) for row in office.rows(db, tables.note_lines)]


def received(db: Database, quantity: object, part: str = "P") -> None:
    got = Received(on=DAY, quantity=d(quantity), note="N1")
    work = lambda c: Work(c, Actor(who="x"), 1)  # noqa: E731
    db.write(lambda c: post_movement(work(c), CumKey("A", part), got, Returns.KEEP_CUM))


def test_ten_of_a_note_of_sixty_come_back(db: Database) -> None:
    office.agreement(db)
    line = office.line(db, 60)
    send(db, "N1", (line, 60))
    assert not back(db, line, 10)
    assert (cum(db), state(db, line), on_note(db)) == (50, ("open", 60, 50), [("P", 50)])
    assert back(db, line, 10), "the same key again is answered"
    assert cum(db) == 50
    with pytest.raises(RuleRefusedError, match="something else"):
        back(db, line, 11)
    assert not back(db, line, 5, "k2")
    assert cum(db) == 45
    send(db, "N1", (line, 60))  # what was posted then is still answered
    assert cum(db) == 45
    send(db, "N2", (line, 15))
    assert (cum(db), state(db, line)) == (60, ("despatched", 60, 60))


def test_what_is_left_of_it_is_undone_as_a_whole(db: Database) -> None:
    office.agreement(db)
    line = office.line(db, 60)
    send(db, "N1", (line, 60))
    back(db, line, 10)
    undo_despatch(db, note="N1", on=DAY, why="w", by=ANN, now_us=NOON_US)
    assert (cum(db), state(db, line)) == (0, ("open", 60, 0))


@pytest.mark.parametrize("steps", [(60,), (10, 50)])
def test_a_note_posted_anew_begins_anew_and_remembers_no_part_of_before(
    db: Database, steps: tuple[int, ...]
) -> None:
    office.agreement(db)
    line = office.line(db, 60)
    send(db, "N1", (line, 60))
    for number, quantity in enumerate(steps):
        assert not back(db, line, quantity, f"k{number}")
    assert (cum(db), state(db, line)) == (0, ("open", 60, 0))
    send(db, "N1", (line, 60))
    send(db, "N1", (line, 60))  # the same once more is answered
    assert (cum(db), state(db, line)) == (60, ("despatched", 60, 60))
    with pytest.raises(RuleRefusedError, match="with other lines"):
        send(db, "N1", (line, 50))
    assert not back(db, line, steps[0], "k0"), "a key of before is of another note"
    assert cum(db) == 60 - steps[0]


def test_of_two_notes_of_a_day_the_first_stays_the_first_when_some_of_it_came_back(
    db: Database,
) -> None:
    """A customer who counts 50 has all of the first, and nothing of the second."""
    office.agreement(db)
    line = office.line(db, 100)
    send(db, "N1", (line, 60))
    send(db, "N2", (line, 40))
    back(db, line, 10)
    ledger = db.read(lambda c: ledger_of(c, CumKey("A", "P"), Returns.KEEP_CUM))
    assert [(note.note, cum) for note, cum in ledger.running()] == [("N1", 50), ("N2", 90)]
    assert ledger.boundaries() == {"N1": 50, "N2": 90}
    assert [note.note for note in ledger.after_note("N1") or ()] == ["N2"]
    held = held_by(d(50), ledger.notes(), {}, ledger.before_notes())
    assert held == {"N1": 50, "N2": 0}
    notes = {note.note: note for note in ledger.notes()}
    undo_on(notes, DespatchUndone(note="N1", on=DAY, quantity=d(1)))
    assert [(name, note.quantity) for name, note in notes.items()] == [("N1", 49), ("N2", 40)]


def test_all_of_one_part_comes_back_and_then_all_of_the_note(db: Database) -> None:
    office.agreement(db, "A", "P", "Q")
    first, second = office.line(db, 60), office.line(db, 5, part="Q")
    send(db, "N1", (first, 60), (second, 5))
    back(db, second, 5)
    assert (cum(db), cum(db, "Q"), on_note(db)) == (60, 0, [("P", 60)])
    back(db, first, 60, "k2")
    assert (cum(db), state(db, first)) == (0, ("open", 60, 0))
    (note,) = office.rows(db, tables.notes)
    assert note.state == "undone"


@pytest.mark.parametrize("quantity", [61, 0, -1, "0.5"])
def test_what_does_not_stand_on_it_does_not_come_back(db: Database, quantity: object) -> None:
    office.agreement(db, "A", AgreementPart(part="P", unit="PCE"))
    line = office.line(db, 60)
    send(db, "N1", (line, 60))
    with pytest.raises(RuleRefusedError):
        back(db, line, quantity)
    assert (cum(db), state(db, line)) == (60, ("despatched", 60, 60))
    assert office.rows(db, tables.notes_undone) == []


def test_nothing_comes_back_of_what_the_customer_received(db: Database) -> None:
    office.agreement(db, "A", "P", "Q")
    first, second = office.line(db, 60), office.line(db, 5, part="Q")
    send(db, "N1", (first, 60), (second, 5))
    received(db, 50)
    with pytest.raises(RuleRefusedError, match="the customer received 50 of it"):
        back(db, first, 10)
    back(db, second, 5)  # of another part nothing was received
    assert (cum(db), cum(db, "Q")) == (60, 0)


def test_two_ask_at_once_and_it_comes_back_once(db: Database) -> None:
    office.agreement(db)
    line = office.line(db, 60)
    send(db, "N1", (line, 60))
    found: list[bool] = []
    both = [threading.Thread(target=lambda: found.append(back(db, line, 10))) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sorted(found) == [False, True] and cum(db) == 50
