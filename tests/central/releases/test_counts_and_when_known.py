"""When a difference was known, and whether the count that the customer stated held those goods."""

from __future__ import annotations

from typing import Any

import pytest

from central.agreements.model import options as o
from central.agreements.model.keys import CumKey
from central.cums.rules.closing import How
from central.cums.rules.movements import Returned
from central.cums.service import accept, corrections
from central.releases import flow
from central.words.reasons import RuleRefusedError
from tests.support.central.counting import (
    BOTH,
    BY_CUM,
    advised,
    asked,
    closed,
    shown,
    undoing,
)
from tests.support.central.releases_desk import d, day

DEDUCT = o.Returns.DEDUCT_FROM_CUM


def figures(desk: Any) -> tuple[Any, Any, Any]:
    found = shown(desk)
    return found.count.now, found.in_transit, found.disputed


def counted_with_what_was_missing(desk: Any, returns: o.Returns) -> int:
    """100 left and 95 arrived; the customer counts 100, which waits for a person."""
    desk.agreement(returns=returns, **BY_CUM)
    assert asked(desk, "0", 0, 1) == "released"
    desk.despatched("A1", 100, day(1))
    desk.today = day(2)
    advised(desk, "A1", 95, day(2))
    assert asked(desk, "1", 100, 3) == "not_reconciled"
    desk.today = day(4)
    return int(desk.schedules()[-1].schedule)


@pytest.mark.parametrize("returns", list(o.Returns))
@pytest.mark.parametrize("by_advice", [True, False])
def test_what_was_found_before_a_count_was_agreed_is_in_it(
    desk: Any, returns: o.Returns, by_advice: bool
) -> None:
    schedule = counted_with_what_was_missing(desk, returns)
    if by_advice:
        advised(desk, "A1", 5, day(4))
    else:
        closed(desk, "A1", How.FOUND)
    desk.act(flow.rerun, schedule)
    assert desk.state(schedule) == "released"
    assert figures(desk) == (100, 0, 0)
    desk.despatched("B1", 20, day(4))
    assert figures(desk) == (100, 20, 0)
    assert undoing(desk, "B1") == ""


def test_of_what_was_missing_a_count_that_was_agreed_leaves_out_the_rest(desk: Any) -> None:
    """95 were counted of 100, of which 90 were known: 5 were found before it was agreed."""
    desk.agreement(**BY_CUM)
    desk.despatched("A1", 100, day(1))
    desk.today = day(2)
    advised(desk, "A1", 90, day(2))
    assert asked(desk, "1", 95, 3) == "not_reconciled"
    desk.today = day(4)
    closed(desk, "A1", How.FOUND, 5)
    schedule = desk.schedules()[-1].schedule
    desk.act(flow.rerun, schedule)
    desk.despatched("B1", 20, day(4))
    assert desk.state(schedule) == "released" and figures(desk) == (95, 20, 0)


def test_a_count_is_not_accepted_above_our_cum_less_what_does_not_arrive(desk: Any) -> None:
    desk.agreement(**BY_CUM)
    desk.despatched("A1", 100, day(1))
    advised(desk, "A1", 95, day(4))
    with pytest.raises(RuleRefusedError, match=r"which is 95: close .* as found") as refused:
        accept.accept_count(desk.db, CumKey("A", "P"), cum=d(100), by=BOTH, now_us=desk.now_us)
    assert refused.value.reasons[0].code == "ledger.count_above_arriving"
    accept.accept_count(desk.db, CumKey("A", "P"), cum=d(95), by=BOTH, now_us=desk.now_us)
    assert figures(desk) == (95, 0, 0)


@pytest.mark.parametrize("arrived", [0, 95])
def test_what_left_after_the_count_and_came_back_was_not_in_it(desk: Any, arrived: int) -> None:
    desk.agreement(returns=DEDUCT, **BY_CUM)
    desk.despatched("A1", 100, day(1))
    assert asked(desk, "1", 100, 2) == "released"
    desk.today = day(4)
    desk.despatched("B1", 100, day(3))
    advised(desk, "B1", arrived, day(4))
    closed(desk, "B1", How.RETURNED)
    assert desk.ledger().balance.despatched == 100 + arrived
    assert shown(desk).count.now == 100
    if not arrived:
        assert figures(desk) == (100, 0, 0)
    desk.despatched("C1", 50, day(4))
    assert shown(desk).count.now == 100
    if not arrived:
        assert figures(desk) == (100, 50, 0)
    assert asked(desk, "2", 100 - 1, 5) == "implausible", "it explains no fall of the count"
    assert asked(desk, "3", 100 + arrived, 5) == "released"
    assert figures(desk) == (100 + arrived, 50, 0)


def test_of_a_note_that_was_counted_in_part_what_came_back_was_not_in_the_count(desk: Any) -> None:
    """80 of 100 were counted, and then 10 came back: the 80 can be of the 90 that are there."""
    desk.agreement(returns=DEDUCT, **BY_CUM)
    desk.despatched("A1", 100, day(1))
    assert asked(desk, "1", 80, 2) == "released"
    desk.today = day(4)
    advised(desk, "A1", 90, day(4))
    closed(desk, "A1", How.RETURNED)
    assert figures(desk) == (80, 0, 0)


def test_a_note_that_left_after_the_count_and_did_not_arrive_explains_no_fall(desk: Any) -> None:
    desk.agreement(**BY_CUM)
    desk.despatched("A1", 100, day(1))
    assert asked(desk, "1", 100, 2) == "released"
    desk.today = day(4)
    desk.despatched("B1", 100, day(3))
    advised(desk, "B1", 0, day(4))
    assert asked(desk, "2", 0, 5) == "implausible"
    assert asked(desk, "3", 100, 5) == "released" and figures(desk) == (100, 0, 0)


def came_back(desk: Any, quantity: object) -> None:
    corrections.take_return(
        desk.db,
        CumKey("A", "P"),
        Returned(on=desk.today, quantity=d(quantity)),
        by=BOTH,
        now_us=desk.now_us,
    )


def counted_and_returned(desk: Any, second: int = 200) -> None:
    """100 and then some left, 100 were counted, and 10 of those came back."""
    desk.agreement(returns=DEDUCT, **BY_CUM)
    desk.despatched("A1", 100, day(1))
    desk.despatched("B1", second, day(2))
    assert asked(desk, "1", 100, 3, 500) == "released"
    desk.today = day(4)
    came_back(desk, 10)
    assert sums(desk) == (90 + second, 90, second)


def sums(desk: Any) -> tuple[Any, Any, Any]:
    found = shown(desk)
    return found.balance.despatched, found.balance.received, found.in_transit


def test_an_advice_of_what_a_return_booked_as_counted_books_nothing_more(desk: Any) -> None:
    counted_and_returned(desk)
    advised(desk, "A1", 100, day(4))
    assert sums(desk) == (290, 90, 200) and desk.open_entries() == []
    assert undoing(desk, "A1") == "ledger.note_counted"
    assert asked(desk, "2", 90, 5, 500) == "released"
    advised(desk, "B1", 200, day(5))
    assert sums(desk) == (290, 290, 0)


def test_nothing_is_refused_for_goods_that_are_in_the_count(desk: Any) -> None:
    counted_and_returned(desk, second=5)
    advised(desk, "A1", 60, day(4))
    advised(desk, "A1", 40, day(4))
    assert sums(desk) == (95, 90, 5) and desk.open_entries() == []
    advised(desk, "A1", 40, day(4))
    assert [codes for _, _, codes in desk.open_entries()] == [["receipt.more_than_note"]]


def test_what_an_advice_calls_missing_of_the_counted_is_not_ended_twice(desk: Any) -> None:
    counted_and_returned(desk)
    advised(desk, "A1", 95, day(4))
    assert sums(desk) == (290, 90, 200) and shown(desk).differing == 5
    assert asked(desk, "2", 90, 5, 500) == "released" and sums(desk) == (290, 90, 195)


@pytest.mark.parametrize(("arrived", "then"), [(day(4), 290), (day(2), 190)])
def test_whichever_note_is_advised_first_the_counted_goods_are_received_once(
    desk: Any, arrived: Any, then: int
) -> None:
    """On the 4th B1 came after the count of the 3rd, which held A1; on the 2nd it was in it."""
    counted_and_returned(desk)
    advised(desk, "B1", 200, arrived)
    assert sums(desk) == (290, then, 290 - then)
    advised(desk, "A1", 100, day(4))
    assert sums(desk) == (290, 290, 0)


def test_what_left_after_the_count_is_received_beside_it(desk: Any) -> None:
    counted_and_returned(desk)
    desk.despatched("C1", 50, day(4))
    advised(desk, "C1", 45, day(4))
    assert sums(desk) == (340, 135, 200)
    advised(desk, "A1", 100, day(4))
    assert sums(desk) == (340, 135, 200)


def test_a_count_before_anything_left_stands_in_the_list_too(desk: Any) -> None:
    desk.agreement(**BY_CUM)
    assert asked(desk, "1", 0, 1) == "released"
    assert shown(desk).count.now == 0


def test_the_list_says_what_the_page_says_when_the_agreement_changes(desk: Any) -> None:
    """``shown`` compares them."""
    desk.agreement(**BY_CUM)
    desk.despatched("A1", 100, day(1))
    desk.today = day(4)
    advised(desk, "A1", 100, day(4))
    came_back(desk, 10)
    assert sums(desk) == (100, 100, 0)
    desk.agreement(returns=DEDUCT, **BY_CUM)
    assert sums(desk) == (90, 90, 0)


def cums_of(desk: Any) -> tuple[Any, Any]:
    balance = desk.ledger().balance
    return balance.despatched, balance.received


def counted_returned_and_advised(desk: Any) -> None:
    """100 of A1 were counted, 10 came back, B1 is on its way; then the advice of A1 says 95."""
    desk.agreement(returns=DEDUCT, **BY_CUM)
    desk.despatched("A1", 100, day(1))
    desk.despatched("B1", 20, day(3))
    assert asked(desk, "1", 100, 3) == "released"
    desk.today = day(4)
    came_back(desk, 10)
    assert cums_of(desk) == (110, 90)
    advised(desk, "A1", 95, day(4))
    assert figures(desk) == (90, 20, 0) and cums_of(desk) == (110, 90)


@pytest.mark.parametrize(
    ("how", "cums", "count"), [(How.FOUND, (110, 90), 90), (How.RETURNED, (105, 85), 85)]
)
def test_what_a_return_booked_is_not_received_again_when_the_rest_is_closed(
    desk: Any, how: How, cums: tuple[int, int], count: int
) -> None:
    counted_returned_and_advised(desk)
    closed(desk, "A1", how)
    assert cums_of(desk) == cums and figures(desk)[1:] == (20, 0)
    assert undoing(desk, "B1") == ""
    assert asked(desk, "2", count, 5) == "released"
    assert figures(desk) == (count, 20, 0)


def test_what_a_return_booked_and_did_not_arrive_was_confirmed_by_no_advice(desk: Any) -> None:
    counted_returned_and_advised(desk)
    assert asked(desk, "2", 85, 5) == "released"
    assert figures(desk)[1:] == (20, 0)
