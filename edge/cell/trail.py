"""How far a run of numbers was at a gateway position: pure arithmetic on what was heard.

The gateway counts positions in the order in which the line spoke, and a telegram that is replayed
or delivered again keeps its own. So what a number meant is asked at its position, however late it
arrives, and the answer depends on what was heard and not on when.

A trail is the staircase of the highest number told up to each position. It is a function of the
set of (position, number), so telegrams may be noted in any order.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from edge.cell.model import FeedState, Run
from edge.cell.positions import unheard

TRAIL_MAX = 1000
"""Steps kept: the first, which is where the run begins, and the newest."""
_PACE_STEPS = 50

Step = tuple[int, int]
"""Position and number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A feed at one position, as far as it is known."""

    epoch: int
    """The newest run that had begun."""
    frontier: int
    """Highest number of that run told until then, of those that were heard."""
    reach: int
    """Highest that it can have been, were every position that was not heard one more vehicle."""
    unheard: int = 0
    """Positions between ``frontier`` and here that were not heard."""
    expected: int = 0
    """The next number, by the pace of the line and the positions that were not heard."""
    previous: int | None = None
    previous_reach: int = 0
    """The same of the run before. None: none is known."""
    coming: int | None = None
    """What a number of the following run would be here. None: no boundary lies just ahead."""


def note(run: Run, position: int, number: int) -> None:
    """Fold: the telegram at ``position`` has ``number``."""
    trail = run.trail
    place = bisect_right(trail, (position, number))
    if place and trail[place - 1][1] >= number:
        return
    if place < len(trail) and trail[place][0] == position:
        return
    if place and trail[place - 1][0] == position:
        place -= 1
    end = place
    while end < len(trail) and trail[end][1] <= number:
        end += 1
    trail[place:end] = [(position, number)]
    if len(trail) > TRAIL_MAX:
        del trail[1]


def newest(feed: FeedState) -> View:
    """The feed as it is now, for a telegram whose position says nothing."""
    frontier = feed.runs[feed.epoch].frontier
    before = feed.runs.get(feed.epoch - 1)
    previous = None if before is None else before.frontier
    return View(
        epoch=feed.epoch,
        frontier=frontier,
        reach=frontier,
        expected=frontier + 1,
        previous=previous,
        previous_reach=previous or 0,
    )


def at(feed: FeedState, position: int) -> View | None:
    """The feed as it was at ``position``. None: nothing was heard of the time before it."""
    begun = [epoch for epoch, run in feed.runs.items() if run.trail and run.trail[0][0] <= position]
    if not begun:
        return None
    epoch = max(begun)
    run, following = feed.runs[epoch], feed.runs.get(epoch + 1)
    (heard, number), later = _around(run.trail, position)
    between = unheard(feed, heard, position)
    frontier, reach = number, number + between
    if later is not None:
        cut = heard == run.trail[0][0] and len(run.trail) >= TRAIL_MAX
        reach = later[1] if cut else min(reach, later[1])
    elif epoch == feed.epoch:
        frontier = max(number, run.frontier)  # more was keyed in by hand
        reach = max(reach, frontier)
    vehicles, positions = _pace(feed, epoch, position)
    coming = None
    if later is None and following is not None and following.trail:
        begins, first = following.trail[0]
        coming = first - (unheard(feed, position, begins) + 1) * vehicles // positions
    previous, previous_reach = _previous(feed, epoch, position)
    return View(
        epoch=epoch,
        frontier=frontier,
        reach=reach,
        unheard=between,
        expected=frontier + 1 + between * vehicles // positions,
        previous=previous,
        previous_reach=previous_reach,
        coming=coming,
    )


def _around(trail: list[Step], position: int) -> tuple[Step, Step | None]:
    """The last step up to ``position``, and the step after it."""
    place = max(1, bisect_right(trail, position, key=_position))
    return trail[place - 1], trail[place] if place < len(trail) else None


def _position(step: Step) -> int:
    return step[0]


def _previous(feed: FeedState, epoch: int, position: int) -> tuple[int | None, int]:
    run = feed.runs.get(epoch - 1)
    if run is None:
        return None, 0
    if not run.trail or run.frontier == run.last_number:
        return run.frontier, run.frontier
    (heard, number), later = _around(run.trail, position)
    if later is not None:
        return number, later[1]
    begins, first = feed.runs[epoch].trail[0]
    of_next = first - feed.runs[epoch].first_number
    return number, number + max(0, unheard(feed, heard, begins) - of_next)


def _pace(feed: FeedState, epoch: int, position: int) -> Step:
    """Vehicles per so many positions: the line tells some vehicles more than once."""
    for known in (epoch, epoch - 1):
        run = feed.runs.get(known)
        if run is not None and run.trail:
            place = bisect_right(run.trail, position, key=_position)
            steps = run.trail[max(0, place - _PACE_STEPS) : place]
            if len(steps) > 4:
                positions = steps[-1][0] - steps[0][0]
                return min(steps[-1][1] - steps[0][1], positions), positions
    return 1, 1
