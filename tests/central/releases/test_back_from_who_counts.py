"""What comes back of a note that the customer's count does not hold: they never had it, so their
cum stays and ours falls, as where nobody counts.
"""

from __future__ import annotations

from typing import Any

import pytest

from central.agreements.model import options as o
from central.agreements.model.keys import CumKey
from central.cums.rules.movements import Despatched, Returned
from central.cums.service import corrections, view
from central.cums.service.note_accounts import accounts_of
from central.db.database import Actor
from central.words.reasons import RuleRefusedError
from tests.support.central.counting import BY_CUM, advised
from tests.support.central.releases_desk import Desk, d, day, item, line, said

ANN = Actor(who="ann", why="scratched")


@pytest.fixture
def counting(desk: Desk) -> Desk:
    desk.agreement("A", "P", **{**BY_CUM, "returns": o.Returns.DEDUCT_FROM_CUM})
    return desk


def back(desk: Any, note: str, quantity: object, on: int) -> None:
    desk.today = day(on)
    came = Returned(on=day(on), quantity=d(quantity), paper=note)
    corrections.take_return(desk.db, CumKey("A", "P"), came, by=ANN, now_us=desk.now_us)


def cums(desk: Any) -> tuple[int, int, int, int]:
    """Despatched, received, in transit, differing."""
    (row,) = desk.db.read(view.cum_rows)
    it = row.arrived
    return int(row.balance.despatched), int(it.received), int(it.in_transit), int(it.differing)


def account(desk: Any, note: str) -> tuple[int, ...]:
    (it,) = desk.db.read(lambda c: accounts_of(c, [note]))[note]
    return tuple(map(int, (it.received, it.missing, it.rejected, it.returned, it.in_transit)))


def asks(desk: Desk, number: str, cum: int, on: int) -> None:
    desk.today = day(on)
    desk.taken(said(number, item("P", line(day(28), 100), cum=cum), issued=day(on)))


@pytest.mark.parametrize("parts", [(30,), (60, 40), (100,)])
def test_of_a_count_of_nothing(counting: Desk, parts: tuple[int, ...]) -> None:
    asks(counting, "1", 0, 4)
    counting.today = day(7)
    counting.despatched("B", 100, day(7))
    for quantity in parts:
        back(counting, "B", quantity, 8)
    left = 100 - sum(parts)
    assert cums(counting) == (left, 0, left, 0)
    assert account(counting, "B") == (0, 0, 0, sum(parts), left)


def test_of_a_note_after_the_count_until_the_next_one(counting: Desk) -> None:
    asks(counting, "1", 0, 4)
    counting.today = day(5)
    counting.despatched("A", 50, day(5))
    advised(counting, "A", 50, day(5))
    asks(counting, "2", 50, 6)
    counting.today = day(7)
    counting.despatched("B", 100, day(7))
    back(counting, "B", 30, 8)
    assert cums(counting) == (120, 50, 70, 0)
    advised(counting, "B", 70, day(9))
    assert cums(counting) == (120, 120, 0, 0)
    assert account(counting, "B") == (70, 0, 0, 30, 0)
    asks(counting, "3", 120, 10)
    assert cums(counting) == (120, 120, 0, 0)


def test_what_the_count_holds_was_theirs(counting: Desk) -> None:
    asks(counting, "1", 0, 4)
    counting.today = day(5)
    counting.despatched("A", 50, day(5))
    asks(counting, "2", 50, 6)
    back(counting, "A", 10, 7)
    assert cums(counting) == (40, 40, 0, 0)


def test_a_note_is_sent_back_from_the_point_it_went_to(desk: Desk) -> None:
    by_point = {**BY_CUM, "returns": o.Returns.DEDUCT_FROM_CUM, "cum_count": o.CumCount.POINT}
    desk.agreement("A", "P", points=("T12", "T31"), **by_point)
    for note, point in (("XA", "T12"), ("XB", "T31")):
        went = Despatched(note=note, on=day(5), quantity=d(100), point=point)
        desk.move(went, point=point)
    desk.today = day(6)
    came = Returned(on=day(6), quantity=d(5), paper="XA")
    with pytest.raises(RuleRefusedError, match="note XA went to T12"):
        corrections.take_return(desk.db, CumKey("A", "P", "T31"), came, by=ANN, now_us=desk.now_us)
    corrections.take_return(desk.db, CumKey("A", "P", "T12"), came, by=ANN, now_us=desk.now_us)
