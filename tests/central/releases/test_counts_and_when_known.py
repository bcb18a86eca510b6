"""When a difference was known, and whether the count that the customer stated held those goods."""

from __future__ import annotations

from typing import Any

import pytest

from central.agreements.model import options as o
from central.cums.rules.closing import How
from central.cums.service import corrections
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
        corrections.accept_count(desk.db, "A", "P", cum=d(100), by=BOTH, now_us=desk.now_us)
    assert refused.value.reasons[0].code == "ledger.count_above_arriving"
    corrections.accept_count(desk.db, "A", "P", cum=d(95), by=BOTH, now_us=desk.now_us)
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
