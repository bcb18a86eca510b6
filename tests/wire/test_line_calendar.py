"""When a line is planned to run: over breaks, nights, weekends, planned stops and clock changes."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from wire.ids import FeedId, NodeId
from wire.line_calendar import LineCalendar, calendar_of
from wire.masters import FeedRules, Masters, PlannedStop, Shift
from wire.masters_faults import faults_of

BERLIN = ZoneInfo("Europe/Berlin")
L1 = FeedId("L1")
WEEK = ("mon", "tue", "wed", "thu", "fri")
EARLY = {
    "shift": "early",
    "feeds": (L1,),
    "days": WEEK,
    "begins": "06:00",
    "ends": "14:00",
    "breaks": ("09:00-09:15", "12:00-12:30"),
}
LATE = {"shift": "late", "feeds": (L1,), "days": WEEK, "begins": "14:00", "ends": "22:00"}
NIGHT = {"shift": "night", "feeds": (L1,), "days": WEEK, "begins": "22:00", "ends": "06:00"}
HOLIDAY = PlannedStop(
    stop="holiday", feeds=(L1,), begins="2026-03-03T00:00", ends="2026-03-04T00:00"
)


def us(text: str, fold: int = 0) -> int:
    """Of a time in Berlin."""
    at = datetime.fromisoformat(text).replace(tzinfo=BERLIN, fold=fold)
    return round(at.timestamp()) * 1_000_000


def masters(*shifts: dict[str, object], stops: tuple[PlannedStop, ...] = (), **rules) -> Masters:
    return Masters(
        cell=NodeId("cell-a"),
        version=1,
        feeds=(FeedRules(**{"feed": L1, "takt_s": 60, "zone": "Europe/Berlin", **rules}),),
        shifts=tuple(Shift(**shift) for shift in shifts),
        planned_stops=stops,
    )


def calendar(*shifts: dict[str, object], stops: tuple[PlannedStop, ...] = ()) -> LineCalendar:
    made = masters(*shifts, stops=stops)
    return calendar_of(made, made.feeds[0])


@pytest.mark.parametrize(
    ("at", "runs"),
    [
        ("2026-03-02T05:59", False),  # a Monday, before the shift
        ("2026-03-02T06:00", True),
        ("2026-03-02T09:00", False),  # break
        ("2026-03-02T09:15", True),
        ("2026-03-02T14:00", False),
        ("2026-03-03T10:00", False),  # planned stop
        ("2026-03-07T10:00", False),  # Saturday
    ],
)
def test_a_line_runs_inside_its_shift_without_breaks_and_stops(at: str, runs: bool) -> None:
    assert calendar(EARLY, stops=(HOLIDAY,)).is_planned(us(at)) is runs


@pytest.mark.parametrize(
    ("at", "vehicles", "comes"),
    [
        ("2026-03-02T08:00", 10, "2026-03-02T08:10"),
        ("2026-03-02T08:58", 4, "2026-03-02T09:17"),  # over a break
        ("2026-03-02T13:58", 4, "2026-03-03T06:02"),  # over the night
        ("2026-03-06T13:58", 4, "2026-03-09T06:02"),  # over the weekend
        ("2026-03-02T09:05", 1, "2026-03-02T09:16"),  # from within a break
        ("2026-03-03T06:02", -4, "2026-03-02T13:58"),
        ("2026-03-02T09:17", -4, "2026-03-02T08:58"),
        ("2026-03-02T08:00", 0, "2026-03-02T08:00"),
    ],
)
def test_the_next_vehicles_come_when_the_line_runs(at: str, vehicles: int, comes: str) -> None:
    assert calendar(EARLY).after(us(at), vehicles) == us(comes)


def test_a_planned_stop_is_passed_over() -> None:
    told = calendar(EARLY, stops=(HOLIDAY,))
    assert told.after(us("2026-03-02T13:58"), 4) == us("2026-03-04T06:02")


def test_each_shift_has_its_takt() -> None:
    told = calendar(EARLY, {**LATE, "takt_s": 90})
    assert told.after(us("2026-03-02T13:59"), 3) == us("2026-03-02T14:03")
    assert told.takt_at(us("2026-03-02T13:59")) == 60
    assert told.takt_at(us("2026-03-02T14:00")) == 90


def test_a_night_shift_is_as_long_as_the_clocks_make_it() -> None:
    told = calendar({**NIGHT, "days": ("sat",)})
    spring = told.working_s(us("2026-03-28T12:00"), us("2026-03-29T12:00"))
    autumn = told.working_s(us("2026-10-24T12:00"), us("2026-10-25T12:00"))
    usual = told.working_s(us("2026-03-07T12:00"), us("2026-03-08T12:00"))
    assert (spring, usual, autumn) == (7 * 3600, 8 * 3600, 9 * 3600)


def test_a_break_lasts_what_it_says_where_the_clocks_change() -> None:
    told = calendar({**NIGHT, "days": ("sat",), "breaks": ("02:30-03:00",)})
    assert told.working_s(us("2026-10-24T12:00"), us("2026-10-25T12:00")) == 8.5 * 3600
    assert told.working_s(us("2026-03-07T12:00"), us("2026-03-08T12:00")) == 7.5 * 3600


def test_working_time_leaves_out_what_is_not_worked() -> None:
    told = calendar(EARLY)
    assert told.working_s(us("2026-03-02T08:00"), us("2026-03-02T10:00")) == 105 * 60
    assert told.working_s(us("2026-03-02T10:00"), us("2026-03-02T08:00")) == -105 * 60
    assert told.working_s(us("2026-03-06T13:00"), us("2026-03-09T07:00")) == 2 * 3600
    assert told.takts(us("2026-03-06T13:00"), us("2026-03-09T07:00")) == 120


def test_without_shifts_a_line_runs_always() -> None:
    told = calendar()
    at = us("2026-03-07T10:00")
    assert told.is_planned(at)
    assert told.after(at, 100) == at + 6_000_000_000
    assert told.after(at, -3) == at - 180_000_000
    assert told.working_s(at, at + 5_000_000) == 5
    assert told.takts(at, at + 90_000_000) == 1.5


def test_a_planned_stop_counts_without_shifts_too() -> None:
    told = calendar(stops=(HOLIDAY,))
    assert told.after(us("2026-03-02T23:58"), 4) == us("2026-03-04T00:02")
    assert not told.is_planned(us("2026-03-03T12:00"))


def test_a_line_that_never_runs_ends_no_program() -> None:
    stop = PlannedStop(stop="x", feeds=(L1,), begins="2026-01-01T00:00", ends="2099-01-01T00:00")
    told = calendar(EARLY, stops=(stop,))
    assert told.after(us("2026-03-02T08:00"), 1) > us("2027-03-02T08:00")
    assert told.working_s(us("2026-03-02T08:00"), us("2026-03-03T08:00")) == 0


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (masters(EARLY, zone="Europe/Bärlin".replace("ä", "a")), "zone 'Europe/Barlin' is none"),
        (masters({**EARLY, "feeds": ("L9",)}), "names the feed 'L9'"),
        (masters({**EARLY, "feeds": ()}), "names no feed"),
        (masters({**EARLY, "days": ()}), "has no day"),
        (masters({**EARLY, "breaks": ("14:00-14:15",)}), "break 14:00-14:15 is not inside"),
        (masters({**EARLY, "breaks": ("09:15-09:00",)}), "break 09:15-09:00 is not inside"),
        (
            masters({**EARLY, "breaks": ("06:00-14:00",)}),
            "shift 'early': its breaks take 480 of its 480 minutes; leave time to work",
        ),
        (
            masters({**EARLY, "breaks": ("06:00-10:00", "10:00-14:00")}),
            "its breaks take 480 of its 480 minutes",
        ),
        (masters({**EARLY, "breaks": ("06:00-06:00",)}), "break 06:00-06:00 is not inside"),
        (
            masters({**EARLY, "ends": "06:00", "breaks": ("06:00-06:00",)}),
            "its breaks take 1440 of its 1440 minutes",
        ),
        (
            masters({**EARLY, "breaks": ("11:00-11:30", "09:00-09:15", "09:10-09:20")}),
            "shift 'early': breaks 09:00-09:15 and 09:10-09:20 are at the same time; mend one",
        ),
        (
            masters({**EARLY, "breaks": ("09:00-10:00", "09:10-09:20", "09:30-09:40")}),
            "breaks 09:00-10:00 and 09:30-09:40 are at the same time",
        ),
        (
            masters({**EARLY, "breaks": ("09:00-09:15", "09:00-09:15")}),
            "breaks 09:00-09:15 and 09:00-09:15 are at the same time",
        ),
        (
            masters({**NIGHT, "breaks": ("00:10-00:30", "23:50-00:15")}),
            "breaks 23:50-00:15 and 00:10-00:30 are at the same time",
        ),
        (masters({**EARLY, "days": ("mon", "mon")}), "shift 'early' names the day mon 2 times"),
        (masters({**EARLY, "feeds": (L1, L1)}), "shift 'early' names the feed 'L1' 2 times"),
        (masters(EARLY, {**LATE, "begins": "13:59"}), "'early' and 'late' are at the same time"),
        (masters({**NIGHT, "days": ("sun",)}, {**EARLY, "begins": "05:00"}), "at the same time"),
        (masters(EARLY, EARLY), "shift 'early' appears 2 times"),
        (
            masters(stops=(PlannedStop(stop="x", feeds=(L1,), begins="2026-03-04T00:00",
                                       ends="2026-03-03T00:00"),)),
            "not after 2026-03-04T00:00",
        ),
        (
            masters(stops=(PlannedStop(stop="x", feeds=(L1,), begins="2026-02-30T00:00",
                                       ends="2026-03-03T00:00"),)),
            "is no time",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_a_calendar_is_refused(made: Masters, words: str) -> None:
    assert any(words in fault for fault in faults_of(made)), faults_of(made)


def test_breaks_that_touch_are_in_order() -> None:
    breaks = ("09:15-09:30", "09:00-09:15", "06:00-06:05", "13:50-14:00")
    assert faults_of(masters({**EARLY, "breaks": breaks})) == []


def test_three_shifts_round_the_clock_are_in_order() -> None:
    assert faults_of(masters(EARLY, LATE, {**NIGHT, "breaks": ("02:00-02:30",)})) == []
