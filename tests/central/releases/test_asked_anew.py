"""What the customer knew to be missing or rejected when they last asked is in what they asked, and
is not ordered a second time when the note is undone: what is ordered and on its way is never above
their newest word.
"""

from __future__ import annotations

from typing import Any

import pytest

from central.agreements.model import options as o
from central.agreements.model.keys import CumKey
from central.cums.service import corrections
from central.orders import tables
from central.orders.rules.by_hand import OrderWish
from central.orders.service.despatch import Part, undo_despatch, undo_part
from central.releases import flow
from central.releases.order_entry import enter
from central.words.spelling import read
from tests.central.releases.test_unloading_points import COUNTS, FLOWS, at, goes, open_at
from tests.support.central.counting import advised
from tests.support.central.releases_desk import ANN, BOB, Desk, call_off, d, day, line, said

COUNT = pytest.mark.parametrize("count", list(o.CumCount))


def asks(desk: Desk, number: str, on: int, quantity: int, cum: Any = 0, **more: Any) -> int:
    """For the 20th at T12."""
    desk.today = day(on)
    point = more.pop("point", "T12")
    says = more.pop("says", said)
    return desk.taken(says(number, at(point, line(day(20), quantity), cum=cum), issued=day(on)))


def nothing_of_the_first_arrives(desk: Desk, **terms: Any) -> None:
    """100 are asked for and leave; all are missing on the 5th."""
    desk.agreement(**{**COUNTS, **terms})
    asks(desk, "1", 4, 100)
    goes(desk, "N1", "T12", 100, day(4))
    desk.today = day(5)
    advised(desk, "N1", 0, day(5))


def undone(desk: Desk, note: str, on: int) -> list[str]:
    desk.today = day(on)
    reasons = undo_despatch(
        desk.db, note=note, on=day(on), why="no truck came", by=ANN, now_us=desk.now_us
    )
    return [reason.code for reason in reasons]


def in_all(desk: Desk) -> int:
    return int(sum(open_at(desk).values()))


@COUNT
def test_what_was_missing_when_they_asked_is_not_ordered_again(
    desk: Desk, count: o.CumCount
) -> None:
    nothing_of_the_first_arrives(desk, cum_count=count)
    asks(desk, "2", 6, 100)
    assert in_all(desk) == 100  # nothing is on its way, they ask for all of it
    assert undone(desk, "N1", 7)[0] == "note.asked_anew"
    assert in_all(desk) == 100
    asks(desk, "3", 8, 100)
    assert in_all(desk) == 100


@COUNT
def test_what_they_did_not_know_is_open_again(desk: Desk, count: o.CumCount) -> None:
    """When they asked, it was on its way and was deducted."""
    desk.agreement(**COUNTS, cum_count=count)
    asks(desk, "1", 4, 100)
    goes(desk, "N1", "T12", 100, day(4))
    asks(desk, "2", 5, 100)
    assert in_all(desk) == 0
    desk.today = day(6)
    advised(desk, "N1", 0, day(6))
    assert "note.asked_anew" not in undone(desk, "N1", 7)
    assert in_all(desk) == 100


@COUNT
def test_some_of_the_note_is_no_more_than_was_missing(desk: Desk, count: o.CumCount) -> None:
    nothing_of_the_first_arrives(desk, cum_count=count)
    asks(desk, "2", 6, 100)
    first = next(row.line for row in desk.rows(tables.lines))
    desk.today = day(7)
    some = Part(note="N1", key="k", line=first, quantity=d(30), on=day(7))
    undo_part(desk.db, some, why="30 stayed on the ramp", by=ANN, now_us=desk.now_us)
    assert in_all(desk) == 100
    undone(desk, "N1", 8)
    assert in_all(desk) == 100
    states = [
        (row.state, int(row.quantity), int(row.despatched)) for row in desk.rows(tables.lines)
    ]
    assert states == [("taken_out", 70, 0), ("open", 100, 0)]


@COUNT
def test_what_they_asked_for_another_dock_says_nothing_of_this_one(
    desk: Desk, count: o.CumCount
) -> None:
    nothing_of_the_first_arrives(desk, cum_count=count)
    asks(desk, "2", 6, 40, point="T31")
    undone(desk, "N1", 7)
    assert open_at(desk) == {("T12", day(20)): 100, ("T31", day(20)): 40}


def test_what_a_call_off_asked_says_nothing_of_a_plan(desk: Desk) -> None:
    nothing_of_the_first_arrives(desk, plan_consumption=o.PlanConsumption.PARTIAL)
    asks(desk, "2", 6, 10, says=call_off)
    before = in_all(desk)
    undone(desk, "N1", 7)
    assert in_all(desk) == before + 100


def test_a_schedule_that_did_not_reconcile_asked_nothing(desk: Desk) -> None:
    """Until it does."""
    nothing_of_the_first_arrives(desk)
    schedule = asks(desk, "2", 6, 100, cum=120)
    assert desk.state(schedule) == "not_reconciled"
    undone(desk, "N1", 7)
    assert in_all(desk) == 100


@COUNT
@pytest.mark.parametrize("asks_since", [True, False])
def test_what_left_in_the_year_before_is_in_no_word_of_the_new_one(
    desk: Desk, count: o.CumCount, asks_since: bool
) -> None:
    """A new count begins, and all they ask in it is ordered beside what is still on its way."""
    desk.agreement(**COUNTS, cum_count=count)
    asks(desk, "1", 4, 100)
    goes(desk, "N1", "T12", 100, day(4))
    desk.today = day(6)
    of = CumKey("A", "P", "T12" if count is o.CumCount.POINT else "")
    corrections.reset_at_once(
        desk.db, of, synchronise_on=day(6), execute_on=day(6), by=ANN, now_us=desk.now_us
    )
    if asks_since:
        again = at("T12", line(day(20), 100), cum=0, since=day(6))
        desk.taken(said("2", again, issued=day(6)))
    desk.today = day(7)
    advised(desk, "N1", 0, day(7))
    undone(desk, "N1", 8)
    assert in_all(desk) == 100


@pytest.mark.parametrize("released", [True, False])
def test_one_that_waits_for_people_asked_and_one_that_was_rejected_did_not(
    desk: Desk, released: bool
) -> None:
    nothing_of_the_first_arrives(desk)
    desk.agreement(**{**COUNTS, "release": o.Release.MANUAL})
    schedule = asks(desk, "2", 6, 100)
    assert (desk.state(schedule), in_all(desk)) == ("approved", 0)
    if not released:
        desk.act(flow.reject, schedule, by=BOB)
    undone(desk, "N1", 7)
    if released:
        assert in_all(desk) == 0
        desk.act(flow.release, schedule, unviewed=True)
    assert in_all(desk) == 100


def test_what_a_person_ordered_no_schedule_asks_for(desk: Desk) -> None:
    nothing_of_the_first_arrives(desk)
    wish = {"key": "tel-1", "customer": "C", "part": "P", "quantity": "20", "on": day(20)}
    told = {"unloading_point": "T12", "origin": "emergency", "why": "line is down"}
    enter(desk.db, read(OrderWish, {**wish, **told}), by=ANN, now_us=desk.now_us)
    goes(desk, "N2", "T12", 20, day(5))
    advised(desk, "N2", 0, day(5))
    asks(desk, "2", 6, 100)
    undone(desk, "N2", 7)
    assert in_all(desk) == 120


@pytest.mark.parametrize("way", [o.Reconcile.NO_RECONCILE, o.Reconcile.USE_DELIVERY_NOTE])
def test_however_schedules_are_compared(desk: Desk, way: o.Reconcile) -> None:
    desk.agreement(**FLOWS, reconcile=way)
    desk.taken(said("1", at("T12", line(day(20), 110))))
    goes(desk, "N0", "T12", 10, day(4))
    goes(desk, "N1", "T12", 100, day(4))
    desk.today = day(5)
    advised(desk, "N0", 10, day(5))
    advised(desk, "N1", 0, day(5))
    desk.today = day(6)
    desk.taken(said("2", at("T12", line(day(20), 100), note="N0"), issued=day(6)))
    assert in_all(desk) == 100
    undone(desk, "N1", 7)
    assert in_all(desk) == 100
