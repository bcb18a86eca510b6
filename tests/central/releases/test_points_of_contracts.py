"""A contract that lists its unloading points is for those alone: a schedule, an order and a note
for another one stop with their reason, and the forms offer the listed ones.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from central.agreements.model import options as o
from central.agreements.service import write as agreement_writing
from central.agreements.service.contracts import agreement_of, agreement_part
from central.db.work import Work, transact
from central.exchange.rules.entered import Entered
from central.orders.rules.by_hand import OrderWish
from central.orders.service.despatch import despatch
from central.orders.tables import lines
from central.partners.rules.customers import Plant, UnloadingPoint
from central.releases import entry, flow
from central.releases.delivery_points import offered
from central.releases.order_entry import enter
from central.words.reasons import RuleRefusedError
from central.words.spelling import read
from tests.support.central.releases_desk import ANN, DAY, Desk, d, day, item, line, said

FLOWS: dict[str, Any] = {"approval": o.Approval.AUTO, "release": o.Release.AUTOMATIC}
FOR_OTHERS = "A is for unloading points T12, T31, not for T9"


@pytest.fixture
def listed(desk: Desk) -> Desk:
    points = tuple(UnloadingPoint(point=point) for point in ("T12", "T31", "T9"))
    desk.plants(Plant(plant="W", points=points))
    desk.agreement("A", "P", plant="W", points=("T12", "T31"), **FLOWS)
    return desk


def typed(desk: Desk, point: str, number: str) -> Any:
    table = {"agreement": "A", "part": "P", "kind": "plan", "number": number, "issued_on": DAY}
    asked = [{"on": day(8), "quantity": "100"}]
    wanted = read(Entered, {**table, "unloading_point": point, "lines": asked})
    return entry.enter(desk.db, wanted, by=ANN, now_us=desk.now_us)


def ordered(desk: Desk, point: str, key: str, **more: str) -> int:
    table: dict[str, object] = {
        **{"key": key, "customer": "C", "part": "P", "quantity": "20", "on": day(8)},
        **{"origin": "emergency", "why": "line is down", "plant": "W", "unloading_point": point},
        **more,
    }
    return enter(desk.db, read(OrderWish, table), by=ANN, now_us=desk.now_us)


def test_a_message_a_typed_schedule_and_an_order_for_another_point_stop(listed: Desk) -> None:
    sent = item("P", line(day(5), 100), ship_to="W", unloading_point="T9")
    done = listed.post(said("1", sent))
    assert (
        not done.schedules and "the agreements A (T12, T31) are for others" in done.reasons[0].text
    )
    with pytest.raises(RuleRefusedError, match=FOR_OTHERS):
        typed(listed, "T9", "2")
    for more in ({}, {"agreement": "A"}):
        with pytest.raises(RuleRefusedError, match=FOR_OTHERS):
            ordered(listed, "T9", "k1", **more)
    assert typed(listed, "t12", "3").schedule and ordered(listed, "T31", "k2")
    assert {row.unloading_point for row in listed.rows(lines)} <= {"T12", "T31"}


def changed(desk: Desk, *points: str) -> None:
    def work(it: Work) -> None:
        known = agreement_of(it.connection, "A")
        assert known is not None
        agreement_writing.save(it, replace(known, points=points))

    transact(desk.db, work, by=ANN, at_us=desk.now_us)


def test_what_stood_for_a_point_that_the_contract_lost_stops_too(listed: Desk) -> None:
    """The line stands, and goes nowhere until the point is back."""
    number = ordered(listed, "T31", "k1")
    changed(listed, "T12")

    def gone(on: date) -> None:
        went = [(number, d(20))]
        despatch(listed.db, note="N1", on=on, lines=went, by=ANN, now_us=listed.now_us)

    with pytest.raises(RuleRefusedError, match="A is for unloading points T12, not for T31"):
        gone(DAY)
    changed(listed, "T12", "T31")
    gone(DAY)


def test_a_schedule_that_waits_is_not_approved_for_a_point_that_the_contract_lost(
    desk: Desk,
) -> None:
    desk.plants(Plant(plant="W", points=(UnloadingPoint(point="T12"), UnloadingPoint(point="T31"))))
    desk.agreement("A", "P", plant="W", points=("T12", "T31"))
    sent = item("P", line(day(5), 100), ship_to="W", unloading_point="T31")
    schedule = desk.taken(said("1", sent))
    changed(desk, "T12")
    with pytest.raises(RuleRefusedError, match="T12, not for T31"):
        desk.act(flow.approve, schedule)


def test_the_form_offers_what_the_contract_lists_else_what_the_plant_has_in_use(
    desk: Desk,
) -> None:
    points = UnloadingPoint(point="T12"), UnloadingPoint(point="T31", active=False)
    desk.plants(Plant(plant="W", points=points))
    for name, listed, wanted in (("A", ("T12", "T31"), ("T12", "T31")), ("B", (), ("T12",))):
        desk.agreement(name, "P", plant="W", points=listed)
        found = desk.db.read(lambda c, name=name: offered(c, agreement_part(c, name, "P")))
        assert found == wanted
    assert desk.db.read(lambda c: offered(c, None)) == ()
