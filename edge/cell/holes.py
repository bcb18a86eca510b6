"""Numbers of the build order that did not come. One that a telegram in doubt names came: it is told
as that conflict, its slots wait for the decision.

People are told of unbroken runs of them: one jump of a line is one thing to see to, whatever it
jumped over. A run is not stored: what came and what was skipped is, so it shrinks and splits by
itself as late telegrams fill it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from edge.cell.exception_ranks import HOLE
from edge.cell.model import CellState, FeedState, Rack
from edge.cell.racks import gaps_before, numbers
from wire.ids import FeedId, PersonId
from wire.masters import Filling


class Hole(NamedTuple):
    epoch: int
    number: int
    since_us: int


class HoleRun(NamedTuple):
    """Numbers ``first`` to ``last``, both included; ``since_us``: of the one missing longest."""

    epoch: int
    first: int
    last: int
    since_us: int

    @property
    def amount(self) -> int:
        return self.last - self.first + 1


def holes(feed: FeedState) -> Iterator[Hole]:
    """Number by number, of every run in the order in which they were seen to be missing."""
    named = {(conflict.epoch, conflict.number) for conflict in feed.conflicts.values()}
    for epoch, run in feed.runs.items():
        for number, since_us in run.missing.items():
            if number not in run.skipped and (epoch, number) not in named:
                yield Hole(epoch, number, since_us)


def hole_runs(feed: FeedState) -> list[HoleRun]:
    """Every number of ``holes`` in exactly one of them, none beside another, in the order of the
    line.
    """
    found: list[HoleRun] = []
    for epoch, number, since_us in sorted(holes(feed)):
        before = found[-1] if found else None
        if before is not None and (before.epoch, before.last + 1) == (epoch, number):
            since_us = min(before.since_us, since_us)
            found[-1] = before._replace(last=number, since_us=since_us)
        else:
            found.append(HoleRun(epoch, number, number, since_us))
    return found


def name_of_run(feed: str, run: HoleRun) -> str:
    """Under which it is told to people, as it is now."""
    numbers_of = f"{run.first}" if run.amount == 1 else f"{run.first}-{run.last}"
    return f"{HOLE}:{feed}:{run.epoch}:{numbers_of}"


def text_of_run(feed: str, run: HoleRun, racks: Iterable[str]) -> str:
    if run.amount == 1:
        said = f"number {run.first} of feed {feed} did not come"
    else:
        said = f"numbers {run.first} to {run.last} of feed {feed} did not come ({run.amount})"
    waiting = ", ".join(racks)
    return f"{said}; racks that wait: {waiting}" if waiting else said


def names_now(state: CellState, exception: str) -> list[str]:
    """Of what is left of the run that had this name: nothing may be, or several runs."""
    numbers_of = _numbers_of(exception)
    kind, _, place = exception.rpartition(":")[0].partition(":")
    feed_id, _, epoch = place.rpartition(":")
    feed = state.feeds.get(FeedId(feed_id)) if kind == HOLE and numbers_of is not None else None
    if feed is None or numbers_of is None:
        return []
    left = (run for run in hole_runs(feed) if str(run.epoch) == epoch and _meet(run, numbers_of))
    return [name_of_run(feed_id, run) for run in left]


def owner_of_run(state: CellState, feed: str, run: HoleRun) -> PersonId:
    """Who last took it, or what it was a part of, or a part of it; empty: nobody."""
    beginning = f"{HOLE}:{feed}:{run.epoch}:"
    for name, person in reversed(state.owners.items()):
        if name.startswith(beginning) and (taken := _numbers_of(name)) and _meet(run, taken):
            return person
    return PersonId("")


def racks_of_run(state: CellState, feed: FeedId, run: HoleRun) -> list[Rack]:
    """Those here that have a place for one of its numbers, or a slot that is held by it."""
    return [
        rack
        for rack in state.racks.values()
        if (rack.feed, rack.epoch) == (feed, run.epoch)
        and rack.shipped_us is None
        and (_has_place(rack, run) or _is_held(state, rack, run))
    ]


def _has_place(rack: Rack, run: HoleRun) -> bool:
    return rack.first_number <= run.last and run.first <= rack.last_number


def _is_held(state: CellState, rack: Rack, run: HoleRun) -> bool:
    """By numbers that it does not carry itself: only a dense rack is."""
    if rack.filling is not Filling.DENSE or not (carried := numbers(state, rack)):
        return False
    return any(run.first <= hole <= run.last for hole in gaps_before(state, rack, carried[-1]))


def _numbers_of(exception: str) -> tuple[int, int] | None:
    first, _, last = exception.rpartition(":")[2].partition("-")
    if not first.isdecimal() or not (last or first).isdecimal():
        return None
    return int(first), int(last or first)


def _meet(run: HoleRun, numbers_of: tuple[int, int]) -> bool:
    return run.first <= numbers_of[1] and numbers_of[0] <= run.last
