"""Folding what is missing: numbers of a run that did not come, and gateway positions.

In a run that is not continuous by its numbers none is missing.
"""

from __future__ import annotations

from central.tracking.memory import Happened, Known, Place, Row
from wire import events
from wire.masters import Continuity

POSITIONS_AT_ONCE_MAX = 20_000
"""Of a longer stretch of positions only the last ones are opened; they are told by central itself,
which has them. Of numbers a feed's ``max_jump`` is the bound, and each of them is opened.
"""


def continuity_changed(known: Known, happened: Happened, fact: events.ContinuityChanged) -> None:
    """What was missing by the old rule is waited for no more."""
    run = known.runs.get(fact.feed, fact.epoch)
    if run is None or run["continuity"] == fact.continuity:
        return
    row = {**run, "continuity": fact.continuity.value, "jumped": True}
    known.runs.put(row, fact.feed, fact.epoch)
    for row in list(known.holes_opened.rows.values()):
        if (row["feed"], row["kind"], row["epoch"]) == (fact.feed, "number", fact.epoch):
            place = (fact.epoch, row["number"])
            close_hole(known, happened, fact.feed, "number", place, "not_awaited")


def open_holes(
    known: Known, happened: Happened, feed: str, kind: str, epoch: int, first: int, end: int
) -> None:
    """Holes ``first`` up to, not including, ``end``."""
    if kind == "number" and not is_counted(known, feed, epoch):
        return
    if kind == "position":
        first = max(first, end - POSITIONS_AT_ONCE_MAX)
    for number in range(first, end):
        if kind == "position" or not known.claims.get(Place(feed, epoch, number)):
            open_hole(known, happened, feed, kind, (epoch, number))


def is_counted(known: Known, feed: str, epoch: int) -> bool:
    run = known.runs.get(feed, epoch)
    return run is not None and run["continuity"] == Continuity.NUMBER


def open_hole(
    known: Known, happened: Happened, feed: str, kind: str, place: tuple[int, int]
) -> None:
    row = _hole_row(known, feed, kind, place)
    row |= {"since_us": happened.at_us, "closed_us": None, "closed_by": ""}
    known.holes_opened.put(row, feed, kind, *place)
    known.holes_closed.pop((feed, kind, *place), None)


def close_hole(
    known: Known, happened: Happened, feed: str, kind: str, place: tuple[int, int], by: str
) -> None:
    opened = known.holes_opened.get(feed, kind, *place)
    changes = {"closed_us": happened.at_us, "closed_by": by}
    if opened is not None:
        if opened["closed_us"] is None:
            known.holes_opened.put({**opened, **changes}, feed, kind, *place)
    else:
        row = _hole_row(known, feed, kind, place)
        known.holes_closed.setdefault((feed, kind, *place), {**row, **changes})


def _hole_row(known: Known, feed: str, kind: str, place: tuple[int, int]) -> Row:
    return {
        "node": known.node,
        "feed": str(feed),
        "kind": kind,
        "epoch": place[0],
        "number": place[1],
    }
