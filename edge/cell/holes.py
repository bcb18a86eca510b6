"""Numbers of the build order that did not come. One that a telegram in doubt names came: it is told
as that conflict, its slots wait for the decision.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from edge.cell.model import FeedState


class Hole(NamedTuple):
    epoch: int
    number: int
    since_us: int


def holes(feed: FeedState) -> Iterator[Hole]:
    """Of every run, in the order in which they were seen to be missing."""
    named = {(conflict.epoch, conflict.number) for conflict in feed.conflicts.values()}
    for epoch, run in feed.runs.items():
        for number, since_us in run.missing.items():
            if number not in run.skipped and (epoch, number) not in named:
                yield Hole(epoch, number, since_us)
