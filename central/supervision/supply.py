"""How far a cell's racks are ahead of the line. Pure.

Numbers of a feed wrap and restart, so they are compared on one scale: ``Scale.place``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from wire.line_progress import LineProgress

NOT_YET = "–"
"""In the place of a figure that nothing says."""


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
