"""What moves between the two days of a reset is of the period that can have it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from central.agreements.model import options as o
from central.agreements.model.keys import CumKey
from central.cums.rules.movements import Returned, Side
from central.cums.service import accept, corrections
from central.cums.service.present import present_periods
from central.words.reasons import RuleRefusedError
from tests.support.central.counting import BOTH, BY_CUM, advised, asked, corrected, shown
from tests.support.central.releases_desk import ANN, d, day

DEDUCT = o.Returns.DEDUCT_FROM_CUM


def came_back(desk: Any, quantity: object, on: date | None = None, paper: str = "") -> None:
    back = Returned(on=on or desk.today, quantity=d(quantity), paper=paper)
    corrections.take_return(desk.db, CumKey("A", "P"), back, by=BOTH, now_us=desk.now_us)


def begun(desk: Any, returns: o.Returns = DEDUCT, advice: bool = True) -> None:
    """100 of A1 arrived and were counted; a reset is planned from the 3rd, for the 6th, and B1
    left on the 4th.
    """
    desk.agreement(returns=returns, **BY_CUM)
    desk.despatched("A1", 100, day(1))
    desk.today = day(2)
    if advice:
        advised(desk, "A1", 100, day(2))
    corrections.plan_reset(
        desk.db,
        CumKey("A", "P"),
        synchronise_on=day(3),
        execute_on=day(6),
        by=ANN,
        now_us=desk.now_us,
    )
    desk.today = day(4)
    desk.despatched("B1", 50, day(4))


def executed(desk: Any) -> list[str]:
    desk.today = day(6)
    reasons = corrections.execute_reset(
        desk.db, CumKey("A", "P"), on=day(6), by=ANN, now_us=desk.now_us
    )
    return [reason.code for reason in reasons]


def sums(desk: Any) -> list[tuple[Any, Any]]:
    """Of both periods: what the books keep is what folding the movements makes."""
    folded = desk.ledger().balances()
    assert shown(desk).balance == folded[-1]
    return [(it.despatched, it.received) for it in folded]


def test_a_return_is_of_the_period_before_where_the_new_one_cannot_have_it(desk: Any) -> None:
    begun(desk)
    came_back(desk, 10)
    assert executed(desk) == ["ledger.carried_returned", "ledger.reset"]
    assert sums(desk) == [(90, 90), (50, 0)]
    assert (shown(desk).in_transit, shown(desk).disputed) == (50, 0)
    advised(desk, "B1", 50, day(6))
    assert asked(desk, "1", 50, 7) == "released" and shown(desk).in_transit == 0


def test_a_return_counts_by_its_day_where_the_new_one_can_have_it(desk: Any) -> None:
    begun(desk)
    desk.today = day(5)
    advised(desk, "B1", 50, day(5))
    came_back(desk, 10)
    assert executed(desk) == ["ledger.reset"]
    assert sums(desk) == [(100, 100), (40, 40)]


def test_a_return_whose_paper_is_a_note_of_the_period_before_is_of_that(desk: Any) -> None:
    begun(desk)
    desk.today = day(5)
    advised(desk, "B1", 50, day(5))
    came_back(desk, 10, paper="A1")
    assert executed(desk) == ["ledger.carried_returned", "ledger.reset"]
    assert sums(desk) == [(90, 90), (50, 50)]


def test_what_a_return_booked_as_counted_is_of_the_notes_that_were_counted(desk: Any) -> None:
    begun(desk, advice=False)
    assert asked(desk, "1", 120, 5) == "released"
    came_back(desk, 10)
    assert executed(desk) == ["ledger.carried_counted", "ledger.reset"]
    assert sums(desk) == [(100, 100), (40, 10)]
    advised(desk, "A1", 100, day(4))
    assert sums(desk) == [(100, 100), (40, 10)], "it was counted"
    advised(desk, "B1", 50, day(6))
    assert sums(desk) == [(100, 100), (40, 40)] and shown(desk).in_transit == 0


@pytest.mark.parametrize(("quantity", "new"), [(-5, 45), (-60, 50)])
def test_a_correction_that_the_new_period_cannot_have_is_of_the_one_before(
    desk: Any, quantity: int, new: int
) -> None:
    begun(desk, o.Returns.KEEP_CUM)
    desk.today = day(5)
    corrected(desk, Side.RECEIVED, quantity)
    corrected(desk, Side.DESPATCHED, quantity)
    codes = executed(desk)
    assert codes[-1] == "ledger.reset" and "ledger.carried_received" in codes
    assert sums(desk)[1] == (new, 0)
    key = CumKey("A", "P")
    present = desk.db.read(lambda c: present_periods(c, {key: o.Returns.KEEP_CUM}))[key]
    assert (present.cum, present.by_people) == (new, new - 50)


def test_a_reset_that_the_customer_announces_carries_over_too(desk: Any) -> None:
    desk.agreement(returns=DEDUCT, **BY_CUM)
    desk.despatched("A1", 100, day(1))
    desk.today = day(2)
    advised(desk, "A1", 100, day(2))
    desk.today = day(5)
    came_back(desk, 10)
    days = {"synchronise_on": day(3), "execute_on": day(5)}
    corrections.reset_at_once(desk.db, CumKey("A", "P"), **days, by=ANN, now_us=desk.now_us)
    assert sums(desk) == [(90, 90), (0, 0)]


def test_a_return_of_the_period_before_is_entered_with_a_day_before(desk: Any) -> None:
    begun(desk)
    executed(desk)
    with pytest.raises(RuleRefusedError, match="entered with a day before 2026-05-03"):
        came_back(desk, 10)
    advised(desk, "B1", 50, day(6))
    assert asked(desk, "1", 50, 7) == "released"
    came_back(desk, 10, on=day(2))
    assert sums(desk) == [(90, 90), (50, 50)]
    assert (shown(desk).count.now, shown(desk).in_transit, shown(desk).disputed) == (50, 0, 0)
    with pytest.raises(RuleRefusedError, match="is of the one before"):
        accept.accept_count(
            desk.db, CumKey("A", "P"), cum=d(40), by=BOTH, now_us=desk.now_us, on=day(2)
        )
