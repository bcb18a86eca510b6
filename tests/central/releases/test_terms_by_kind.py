"""What is agreed otherwise for plans, for call-offs and for a part is what the flow goes by."""

from __future__ import annotations

from typing import Any

import pytest

from central.agreements.model import options as o
from central.agreements.model.horizons import Horizon, Length, LineStatus, ToleranceHorizon
from central.agreements.model.keys import CumKey
from central.agreements.model.own_terms import KindTerms, PartTerms
from central.agreements.service.contracts import agreement_part
from central.cums.service.arrived import arrived_of
from central.edi.model import schedule as edi
from central.releases import flow, schedules
from central.releases.views import compare_view, reconciliation_view
from tests.support.central.releases_desk import Desk, call_off, d, day, item, line, said

CUM, NOTE = o.Reconcile.USE_CUMULATIVE_QUANTITY, o.Reconcile.USE_DELIVERY_NOTE
FLOWS: dict[str, Any] = {"approval": o.Approval.UNCONDITIONAL, "release": o.Release.AUTOMATIC}
TEN = ToleranceHorizon(
    name="Firm", length=Length(count=28), minus_percent=d(10), plus_percent=d(10)
)
CHECKED: dict[str, Any] = {
    "tolerance_check": o.ToleranceCheck.AUTOMATIC,
    "tolerance_template": (TEN,),
}


def counted(desk: Desk) -> Any:
    def ask(connection: Any) -> Any:
        found = agreement_part(connection, "A", "P")
        assert found is not None
        return arrived_of(connection, found, CumKey("A", "P"))

    return desk.db.read(ask)


def test_only_the_kind_that_reconciles_is_reconciled(desk: Desk) -> None:
    desk.agreement("A", call_off=KindTerms(reconcile=CUM), **FLOWS)
    desk.despatched("N1", 40, day(1))
    plan = desk.taken(said("P1", item("P", line(day(20), 100), cum=0)))
    called = desk.taken(call_off("C1", item("P", line(day(8), 100), cum=10)))
    assert (desk.state(plan), desk.state(called)) == ("released", "released")
    assert desk.orders(kind="plan") == {day(20): d(100)}
    assert desk.orders(kind="call_off") == {day(8): d(70)}
    shown = desk.db.read(lambda c: (reconciliation_view(c, plan), reconciliation_view(c, called)))
    assert [it.option for it in shown if it is not None] == ["no_reconcile", str(CUM)]


def test_a_count_that_is_not_compared_is_none_that_our_books_agree_to(desk: Desk) -> None:
    """The plan's system counts otherwise: its cum, above all that ever left, stops nothing."""
    desk.agreement("A", call_off=KindTerms(reconcile=CUM), **FLOWS)
    desk.despatched("N1", 40, day(1))
    desk.taken(call_off("C1", item("P", line(day(8), 100), cum=10)))
    assert (counted(desk).in_transit, counted(desk).counted) == (30, 10)
    desk.taken(said("P1", item("P", line(day(20), 100), cum=5000)))
    assert (counted(desk).in_transit, counted(desk).counted, counted(desk).disputed) == (30, 10, 0)


def test_notes_for_plans_beside_cums_for_call_offs(desk: Desk) -> None:
    desk.agreement("A", plan=KindTerms(reconcile=NOTE), call_off=KindTerms(reconcile=CUM), **FLOWS)
    desk.despatched("N1", 40, day(1))
    desk.despatched("N2", 25, day(2))
    plan = desk.taken(said("P1", item("P", line(day(20), 100), note="N1", cum=0)))
    assert desk.state(plan) == "released" and desk.orders(kind="plan") == {day(20): d(75)}
    silent = desk.taken(said("P2", item("P", line(day(20), 100))))
    assert desk.state(silent) == "not_reconciled", "plans must name a note"
    called = desk.taken(call_off("C1", item("P", line(day(8), 50), cum=40)))
    assert desk.state(called) == "released" and desk.orders(kind="call_off") == {day(8): d(25)}


def test_each_kind_has_its_own_tolerance_approval_and_release(desk: Desk) -> None:
    desk.agreement(
        "A",
        plan=KindTerms(**CHECKED, approval=o.Approval.AUTO, release=o.Release.AUTOMATIC),
        call_off=KindTerms(approval=o.Approval.UNCONDITIONAL),
    )
    for number, quantity, state in (("P1", 100, "released"), ("P2", 150, "out_of_tolerance")):
        assert desk.state(desk.taken(said(number, item("P", line(day(20), quantity))))) == state
    for number, quantity in (("C1", 10), ("C2", 500)):
        called = desk.taken(call_off(number, item("P", line(day(8), quantity))))
        assert (desk.state(called), desk.waits(called)) == ("approved", ["step.release_by_hand"])


def test_a_part_goes_its_own_way(desk: Desk) -> None:
    by_hand = PartTerms(approval=o.Approval.MANUAL, call_off=KindTerms(release=o.Release.MANUAL))
    desk.agreement("A", "P", "Q", own={"Q": by_hand}, **FLOWS)
    asked = [item(part, line(day(8), 10)) for part in ("P", "Q")]
    p, q = desk.post(call_off("C1", *asked)).schedules
    desk.run()
    assert (desk.state(p), desk.state(q)) == ("released", "reconciled")
    assert desk.waits(q) == ["step.approve_by_hand"]
    assert str(desk.act(flow.approve, q).state) == "approved"
    plan, own_plan = desk.post(said("L1", *asked)).schedules
    desk.run()
    assert (desk.state(plan), desk.state(own_plan)) == ("released", "reconciled")
    desk.act(flow.approve, own_plan)
    assert desk.state(own_plan) == "released", "only its call-offs are released by hand"


def test_a_change_for_one_kind_moves_what_waits_of_it(desk: Desk) -> None:
    desk.agreement("A", call_off=KindTerms(**FLOWS))
    plan = desk.taken(said("P1", item("P", line(day(20), 100))))
    assert desk.state(plan) == "reconciled"
    desk.agreement("A", plan=KindTerms(**FLOWS), call_off=KindTerms(**FLOWS))
    flow.Flow(desk.db).recheck({"A": 2})
    desk.run()
    assert desk.state(plan) == "released"


def test_lines_without_a_type_take_that_of_their_kind(desk: Desk) -> None:
    weeks = Horizon(length=Length(count=28), status=LineStatus.FORECAST)
    desk.agreement(
        "A",
        plan=KindTerms(line_types=(weeks,)),
        call_off=KindTerms(line_types=(Horizon(length=Length(count=28), status=LineStatus.FIRM),)),
        **FLOWS,
    )
    desk.taken(said("P1", item("P", line(day(20), 100, edi.Status.NOT_STATED))))
    desk.taken(call_off("C1", item("P", line(day(8), 7, edi.Status.NOT_STATED))))
    assert (desk.forecasts(), desk.orders()) == ({day(20): d(100)}, {day(8): d(7)})


def test_references_of_call_offs_beside_a_plan_without_any(desk: Desk) -> None:
    use = KindTerms(references=o.References.USE_REFERENCES)
    desk.agreement("A", call_off=use, **FLOWS)
    plan = desk.taken(said("P1", item("P", line(day(18), 100, until=day(20)))))
    bare = desk.taken(call_off("C1", item("P", line(day(8), 7))))
    assert desk.state(plan) == "released"
    assert desk.waits(bare) == ["approval.no_reference"]
    desk.act(flow.reject, bare)
    desk.taken(call_off("C2", item("P", line(day(20), 30, reference="K1"))))
    desk.taken(call_off("C3", item("P", line(day(19), 30, reference="K1"))))
    assert desk.orders(kind="call_off") == {day(19): d(30)}
    assert desk.orders(kind="plan") == {day(18): d(70)}


@pytest.mark.parametrize("kind", ["plan", "call_off"])
def test_what_people_see_goes_by_the_kind(desk: Desk, kind: str) -> None:
    desk.agreement("A", **{kind: KindTerms(**CHECKED)})
    say = said if kind == "plan" else call_off
    desk.taken(say("S1", item("P", line(day(8), 100))))
    other = call_off if kind == "plan" else said
    desk.taken(other("O1", item("P", line(day(8), 100))))
    found = desk.db.read(
        lambda c: {
            str(it.kind): it.state
            for of in schedules.alive(c, [desk.kept(1).stream.of_part]).values()
            for it in of
        }
    )
    assert found[kind] == "in_tolerance" and len(set(found.values())) == 2
    shown = desk.db.read(lambda c: [compare_view(c, 1), compare_view(c, 2)])
    assert [it is not None and it.tolerance is not None for it in shown] == [True, False]
