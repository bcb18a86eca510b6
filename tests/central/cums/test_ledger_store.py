"""The stored cum ledger: continued by its summary, it is what folding all movements makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from central.agreements.model.keys import CumKey
from central.agreements.model.options import Returns
from central.cums.rules.ledger import Ledger, record
from central.cums.rules.movements import (
    Carried,
    CarriedOver,
    Corrected,
    Despatched,
    DespatchUndone,
    Movement,
    Received,
    ResetExecuted,
    ResetPlanned,
    Returned,
    Side,
)
from central.cums.service import corrections
from central.cums.service.ledger_store import (
    balances_of,
    ledger_of,
    note_balances,
    post_movement,
    posted,
)
from central.cums.tables_ledger import cums, movements
from central.db.database import Actor, Database
from central.db.work import Work
from central.words.reasons import RuleRefusedError
from tests.support.central import orders as office
from tests.support.central.orders import ANN, BOTH, DAY, NOON_US, d


def post(db: Database, movement: Movement, returns: Returns = Returns.KEEP_CUM) -> None:
    db.write(
        lambda c: post_movement(Work(c, Actor(who="ann"), 1), CumKey("A", "P"), movement, returns)
    )


def book(db: Database, returns: Returns = Returns.KEEP_CUM) -> Ledger:
    return db.read(lambda c: ledger_of(c, CumKey("A", "P"), returns))


ALL = (
    Despatched(note="N1", on=date(2025, 12, 20), quantity=d(100)),
    Despatched(note="N2", on=date(2026, 1, 5), quantity=d("20.5")),
    Received(on=date(2026, 1, 6), quantity=d(60), note="N1"),
    Received(on=date(2026, 1, 6), quantity=d(5)),
    Returned(on=date(2026, 1, 7), quantity=d(3), paper="R1"),
    Corrected(side=Side.RECEIVED, on=date(2026, 1, 8), quantity=d(-1), person="ann", why="count"),
    ResetPlanned(synchronise_on=date(2026, 1, 1), execute_on=date(2026, 1, 10)),
    CarriedOver(of=Carried.COUNTED, on=date(2026, 1, 1), quantity=d(5)),
    CarriedOver(of=Carried.RECEIVED, on=date(2026, 1, 1), quantity=d(-1)),
    ResetExecuted(on=date(2026, 1, 10)),
    DespatchUndone(note="N2", on=date(2026, 1, 12)),
)


def test_every_kind_of_movement_comes_back_as_it_was(db: Database) -> None:
    ledger = Ledger()
    for movement in ALL[:-1]:
        ledger = record(ledger, movement).ledger
        if isinstance(movement, CarriedOver):
            continue  # the reset posts it
        post(db, movement)
        kept = book(db)
        assert kept.movements == ledger.movements
        assert kept.balances() == ledger.balances()
        assert kept.starts == ledger.starts and kept.planned == ledger.planned
        assert (
            db.read(lambda c: balances_of(c, CumKey("A", "P"), Returns.KEEP_CUM))
            == ledger.balances()
        )
    assert [row.movement for row in db.read(lambda c: posted(c, CumKey("A", "P")))] == list(
        ALL[:-1]
    )


def test_a_refusal_leaves_books_and_summary_as_they_were(db: Database) -> None:
    post(db, ALL[0])
    before = office.rows(db, movements), office.rows(db, cums)
    for movement in (
        ALL[0],
        Received(on=DAY, quantity=d(101), note="N1"),
        Received(on=DAY, quantity=d(1), note="N9"),
        DespatchUndone(note="N9", on=DAY),
        DespatchUndone(note="N1", on=date(2025, 12, 19)),
        ResetExecuted(on=DAY),
        Despatched(note="", on=DAY, quantity=d(1)),
    ):
        with pytest.raises(RuleRefusedError):
            post(db, movement)
    assert (office.rows(db, movements), office.rows(db, cums)) == before


def test_another_option_for_returns_folds_the_ledger_anew(db: Database) -> None:
    post(db, Despatched(note="N", on=DAY, quantity=d(10)))
    post(db, Received(on=DAY, quantity=d(10), note="N"))
    post(db, Returned(on=DAY, quantity=d(4)))
    assert book(db).balance.despatched == 10
    post(db, Despatched(note="M", on=DAY, quantity=d(1)), Returns.DEDUCT_FROM_CUM)
    balance = db.read(lambda c: balances_of(c, CumKey("A", "P"), Returns.DEDUCT_FROM_CUM))[-1]
    assert (balance.despatched, balance.received) == (7, 6)


def test_a_note_may_be_undone_and_posted_again(db: Database) -> None:
    for _ in range(3):
        post(db, Despatched(note="N", on=DAY, quantity=d(10)))
        post(db, DespatchUndone(note="N", on=DAY))
    assert book(db).balance.despatched == 0
    assert db.read(lambda c: note_balances(c, "N")) == ()
    post(db, Despatched(note="N", on=DAY, quantity=d(7)))
    post(db, Received(on=DAY, quantity=d(2), note="N"))
    (found,) = db.read(lambda c: note_balances(c, "N"))
    assert (found.despatched, found.received) == (7, 2)


def test_a_correction_needs_two_people_a_reason_and_a_quantity(db: Database) -> None:
    office.agreement(db)

    def correct(by: Actor = BOTH, quantity: int = 5) -> None:
        wanted = corrections.Correction(side=Side.DESPATCHED, quantity=d(quantity), on=DAY)
        corrections.correct(db, CumKey("A", "P"), wanted, by=by, now_us=NOON_US)

    for by, quantity in ((ANN, 5), (BOTH, 0), (Actor(who="ann+bob"), 5)):
        with pytest.raises(RuleRefusedError):
            correct(by, quantity)
    correct()
    (row,) = db.read(lambda c: posted(c, CumKey("A", "P")))
    assert (row.who, row.second_person, row.movement.why) == ("ann", "bob", "counted")


def test_a_planned_reset_is_carried_out_on_the_customers_day(db: Database) -> None:
    office.agreement(db, zone="Pacific/Auckland")
    post(db, Despatched(note="N1", on=DAY - timedelta(days=3), quantity=d(10)))
    post(db, Despatched(note="N2", on=DAY, quantity=d(4)))
    corrections.plan_reset(
        db,
        CumKey("A", "P"),
        synchronise_on=DAY,
        execute_on=DAY + timedelta(days=1),
        by=ANN,
        now_us=NOON_US,
    )
    hour_us = 3_600_000_000
    assert corrections.execute_due(db, by=ANN, now_us=NOON_US - hour_us) == 0
    assert corrections.execute_due(db, by=ANN, now_us=NOON_US) == 1
    assert corrections.execute_due(db, by=ANN, now_us=NOON_US) == 0
    assert [b.despatched for b in book(db).balances()] == [10, 4]


def test_a_change_of_the_year_is_planned_and_carried_out_at_once_or_not_at_all(
    db: Database,
) -> None:
    office.agreement(db)
    post(db, Despatched(note="N1", on=date(2025, 12, 30), quantity=d(10)))
    post(db, Despatched(note="N2", on=date(2026, 1, 2), quantity=d(4)))
    with pytest.raises(RuleRefusedError):
        corrections.reset_at_once(
            db,
            CumKey("A", "P"),
            synchronise_on=date(2026, 1, 1),
            execute_on=date(2025, 12, 31),
            by=ANN,
            now_us=NOON_US,
        )
    assert book(db).planned is None
    reasons = corrections.reset_at_once(
        db,
        CumKey("A", "P"),
        synchronise_on=date(2026, 1, 1),
        execute_on=date(2026, 1, 3),
        by=ANN,
        now_us=NOON_US,
    )
    assert "despatched cum 14 -> 4" in reasons[-1].text
    assert book(db).balance.despatched == 4


@pytest.fixture
def many(db: Database) -> Iterator[Database]:
    """20,000 movements that were posted before the summary was kept."""

    def work(connection: Any) -> None:
        rows = [
            {
                "agreement": "A",
                "part": "P",
                "seq": n,
                "at_us": 0,
                "who": "ann",
                "second_person": "",
                "kind": "despatched" if n % 2 else "received",
                "on_day": DAY + timedelta(days=n // 100),
                "quantity": Decimal(2),
                "note": f"N{n - 1 + n % 2}",
                "side": "",
                "why": "",
            }
            for n in range(1, 20_001)
        ]
        connection.execute(movements.insert(), rows)

    db.write(work)
    yield db


def test_a_ledger_without_its_summary_is_folded_once(many: Database) -> None:
    post(many, Despatched(note="new", on=DAY, quantity=d(1)))
    (row,) = office.rows(many, cums)
    assert (row.despatched, row.received, row.seq) == (20_001, 20_000, 20_001)
    post(many, Received(note="new", on=DAY, quantity=d(1)))
    assert book(many).balance.in_transit == 0


def test_nobody_carries_out_a_reset_with_a_day_that_is_not_here_yet(db: Database) -> None:
    office.agreement(db)
    later = DAY + timedelta(days=9)
    corrections.plan_reset(
        db, CumKey("A", "P"), synchronise_on=DAY, execute_on=later, by=ANN, now_us=NOON_US
    )
    with pytest.raises(RuleRefusedError) as refused:
        corrections.execute_reset(db, CumKey("A", "P"), on=later, by=ANN, now_us=NOON_US)
    assert refused.value.reasons[0].code == "ledger.in_future"
