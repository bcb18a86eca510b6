"""What came back of a note is neither on its way nor missing: despatched is what was received, is
missing, was rejected, came back, or is on its way, in every order of the papers.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from central.agreements.model.keys import CumKey
from central.agreements.model.options import Returns
from central.cums.rules.closing import How
from central.cums.rules.movements import Returned
from central.cums.service import corrections, view
from central.cums.service.closing import AskedClosing, close_difference
from central.cums.service.differences import open_differences
from central.cums.service.note_accounts import NoteAccount, accounts_of, is_ended
from central.db.database import Database
from central.db.work import Work
from central.orders.service.despatch import Part as Undone
from central.orders.service.despatch import undo_despatch, undo_some
from central.words.reasons import RuleRefusedError
from tests.support.central import orders as office
from tests.support.central.orders import ANN, DAY, NOON_US, d
from tests.support.central.receiving import advice, codes, line, sent, take

P = CumKey("A", "P")
KEEP, DEDUCT = Returns.KEEP_CUM, Returns.DEDUCT_FROM_CUM
FIGURES = ("received", "missing", "rejected", "returned", "in_transit")
LATER = DAY + timedelta(days=2)


def account(db: Database, note: str = "N1") -> NoteAccount:
    (found,) = db.read(lambda c: accounts_of(c, [note]))[note]
    parts = sum(getattr(found, name) for name in FIGURES)
    assert parts == found.despatched and min(getattr(found, name) for name in FIGURES) >= 0
    return found


def figures(db: Database, note: str = "N1") -> dict[str, int]:
    """Those that are not 0."""
    found = account(db, note)
    named = {name: int(getattr(found, name)) for name in (*FIGURES, "waiting")}
    return {name: value for name, value in named.items() if value}


def back(db: Database, quantity: object, paper: str = "N1") -> list[str]:
    returned = Returned(on=DAY, quantity=d(quantity), paper=paper)
    reasons = corrections.take_return(db, P, returned, by=ANN, now_us=NOON_US)
    return [reason.code for reason in reasons]


def closed(db: Database, how: How, quantity: object) -> None:
    asked = AskedClosing(how=how, quantity=d(quantity), on=LATER)
    close_difference(db, P, "N1", asked, by=ANN, now_us=NOON_US + 3 * 86_400_000_000)


def in_transit(db: Database) -> int:
    (row,) = db.read(view.cum_rows)
    part = db.read(lambda c: view.cum_view(c, P, until=LATER))
    assert part is not None and part.arrived == row.arrived
    return int(row.arrived.in_transit)


@pytest.mark.parametrize("returns", [KEEP, DEDUCT])
def test_a_note_all_of_which_came_back_has_ended(db: Database, returns: Returns) -> None:
    office.agreement(db, returns=returns)
    sent(db, "N1", 100)
    back(db, 40)
    assert figures(db) == {"returned": 40, "in_transit": 60} and in_transit(db) == 60
    assert not is_ended([account(db)])
    back(db, 60)
    assert figures(db) == {"returned": 100} and in_transit(db) == 0
    assert is_ended([account(db)]) and account(db).all_back
    with pytest.raises(RuleRefusedError, match="1 of note N1 cannot have come back: it had 100"):
        back(db, 1)


@pytest.mark.parametrize("returns", [KEEP, DEDUCT])
def test_what_came_back_before_the_advice_is_not_missing_too(
    db: Database, returns: Returns
) -> None:
    office.agreement(db, returns=returns)
    sent(db, "N1", 100)
    back(db, 10)
    take(db, advice(line(accepted=90)))
    assert figures(db) == {"received": 90, "returned": 10} and in_transit(db) == 0
    assert db.read(open_differences) == ()


@pytest.mark.parametrize("returns", [KEEP, DEDUCT])
@pytest.mark.parametrize(
    ("accepted", "wanted"),
    [
        (100, {"received": 90, "returned": 10}),
        (95, {"received": 90, "returned": 10}),
        (85, {"received": 85, "missing": 5, "returned": 10, "waiting": 5}),
    ],
)
def test_the_advice_counts_what_came_back_among_what_arrived_or_not(
    db: Database, returns: Returns, accepted: int, wanted: dict[str, int]
) -> None:
    office.agreement(db, returns=returns)
    sent(db, "N1", 100)
    back(db, 10)
    assert codes(take(db, advice(line(accepted=accepted)))) == []
    assert figures(db) == wanted and in_transit(db) == 0


def test_what_is_neither_received_nor_back_is_still_on_its_way_where_others_are_received(
    db: Database,
) -> None:
    """100 of N0 were received, so the cums would bear the return of N1 without a word."""
    office.agreement(db, returns=DEDUCT)
    sent(db, "N0", 100)
    sent(db, "N1", 100)
    take(db, advice(line("N0", accepted=100)))
    back(db, 10)
    assert (figures(db), figures(db, "N0")) == (
        {"returned": 10, "in_transit": 90},
        {"received": 100},
    )
    assert in_transit(db) == 90
    take(db, advice(line(accepted=90)), message=2)
    assert figures(db) == {"received": 90, "returned": 10}
    (row,) = db.read(view.cum_rows)
    assert (row.balance.despatched, row.balance.received) == (190, 190)


def papers(db: Database) -> dict[str, Callable[[], Any]]:
    return {
        "advice": lambda: take(db, advice(line(received=100, accepted=80, rejected=20))),
        "back": lambda: back(db, 15),
    }


@pytest.mark.parametrize("returns", [KEEP, DEDUCT])
@pytest.mark.parametrize("order", list(permutations(["advice", "back"])))
def test_in_every_order_of_the_papers_the_end_is_the_same(
    db: Database, returns: Returns, order: tuple[str, ...]
) -> None:
    """Of 100, 20 are rejected and 15 come back: 5 of what was rejected are nowhere yet."""
    office.agreement(db, returns=returns)
    sent(db, "N1", 100)
    for name in order:
        papers(db)[name]()
    assert figures(db) == {"received": 80, "rejected": 5, "returned": 15, "waiting": 5}
    closed(db, How.RETURNED, 2)
    assert figures(db) == {"received": 80, "rejected": 3, "returned": 17, "waiting": 3}
    closed(db, How.FOUND, 1)
    assert figures(db) == {"received": 81, "rejected": 2, "returned": 17, "waiting": 2}
    closed(db, How.LOST, 2)
    assert figures(db) == {"received": 81, "rejected": 2, "returned": 17}
    back(db, 60)
    account(db)
    assert in_transit(db) == 0


def undone(db: Database, quantity: object) -> None:
    part = Undone(note="N1", key="k", line=1, quantity=d(quantity), on=DAY)
    db.write(lambda c: undo_some(Work(c, ANN, NOON_US), part))


def test_no_more_is_undone_than_did_not_come_back(db: Database) -> None:
    office.agreement(db, returns=KEEP)
    sent(db, "N1", 100)
    back(db, 30)
    with pytest.raises(RuleRefusedError, match="71 of note N1 cannot be undone: of its 100, 30"):
        undone(db, 71)
    undone(db, 70)
    assert figures(db) == {"returned": 30} and in_transit(db) == 0


def test_a_note_that_leaves_again_under_its_number_begins_anew(db: Database) -> None:
    office.agreement(db, returns=KEEP)
    sent(db, "N1", 100)
    back(db, 30)
    undo_despatch(db, note="N1", on=DAY, why="wrong", by=ANN, now_us=NOON_US)
    sent(db, "N1", 50)
    assert figures(db) == {"in_transit": 50} and in_transit(db) == 50
