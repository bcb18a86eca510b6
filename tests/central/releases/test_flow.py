"""The flow on both databases: what goes by itself, what stops and why, what people do about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from central.agreements.model import options as o
from central.agreements.model.horizons import Length, ToleranceHorizon
from central.db.work import Work
from central.http.problems import ProblemError
from central.orders.rules.lines import PurchaseOrder
from central.releases import flow
from central.releases.inbox import inbox
from central.releases.rules.steps import Step
from central.releases.tables import STEPS
from central.words.reasons import RuleRefusedError
from central.words.reasons_json import from_json
from tests.support.central.counting import BY_ITSELF
from tests.support.central.releases_desk import ANN, BOB, FORECAST, d, day, item, line, said

CHECKED = {
    "tolerance_check": o.ToleranceCheck.AUTOMATIC,
    "tolerance_template": (
        ToleranceHorizon(
            name="Firm", length=Length(count=28), minus_percent=d(10), plus_percent=d(10)
        ),
    ),
}


def test_a_schedule_flows_to_its_orders(desk: Any) -> None:
    desk.agreement(reconcile=o.Reconcile.USE_CUMULATIVE_QUANTITY, **CHECKED, **BY_ITSELF)
    desk.despatched("N1", 120, day(1))
    schedule = desk.taken(
        said(
            "1", item("P", line(day(5), 100), line(day(6), 50), line(day(12), 70, FORECAST), cum=90)
        )
    )
    assert desk.state(schedule) == "released" and desk.waits(schedule) == []
    assert desk.orders() == {day(5): d(70), day(6): d(50)}
    assert desk.forecasts() == {day(12): d(70)}
    assert desk.steps(schedule) == [
        ("receive", "received"),
        ("reconcile", "reconciled"),
        ("check_tolerance", "in_tolerance"),
        ("approve", "approved"),
        ("release", "released"),
    ]


def test_the_defaults_stop_at_people(desk: Any) -> None:
    desk.agreement()
    schedule = desk.taken(said("1", item("P", line(day(5), 100))))
    assert desk.state(schedule) == "reconciled"
    assert desk.waits(schedule) == ["step.approve_by_hand"]
    desk.act(flow.approve, schedule)
    assert desk.state(schedule) == "approved" and desk.orders() == {}
    with pytest.raises(RuleRefusedError, match="nobody has looked"):
        desk.act(flow.release, schedule)
    flow.view(desk.db, schedule, by=BOB, now_us=desk.now_us)
    desk.act(flow.release, schedule)
    assert desk.state(schedule) == "released" and desk.orders() == {day(5): d(100)}


def test_release_unviewed_is_said(desk: Any) -> None:
    desk.agreement(approval=o.Approval.UNCONDITIONAL)
    schedule = desk.taken(said("1", item("P", line(day(5), 100))))
    assert desk.act(flow.release, schedule, unviewed=True).state == "released"


def test_a_new_schedule_replaces_the_one_before(desk: Any) -> None:
    desk.agreement(**BY_ITSELF)
    first = desk.taken(said("1", item("P", line(day(5), 100), line(day(8), 40))))
    second = desk.taken(said("2", item("P", line(day(5), 90), line(day(11), 30, FORECAST))))
    assert (desk.state(first), desk.state(second)) == ("replaced", "released")
    assert desk.orders() == {day(5): d(90)} and desk.forecasts() == {day(11): d(30)}


def test_a_stated_period_is_all_that_is_replaced(desk: Any) -> None:
    desk.agreement(**BY_ITSELF)
    desk.taken(
        said("1", item("P", line(day(5), 100), line(day(8), 40), line(day(18), 7, FORECAST)))
    )
    desk.taken(said("2", item("P", line(day(6), 90)), horizon_first=day(6), horizon_last=day(10)))
    assert desk.orders() == {day(5): d(100), day(6): d(90)}
    assert desk.forecasts() == {day(18): d(7)}


def test_out_of_tolerance_waits_for_a_person_and_says_the_line(desk: Any) -> None:
    desk.agreement(**CHECKED, **BY_ITSELF)
    desk.taken(said("1", item("P", line(day(5), 100))))
    second = desk.taken(said("2", item("P", line(day(5), 130))))
    assert desk.state(second) == "out_of_tolerance"
    assert desk.waits(second) == ["tolerance.out", "tolerance.line_out", "step.approve_by_hand"]
    third = desk.taken(said("3", item("P", line(day(5), 120))))
    assert desk.state(third) == "received" and desk.waits(third) == ["step.earlier"]
    desk.act(flow.approve, second)
    desk.run()
    assert desk.state(second) == "replaced" and desk.state(third) == "released"
    assert desk.orders() == {day(5): d(120)}


def test_a_new_count_of_the_customer_is_no_cut_of_what_was_open(desk: Any) -> None:
    """Their cum falls from 500 to 30 with the year: 100 were open before, 100 are open now. The
    fall itself is no demand: 560 instead of the 100 are a rise.
    """
    desk.agreement(reconcile=o.Reconcile.USE_CUMULATIVE_QUANTITY, **CHECKED, **BY_ITSELF)
    desk.today = date(2025, 12, 30)
    desk.despatched("N1", 500, date(2025, 12, 1))
    asked = line(date(2026, 1, 14), 100)
    desk.taken(said("1", item("P", asked, cum=500), issued=desk.today))
    desk.today = date(2026, 1, 12)
    desk.despatched("N2", 30, date(2026, 1, 7))
    after = item("P", asked, cum=30, since=date(2026, 1, 1))
    second = desk.taken(said("2", after, issued=desk.today))
    assert (desk.state(second), desk.waits(second)) == ("released", [])
    more = item("P", replace(asked, quantity=d(560)), cum=30, since=date(2026, 1, 1))
    third = desk.taken(said("3", more, issued=desk.today))
    assert desk.state(third) == "out_of_tolerance"


def test_a_rejected_schedule_is_not_compared_and_frees_its_number(desk: Any) -> None:
    desk.agreement(**CHECKED, **BY_ITSELF)
    desk.taken(said("1", item("P", line(day(5), 100))))
    second = desk.taken(said("2", item("P", line(day(5), 500))))
    with pytest.raises(RuleRefusedError, match="say why"):
        desk.act(flow.reject, second, by=ANN.__class__(who="ann"))
    desk.act(flow.reject, second)
    third = desk.taken(said("2", item("P", line(day(5), 105))))
    assert desk.state(third) == "released" and desk.kept(third).previous == 1


def test_not_reconciled_is_run_again_when_the_cum_is_right(desk: Any) -> None:
    desk.agreement(reconcile=o.Reconcile.USE_CUMULATIVE_QUANTITY, **BY_ITSELF)
    schedule = desk.taken(said("1", item("P", line(day(5), 100), cum=50)))
    assert desk.state(schedule) == "not_reconciled"
    assert desk.waits(schedule)[0] == "year.above"
    desk.despatched("N1", 60, day(1))
    desk.act(flow.rerun, schedule)
    assert desk.state(schedule) == "released" and desk.orders() == {day(5): d(90)}


def test_two_planners_one_is_refused(desk: Any) -> None:
    desk.agreement()
    schedule = desk.taken(said("1", item("P", line(day(5), 100))))
    seen = desk.kept(schedule).version
    desk.act(flow.approve, schedule, version=seen)
    with pytest.raises(ProblemError) as error:
        desk.act(flow.reject, schedule, by=BOB, version=seen)
    assert error.value.status == 409 and desk.state(schedule) == "approved"


def test_picked_lines_are_exceptions_and_removed_or_run_again(desk: Any) -> None:
    desk.agreement(**BY_ITSELF)
    desk.taken(said("1", item("P", line(day(5), 100), line(day(6), 50))))
    desk.pick(day(5))
    second = desk.taken(said("2", item("P", line(day(5), 80), line(day(6), 60))))
    assert desk.state(second) == "release_exception"
    assert desk.open_exceptions(second) == [day(5)]
    assert desk.orders() == {day(5): d(100), day(6): d(50)}
    desk.act(flow.rerun, second)
    assert desk.state(second) == "release_exception" and desk.open_exceptions(second) == [day(5)]
    desk.act(flow.remove, second)
    assert desk.state(second) == "released" and desk.open_exceptions(second) == []
    assert desk.orders() == {day(5): d(100), day(6): d(60)}


def test_an_exception_of_the_earlier_goes_with_the_later(desk: Any) -> None:
    desk.agreement(**BY_ITSELF)
    desk.taken(said("1", item("P", line(day(5), 100))))
    desk.pick(day(5))
    second = desk.taken(said("2", item("P", line(day(5), 80))))
    third = desk.taken(said("3", item("P", line(day(5), 110))))
    assert (desk.state(second), desk.state(third)) == ("replaced", "released")
    assert desk.open_exceptions(second) == [] and desk.orders() == {day(5): d(110)}


def test_the_order_number_of_the_line_must_be_one_made_in_advance(desk: Any) -> None:
    desk.agreement(
        po_information=o.PoInformation.USE_PO_INFORMATION,
        order_creation=o.OrderCreation.CREATE_IN_ADVANCE,
        **BY_ITSELF,
    )
    schedule = desk.taken(said("1", item("P", line(day(5), 100), order="PO7")))
    assert desk.state(schedule) == "release_exception"
    assert desk.waits(schedule)[0] == "orders.no_order"
    from central.orders.service.purchase_orders import open_purchase_orders

    desk.db.write(
        lambda connection: open_purchase_orders(
            Work(connection, ANN, desk.now_us),
            [PurchaseOrder(purchase_order="PO7", agreement="A", part="P")],
        )
    )
    desk.act(flow.rerun, schedule)
    assert desk.state(schedule) == "released" and desk.standing()[0].purchase_order == "PO7"


def test_several_orders_of_one_part_in_one_message(desk: Any) -> None:
    desk.agreement(po_information=o.PoInformation.USE_PO_INFORMATION, **BY_ITSELF)
    first, second = (
        item("P", line(day(5), 100), order="PO7"),
        item("P", line(day(5), 30), order="PO8"),
    )
    desk.taken(said("1", first, second))
    assert [(row.purchase_order, row.quantity) for row in desk.standing()] == [
        ("PO7", d(100)),
        ("PO8", d(30)),
    ]


@pytest.mark.parametrize(
    "terms", [{}, {"reconcile_run": o.ReconcileRun.MANUAL}], ids=["run", "by hand"]
)
def test_figures_stand_with_a_stop_whichever_transaction_stopped_it(
    desk: Any, terms: dict[str, Any]
) -> None:
    desk.agreement(reconcile=o.Reconcile.USE_CUMULATIVE_QUANTITY, **BY_ITSELF, **terms)
    desk.despatched("N1", 100, day(1))
    schedule = desk.taken(said("1", item("P", line(day(5), 500), cum=130)))
    if terms:
        desk.act(flow.step, schedule, wanted=Step.RECONCILE)

    def stands() -> None:
        query = select(STEPS).where(STEPS.c.schedule == schedule).order_by(STEPS.c.seq.desc())
        step = desk.db.read(lambda c: c.execute(query).first())
        last = from_json(step.reasons)
        assert desk.kept(schedule).waits[: len(last)] == last
        assert desk.waits(schedule)[-1] == "step.not_reconciled"
        (entry,) = desk.db.read(lambda c: inbox(c, desk.now_us).entries)
        assert "above our despatched cum 100 by 30" in entry.why
        assert entry.reasons == desk.kept(schedule).waits

    stands()
    desk.act(flow.rerun, schedule)
    stands()
    desk.act(flow.rerun, schedule)
    stands()


def test_figures_stand_with_a_tolerance_that_is_checked_by_hand(desk: Any) -> None:
    by_hand = CHECKED | {"tolerance_check": o.ToleranceCheck.MANUAL}
    desk.agreement(**by_hand, **BY_ITSELF)
    first = desk.taken(said("1", item("P", line(day(5), 100))))
    desk.act(flow.step, first, wanted=Step.CHECK_TOLERANCE)
    second = desk.taken(said("2", item("P", line(day(5), 120))))
    desk.act(flow.step, second, wanted=Step.CHECK_TOLERANCE)
    assert desk.state(second) == "out_of_tolerance"
    assert any("120" in reason.text for reason in desk.kept(second).waits)


def test_terms_that_change_let_it_go_on(desk: Any) -> None:
    desk.agreement()
    schedule = desk.taken(said("1", item("P", line(day(5), 100))))
    desk.agreement(**BY_ITSELF)
    flow.Flow(desk.db).recheck({"A": 2})
    desk.run()
    assert desk.state(schedule) == "released"


def test_by_hand_every_step_is_asked_for(desk: Any) -> None:
    desk.agreement(
        reconcile_run=o.ReconcileRun.MANUAL,
        **CHECKED | {"tolerance_check": o.ToleranceCheck.MANUAL},
    )
    schedule = desk.taken(said("1", item("P", line(day(5), 100))))
    assert desk.waits(schedule) == ["step.reconcile_by_hand"]
    with pytest.raises(RuleRefusedError, match="next step"):
        desk.act(flow.step, schedule, wanted=Step.APPROVE)
    for wanted in Step:
        desk.act(flow.step, schedule, wanted=wanted)
    assert desk.state(schedule) == "released"


def test_a_breach_stops_approval_with_its_message(desk: Any) -> None:
    desk.agreement(references=o.References.USE_REFERENCES, **BY_ITSELF)
    schedule = desk.taken(said("1", item("P", line(day(5), 100))))
    assert desk.state(schedule) == "reconciled"
    assert desk.waits(schedule) == ["approval.no_reference"]
    with pytest.raises(RuleRefusedError, match="has no reference"):
        desk.act(flow.approve, schedule)


def test_no_such_schedule(desk: Any) -> None:
    with pytest.raises(ProblemError) as error:
        flow.approve(desk.db, 77, by=ANN, now_us=desk.now_us, version=1)
    assert error.value.status == 404


def test_one_that_fails_by_an_error_of_ours_stops_no_other(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from central.releases import steps

    def broken(schedule: Any, *others: Any) -> Any:
        if schedule.part == "Q":
            raise ZeroDivisionError("of ours")
        return right(schedule, *others)

    right = steps.reconcile  # type: ignore[attr-defined]
    monkeypatch.setattr(steps, "reconcile", broken)
    desk.agreement("A", "P", "Q", "R", **BY_ITSELF)
    items = [item(part, line(day(5), 10)) for part in "PQR"]
    schedules = desk.post(said("1", *items)).schedules
    assert desk.run() == 3
    assert [desk.state(each) for each in schedules] == ["released", "received", "released"]
    assert desk.waits(schedules[1]) == ["flow.failed"] and desk.run() == 0
    monkeypatch.setattr(steps, "reconcile", right)
    desk.act(flow.step, schedules[1], wanted=Step.RECONCILE)
    assert desk.state(schedules[1]) == "released"
