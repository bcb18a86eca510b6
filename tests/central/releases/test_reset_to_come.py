"""A count that the customer begins on a day that is still to come."""

from __future__ import annotations

from datetime import date
from typing import Any

from central.agreements.model import options as o
from central.cums.rules.movements import ResetPlanned
from tests.support.central.releases_desk import d, item, line, said

TERMS = {
    "reconcile": o.Reconcile.USE_CUMULATIVE_QUANTITY,
    "approval": o.Approval.AUTO,
    "release": o.Release.AUTOMATIC,
}


def test_it_is_not_begun_before_its_day_and_the_reason_is_the_day(desk: Any) -> None:
    desk.agreement(**TERMS)
    desk.despatched("N1", 500, date(2025, 12, 1))
    desk.today = date(2025, 12, 30)
    asked = item("P", line(date(2026, 1, 15), 200), cum=0, since=date(2026, 1, 1))
    schedule = desk.taken(said("1", asked, issued=desk.today))
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
    asked = item("P", line(date(2026, 1, 15), 200), cum=0, since=date(2026, 1, 1))
    schedule = desk.taken(said("1", asked, issued=desk.today))
    assert desk.waits(schedule)[:2] == ["year.announced", "flow.reset_waits"]
    assert desk.ledger().planned == planned and desk.orders() == {}
    assert desk.ledger().balance.despatched == d(500)
