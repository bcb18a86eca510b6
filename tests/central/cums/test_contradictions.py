"""Receiving advice that contradicts what is booked waits for a person, with the figures."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from central.agreements.model.keys import CumKey
from central.agreements.model.options import Reconcile, Returns
from central.cums.rules.movements import Returned
from central.cums.service import corrections
from central.cums.service.view import cum_view
from central.db.database import Database
from central.edi.model.schedule import Cum
from tests.support.central import orders as office
from tests.support.central.orders import ANN, DAY, NOON_US, d
from tests.support.central.receiving import advice, balance, codes, line, sent, take


def later(days: int) -> date:
    return DAY + timedelta(days=days)


def says(db: Database, message: int, on: int = 2, **figures: Any) -> list[str]:
    """What is said of an advice of N1, so many days after the note; nothing: it was booked."""
    return codes(take(db, advice(line(**figures), received_on=later(on)), message))


def test_nothing_arrived_after_all_of_it_did(db: Database) -> None:
    office.agreement(db)
    sent(db, "N1", 100)
    assert says(db, 1, received=100, accepted=100) == []
    assert says(db, 2, received=0) == ["receipt.nothing_arrived"]
    assert says(db, 3, received=100, accepted=0) == ["receipt.contradicts"]
    assert balance(db).received == 100


def test_what_arrived_beside_what_did_not_is_said_in_two_advices(db: Database) -> None:
    office.agreement(db)
    sent(db, "N1", 100)
    assert says(db, 1, accepted=90) == []
    assert says(db, 2, received=10, rejected=10) == []
    assert says(db, 3, received=10, accepted=0) == []
    assert balance(db).received == 90


def test_another_quantity_of_the_note_than_ours(db: Database) -> None:
    office.agreement(db)
    sent(db, "N1", 100)
    assert says(db, 1, despatched=90, received=90) == ["receipt.despatched_differs"]
    assert balance(db).received == 0
    assert says(db, 2, despatched=100, received=60) == []
    assert says(db, 3, despatched=40, received=30) == []
    assert says(db, 4, despatched=100, received=10) == []
    assert balance(db).received == 100


def test_a_note_that_is_said_in_two_lines_is_compared_by_their_sum(db: Database) -> None:
    office.agreement(db)
    sent(db, "N1", 100)
    two = advice(line(despatched=60, received=60), line(despatched=40, received=35))
    assert codes(take(db, two)) == [] and balance(db).received == 95


@pytest.mark.parametrize(
    ("on", "why"), [(-6, ["receipt.before_note"]), (-2, ["receipt.before_note"]), (-1, []), (0, [])]
)
def test_it_was_received_before_it_left(db: Database, on: int, why: list[str]) -> None:
    """A truck that leaves at night may have the note of the next day."""
    office.agreement(db)
    sent(db, "N1", 100)
    assert says(db, 1, on=on, received=100) == why


def test_their_own_cum_fell(db: Database) -> None:
    office.agreement(db, reconcile=Reconcile.USE_CUMULATIVE_QUANTITY)
    sent(db, "N1", 100)
    assert says(db, 1, received=50, cumulative=Cum(quantity=d(260))) == []
    assert says(db, 2, on=3, received=20, cumulative=Cum(quantity=d(200))) == ["receipt.cum_fell"]
    assert balance(db).received == 50
    assert says(db, 3, on=3, received=20, cumulative=Cum(quantity=d(280))) == []
    assert says(db, 4, on=2, received=10, cumulative=Cum(quantity=d(210))) == [], "it came late"
    anew = Cum(quantity=d(10), since=later(4))
    assert says(db, 5, on=5, received=10, cumulative=anew) == [], "they count anew"


def test_their_own_cum_fell_by_what_came_back(db: Database) -> None:
    office.agreement(
        db, reconcile=Reconcile.USE_CUMULATIVE_QUANTITY, returns=Returns.DEDUCT_FROM_CUM
    )
    sent(db, "N1", 100)
    assert says(db, 1, received=50, cumulative=Cum(quantity=d(260))) == []
    corrections.take_return(
        db, CumKey("A", "P"), Returned(on=DAY, quantity=d(40)), by=ANN, now_us=NOON_US + 1
    )
    assert says(db, 2, on=3, received=20, cumulative=Cum(quantity=d(219))) == ["receipt.cum_fell"]
    assert says(db, 3, on=3, received=20, cumulative=Cum(quantity=d(240))) == []


def test_where_cums_are_not_compared_theirs_may_fall(db: Database) -> None:
    office.agreement(db, reconcile=Reconcile.USE_DELIVERY_NOTE)
    sent(db, "N1", 100)
    assert says(db, 1, received=50, cumulative=Cum(quantity=d(260))) == []
    assert says(db, 2, on=3, received=20, cumulative=Cum(quantity=d(200))) == []


def test_what_waits_for_a_person_changes_no_figure_of_the_page(db: Database) -> None:
    office.agreement(db, reconcile=Reconcile.USE_CUMULATIVE_QUANTITY)
    sent(db, "N1", 100)
    assert says(db, 1, received=50, cumulative=Cum(quantity=d(50))) == []

    def shown() -> tuple[Any, Any, Any]:
        found = db.read(lambda c: cum_view(c, CumKey("A", "P"), until=later(9)))
        assert found is not None
        return found.customers_cum, found.customers_day, found.chart.customers

    before = shown()
    assert before[:2] == (50, later(2))
    held = line(received=60, cumulative=Cum(quantity=d(110)))
    said = advice(held, received_on=later(4))
    assert codes(take(db, said, 2)) == ["receipt.more_than_note"] and shown() == before
    sent(db, "N2", 40)
    assert shown() == before
    taken = advice(line(note="N2", received=40, cumulative=Cum(quantity=d(90))))
    assert codes(take(db, taken, 3)) == [] and shown()[0] == 90
