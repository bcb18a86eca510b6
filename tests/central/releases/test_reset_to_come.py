"""A count that the customer begins on a day that is still to come."""

from __future__ import annotations

from datetime import date
from typing import Any

from central.agreements.model import options as o
from central.cums.rules.movements import ResetPlanned
from central.cums.service import corrections
from tests.support.central.counting import BY_CUM, asked, shown
from tests.support.central.releases_desk import ANN, d, day, item, line, said

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
        "A",
        "P",
        synchronise_on=day(3),
        execute_on=day(5),
        by=ANN,
        now_us=desk.now_us,
    )
    assert asked(desk, "1", 100, 4) == "released"
    desk.today = day(5)
    corrections.execute_reset(desk.db, "A", "P", on=day(5), by=ANN, now_us=desk.now_us)
    found = shown(desk)
    assert (found.balance.despatched, found.in_transit, found.disputed) == (0, 0, 0)
    assert found.count is None
    desk.despatched("B1", 50, day(5))
    assert shown(desk).in_transit == 50
    assert asked(desk, "2", 20, 6) == "released"
    assert (shown(desk).count.now, shown(desk).in_transit) == (20, 30)
    assert asked(desk, "3", 10, 7) == "implausible", "the new count falls"
