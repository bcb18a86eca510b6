"""A note is not undone for a reason that is true, and is undone where nothing speaks against it."""

from __future__ import annotations

from typing import Any

import pytest

from central.agreements.model import options as o
from central.agreements.model.keys import CumKey
from central.cums.rules.closing import How
from central.cums.rules.movements import Returned
from central.cums.service import corrections
from central.cums.service.undo import confirmed
from central.words.reasons import RuleRefusedError
from tests.support.central.counting import BOTH, BY_CUM, advised, asked, closed, shown, undoing
from tests.support.central.releases_desk import d, day

DEDUCT, KEEP = o.Returns.DEDUCT_FROM_CUM, o.Returns.KEEP_CUM


def came_back(desk: Any, quantity: object, paper: str = "") -> None:
    back = Returned(on=desk.today, quantity=d(quantity), paper=paper)
    corrections.take_return(desk.db, CumKey("A", "P"), back, by=BOTH, now_us=desk.now_us)


def why(desk: Any, note: str) -> str:
    found = desk.db.read(
        lambda c: confirmed(
            c, CumKey("A", "P"), desk.ledger(), o.Reconcile.USE_CUMULATIVE_QUANTITY, note
        )
    )
    return found.text if found is not None else ""


@pytest.mark.parametrize("paper", ["", "B1", "their paper"])
def test_what_came_back_of_a_later_note_speaks_not_against_undoing_an_earlier_one(
    desk: Any, paper: str
) -> None:
    """A1 never arrived; all 200 of B1 did, and came back."""
    desk.agreement(returns=DEDUCT, **BY_CUM)
    assert asked(desk, "0", 0, 1) == "released"
    desk.despatched("A1", 20, day(1))
    desk.despatched("B1", 200, day(2))
    desk.today = day(4)
    advised(desk, "B1", 200, day(4))
    came_back(desk, 200, paper)
    assert (shown(desk).balance.despatched, shown(desk).in_transit) == (20, 20)
    assert undoing(desk, "A1") == ""
    desk.undone("A1", day(4))
    assert (shown(desk).balance.despatched, shown(desk).in_transit) == (0, 0)


def test_what_was_counted_is_said_as_it_was_told(desk: Any) -> None:
    desk.agreement(returns=DEDUCT, **BY_CUM)
    desk.despatched("A1", 100, day(1))
    desk.despatched("B1", 50, day(2))
    assert asked(desk, "1", 150, 4) == "released"
    desk.today = day(5)
    came_back(desk, 50)
    assert why(desk, "A1").endswith(
        "the customer counted 150 in schedule 1 of 2026-05-04, and all 100 of the note is in that "
        "count"
    )
    assert undoing(desk, "B1") == "ledger.note_counted"


def test_what_came_back_of_the_note_itself_is_the_reason(desk: Any) -> None:
    desk.agreement(returns=DEDUCT, **BY_CUM)
    desk.despatched("A1", 100, day(1))
    assert asked(desk, "1", 100, 2) == "released"
    desk.despatched("B1", 50, day(3))
    desk.today = day(4)
    advised(desk, "B1", 30, day(4))
    closed(desk, "B1", How.RETURNED)
    assert why(desk, "B1") == (
        "note B1 cannot be undone: of its 50, 20 came back and is deducted already, and 30 more is "
        "at the customer: what comes back of that is a return"
    )
    with pytest.raises(RuleRefusedError, match="20 came back and is deducted") as refused:
        desk.undone("B1", day(4))
    assert refused.value.reasons[0].code == "ledger.note_came_back"
    assert [cum for _, cum in desk.ledger().running()] == [100, 130]


def test_a_note_that_the_count_cannot_hold_can_be_undone(desk: Any) -> None:
    """All 100 that were counted are of B1, which was received before."""
    desk.agreement(**BY_CUM)
    desk.despatched("A1", 100, day(1))
    desk.despatched("B1", 100, day(2))
    desk.today = day(3)
    advised(desk, "B1", 100, day(3))
    assert asked(desk, "1", 100, 4) == "released"
    assert undoing(desk, "A1") == "" and undoing(desk, "B1") == "ledger.note_counted"


def test_where_returns_move_no_cum_no_undo_leaves_less_than_came_back(desk: Any) -> None:
    desk.agreement(returns=KEEP, **BY_CUM)
    desk.despatched("A1", 100, day(1))
    desk.despatched("B1", 50, day(2))
    came_back(desk, 60)
    assert undoing(desk, "B1") == ""
    assert why(desk, "A1") == (
        "note A1 cannot be undone: 60 came back in all, and without its 100 only 50 would have "
        "been despatched"
    )


def test_what_came_back_of_a_note_goes_with_it_when_it_is_undone(desk: Any) -> None:
    desk.agreement(returns=KEEP, **BY_CUM)
    desk.despatched("A1", 100, day(1))
    came_back(desk, 100, "A1")
    assert undoing(desk, "A1") == ""
    desk.undone("A1", day(4))
    desk.despatched("B1", 50, day(4))
    with pytest.raises(RuleRefusedError, match=r"50 were despatched in all, and 0 of them"):
        came_back(desk, 51)
    came_back(desk, 50)
