"""Due times, cover, risk and silence by the calendar of the line and by its own word."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
import pytest

from edge.cell.inputs import HeadArrived
from edge.cell.late_risk import forecasts
from edge.cell.masters import compile_masters
from edge.cell.racks import oldest_first
from edge.cell.silence import silent_feeds
from edge.cell.slot_times import cell_cover_minutes, cover_minutes, rack_due_us, slot_times
from tests.support.cell.world import FEED, MIRROR, World, masters
from wire.masters import Masters, Shift
from wire.sync import Head

BERLIN = ZoneInfo("Europe/Berlin")
MINUTE_US = 60_000_000


def us(text: str) -> int:
    at = datetime.fromisoformat(text).replace(tzinfo=BERLIN)
    return round(at.timestamp()) * 1_000_000


def planned(**rules: object) -> Masters:
    """Monday to Friday 06:00 to 22:00, a break at noon, a vehicle a minute."""
    shift = Shift(
        shift="day",
        feeds=(FEED,),
        days=("mon", "tue", "wed", "thu", "fri"),
        begins="06:00",
        ends="22:00",
        breaks=("12:00-12:30",),
    )
    made = masters(zone="Europe/Berlin", takt_s=60, **rules)
    return msgspec.structs.replace(made, shifts=(shift,))


def world(at: str, **rules: object) -> World:
    """Number 1 was called at that time; its mirror is fitted 100 vehicles later."""
    made = World(compiled=compile_masters(planned(**rules)), now_us=us(at))
    made.line(1, 1)
    return made


def head(world: World, *, running: bool, at: str) -> None:
    world.now_us = us(at)
    said = Head(feed=FEED, position=0, at_us=world.now_us, line_running=running)
    world.do(HeadArrived(head=said))


def passes(world: World, now: str = "") -> int:
    rack = oldest_first(world.state)[0]
    times = slot_times(world.state, world.compiled, rack, 1, us(now) if now else 0)
    assert times is not None
    return times.passes_us


@pytest.mark.parametrize(
    ("called", "fitted"),
    [
        ("2026-03-02T08:00", "2026-03-02T09:40"),
        ("2026-03-02T11:00", "2026-03-02T13:10"),  # over the break
        ("2026-03-02T21:00", "2026-03-03T06:40"),  # over the night
        ("2026-03-06T21:00", "2026-03-09T06:40"),  # over the weekend
        ("2026-03-27T21:00", "2026-03-30T06:40"),  # over the change to summer time
    ],
)
def test_a_rack_is_due_by_the_calendar(called: str, fitted: str) -> None:
    made = world(called)
    rack = oldest_first(made.state)[0]
    assert passes(made) == us(fitted)
    assert rack_due_us(made.state, made.compiled, rack) == us(fitted) - 900_000_000


def test_cover_is_the_time_until_the_line_runs_out_over_breaks_and_nights() -> None:
    made = world("2026-03-02T11:50")

    def cover(at: str) -> float | None:
        return cover_minutes(made.state, made.compiled, MIRROR, us(at))

    assert cover("2026-03-02T11:50") == 130
    assert cover("2026-03-02T12:00") == 120
    assert cover("2026-03-02T12:29") == 91
    assert cover("2026-03-02T12:40") == 80
    made = world("2026-03-02T21:50")
    assert cover("2026-03-02T22:00") == 8 * 60 + 90
    assert cover("2026-03-03T05:59") == 91
    made = world("2026-03-06T21:50")
    assert cover("2026-03-06T22:00") == (24 + 24 + 8) * 60 + 90


@pytest.mark.parametrize(
    ("night", "hours"), [("2026-03-27", 55), ("2026-10-23", 57)], ids=["an hour less", "more"]
)
def test_cover_over_the_weekend_in_which_the_clocks_change(night: str, hours: int) -> None:
    made = world(f"{night}T21:50")
    found = cover_minutes(made.state, made.compiled, MIRROR, us(f"{night}T22:00"))
    assert found == hours * 60 + 90


def test_cover_of_ten_vehicles_with_a_break_of_a_quarter_of_an_hour_after_four_minutes() -> None:
    shift = Shift(
        shift="day",
        feeds=(FEED,),
        days=("mon",),
        begins="06:00",
        ends="22:00",
        breaks=("09:00-09:15",),
    )
    plan = msgspec.structs.replace(planned(), shifts=(shift,))
    fits = tuple(msgspec.structs.replace(fit, offset_vehicles=10) for fit in plan.fits)
    compiled = compile_masters(msgspec.structs.replace(plan, fits=fits))
    made = World(compiled=compiled, now_us=us("2026-03-02T08:56"))
    made.line(1, 1)
    found = cover_minutes(made.state, made.compiled, MIRROR, us("2026-03-02T08:56"))
    assert found == 25


def test_nothing_counts_down_while_the_line_says_that_it_stands() -> None:
    made = world("2026-03-02T08:00")
    head(made, running=False, at="2026-03-02T08:10")
    rack = oldest_first(made.state)[0]

    def cover(at: str) -> float | None:
        return cell_cover_minutes(made.state, made.compiled, us(at))

    def due(at: str) -> int | None:
        return rack_due_us(made.state, made.compiled, rack, us(at))

    assert cover("2026-03-02T08:10") == cover("2026-03-02T09:50") == 90
    assert due("2026-03-02T08:10") == us("2026-03-02T09:25")
    assert due("2026-03-02T09:50") == us("2026-03-02T11:05")
    risk = forecasts(made.state, made.compiled, us("2026-03-02T09:50"))[0]
    assert risk.due_us == us("2026-03-02T11:05")
    head(made, running=True, at="2026-03-02T08:40")
    assert due("2026-03-02T09:50") == us("2026-03-02T09:55")
    assert passes(made) == us("2026-03-02T10:10")


def test_a_stop_inside_a_break_costs_nothing() -> None:
    made = world("2026-03-02T11:50")
    head(made, running=False, at="2026-03-02T12:05")
    head(made, running=True, at="2026-03-02T12:25")
    assert passes(made) == us("2026-03-02T14:00")


def test_the_line_says_it_once() -> None:
    made = world("2026-03-02T08:00")
    before = len(made.facts)
    head(made, running=True, at="2026-03-02T08:01")
    head(made, running=False, at="2026-03-02T08:02")
    head(made, running=False, at="2026-03-02T08:03")
    assert len(made.facts) == before + 1


def silent(made: World, at: str, listened: str = "2026-03-01T00:00") -> list[str]:
    found = silent_feeds(made.state, made.compiled, {FEED}, us(listened), us(at))
    return list(found)


def test_cover_never_rises_because_the_line_stops_and_starts() -> None:
    """The last vehicle passed two and a half takts before the stop: so far the line has moved."""
    made = world("2026-03-02T08:00")

    def cover(at: str) -> float | None:
        return cell_cover_minutes(made.state, made.compiled, us(at))

    assert cover("2026-03-02T08:02:30") == 97.5
    head(made, running=False, at="2026-03-02T08:02:30")
    assert cover("2026-03-02T08:02:30") == cover("2026-03-02T08:09") == 97.5
    head(made, running=True, at="2026-03-02T08:10")
    assert cover("2026-03-02T08:10") == 97.5
    assert cover("2026-03-02T08:11") == 96.5


@pytest.mark.parametrize(
    ("called", "at", "alarms"),
    [
        ("2026-03-02T08:00", "2026-03-02T08:10", 0),
        ("2026-03-02T08:00", "2026-03-02T08:11", 1),
        ("2026-03-02T11:55", "2026-03-02T12:34", 0),  # five minutes before the break, four after
        ("2026-03-02T11:55", "2026-03-02T12:36", 1),
        ("2026-03-06T21:58", "2026-03-09T06:05", 0),  # the weekend is no silence
        ("2026-03-06T21:58", "2026-03-09T06:09", 1),
    ],
)
def test_silence_is_judged_by_working_time(called: str, at: str, alarms: int) -> None:
    assert len(silent(world(called), at)) == alarms


def test_silence_is_as_long_as_the_masters_say() -> None:
    assert silent(world("2026-03-02T08:00", silence_takts=3), "2026-03-02T08:04")
    assert not silent(world("2026-03-02T08:00", silence_takts=0), "2026-03-02T20:00")


def test_a_line_that_stands_is_not_silent_and_one_that_runs_again_gets_its_time() -> None:
    made = world("2026-03-02T08:00")
    head(made, running=False, at="2026-03-02T08:05")
    assert not silent(made, "2026-03-02T11:00")
    head(made, running=True, at="2026-03-02T11:00")
    assert not silent(made, "2026-03-02T11:10")
    assert silent(made, "2026-03-02T11:11")


def test_a_telegram_ends_the_silence() -> None:
    made = world("2026-03-02T08:00")
    (text,) = silent(made, "2026-03-02T08:20")
    assert "feed L1 said nothing for 20 min, in which 20 vehicles should have come" in text
    made.now_us = us("2026-03-02T08:20")
    made.line(2, 2)
    assert not silent(made, "2026-03-02T08:21")


def test_a_feed_that_was_never_heard_is_silent_since_the_cell_listens() -> None:
    made = World(compiled=compile_masters(planned()), now_us=us("2026-03-02T08:00"))
    assert not silent(made, "2026-03-02T08:10", listened="2026-03-02T08:00")
    assert silent(made, "2026-03-02T08:11", listened="2026-03-02T08:00")
