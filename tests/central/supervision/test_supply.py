from __future__ import annotations

from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from central.supervision.supply import NOT_YET, Scale, Supply
from wire.line_calendar import LineCalendar
from wire.line_progress import LineProgress
from wire.masters import Shift


def supply(**given: object) -> Supply:
    known = {
        "node": "a",
        "rack_family": "M",
        "began": 1,
        "received": 100,
        "fitted": None,
        "picked": 98,
        "racked": 96,
        "shipped": 90,
        "offset_vehicles": 40,
        "lead_s": 600,
        "takt_s": 60,
        "line": LineProgress(calendar=LineCalendar(takt_s=60, zone=ZoneInfo("UTC")), now_us=0),
    }
    return Supply(**{**known, **given})


def test_cover_is_finished_racks_that_the_line_has_not_used():
    assert supply().consumed == 60
    assert (supply().cover_s, supply().cover_out_s) == (36 * 60, 30 * 60)
    assert supply().horizon_s == 40 * 60
    assert supply(fitted=90).cover_s == 6 * 60
    assert supply(racked=50).cover_s == 0


BREAK = Shift(
    shift="day", feeds=("L1",), days=("mon",), begins="06:00", ends="22:00", breaks=("09:00-09:15",)
)
"""Of Monday, 2 March 2026."""
AT_0856_US = 1_772_441_760_000_000
MINUTE_US = 60_000_000


def by_plan(**said: object) -> LineProgress:
    calendar = LineCalendar(takt_s=60, zone=ZoneInfo("UTC"), shifts=(BREAK,))
    return LineProgress(**{"calendar": calendar, "now_us": AT_0856_US, **said})


def test_cover_of_ten_vehicles_over_a_break_of_a_quarter_of_an_hour():
    ten = {"racked": 70, "shipped": 70}
    assert supply(**ten, line=by_plan()).cover_s == 25 * 60
    assert supply(**ten, line=by_plan()).time_left_s(70) == 15 * 60
    in_the_break = by_plan(now_us=AT_0856_US + 10 * MINUTE_US)
    assert supply(**ten, line=in_the_break, passed_us=AT_0856_US).cover_s == 15 * 60
    assert supply(**ten, line=in_the_break).cover_s == (9 + 10) * 60


def test_cover_counts_down_while_nothing_is_heard_and_stands_with_the_line():
    ten, later = {"racked": 70, "shipped": 70}, AT_0856_US + 3 * MINUTE_US
    assert supply(**ten, line=by_plan(now_us=later), passed_us=AT_0856_US).cover_s == 22 * 60
    stands = by_plan(now_us=later, standing_since_us=AT_0856_US)
    assert supply(**ten, line=stands, passed_us=AT_0856_US).cover_s == 25 * 60


def test_before_the_first_rack_the_cover_is_the_way_of_the_first_vehicle_to_the_line():
    early = supply(began=81, received=100, picked=None, racked=None, shipped=None)
    assert (early.consumed, early.cover_s, early.cover_out_s) == (None, 20 * 60, None)
    assert supply(began=11, racked=None).cover_s == 0
    assert supply(began=None, received=None, racked=None).cover_s is None


def test_a_place_that_is_not_reached_is_a_dash():
    assert supply().number(None) == NOT_YET
    assert supply(began=61).consumed is None
    assert supply().number(supply().consumed) == "0061"


def test_ahead_counts_vehicles_beyond_what_must_be_on_its_way():
    assert supply().ahead == 26
    assert supply(racked=65).ahead == -5


def test_time_left_ends_when_the_rack_must_leave():
    assert supply().time_left_s(71) == 60
    assert supply().time_left_s(69) == -60


def test_numbers_of_the_next_epoch_come_after_those_before_the_wrap():
    scale = Scale(first=1, last=9999)
    assert scale.place(1, 1) - scale.place(0, 9999) == 1


def test_a_run_that_was_restarted_ends_where_it_ended():
    scale = Scale(first=1, last=9999, ends={4: 300, 5: 20})
    assert scale.place(5, 1) - scale.place(4, 300) == 1
    assert scale.place(7, 1) - scale.place(6, 9999) == 1
    assert scale.number(scale.place(5, 10) - 15) == 295


@given(
    st.dictionaries(st.integers(0, 9), st.integers(1, 9999)),
    st.integers(0, 9),
    st.integers(1, 9999),
)
def test_a_place_leads_back_to_its_number(ends, epoch, number):
    scale = Scale(first=1, last=9999, ends={**ends, epoch: max(number, ends.get(epoch, 0))})
    assert scale.number(scale.place(epoch, number)) == number
