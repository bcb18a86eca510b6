from __future__ import annotations

import math
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.supervision.rules import (
    CAPITAL_PER_FONT,
    NOT_YET,
    RANKS,
    Scale,
    Supply,
    Trouble,
    letters,
    ranked,
)
from central.web.csv_text import csv_cell
from central.web.frame import age_text, languages, path, raw_text, words
from central.web.reasons import RULES_OWN
from central.web.session import local
from wire.events import PersonNeeded
from wire.line_calendar import LineCalendar
from wire.line_progress import LineProgress
from wire.masters import Shift


def arc_minutes(font_vw: float, distance_m: float, diagonal_in: float) -> float:
    width_mm = diagonal_in * 25.4 * 16 / math.hypot(16, 9)
    capital_mm = font_vw / 100 * width_mm * CAPITAL_PER_FONT
    return math.degrees(2 * math.atan(capital_mm / 2 / (distance_m * 1000))) * 60


def test_a_55_inch_board_at_10_m_needs_127_px():
    size = letters(10, 55)
    assert round(size.font_vw / 100 * 1920) == 127
    assert size.fits


@given(st.floats(1, 10), st.floats(55, 200))
def test_letters_subtend_20_arc_minutes_where_seven_lines_fit(distance_m, diagonal_in):
    size = letters(distance_m, diagonal_in)
    assert size.fits
    assert arc_minutes(size.font_vw, distance_m, diagonal_in) == pytest.approx(20, rel=1e-3)
    assert arc_minutes(size.label_vw, distance_m, diagonal_in) == pytest.approx(16, rel=1e-3)


def test_a_board_too_small_says_from_how_far_it_reads():
    size = letters(30, 55)
    assert not size.fits
    assert arc_minutes(size.font_vw, size.legible_m, 55) == pytest.approx(20, rel=1e-3)


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


@pytest.mark.parametrize("language", ["de", "en"])
def test_whatever_a_cell_calls_a_person_for_has_words_and_a_rank(language: str) -> None:
    for kind in PersonNeeded:
        assert words(language)[f"kind.{kind}"]
        assert kind in RANKS


def trouble(kind: str, since_us: int, owner: str = "") -> Trouble:
    return Trouble(kind=kind, subject="s", node="n", text="", since_us=since_us, owner=owner)


def test_the_most_urgent_comes_first_then_what_nobody_owns_then_the_oldest():
    troubles = [
        trouble("quarantine", 1),
        trouble("hole", 5),
        trouble("hole", 3, owner="t1"),
        trouble("hole", 4),
        trouble("silent_cell", 9),
    ]
    order = [(found.kind, found.since_us) for found in ranked(troubles)]
    assert order == [("silent_cell", 9), ("hole", 4), ("hole", 5), ("hole", 3), ("quarantine", 1)]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_cell_of_an_export_is_never_a_formula(start):
    assert csv_cell(f"{start}1+cmd|calc") == f"'{start}1+cmd|calc"


@given(st.text())
def test_an_export_changes_nothing_else(text):
    assert csv_cell(text).removeprefix("'") == text.removeprefix("'")


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil", "desk", "/a\nb", ""]
)
def test_signing_in_never_leads_elsewhere(target):
    assert local(target) == "/desk"


def test_every_language_has_the_same_words():
    assert {"de", "en"} <= set(languages())
    for language in languages():
        own = {key for key in words(language) if not key.startswith(RULES_OWN)}
        assert own == words("en").keys()


@given(st.binary(max_size=200))
def test_raw_bytes_are_shown_without_control_characters(data):
    assert all(c.isprintable() or c == "\n" for c in raw_text(data))


def test_each_part_of_an_address_is_one_segment():
    assert path("racks", "../x?y#z") == "/racks/..%2Fx%3Fy%23z"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(None, "never"), (0, "0 s"), (119, "119 s"), (120, "2 min"), (-480, "−8 min"), (7200, "2 h")],
)
def test_ages_in_words(seconds, text):
    assert age_text(seconds, words("en")) == text
