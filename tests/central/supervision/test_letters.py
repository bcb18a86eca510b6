from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.supervision.letters import CAPITAL_PER_FONT, letters


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
