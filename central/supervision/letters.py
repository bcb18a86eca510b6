"""How large the board's letters must be to be read from afar. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass

ARC_MINUTES = 20.0
ARC_MINUTES_MIN = 16.0
CAPITAL_PER_FONT = 0.72
"""Height of a capital letter over the font size, of the sans-serif faces the board asks for."""
LINES = 7
LINE_SPACING = 1.14
ASPECT = 16 / 9
STRIP_SHARE = 0.05
"""Of the board's height: the strip with the ages."""
MILLIMETRES_PER_INCH = 25.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """``font_vw`` is in hundredths of the board's width. ``fits``: seven lines at 20 arc-minutes
    have room; otherwise the font is what fits, and ``legible_m`` says from how far it reads.
    """

    font_vw: float
    label_vw: float
    fits: bool
    legible_m: float


def letters(distance_m: float, diagonal_in: float) -> Letters:
    """Font for a 16:9 board read from ``distance_m``: capitals subtend 20 arc-minutes, labels the
    minimum of 16.
    """
    width_mm = diagonal_in * MILLIMETRES_PER_INCH * ASPECT / math.hypot(ASPECT, 1)
    wanted = _font_mm(distance_m, ARC_MINUTES) / width_mm
    largest = (1 - STRIP_SHARE) / ASPECT / (LINES * LINE_SPACING)
    font = min(wanted, largest)
    capital_mm = font * width_mm * CAPITAL_PER_FONT
    legible_mm = capital_mm / (2 * math.tan(math.radians(ARC_MINUTES / 60) / 2))
    return Letters(
        font_vw=100 * font,
        label_vw=100 * font * ARC_MINUTES_MIN / ARC_MINUTES,
        fits=wanted <= largest,
        legible_m=legible_mm / 1000,
    )


def _font_mm(distance_m: float, arc_minutes: float) -> float:
    capital = 2 * distance_m * 1000 * math.tan(math.radians(arc_minutes / 60) / 2)
    return capital / CAPITAL_PER_FONT
