"""What the board says and in which order the desk asks for attention. Pure.

Numbers of a feed wrap and restart, so they are compared on one scale: ``Scale.place``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from wire.line_progress import LineProgress

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
NOT_YET = "–"
"""In the place of a figure that nothing says."""
BLOCK_TOLD_S = 60.0
"""A block that a cell did not take in for so long is told."""
SILENT_S = 30.0
"""A cell that did not say for so long that it lives is a fault: six of its heartbeats."""
SILENT_WITHOUT_HEARTBEAT_S = 60.0
"""Of a cell whose program sends none: not heard for so long while its line ran."""
UNPUBLISHED_S = 10.0
"""Telegrams that wait longer for the broker are a fault."""
BEHIND_S = 10.0
"""Facts that wait longer to be shown are told."""


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
    """Numbers first..last of a feed, run after run. ``ends``: the last number of runs that are
    known, by epoch; one that is not is taken for whole.
    """

    first: int = 1
    last: int = 9999
    ends: Mapping[int, int] = field(default_factory=dict)

    def place(self, epoch: int, number: int) -> int:
        return self._start(epoch) + number - self.first

    def number(self, place: int) -> int:
        """The sequence number at a place."""
        starts = [start for epoch in self.ends if (start := self._start(epoch)) <= place]
        inside = place - max(starts) if starts else place % (self.last - self.first + 1)
        return inside + self.first

    def _start(self, epoch: int) -> int:
        size = self.last - self.first + 1
        before = [known for known in self.ends if known < epoch]
        if not before:
            return epoch * size
        whole = epoch - len(before)
        return whole * size + sum(self.ends[known] - self.first + 1 for known in before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """One rack family of one cell. Places are on the scale of its cell; None: not yet.

    ``began`` is the first vehicle ever heard of, ``received`` the last one at the call-off point,
    ``fitted`` the last one that the line itself reported.
    """

    node: str
    rack_family: str
    began: int | None
    received: int | None
    fitted: int | None
    picked: int | None
    racked: int | None
    """Last vehicle of the last finished rack."""
    shipped: int | None
    offset_vehicles: int
    lead_s: int
    """Transport and safety."""
    takt_s: int
    line: LineProgress
    """As it is planned to run, and said that it does."""
    passed_us: int | None = None
    """When the line was at ``passed``; None: now."""
    scale: Scale = Scale()

    @property
    def passed(self) -> int | None:
        """The last place that has passed the point of fit, be it from before we began."""
        by_distance = None if self.received is None else self.received - self.offset_vehicles
        known = [place for place in (self.fitted, by_distance) if place is not None]
        return max(known, default=None)

    @property
    def consumed(self) -> int | None:
        """The last of our vehicles that has passed the point of fit."""
        passed, began = self.passed, self.began
        return None if passed is None or began is None or passed < began else passed

    @property
    def supplied(self) -> int | None:
        """Up to where nothing is missing at the line: before our first vehicle others saw to it."""
        return self.racked if self.racked is not None or self.began is None else self.began - 1

    @property
    def cover_s(self) -> float | None:
        """How long the line can go on with finished racks."""
        return self._until_s(self.supplied)

    @property
    def cover_out_s(self) -> float | None:
        """The same with the racks that have left: in transit and at the line."""
        return self._until_s(self.shipped)

    @property
    def horizon_s(self) -> float | None:
        """How far ahead of the point of fit the broadcast is."""
        return self._until_s(self.received)

    def _until_s(self, place: int | None) -> float | None:
        if place is None or self.passed is None:
            return None
        return max(0.0, self._reaches_s(place - self.passed))

    def _reaches_s(self, vehicles: int) -> float:
        """Until the line has moved on by so many vehicles since ``passed``."""
        since_us = self.line.now_us if self.passed_us is None else self.passed_us
        return self.line.left_s(since_us, vehicles)

    @property
    def ahead(self) -> int | None:
        """Vehicles racked beyond what had to be on its way by now; negative: behind."""
        if self.passed is None or self.supplied is None:
            return None
        return self.supplied - self.passed - math.ceil(self.lead_s / self.takt_s)

    def time_left_s(self, first_place: int) -> float | None:
        """Until a rack that begins at ``first_place`` must leave."""
        if self.passed is None:
            return None
        return self._reaches_s(first_place - self.passed) - self.lead_s

    def number(self, place: int | None) -> str:
        """A place as its sequence number is written; a dash for none."""
        return NOT_YET if place is None else f"{self.scale.number(place):04d}"


def least(values: Iterable[float | None]) -> float | None:
    """The worst of what is known."""
    return min((value for value in values if value is not None), default=None)


RANKS = {
    "silent_cell": 0,
    "disk_full": 0,
    "help": 1,
    "unpublished": 1,
    "alarm_not_sent": 1,
    "journal_branched": 0,
    "facts_not_taken": 1,
    "broker_away": 2,
    "clock_wrong": 2,
    "feed_unheard": 2,
    "scanner_away": 2,
    "printer_stopped": 2,
    "facts_wait": 3,
    "held_fitted": 2,
    "held_blocked": 2,
    "held_contested": 3,
    "held_withdrawn": 3,
    "held_late_change": 3,
    "held_put_waits": 3,
    "held_more": 3,
    "feed_silent": 1,
    "catching_up": 1,
    "masters_refused": 1,
    "block_waits": 1,
    "fact_conflict": 1,
    "chain_broken": 1,
    "fact_refused": 1,
    "journal_rolled_back": 1,
    "journal_damaged": 0,
    "rack_claimed_twice": 1,
    "serial_twice": 1,
    "fitted_without_part": 0,
    "blocked_shipped": 0,
    "left_out": 1,
    "changed_after_shipping": 1,
    "re_order": 1,
    "re_order_unclaimed": 1,
    "emergency_call": 1,
    "conflict": 2,
    "hole": 2,
    "shipped_label_scanned": 3,
    "usage": 3,
    "badge_lock": 2,
    "test_telegram": 3,
    "identity_changed": 4,
    "planned_time": 4,
    "call_status": 3,
    "message": 5,
    "short": 3,
    "pick_later": 4,
    "label_unknown": 4,
    "quarantine": 5,
    "transmission_break": 2,
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
