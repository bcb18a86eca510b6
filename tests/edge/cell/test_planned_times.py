"""The time at which the maker plans a vehicle to pass is when its slot is due."""

from __future__ import annotations

import msgspec
import pytest

from edge.cell.exceptions import exceptions
from edge.cell.late_risk import forecasts
from edge.cell.masters import MastersError, compile_masters
from edge.cell.slot_times import cover_minutes, rack_due_us, slot_times
from edge.cell.tours import pickable
from edge.planning.problem import DAY_MS, problem_of
from tests.edge.cell.test_line_calendar import MINUTE_US, head, planned, us
from tests.support.cell.world import LEFT, MIRROR, SEAT, World, telegram
from wire.ids import PointOfFit
from wire.telegram import Status

CALLED = "2026-03-02 08:00"
MIRRORS = "MIRROR-1-0001"


def world(**rules: object) -> World:
    return World(compiled=compile_masters(planned(**rules)), now_us=us(CALLED))


def passes(made: World, name: str, number: int, now: str = CALLED) -> int:
    times = slot_times(made.state, made.compiled, made.rack(name), number, us(now))
    assert times is not None
    return times.passes_us


def told(made: World) -> list[str]:
    views = exceptions(made.state, made.now_us)
    return [view.text for view in views if view.kind == "planned_time"]


def test_a_slot_is_due_by_the_planned_time_less_transport_and_safety() -> None:
    made = world()
    made.hear(telegram(1, planned_us=us("2026-03-02 11:30")))
    assert passes(made, MIRRORS, 1) == us("2026-03-02 11:30")
    due = rack_due_us(made.state, made.compiled, made.rack(MIRRORS), made.now_us)
    assert due == us("2026-03-02 11:30") - 15 * MINUTE_US
    assert told(made) == []


def test_cover_late_risk_and_plan_go_by_it() -> None:
    made = world()
    made.hear(telegram(1, planned_us=us("2026-03-02 08:50")))
    made.start()
    assert cover_minutes(made.state, made.compiled, MIRROR, us(CALLED)) == 50
    due_us = us("2026-03-02 08:35")
    assert forecasts(made.state, made.compiled, made.now_us)[0].due_us == due_us
    problem = problem_of(
        made.state,
        made.compiled,
        pickable(made.state),
        {LEFT: us(CALLED)},
        horizon=10,
        now_us=us(CALLED),
    )
    assert problem.vehicles[0].due_ms == DAY_MS + 35 * 60_000


def test_a_rack_is_due_with_whichever_of_its_vehicles_is_planned_first() -> None:
    made = world()
    made.hear(
        telegram(1, planned_us=us("2026-03-02 11:00")),
        telegram(2, planned_us=us("2026-03-02 10:00")),
    )
    due = rack_due_us(made.state, made.compiled, made.rack(MIRRORS), made.now_us)
    assert due == us("2026-03-02 10:00") - 15 * MINUTE_US


def test_a_line_that_stands_moves_what_is_planned() -> None:
    made = world()
    made.hear(telegram(1, planned_us=us("2026-03-02 11:00")))
    head(made, running=False, at="2026-03-02 09:00")
    head(made, running=True, at="2026-03-02 09:20")
    assert passes(made, MIRRORS, 1, "2026-03-02 09:30") == us("2026-03-02 11:20")


def test_the_time_may_be_of_one_point_of_fit_and_moves_with_the_others() -> None:
    made = world(planned_at=PointOfFit("F1"))
    made.hear(telegram(1, planned_us=us("2026-03-02 09:00")))
    fits = made.compiled.fits
    apart = fits["F2"].offset_vehicles - fits["F1"].offset_vehicles
    assert passes(made, MIRRORS, 1) == us("2026-03-02 09:00")
    assert passes(made, "SEAT-1-0001", 1) == us("2026-03-02 09:00") + apart * MINUTE_US
    assert cover_minutes(made.state, made.compiled, SEAT, us(CALLED)) == 60 + apart


def test_masters_may_not_name_a_point_of_fit_that_is_not_there() -> None:
    with pytest.raises(MastersError, match="planned_at"):
        compile_masters(planned(planned_at=PointOfFit("F9")))


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-03-02 07:59", "planned for 2026-03-02 07:59 Europe/Berlin, before it came"),
        ("2027-03-02 08:00", "planned for 2027-03-02 08:00 Europe/Berlin, more than 60 days"),
    ],
)
def test_a_time_that_cannot_be_holds_nothing_and_is_told(at: str, words: str) -> None:
    made = world()
    made.hear(telegram(1))
    before = passes(made, MIRRORS, 1)
    made.hear(telegram(1, planned_us=us(at)), telegram(1, planned_us=us(at)))
    assert passes(made, MIRRORS, 1) == before
    assert made.states(MIRRORS)[0] == "open"
    (text,) = told(made)
    assert text.startswith(f"call C0001: {words}"), text


def test_a_telegram_that_was_on_its_way_is_judged_by_when_it_was_received() -> None:
    made = world()
    made.now_us = us("2026-03-02 12:40")
    received_us, planned_us = us(CALLED), us("2026-03-02 11:00")
    made.hear(telegram(1, planned_us=planned_us, received_us=received_us))
    assert passes(made, MIRRORS, 1) == planned_us
    assert told(made) == []


def test_the_last_word_on_a_vehicle_says_when_and_may_say_nothing() -> None:
    made = world()
    made.hear(telegram(1, planned_us=us("2026-03-02 11:00"), transmission=1))
    made.hear(telegram(1, transmission=2))
    assert passes(made, MIRRORS, 1) == us("2026-03-02 09:40")
    made.hear(telegram(1, planned_us=us("2026-03-02 10:00"), transmission=3))
    made.hear(telegram(1, status=Status.FITTED, planned_us=1, transmission=4))
    assert passes(made, MIRRORS, 1) == us("2026-03-02 10:00")
    assert told(made) == []


def test_a_time_is_told_by_the_zone_that_the_telegram_names() -> None:
    made = world()
    made.hear(telegram(1, planned_us=us("2026-03-02 07:00"), event_zone="Asia/Tokyo"))
    assert told(made)[0].startswith("call C0001: planned for 2026-03-02 15:00 Asia/Tokyo, before")


def test_a_vehicle_of_an_older_checkpoint_has_no_planned_time() -> None:
    made = world()
    made.hear(telegram(1))
    vehicle = made.feed.vehicles["C0001"]  # type: ignore[index]
    kept = msgspec.to_builtins(vehicle)
    del kept["planned_us"]
    assert msgspec.convert(kept, type(vehicle)).planned_us is None
