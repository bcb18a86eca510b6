"""What the board says and in which order the desk asks for attention. Pure.

Numbers of a feed wrap and restart, so they are compared on one scale: ``Scale.place``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
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
SILENT_S = 60.0
"""A cell that was not heard for so long while its line ran is a fault."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Numbers first..last of a feed, epoch after epoch."""

    first: int = 1
    last: int = 9999

    def place(self, epoch: int, number: int) -> int:
        return epoch * (self.last - self.first + 1) + number - self.first


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """One rack family of one cell. Places are on the feed's scale; None: not yet.

    ``line`` is the last vehicle at the call-off point, ``fitted`` what the line itself reported.
    """

    node: str
    rack_family: str
    line: int | None
    fitted: int | None
    racked: int | None
    """Last vehicle of the last finished rack."""
    offset_vehicles: int
    lead_s: int
    """Transport and safety."""
    takt_s: int

    @property
    def consumed(self) -> int | None:
        """The last vehicle that has passed the point of fit."""
        by_distance = None if self.line is None else self.line - self.offset_vehicles
        known = [place for place in (self.fitted, by_distance) if place is not None]
        return max(known, default=None)

    @property
    def cover_s(self) -> float | None:
        """How long the line can go on with finished racks."""
        if self.consumed is None or self.racked is None:
            return None
        return max(0, self.racked - self.consumed) * float(self.takt_s)

    @property
    def ahead(self) -> int | None:
        """Vehicles racked beyond what had to be on its way by now; negative: behind."""
        if self.consumed is None or self.racked is None:
            return None
        return self.racked - self.consumed - math.ceil(self.lead_s / self.takt_s)

    def time_left_s(self, first_place: int) -> float | None:
        """Until a rack that begins at ``first_place`` must leave."""
        if self.consumed is None:
            return None
        return (first_place - self.consumed) * float(self.takt_s) - self.lead_s


def least(values: Iterable[float | None]) -> float | None:
    """The worst of what is known."""
    return min((value for value in values if value is not None), default=None)


RANKS = {
    "silent_cell": 0,
    "fact_conflict": 1,
    "chain_broken": 1,
    "rack_claimed_twice": 1,
    "serial_twice": 1,
    "changed_after_shipping": 1,
    "conflict": 2,
    "hole": 2,
    "shipped_label_scanned": 3,
    "usage": 3,
    "short": 3,
    "help": 3,
    "label_unknown": 4,
    "quarantine": 5,
    "transmission_break": 5,
    "kanban": 6,
}
"""Smaller is more urgent; alarms of central that are not named here rank 2."""
RANK_OTHER = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One thing that a person must look at. ``action`` is a word of the catalogue, ``link`` the
    page where it is done or seen.
    """

    kind: str
    subject: str
    node: str
    text: str
    since_us: int
    owner: str = ""
    action: str = "look"
    link: str = ""

    @property
    def rank(self) -> int:
        return RANKS.get(self.kind, RANK_OTHER)

    @property
    def level(self) -> str:
        return "fault" if self.rank <= RANK_OTHER else "attention"


def ranked(troubles: Iterable[Trouble]) -> list[Trouble]:
    """The most urgent first; of equals the one nobody owns, then the oldest."""
    return sorted(troubles, key=lambda t: (t.rank, bool(t.owner), t.since_us, t.subject))


def csv_cell(value: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") else text


def page_of(rows: Sequence[object], limit: int) -> tuple[Sequence[object], bool]:
    """The first ``limit`` rows, and whether there are more."""
    return rows[:limit], len(rows) > limit
