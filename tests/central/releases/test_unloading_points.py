"""A part for several unloading points: each is a stream of its own, under one count."""

from __future__ import annotations

from typing import Any

import pytest

from central.agreements.model import options as o
from central.orders import tables
from central.orders.service.despatch import despatch
from central.partners.rules.customers import Plant, UnloadingPoint
from central.releases import flow, post
from central.releases.views import compare_view
from central.words.reasons import RuleRefusedError
from tests.support.central.releases_desk import (
    ANN,
    FORECAST,
    Desk,
    call_off,
    d,
    day,
    item,
    line,
    said,
)

FLOWS = {"approval": o.Approval.AUTO, "release": o.Release.AUTOMATIC}
COUNTS = {**FLOWS, "reconcile": o.Reconcile.USE_CUMULATIVE_QUANTITY}


def open_at(desk: Desk) -> dict[tuple[str, Any], Any]:
    """Open by unloading point and day."""
    found: dict[tuple[str, Any], Any] = {}
    for row in desk.rows(tables.lines):
        if row.state in ("open", "picked"):
            key = row.unloading_point, row.on_day
            found[key] = found.get(key, d(0)) + row.quantity - row.despatched
    return found


def forecast_at(desk: Desk) -> dict[tuple[str, Any], Any]:
    return {
        (row.unloading_point, row.on_day): row.quantity - row.called_off
        for row in desk.rows(tables.forecasts)
        if row.active
    }


def at(point: str, *lines: Any, **more: Any) -> Any:
    return item("P", *lines, unloading_point=point, **more)


def goes(desk: Desk, note: str, point: str, quantity: object, on: Any) -> None:
    """A note on the first open lines for the point."""
    left, taken = d(quantity), []
    for row in desk.rows(tables.lines):
        able = row.quantity - row.despatched
        if row.state in ("open", "picked") and row.unloading_point == point and left:
            portion = min(left, able)
            taken.append((row.line, portion))
            left -= portion
    assert not left
    despatch(desk.db, note=note, on=on, lines=taken, by=ANN, now_us=desk.now_us)


def test_one_message_for_two_points_is_two_streams(desk: Desk) -> None:
    desk.agreement(**FLOWS)
    posted = desk.post(said("1", at("T12", line(day(5), 100)), at("T31", line(day(5), 40))))
    desk.run()
    assert [desk.state(each) for each in posted.schedules] == ["released", "released"]
    assert open_at(desk) == {("T12", day(5)): 100, ("T31", day(5)): 40}


def test_two_messages_for_two_points_do_not_replace_each_other(desk: Desk) -> None:
    desk.agreement(**FLOWS)
    first = desk.taken(said("1", at("T12", line(day(5), 100))))
    other = desk.taken(said("2", at("T31", line(day(5), 40))))
    again = desk.taken(said("3", at("T12", line(day(5), 60), line(day(6), 20, FORECAST))))
    assert [desk.state(each) for each in (first, other, again)] == [
        "replaced",
        "released",
        "released",
    ]
    assert open_at(desk) == {("T12", day(5)): 60, ("T31", day(5)): 40}
    assert forecast_at(desk) == {("T12", day(6)): 20}
    desk.taken(said("4", at("T31", line(day(6), 5, FORECAST))))
    assert forecast_at(desk) == {("T12", day(6)): 20, ("T31", day(6)): 5}


def test_the_same_number_for_another_point_is_another_schedule(desk: Desk) -> None:
    desk.agreement(**FLOWS)
    desk.taken(said("1", at("T12", line(day(5), 100))))
    assert len(desk.post(said("1", at("T31", line(day(5), 40)))).schedules) == 1
    assert desk.post(said("1", at("T31", line(day(5), 41)))).schedules == ()


def test_what_is_on_its_way_is_taken_from_the_point_that_it_goes_to(desk: Desk) -> None:
    desk.agreement(**COUNTS)
    desk.post(said("1", at("T12", line(day(5), 100), cum=0), at("T31", line(day(5), 40), cum=0)))
    desk.run()
    goes(desk, "N1", "T12", 30, day(4))
    goes(desk, "N2", "T31", 15, day(4))
    # They have N1, and ask for the rest as it is open; N2 is on its way to T31.
    desk.post(said("2", at("T12", line(day(5), 70), cum=30), at("T31", line(day(5), 40), cum=30)))
    desk.run()
    assert open_at(desk) == {("T12", day(5)): 70, ("T31", day(5)): 25}
    desk.today = day(5)
    desk.post(
        said(
            "3",
            at("T12", line(day(6), 90), cum=45),
            at("T31", line(day(6), 10), cum=45),
            issued=day(5),
        )
    )
    desk.run()
    assert open_at(desk) == {("T12", day(6)): 90, ("T31", day(6)): 10}


@pytest.mark.parametrize("note", ["N1", "N2"])
def test_notes_after_the_named_one_count_for_their_own_point(desk: Desk, note: str) -> None:
    desk.agreement(**FLOWS, reconcile=o.Reconcile.USE_DELIVERY_NOTE)
    desk.post(said("1", at("T12", line(day(5), 100)), at("T31", line(day(5), 40))))
    desk.run()
    desk.today = day(7)
    for number, (point, quantity) in enumerate(
        [("T12", 10), ("T31", 5), ("T12", 20), ("T31", 7)], 1
    ):
        goes(desk, f"N{number}", point, quantity, day(3 + number))
    desk.post(said("2", at("T31", line(day(8), 40), note=note), issued=day(7)))
    desk.run()
    after = {"N1": 12, "N2": 7}[note]
    assert open_at(desk)["T31", day(8)] == 40 - after


def test_a_note_without_a_point_beside_two_points_stops(desk: Desk) -> None:
    desk.agreement(**COUNTS)
    desk.despatched("N0", 10, day(4))
    posted = desk.post(
        said("1", at("T12", line(day(5), 100), cum=0), at("T31", line(day(5), 40), cum=0))
    )
    desk.run()
    assert {desk.state(each) for each in posted.schedules} == {"not_reconciled"}
    codes = {code for each in posted.schedules for code in desk.waits(each)}
    assert "reconcile.without_point" in codes
    desk.undone("N0", day(4))
    for each in posted.schedules:
        desk.act(flow.rerun, each)
    assert open_at(desk) == {("T12", day(5)): 100, ("T31", day(5)): 40}


def test_another_count_for_another_point_in_one_message_is_held(desk: Desk) -> None:
    desk.agreement(**COUNTS)
    message = said("1", at("T12", line(day(5), 100), cum=0), at("T31", line(day(5), 40), cum=5))
    assert desk.post(message).schedules == ()
    assert {entry[2][0] for entry in desk.open_entries()} == {"receive.counts_apart"}


def test_a_count_that_fell_against_another_point_is_held(desk: Desk) -> None:
    desk.agreement(**COUNTS)
    desk.despatched("N1", 100, day(4))
    desk.taken(said("1", at("T12", line(day(5), 100), cum=100)))
    desk.today = day(5)
    lower = said("2", at("T31", line(day(6), 40), cum=40), issued=day(5))
    assert desk.post(lower).schedules == ()
    assert [entry[0] for entry in desk.open_entries()] == ["implausible"]


def test_a_note_is_for_one_point(desk: Desk) -> None:
    desk.agreement(**FLOWS)
    desk.post(said("1", at("T12", line(day(5), 100)), at("T31", line(day(5), 40))))
    desk.run()
    lines = [(row.line, d(1)) for row in desk.rows(tables.lines)]
    with pytest.raises(RuleRefusedError, match="one unloading point"):
        despatch(desk.db, note="N1", on=day(4), lines=lines, by=ANN, now_us=desk.now_us)
    goes(desk, "N1", "T31", 40, day(4))
    (note,) = desk.rows(tables.notes)
    assert note.unloading_point == "T31"
    assert [each.point for each in desk.ledger().notes()] == ["T31"]


@pytest.mark.parametrize("plan", ["T12", ""])
def test_a_call_off_takes_from_the_plan_of_its_point(desk: Desk, plan: str) -> None:
    """Or else from the plan that names none."""
    desk.agreement(**FLOWS)
    desk.taken(said("1", at(plan, line(day(5), 100))))
    desk.taken(call_off("2", at("T12", line(day(5), 60))))
    assert (
        open_at(desk) == {(plan, day(5)): 40, ("T12", day(5)): 60}
        if not plan
        else {("T12", day(5)): 100}
    )
    desk.taken(call_off("3", at("T31", line(day(5), 30))))
    total = sum(open_at(desk).values())
    assert total == (130 if plan else 100)


def test_a_call_off_without_a_point_beside_several_plans_waits(desk: Desk) -> None:
    desk.agreement(**FLOWS)
    desk.post(said("1", at("T12", line(day(5), 100)), at("T31", line(day(5), 40))))
    desk.run()
    schedule = desk.taken(call_off("2", item("P", line(day(5), 10))))
    assert desk.waits(schedule) == ["orders.plan_of_no_point"]


@pytest.mark.parametrize(("first", "then"), [("T12", ""), ("", "T12")])
@pytest.mark.parametrize(
    ("approval", "stops"), [(o.Approval.AUTO, True), (o.Approval.UNCONDITIONAL, False)]
)
def test_a_point_beside_none_is_for_a_person_to_see(
    desk: Desk, approval: o.Approval, stops: bool, first: str, then: str
) -> None:
    """Both would be ordered."""
    desk.agreement(approval=approval, release=o.Release.AUTOMATIC)
    desk.taken(said("1", at(first, line(day(5), 100))))
    schedule = desk.taken(said("2", at(then, line(day(5), 80))))
    assert desk.waits(schedule) == (["step.dock"] if stops else [])
    if stops:
        desk.act(flow.approve, schedule)
    assert open_at(desk) == {(first, day(5)): 100, (then, day(5)): 80}


def test_arrears_of_one_point_are_no_matter_of_another(desk: Desk) -> None:
    desk.agreement(**COUNTS)
    desk.post(said("1", at("T12", line(day(4), 100), cum=0), at("T31", line(day(4), 40), cum=0)))
    desk.run()
    desk.today = day(6)
    desk.post(
        said(
            "2",
            at("T12", line(day(7), 110), cum=0),
            at("T31", line(day(7), 45), cum=0),
            issued=day(6),
        )
    )
    desk.run()
    assert open_at(desk) == {
        ("T12", day(4)): 100,
        ("T12", day(7)): 10,
        ("T31", day(4)): 40,
        ("T31", day(7)): 5,
    }


def test_what_another_point_received_is_no_change_of_this_one(desk: Desk) -> None:
    from tests.central.releases.test_machine import WIDE

    desk.agreement(**COUNTS, tolerance_check=o.ToleranceCheck.AUTOMATIC, tolerance_template=(WIDE,))
    desk.post(said("1", at("T12", line(day(8), 100), cum=0), at("T31", line(day(8), 40), cum=0)))
    desk.run()
    goes(desk, "N1", "T31", 40, day(4))
    desk.today = day(5)
    posted = desk.post(
        said(
            "2",
            at("T12", line(day(8), 100), cum=40),
            at("T31", line(day(9), 1), cum=40),
            issued=day(5),
        )
    )
    desk.run()
    assert desk.state(posted.schedules[0]) == "released"
    seen = desk.db.read(lambda c: compare_view(c, posted.schedules[0]))
    assert seen is not None and seen.tolerance is not None and seen.tolerance.within


def test_an_agreement_may_be_for_some_points_alone(desk: Desk) -> None:
    """Two of one plant are no ambiguity then; a point that none of them knows waits."""
    desk.agreement("A", points=("T12", "T13"), **FLOWS)
    desk.agreement("B", points=("T31",), **FLOWS)
    message = said("1", at("T12", line(day(5), 100)), at("T31", line(day(5), 40)))
    posted = desk.post(message)
    assert [desk.kept(each).agreement for each in posted.schedules] == ["A", "B"]
    assert desk.post(said("2", at("T99", line(day(5), 1)))).schedules == ()
    assert desk.open_entries() == [("unknown_part", "P", ["receive.other_point"])]
    assert desk.post(said("3", at("", line(day(5), 1)))).schedules == ()
    assert desk.open_entries()[1][2] == ["receive.ambiguous"]


def test_an_agreement_for_no_point_in_particular_takes_the_others(desk: Desk) -> None:
    desk.agreement("A", **FLOWS)
    desk.agreement("B", points=("T31",), **FLOWS)
    posted = desk.post(said("1", at("T12", line(day(5), 100)), at("T31", line(day(5), 40))))
    assert [desk.kept(each).agreement for each in posted.schedules] == ["A", "B"]


def test_a_point_that_the_plant_does_not_list_holds_the_part_and_capitals_make_no_other(
    desk: Desk,
) -> None:
    listed = (UnloadingPoint(point="T12"), UnloadingPoint(point="T31", active=False))
    desk.plants(Plant(plant="EMD", points=listed), Plant(plant="HAN"))
    desk.agreement("A", "P", plant="EMD", **FLOWS)
    desk.agreement("H", "Q", plant="HAN", **FLOWS)
    posted = desk.post(said("1", at("t12", line(day(5), 100))))
    assert [desk.kept(each).unloading_point for each in posted.schedules] == ["T12"]
    message = said("2", at("T99", line(day(5), 1)), at("T31", line(day(5), 1)))
    assert desk.post(message).schedules == ()
    (entry, off) = desk.open_entries()
    assert entry == off == ("unknown_part", "P", ["receive.point_not_listed"])
    first = desk.posted(said("3", item("Q", line(day(5), 7), unloading_point="Ramp")))
    second = desk.posted(said("4", item("Q", line(day(5), 8), unloading_point="RAMP")))
    assert desk.kept(first).unloading_point == desk.kept(second).unloading_point == "Ramp"


@pytest.mark.parametrize("point", ["T12", ""])
def test_what_a_plant_that_is_off_asks_for_is_held(desk: Desk, point: str) -> None:
    desk.plants(Plant(plant="EMD", active=False, points=(UnloadingPoint(point="T12"),)))
    desk.agreement("A", "P", plant="EMD", **FLOWS)
    message = said("1", item("P", line(day(5), 100), unloading_point=point))
    assert desk.post(message).schedules == ()
    assert desk.open_entries() == [("unknown_part", "P", ["receive.plant_off"])]


def test_what_is_ordered_goes_on_as_it_is_written_when_its_plant_lists_other_capitals(
    desk: Desk,
) -> None:
    desk.plants(Plant(plant="EMD"))
    desk.agreement("A", plant="EMD", **FLOWS)
    before = desk.posted(said("1", at("t12", line(day(5), 100))))
    desk.plants(Plant(plant="EMD", points=(UnloadingPoint(point="T12"),)))
    after = desk.posted(said("2", at("T12", line(day(5), 90))))
    assert desk.kept(before).unloading_point == desk.kept(after).unloading_point == "t12"


def test_how_a_point_is_spelt_is_read_under_the_keys_of_its_parts(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else two messages that come at once begin two streams, t12 and T12."""
    desk.agreement("A", "P", **FLOWS)
    done: list[str] = []
    for name in ("hold_all", "DeliveryPoints"):
        real = getattr(post, name)

        def told(*given: Any, name: str = name, real: Any = real) -> Any:
            done.append(name)
            return real(*given)

        monkeypatch.setattr(post, name, told)
    desk.taken(said("1", item("P", line(day(8), 100), unloading_point="T12")))
    assert done == ["hold_all", "DeliveryPoints"]
