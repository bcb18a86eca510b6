"""The customer's count beside what was missing or rejected: neither is ended twice."""

from __future__ import annotations

from typing import Any

import pytest

from central.agreements.model import options as o
from central.agreements.model.keys import CumKey
from central.cums.rules.closing import How
from central.cums.rules.movements import Returned, Side
from central.cums.service import accept, corrections, view
from central.cums.service.differences import open_differences
from central.releases import flow
from central.releases.inbox import inbox
from central.words.reasons import RuleRefusedError
from tests.support.central.counting import (
    BOTH,
    BY_CUM,
    BY_ITSELF,
    advised,
    asked,
    closed,
    corrected,
    shown,
    undoing,
)
from tests.support.central.releases_desk import ANN, d, day, item, line, said


def ninety_of_the_first_and_all_of_the_second(desk: Any, **terms: Any) -> None:
    """100 and 50 left, of the first 10 are missing; after both the customer counts 140."""
    desk.agreement(**BY_CUM, **terms)
    desk.despatched("A1", 100, day(1))
    advised(desk, "A1", 90, day(4))
    desk.despatched("B1", 50, day(5))
    assert asked(desk, "1", 140, 6) == "released"


def test_what_was_known_to_be_missing_is_no_part_of_a_later_count(desk: Any) -> None:
    ninety_of_the_first_and_all_of_the_second(desk)
    assert (shown(desk).in_transit, shown(desk).disputed) == (0, 0)
    with pytest.raises(RuleRefusedError, match=r"count 140 .* and 10 that was known"):
        corrected(desk, Side.DESPATCHED, -5)
    assert asked(desk, "2", 140, 7) == "released"


def test_what_came_back_of_it_leaves_the_count_as_it_is(desk: Any) -> None:
    ninety_of_the_first_and_all_of_the_second(desk, returns=o.Returns.DEDUCT_FROM_CUM)
    desk.today = day(7)
    closed(desk, "A1", How.RETURNED)
    assert desk.ledger().balance.despatched == 140
    assert (shown(desk).in_transit, shown(desk).count.now) == (0, 140)
    with pytest.raises(RuleRefusedError, match="10 below the customer's count 140"):
        corrected(desk, Side.DESPATCHED, -10)
    assert asked(desk, "2", 140, 8) == "released"


def test_what_is_found_of_it_was_not_on_its_way(desk: Any) -> None:
    ninety_of_the_first_and_all_of_the_second(desk)
    desk.today = day(7)
    closed(desk, "A1", How.FOUND)
    assert (shown(desk).in_transit, shown(desk).disputed) == (0, 0)
    assert asked(desk, "2", 150, 8) == "released" and shown(desk).in_transit == 0


def test_what_is_rejected_after_the_count_is_not_ended_twice(desk: Any) -> None:
    desk.agreement(returns=o.Returns.DEDUCT_FROM_CUM, **BY_CUM)
    desk.despatched("A1", 100, day(1))
    assert asked(desk, "1", 100, 4) == "released"
    desk.today = day(5)
    advised(desk, "A1", 90, day(5))
    desk.despatched("B1", 50, day(5))
    assert (shown(desk).in_transit, shown(desk).count.now) == (50, 100)
    closed(desk, "A1", How.RETURNED)
    assert (shown(desk).in_transit, shown(desk).count.now) == (50, 90)


def test_no_note_is_undone_of_which_the_customer_counted_a_part(desk: Any) -> None:
    desk.agreement(**BY_CUM)
    desk.despatched("N1", 50, day(1))
    assert asked(desk, "1", 39, 5) == "released"
    assert undoing(desk, "N1") == "ledger.note_below_count"
    desk.despatched("N2", 20, day(6))
    assert undoing(desk, "N2") == ""


def test_no_note_is_undone_where_too_little_would_be_left_for_the_count(desk: Any) -> None:
    desk.agreement(**BY_CUM)
    desk.despatched("N1", 10, day(1))
    desk.despatched("N2", 50, day(2))
    assert asked(desk, "1", 50, 5) == "released"
    assert undoing(desk, "N2") == "ledger.note_below_count"
    assert undoing(desk, "N1") == "ledger.note_counted"


def test_a_note_of_which_nothing_arrived_can_be_undone(desk: Any) -> None:
    desk.agreement(**BY_CUM)
    desk.despatched("N1", 20, day(1))
    assert asked(desk, "1", 0, 2) == "released"
    desk.today = day(4)
    advised(desk, "N1", 0, day(4))
    assert undoing(desk, "N1") == ""


def test_a_correction_below_the_customers_count_is_refused_or_stands_as_disputed(
    desk: Any,
) -> None:
    desk.agreement(**BY_CUM)
    desk.despatched("X", 100, day(1))
    assert asked(desk, "1", 100, 5) == "released"
    with pytest.raises(RuleRefusedError, match="50 below the customer's count 100") as refused:
        corrected(desk, Side.DESPATCHED, -50)
    assert refused.value.reasons[0].code == "ledger.below_count"
    assert (shown(desk).in_transit, shown(desk).disputed) == (0, 0)
    assert desk.ledger().balance.despatched == 100
    assert "ledger.disputed" in corrected(desk, Side.DESPATCHED, -50, disputed=True)
    assert (shown(desk).in_transit, shown(desk).disputed) == (0, 50)
    assert asked(desk, "2", 100, 6) == "not_reconciled", "one of the counts is wrong"


def test_a_difference_is_closed_and_not_corrected_away(desk: Any) -> None:
    desk.agreement(**BY_CUM)
    desk.despatched("N1", 100, day(1))
    advised(desk, "N1", 90, day(4))
    with pytest.raises(RuleRefusedError, match="close the difference as found") as refused:
        corrected(desk, Side.RECEIVED, 10)
    assert refused.value.reasons[0].code == "ledger.beyond_differences"


@pytest.mark.parametrize(
    ("how", "returns", "sent", "got", "differing", "his_cum"),
    [
        (How.FOUND, o.Returns.KEEP_CUM, 100, 100, 0, 100),
        (How.LOST, o.Returns.KEEP_CUM, 100, 90, 10, 90),
        (How.RETURNED, o.Returns.KEEP_CUM, 100, 90, 10, 90),
        (How.FOUND, o.Returns.DEDUCT_FROM_CUM, 100, 100, 0, 100),
        (How.LOST, o.Returns.DEDUCT_FROM_CUM, 100, 90, 10, 90),
        (How.RETURNED, o.Returns.DEDUCT_FROM_CUM, 90, 90, 0, 90),
    ],
)
def test_a_person_closes_a_difference(
    desk: Any, how: How, returns: o.Returns, sent: int, got: int, differing: int, his_cum: int
) -> None:
    desk.agreement(returns=returns, **BY_CUM)
    desk.despatched("N1", 100, day(1))
    advised(desk, "N1", 90, day(4))
    (entry,) = desk.db.read(lambda c: inbox(c, desk.now_us).entries)
    assert (entry.what, entry.part, entry.number, entry.owner) == ("difference", "P", "N1", "")
    assert "100 despatched, 90 received, 10" in entry.why
    with pytest.raises(RuleRefusedError, match="say why"):
        closed(desk, "N1", how, why=" ")
    with pytest.raises(RuleRefusedError, match="10 can be closed"):
        closed(desk, "N1", how, 11)
    closed(desk, "N1", how, 4)
    (left,) = desk.db.read(open_differences)
    assert left.difference.open == 6
    closed(desk, "N1", how)
    assert (
        desk.db.read(open_differences)
        == ()
        == tuple(desk.db.read(lambda c: inbox(c, desk.now_us).entries))
    )
    balance = desk.ledger().balance
    assert (balance.despatched, balance.received) == (sent, got)
    assert (shown(desk).in_transit, shown(desk).differing) == (0, differing)
    assert asked(desk, "1", his_cum, 6) == "released" and desk.orders() == {day(20): d(100)}


def test_what_was_closed_as_lost_can_still_be_found(desk: Any) -> None:
    desk.agreement(**BY_CUM)
    desk.despatched("N1", 100, day(1))
    advised(desk, "N1", 90, day(4))
    closed(desk, "N1", How.LOST)
    held = asked(desk, "1", 100, 5)
    assert held == "not_reconciled"
    closed(desk, "N1", How.FOUND)
    (schedule,) = [row.schedule for row in desk.schedules()]
    desk.act(flow.rerun, schedule)
    assert desk.state(schedule) == "released" and shown(desk).differing == 0


def test_an_explained_fall_of_the_count_flows_and_another_one_stops(desk: Any) -> None:
    """What was returned and deducted explains the fall, once."""
    desk.agreement(returns=o.Returns.DEDUCT_FROM_CUM, **BY_CUM)
    desk.despatched("X", 300, day(1))
    assert asked(desk, "1", 300, 5) == "released"
    desk.today = day(6)
    corrections.take_return(
        desk.db,
        CumKey("A", "P"),
        Returned(on=day(6), quantity=d(20), paper="R1"),
        by=ANN,
        now_us=desk.now_us,
    )
    assert (shown(desk).in_transit, shown(desk).count.now) == (0, 280)
    assert asked(desk, "2", 260, 7) == "implausible"
    assert asked(desk, "3", 280, 7) == "released"
    assert (shown(desk).in_transit, shown(desk).balance.despatched) == (0, 280)
    assert asked(desk, "4", 260, 8) == "implausible", "the return explained one fall already"


def test_a_difference_told_after_the_count_explains_its_fall(desk: Any) -> None:
    desk.agreement(**BY_CUM)
    desk.despatched("N1", 100, day(1))
    assert asked(desk, "1", 100, 4) == "released"
    desk.today = day(5)
    advised(desk, "N1", 90, day(5))
    assert asked(desk, "2", 85, 6) == "implausible"
    assert asked(desk, "3", 90, 6) == "released" and desk.orders() == {day(20): d(100)}


def test_two_people_accept_a_count_that_fell(desk: Any) -> None:
    desk.agreement(**BY_CUM)
    desk.despatched("X", 300, day(1))
    advised(desk, "X", 300, day(4))
    assert asked(desk, "1", 300, 5) == "released"
    fallen = said("2", item("P", line(day(20), 500), cum=250), issued=day(6))
    desk.today = day(6)
    desk.post(fallen)
    held = desk.interchanges
    assert desk.open_entries()[-1][0] == "implausible"
    with pytest.raises(RuleRefusedError, match="two people"):
        accept.accept_count(desk.db, CumKey("A", "P"), cum=d(250), by=ANN, now_us=desk.now_us)
    with pytest.raises(RuleRefusedError, match="not between 0 and our despatched cum 300"):
        accept.accept_count(desk.db, CumKey("A", "P"), cum=d(301), by=BOTH, now_us=desk.now_us)
    accept.accept_count(desk.db, CumKey("A", "P"), cum=d(250), by=BOTH, now_us=desk.now_us)
    (schedule,) = desk.post(fallen, again=held).schedules
    desk.run()
    assert desk.state(schedule) == "released" and desk.open_entries() == []
    assert (shown(desk).in_transit, shown(desk).count.now) == (50, 250)
    assert asked(desk, "3", 240, 8) == "implausible"


def test_a_count_below_what_receiving_advice_confirmed_stops(desk: Any) -> None:
    desk.agreement(**BY_CUM)
    desk.despatched("X", 100, day(1))
    desk.despatched("Y", 200, day(2))
    advised(desk, "X", 100, day(4))
    advised(desk, "Y", 200, day(4))
    assert asked(desk, "1", 100, 5, 500) == "not_reconciled"
    (row,) = desk.schedules()
    why = desk.kept(row.schedule).waits[0]
    assert why.code == "reconcile.below_receipts"
    assert "customer's cum 100 is 200 below 300" in why.text
    corrected(desk, Side.RECEIVED, -200)
    desk.act(flow.rerun, row.schedule)
    assert desk.state(row.schedule) == "released" and desk.orders() == {day(20): d(300)}


def test_receipts_that_came_after_the_count_do_not_speak_against_it(desk: Any) -> None:
    desk.agreement(
        release=o.Release.MANUAL,
        approval=o.Approval.AUTO,
        reconcile=o.Reconcile.USE_CUMULATIVE_QUANTITY,
    )
    desk.despatched("X", 100, day(1))
    assert asked(desk, "1", 0, 5, 500) == "approved"
    desk.today = day(6)
    advised(desk, "X", 100, day(6))
    (row,) = desk.schedules()
    desk.act(flow.release, row.schedule, unviewed=True)
    assert desk.orders() == {day(20): d(400)}


def test_a_note_that_receiving_advice_confirmed_is_not_on_its_way(desk: Any) -> None:
    """The customer names X as the last, and Y was confirmed before."""
    desk.agreement(reconcile=o.Reconcile.USE_DELIVERY_NOTE, **BY_ITSELF)
    desk.despatched("X", 100, day(1))
    desk.despatched("Y", 200, day(2))
    advised(desk, "Y", 200, day(4))
    desk.today = day(5)
    schedule = desk.taken(said("1", item("P", line(day(20), 500), note="X"), issued=day(5)))
    assert desk.state(schedule) == "released" and desk.orders() == {day(20): d(500)}


def test_a_rejected_schedule_states_nothing_and_an_agreed_one_its_count(desk: Any) -> None:
    desk.agreement(**BY_CUM)
    desk.despatched("X", 100, day(1))
    assert asked(desk, "1", 60, 4) == "released"
    assert asked(desk, "2", 130, 5) == "not_reconciled"
    assert (shown(desk).count.cum, shown(desk).count.number) == (60, "1")
    found = desk.db.read(lambda c: view.cum_view(c, CumKey("A", "P"), until=desk.today))
    assert found.customers_cum == 130, "told, and not agreed"
    desk.act(flow.reject, desk.schedules()[-1].schedule)
    found = desk.db.read(lambda c: view.cum_view(c, CumKey("A", "P"), until=desk.today))
    assert found.customers_cum == 60
