"""Schedules over order lines of which some is packed or on a note that has not left."""

from __future__ import annotations

from typing import Any

import pytest

from central.despatch.service import notes, units
from central.orders.service.lines import rows_of
from central.words.reasons import RuleRefusedError
from tests.support.central import orders as office
from tests.support.central.counting import BY_ITSELF
from tests.support.central.despatch import do, line_of
from tests.support.central.releases_desk import d, day, item, line, said


def packed(desk: Any) -> int:
    """A line of 100 with 20 in a unit."""
    desk.agreement(**BY_ITSELF)
    desk.taken(said("1", item("P", line(day(5), 100))))
    (row,) = office.lines(desk.db)
    do(desk.db, lambda work: units.pack(work, units.Packing(unit="U1", lines={row.line: d(20)})))
    return int(row.line)


@pytest.mark.parametrize("quantity", [130, 90, 20])
def test_a_line_that_is_packed_in_part_follows_the_schedule(desk: Any, quantity: int) -> None:
    of = packed(desk)
    schedule = desk.taken(said("2", item("P", line(day(5), quantity))))
    assert desk.state(schedule) == "released"
    assert [(row.line, row.quantity) for row in office.lines(desk.db)] == [(of, quantity)]
    assert line_of(desk.db, of) == ("open", 0, 20)


@pytest.mark.parametrize("quantity", [19, 0])
def test_less_than_awaits_departure_waits_for_a_person_and_the_reason_says_so(
    desk: Any, quantity: int
) -> None:
    of = packed(desk)
    schedule = desk.taken(said("2", item("P", line(day(5), quantity), line(day(6), 1))))
    assert desk.state(schedule) == "release_exception"
    assert "orders.awaits_departure" in desk.waits(schedule)
    (row,) = desk.db.read(lambda c: list(rows_of(c, [of])))
    assert (row.quantity, row.awaiting) == (100, 20)


def test_what_left_of_it_meanwhile_is_no_longer_open(desk: Any) -> None:
    of = packed(desk)
    wanted = notes.Draft(note="N1", on=day(1), units=["U1"])
    do(desk.db, lambda work: notes.draft(work, wanted))
    schedule = desk.taken(said("2", item("P", line(day(5), 30))))
    assert desk.state(schedule) == "released"
    (row,) = desk.db.read(lambda c: list(rows_of(c, [of])))
    assert (row.quantity, row.despatched, row.awaiting) == (30, 0, 20)


@pytest.mark.parametrize("wanted", [{"rewrite": ((0, d(19)),)}, {"take_out": (0,)}])
def test_what_is_packed_between_the_plan_and_its_writing_stays(
    desk: Any, wanted: dict[str, Any]
) -> None:
    of = packed(desk)
    plan = office.plan(
        rewrite=tuple((str(of), q) for _, q in wanted.get("rewrite", ())),
        take_out=tuple(str(of) for _ in wanted.get("take_out", ())),
    )
    with pytest.raises(RuleRefusedError, match="20 await departure"):
        office.write(desk.db, plan, schedule=9)
    assert line_of(desk.db, of) == ("open", 0, 20)
