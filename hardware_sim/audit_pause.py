"""What the audit asks of the break in the line's calendar: all is picked, so the line runs out of
parts when it reaches the next vehicle, and that is later by the break. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hardware_sim.plant import OFFSET_VEHICLES

if TYPE_CHECKING:
    from hardware_sim.found import Evidence

SPARED_VEHICLES = 15
"""The last vehicles of a day may need nothing of a cell, and were not built, or came late."""


def cover_problems(evidence: Evidence) -> Iterator[str]:
    pause, takt_s = evidence.plant.pause, evidence.plant.feed.takt_s
    if pause is None:
        return
    heard = {book.node: book.heard_s.get(evidence.plant.feed.feed) for book in evidence.books}
    for cover in evidence.covers:
        heard_s = heard.get(cover.cell)
        if cover.minutes is None or heard_s is None:
            yield f"{cover.cell} shows no cover at the end of its day"
            continue
        earliest, latest = (
            (pause.reached_s(heard_s, vehicles * takt_s) - cover.at_s) / 60
            for vehicles in (OFFSET_VEHICLES - SPARED_VEHICLES, OFFSET_VEHICLES + 2)
        )
        if not earliest <= cover.minutes <= latest:
            yield (
                f"{cover.cell} shows a cover of {cover.minutes:.0f} minutes; with the break of "
                f"{pause.begins:%H:%M} it is between {earliest:.0f} and {latest:.0f}"
            )
