"""Lines with a time of the day: each is an order line of its own window."""

from __future__ import annotations

import re
from datetime import time
from typing import Any

import pytest
from sqlalchemy import select

from central.agreements.model import options as o
from central.orders import tables
from central.orders.service.despatch import despatch
from central.releases.tables import EXCEPTIONS
from central.words.reasons import RuleRefusedError
from tests.support.central import planner as office
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
SIX, EIGHT, TWO = time(6), time(8), time(14)


def open_lines(desk: Desk) -> dict[tuple[Any, str], Any]:
    return {
        (row.on_day, row.at_time): row.quantity - row.despatched
        for row in desk.rows(tables.lines)
        if row.state in ("open", "picked")
    }


def ids(desk: Desk) -> dict[str, int]:
    return {row.reference or row.at_time: row.line for row in desk.rows(tables.lines)}


def test_two_times_of_a_day_are_two_order_lines(desk: Desk) -> None:
    desk.agreement(**FLOWS)
    desk.taken(
        call_off("1", item("P", line(day(5), 50, at=SIX, to=EIGHT), line(day(5), 70, at=TWO)))
    )
    assert open_lines(desk) == {(day(5), "06:00"): 50, (day(5), "14:00"): 70}
    assert {row.until_time for row in desk.rows(tables.lines)} == {"08:00", ""}
    before = ids(desk)
    desk.taken(call_off("2", item("P", line(day(5), 40, at=SIX), line(day(5), 75, at=TWO))))
    assert open_lines(desk) == {(day(5), "06:00"): 40, (day(5), "14:00"): 75}
    assert ids(desk) == before
    desk.taken(call_off("3", item("P", line(day(5), 75, at=TWO))))
    assert open_lines(desk) == {(day(5), "14:00"): 75}


def test_a_line_without_a_time_is_of_its_day_as_before(desk: Desk) -> None:
    desk.agreement(**FLOWS)
    desk.taken(call_off("1", item("P", line(day(5), 50), line(day(5), 70))))
    assert open_lines(desk) == {(day(5), ""): 120}
    midnight = time(0)
    desk.taken(
        call_off("2", item("P", line(day(5), 60, at=midnight), line(day(6), 5, at=midnight)))
    )
    assert open_lines(desk) == {(day(5), ""): 60, (day(6), ""): 5}


def test_a_picked_window_is_an_exception_and_the_other_is_not(desk: Desk) -> None:
    desk.agreement(**FLOWS)
    desk.taken(call_off("1", item("P", line(day(5), 50, at=SIX), line(day(5), 70, at=TWO))))
    from central.orders.service import lines as orders

    (picked,) = [row.line for row in desk.rows(tables.lines) if row.at_time == "06:00"]
    desk.db.write(lambda c: orders.mark_picked(c, picked, now_us=desk.now_us))
    schedule = desk.taken(
        call_off("2", item("P", line(day(5), 10, at=SIX), line(day(5), 30, at=TWO)))
    )
    assert desk.state(schedule) == "release_exception"
    (excepted,) = desk.rows(EXCEPTIONS)
    assert (excepted.on_day, excepted.at_time) == (day(5), "06:00")
    from central.releases import flow

    desk.act(flow.remove, schedule)
    assert open_lines(desk) == {(day(5), "06:00"): 50, (day(5), "14:00"): 30}


def test_a_reference_is_found_on_another_day_and_in_another_window(desk: Desk) -> None:
    desk.agreement(**FLOWS, references=o.References.USE_REFERENCES)
    desk.taken(
        call_off(
            "1",
            item(
                "P",
                line(day(5), 50, at=SIX, reference="K1"),
                line(day(5), 20, at=SIX, reference="K2"),
            ),
        )
    )
    before = ids(desk)
    desk.today = day(5)
    desk.taken(
        call_off(
            "2",
            item(
                "P",
                line(day(6), 50, at=TWO, reference="K1"),
                line(day(5), 25, at=EIGHT, reference="K2"),
            ),
            issued=day(5),
        )
    )
    assert ids(desk) == before
    assert open_lines(desk) == {(day(6), "14:00"): 50, (day(5), "08:00"): 25}
    desk.today = day(7)  # K1 is overdue by now, and is asked again: it moves
    desk.taken(call_off("3", item("P", line(day(8), 45, at=SIX, reference="K1")), issued=day(7)))
    moved = {row.reference: (row.on_day, row.quantity) for row in desk.rows(tables.lines)}
    assert moved["K1"] == (day(8), 45)
    assert ids(desk) == before


def test_a_picked_reference_of_another_day_is_an_exception(desk: Desk) -> None:
    desk.agreement(**FLOWS, references=o.References.USE_REFERENCES)
    desk.taken(call_off("1", item("P", line(day(5), 50, reference="K1"))))
    desk.pick(day(5))
    schedule = desk.taken(call_off("2", item("P", line(day(6), 50, reference="K1"))))
    assert desk.state(schedule) == "release_exception"
    assert desk.waits(schedule)[0] == "orders.picked_elsewhen"


def test_two_references_of_one_window_are_two_lines(desk: Desk) -> None:
    desk.agreement(**FLOWS, references=o.References.USE_REFERENCES)
    desk.taken(
        call_off("1", item("P", line(day(5), 50, reference="K2"), line(day(5), 20, reference="K3")))
    )
    lines = {row.reference: row.quantity for row in desk.rows(tables.lines)}
    assert lines == {"K2": 50, "K3": 20}
    desk.taken(
        call_off("2", item("P", line(day(5), 50, reference="K2"), line(day(5), 25, reference="K3")))
    )
    lines = {row.reference: row.quantity for row in desk.rows(tables.lines)}
    assert lines == {"K2": 50, "K3": 25}


@pytest.mark.parametrize(("at", "left"), [(SIX, (10, 70)), (TWO, (50, 30)), (None, (10, 70))])
def test_a_call_off_takes_from_its_window_of_the_plan(
    desk: Desk, at: time | None, left: tuple[int, int]
) -> None:
    desk.agreement(**FLOWS)
    desk.taken(said("1", item("P", line(day(5), 50, at=SIX), line(day(5), 70, at=TWO))))
    desk.taken(call_off("2", item("P", line(day(5), 40, at=at))))
    of_plan = {row.at_time: row.quantity for row in desk.rows(tables.lines) if row.kind == "plan"}
    assert (of_plan["06:00"], of_plan["14:00"]) == left


def test_what_is_on_its_way_is_taken_from_the_earliest_window(desk: Desk) -> None:
    desk.agreement(**FLOWS, reconcile=o.Reconcile.USE_CUMULATIVE_QUANTITY)
    desk.despatched("N1", 60, day(4))
    desk.taken(said("1", item("P", line(day(5), 70, at=TWO), line(day(5), 50, at=SIX), cum=0)))
    assert open_lines(desk) == {(day(5), "14:00"): 60}


def test_a_window_out_of_tolerance_puts_the_schedule_out(desk: Desk) -> None:
    from tests.central.releases.test_machine import WIDE

    desk.agreement(**FLOWS, tolerance_check=o.ToleranceCheck.AUTOMATIC, tolerance_template=(WIDE,))
    desk.taken(call_off("1", item("P", line(day(5), 50, at=SIX), line(day(5), 70, at=TWO))))
    schedule = desk.taken(
        call_off("2", item("P", line(day(5), 10, at=SIX), line(day(5), 110, at=TWO)))
    )
    assert desk.state(schedule) == "out_of_tolerance"
    (_, out, *_) = desk.kept(schedule).waits
    assert "2026-05-05 06:00" in out.text


def test_forecasts_keep_their_windows(desk: Desk) -> None:
    desk.agreement(**FLOWS)
    desk.taken(
        said("1", item("P", line(day(5), 50, FORECAST, at=SIX), line(day(5), 70, FORECAST, at=TWO)))
    )
    desk.taken(call_off("2", item("P", line(day(5), 20, at=TWO))))
    rows = {
        row.at_time: (row.quantity, row.called_off)
        for row in desk.rows(tables.forecasts)
        if row.active
    }
    assert rows == {"06:00": (50, 0), "14:00": (70, 20)}


def test_more_than_a_window_has_open_does_not_go_on_a_note(desk: Desk) -> None:
    desk.agreement(**FLOWS)
    desk.taken(call_off("1", item("P", line(day(5), 50, at=SIX), line(day(5), 70, at=TWO))))
    (six,) = [row.line for row in desk.rows(tables.lines) if row.at_time == "06:00"]
    with pytest.raises(RuleRefusedError):
        despatch(desk.db, note="N1", on=day(4), lines=[(six, d(51))], by=ANN, now_us=desk.now_us)
    despatch(desk.db, note="N1", on=day(4), lines=[(six, d(50))], by=ANN, now_us=desk.now_us)
    assert open_lines(desk) == {(day(5), "14:00"): 70}


def test_a_file_with_points_and_times_goes_the_whole_way(customers: Any) -> None:
    """An 862: one part for two docks, at two times for one of them."""
    on = office.day(5)
    lines = [
        ["REF*DK*T12", f"FST*50*C*D*{on:%Y%m%d}**002*0600", f"FST*70*C*D*{on:%Y%m%d}**002*1400"],
        ["LIN*2*BP*" + office.PART, "UIT*EA", "REF*DK*T31", f"FST*40*C*D*{on:%Y%m%d}**002*0600"],
    ]
    said = office.call_off("C1", {}).decode().split("~")
    place = said.index("UIT*EA") + 1
    whole = [*said[:place], *lines[0], *lines[1], *said[place:]]
    count = whole.index("GE*1*1") - whole.index("ST*862*0001")
    message = "~".join(whole).replace("CTT*1", "CTT*2")
    customers.takes(re.sub(r"~SE\*\d+\*", f"~SE*{count}*", message).encode())
    found = customers.central.db.read(lambda c: c.execute(select(tables.lines)).all())
    assert {(row.unloading_point, row.at_time, row.quantity) for row in found} == {
        ("T12", "06:00", 50),
        ("T12", "14:00", 70),
        ("T31", "06:00", 40),
    }
    assert {row.on_day for row in found} == {on}
