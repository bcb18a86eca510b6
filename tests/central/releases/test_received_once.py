"""What a count holds and a receiving advice tells later is received once: not twice, not never."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from central.agreements.model import options as o
from central.agreements.model.keys import CumKey
from central.cums.rules.closing import How
from central.cums.rules.movements import Returned
from central.cums.service import accept, corrections
from tests.support.central.counting import BOTH, BY_CUM, advised, asked, closed, shown
from tests.support.central.releases_desk import d, day

DEDUCT = o.Returns.DEDUCT_FROM_CUM


def accepted(desk: Any, cum: object, on: date | None = None) -> None:
    accept.accept_count(
        desk.db, CumKey("A", "P"), cum=d(cum), by=BOTH, now_us=desk.now_us, on=on or desk.today
    )


def came_back(desk: Any, quantity: object) -> None:
    corrections.take_return(
        desk.db, CumKey("A", "P"), Returned(on=desk.today, quantity=d(quantity)), by=BOTH,
        now_us=desk.now_us,
    )  # fmt: skip


def figures(desk: Any) -> tuple[Any, Any, Any]:
    """Received by receipts, in transit, disputed."""
    found = shown(desk)
    return found.balance.received, found.in_transit, found.disputed


def three_notes(desk: Any, returns: o.Returns = o.Returns.KEEP_CUM) -> None:
    """100, 50 and 30 left; 100 are counted on the 4th."""
    desk.agreement(returns=returns, **BY_CUM)
    for note, quantity, left in (("A1", 100, 1), ("B1", 50, 2), ("C1", 30, 3)):
        desk.despatched(note, quantity, day(left))
    desk.today = day(4)
    accepted(desk, 100)
    assert figures(desk) == (0, 80, 0)


@pytest.mark.parametrize("first", ["A1", "B1"])
def test_a_note_is_received_once_whether_the_accepted_count_held_it_or_not(
    desk: Any, first: str
) -> None:
    three_notes(desk)
    desk.today = day(5)
    steps = {"A1": (100, day(2)), "B1": (50, day(5))}
    for note in (first, *(it for it in steps if it != first)):
        advised(desk, note, *steps[note])
        assert shown(desk).in_transit == (80 if note == first == "A1" else 30)
    assert figures(desk) == (150, 30, 0)
    advised(desk, "C1", 30, day(5))
    assert figures(desk) == (180, 0, 0)
    assert asked(desk, "1", 180, 6) == "released" and figures(desk) == (180, 0, 0)


def test_what_the_customer_had_before_they_counted_is_in_the_count(desk: Any) -> None:
    """B1 and half of C1 overtook A1."""
    three_notes(desk)
    desk.today = day(5)
    advised(desk, "B1", 50, day(3))
    assert figures(desk) == (50, 80, 0)
    advised(desk, "A1", 100, day(5))
    assert figures(desk) == (150, 30, 0)


def test_after_a_return_the_rest_is_received_once_too(desk: Any) -> None:
    three_notes(desk, DEDUCT)
    came_back(desk, 10)
    assert figures(desk) == (90, 80, 0)
    desk.today = day(5)
    advised(desk, "B1", 50, day(5))
    assert figures(desk) == (140, 30, 0), "it was not in the count"
    advised(desk, "A1", 100, day(2))
    assert figures(desk) == (140, 30, 0), "it was"
    advised(desk, "C1", 30, day(5))
    assert figures(desk) == (170, 0, 0)
    assert asked(desk, "1", 170, 6) == "released" and figures(desk) == (170, 0, 0)


def test_a_return_books_the_count_and_what_came_after_it(desk: Any) -> None:
    three_notes(desk, DEDUCT)
    desk.today = day(5)
    advised(desk, "B1", 50, day(5))
    came_back(desk, 60)
    assert figures(desk) == (90, 30, 0)
    advised(desk, "A1", 100, day(2))
    assert figures(desk) == (90, 30, 0)
    advised(desk, "C1", 30, day(5))
    assert figures(desk) == (120, 0, 0)


def test_what_is_missing_of_a_note_that_was_not_counted_is_not_on_its_way(desk: Any) -> None:
    three_notes(desk)
    desk.today = day(5)
    advised(desk, "B1", 40, day(5))
    assert figures(desk) == (40, 30, 0) and shown(desk).differing == 10


@pytest.mark.parametrize("lost", [0, 20])
def test_a_note_that_is_lost_is_not_on_its_way_after_a_return(desk: Any, lost: int) -> None:
    """It left on the day of the count, which held the note before it."""
    desk.agreement(returns=DEDUCT, **BY_CUM)
    desk.despatched("A1", 100, day(1))
    desk.despatched("B1", 20, day(3))
    assert asked(desk, "1", 100, 3) == "released"
    desk.today = day(4)
    came_back(desk, 10)
    assert figures(desk) == (90, 20, 0)
    advised(desk, "B1", lost, day(4))
    if not lost:
        closed(desk, "B1", How.LOST)
    assert figures(desk) == (90 + lost, 0, 0)
    advised(desk, "A1", 100, day(4))
    assert figures(desk) == (90 + lost, 0, 0)


def test_the_day_of_an_accepted_count_says_what_it_can_hold(desk: Any) -> None:
    """It was counted on the 3rd and accepted on the 5th: B1 came in between."""
    desk.agreement(**BY_CUM)
    desk.despatched("A1", 100, day(1))
    desk.despatched("B1", 50, day(2))
    desk.today = day(5)
    accepted(desk, 100, day(3))
    advised(desk, "B1", 50, day(4))
    assert figures(desk) == (50, 0, 0)
