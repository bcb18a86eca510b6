"""A count that the customer begins on a day that is still to come."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from central.agreements.model import options as o
from central.agreements.model.keys import CumKey
from central.cums.rules.closing import How
from central.cums.rules.movements import ResetPlanned, Side
from central.cums.service import accept, corrections
from central.orders import tables
from tests.support.central.counting import BOTH, BY_CUM, advised, asked, closed, shown, undoing
from tests.support.central.releases_desk import ANN, call_off, d, day, item, line, said

TERMS = {
    "reconcile": o.Reconcile.USE_CUMULATIVE_QUANTITY,
    "approval": o.Approval.AUTO,
    "release": o.Release.AUTOMATIC,
}


def test_it_is_not_begun_before_its_day_and_the_reason_is_the_day(desk: Any) -> None:
    desk.agreement(**TERMS)
    desk.despatched("N1", 500, date(2025, 12, 1))
    desk.today = date(2025, 12, 30)
    wanted = item("P", line(date(2026, 1, 15), 200), cum=0, since=date(2026, 1, 1))
    schedule = desk.taken(said("1", wanted, issued=desk.today))
    assert desk.state(schedule) == "not_reconciled" and desk.orders() == {}
    assert desk.waits(schedule)[:2] == ["year.announced", "flow.reset_to_come"]
    ours = desk.ledger()
    assert ours.planned is None and ours.period_start is None
    assert ours.balance.despatched == 500


def test_a_plan_of_ours_for_that_day_stays_a_plan_until_then(desk: Any) -> None:
    desk.agreement(**TERMS)
    desk.despatched("N1", 500, date(2025, 12, 1))
    planned = ResetPlanned(synchronise_on=date(2026, 1, 1), execute_on=date(2026, 1, 1))
    desk.move(planned)
    desk.today = date(2025, 12, 30)
    wanted = item("P", line(date(2026, 1, 15), 200), cum=0, since=date(2026, 1, 1))
    schedule = desk.taken(said("1", wanted, issued=desk.today))
    assert desk.waits(schedule)[:2] == ["year.announced", "flow.reset_waits"]
    assert desk.ledger().planned == planned and desk.orders() == {}
    assert desk.ledger().balance.despatched == d(500)


def test_a_count_between_the_days_of_a_reset_is_of_the_count_before(desk: Any) -> None:
    """The old cums go on between them: it refuses no reset, and the next count is no fall."""
    desk.agreement(**BY_CUM)
    desk.despatched("A1", 100, day(1))
    desk.today = day(2)
    corrections.plan_reset(
        desk.db,
        CumKey("A", "P"),
        synchronise_on=day(3),
        execute_on=day(5),
        by=ANN,
        now_us=desk.now_us,
    )
    assert asked(desk, "1", 100, 4) == "released"
    desk.today = day(5)
    corrections.execute_reset(desk.db, CumKey("A", "P"), on=day(5), by=ANN, now_us=desk.now_us)
    found = shown(desk)
    assert (found.balance.despatched, found.in_transit, found.disputed) == (0, 0, 0)
    assert found.count is None
    desk.despatched("B1", 50, day(5))
    assert shown(desk).in_transit == 50
    assert asked(desk, "2", 20, 6) == "released"
    assert (shown(desk).count.now, shown(desk).in_transit) == (20, 30)
    assert asked(desk, "3", 10, 7) == "implausible", "the new count falls"


def begun_anew(desk: Any) -> None:
    """Of A1 90 of 100 arrived; the count began anew on the third day, and has 50 of B1."""
    desk.agreement(returns=o.Returns.DEDUCT_FROM_CUM, **BY_CUM)
    desk.despatched("A1", 100, day(1))
    desk.today = day(2)
    advised(desk, "A1", 90, day(2))
    assert asked(desk, "1", 90, 2) == "released"
    corrections.plan_reset(
        desk.db,
        CumKey("A", "P"),
        synchronise_on=day(3),
        execute_on=day(3),
        by=ANN,
        now_us=desk.now_us,
    )
    desk.today = day(3)
    desk.despatched("B1", 50, day(3))


def executed(desk: Any) -> None:
    corrections.execute_reset(desk.db, CumKey("A", "P"), on=day(3), by=ANN, now_us=desk.now_us)


@pytest.mark.parametrize("before", [True, False], ids=["between the days", "afterwards"])
def test_what_came_back_of_the_count_before_lowers_that_one_alone(desk: Any, before: bool) -> None:
    begun_anew(desk)
    if before:
        closed(desk, "A1", How.RETURNED)
    executed(desk)
    advised(desk, "B1", 50, day(3))
    assert asked(desk, "2", 50, 4) == "released"
    if not before:
        closed(desk, "A1", How.RETURNED)
    first, second = desk.ledger().balances()
    assert (first.despatched, first.received) == (90, 90)
    assert (second.despatched, second.received) == (50, 50)
    assert shown(desk).disputed == 0
    assert asked(desk, "3", 50, 5) == "released"


def test_what_left_before_the_count_began_anew_is_not_undone(desk: Any) -> None:
    begun_anew(desk)
    executed(desk)
    assert undoing(desk, "A1") == "ledger.note_of_count_before"
    assert undoing(desk, "B1") == ""


def test_a_new_count_is_begun_where_only_a_correction_stands_before_it(desk: Any) -> None:
    """1 left on no note, and they counted it; then they count anew and want 8: all 8 are open."""
    desk.agreement(**TERMS)
    of = "A", "P"
    left = corrections.Correction(side=Side.DESPATCHED, quantity=d(1), on=desk.today)
    corrections.correct(desk.db, CumKey(*of), left, by=BOTH, now_us=desk.now_us)
    desk.today = day(desk.today.day + 1)
    accept.accept_count(desk.db, CumKey(*of), cum=d(1), by=BOTH, now_us=desk.now_us)
    anew = item("P", line(day(20), 8), cum=0, since=desk.today)
    desk.post(call_off("1", anew, issued=desk.today))
    desk.run()
    assert [int(row.quantity) for row in desk.rows(tables.lines)] == [8]
