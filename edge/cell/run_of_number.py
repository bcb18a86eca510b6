"""Which run (epoch) of its feed a number belongs to, where numbers wrap and restart.

A feed that names epochs is believed. Otherwise a vehicle that moves a little stays in its run,
what a person keyed in fills the hole it was keyed in for, and any other number is judged by how
far the runs were at the telegram's gateway position (``trail``); one that has no position, by how
far they are now.
"""

from __future__ import annotations

from dataclasses import dataclass

from edge.cell import trail
from edge.cell.model import FeedState, Run, Vehicle
from edge.cell.positions import is_heard
from edge.cell.trail import View
from wire.doubts import JUMP, RESTART
from wire.events import RunOpened
from wire.masters import FeedRules
from wire.telegram import Telegram

FIRST_EPOCH = 1
"""Of a feed that does not name epochs; 0 is left for a run that began before it."""


class RefusedNumber(Exception):
    """A number that is not believed: for quarantine."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    epoch: int
    opens: RunOpened | None = None
    restarts: bool = False
    """``opens`` follows on another run."""
    too_old: bool = False
    """It was before this cell began to listen, or is shipped and forgotten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A telegram that names a number. ``counted``: its transmission or else position, as in the
    version order; -1: neither.
    """

    telegram: Telegram
    number: int
    known: Vehicle | None
    order: tuple[int, ...]
    outdated: bool
    """A newer telegram of the same vehicle was heard."""
    keyed: bool = False
    """A person keyed it in, to fill a hole."""

    @property
    def counted(self) -> int:
        return self.order[1]


def find_run(feed: FeedState, rules: FeedRules, claim: Claim) -> Place:
    """The run of the claim's number. Raises RefusedNumber."""
    named, number = claim.telegram.epoch, claim.number
    if not feed.runs:
        epoch = FIRST_EPOCH if named is None else named
        return Place(epoch=epoch, opens=_opening(rules, epoch, number))
    position = _position(feed, claim)
    view = trail.newest(feed) if position is None else trail.at(feed, position)
    if named is not None:
        place = _named(feed, rules, named, number)
    elif (own := _of_known(feed, claim, position)) is not None:
        return Place(epoch=own)
    elif claim.keyed and (hole := _hole(feed, claim)) is not None:
        place = Place(epoch=hole)
    elif view is None:
        place = _before_all(feed, rules, claim, position or 0)
    elif _over_a_hole(feed, rules, claim, view):
        place = _next(feed, rules, view, number)
    else:
        place = _nearest(feed, rules, claim, view)
    if claim.outdated and place.opens is not None:
        return Place(epoch=place.epoch, too_old=True)
    run = feed.runs.get(place.epoch)
    if run is not None and not place.too_old:
        _check_jump(rules, number, run.frontier)
        before = number < run.first and not _may_lower(feed, place.epoch, number, view)
        if before or number < run.pruned_below:
            return Place(epoch=place.epoch, too_old=True)
    return place


def _position(feed: FeedState, claim: Claim) -> int | None:
    """The telegram's position, where it can be relied on. Not one that came before with something
    else (the gateway counts anew), nor while the newest run was not heard at any position.
    """
    position, known = claim.telegram.position, claim.known
    if not position or position <= feed.floor or not feed.runs[feed.epoch].trail:
        return None
    if is_heard(feed, position) and (known is None or claim.order > known.order):
        return None
    lowest = feed.runs[min(feed.runs)]
    return position if lowest.trail or position >= _begins(feed) else None


def _begins(feed: FeedState) -> int:
    """Lowest position that was heard of any run."""
    return min(run.trail[0][0] for run in feed.runs.values() if run.trail)


def _of_known(feed: FeedState, claim: Claim, position: int | None) -> int | None:
    """A vehicle that moves by less than a window moves in its own run, however late it says so;
    not what it said before that run began.
    """
    known, number = claim.known, claim.number
    if known is None or known.number is None:
        return None
    run = feed.runs.get(known.epoch)
    if run is None or abs(known.number - number) > run.window or number < run.first:
        return None
    if position is not None and run.trail and position < run.trail[0][0]:
        return None
    return known.epoch if number <= run.frontier + run.window else None


def _hole(feed: FeedState, claim: Claim) -> int | None:
    """The run in which a keyed number is missing. Of several the one in which the line said it, by
    its transmission; without a transmission that is not known.
    """
    lacking = sorted(epoch for epoch, run in feed.runs.items() if claim.number in run.missing)
    if claim.counted >= 0:
        for epoch in lacking:
            if claim.counted <= feed.runs[epoch].newest:
                return epoch
    return lacking[0] if len(lacking) == 1 else None


def _may_lower(feed: FeedState, epoch: int, number: int, view: View | None) -> bool:
    """Whether a number before the first one heard is only a little late."""
    if epoch != min(feed.runs):
        return False
    run = feed.runs[epoch]
    frontier = run.frontier
    if view is None:
        frontier = run.trail[0][1]
    elif view.epoch == epoch:
        frontier = view.frontier
    elif view.previous is not None:
        frontier = view.previous
    return number >= frontier - run.window


def _named(feed: FeedState, rules: FeedRules, epoch: int, number: int) -> Place:
    """The feed says which run it is in."""
    if epoch in feed.runs:
        return Place(epoch=epoch)
    if epoch > feed.epoch:
        _check_jump(rules, number, rules.first_number - 1)
        return Place(epoch=epoch, opens=_opening(rules, epoch, rules.first_number), restarts=True)
    if epoch == min(feed.runs) - 1 and _starts_below(rules, feed.runs[epoch + 1], number):
        return Place(epoch=epoch, opens=_opening(rules, epoch, number))
    return Place(epoch=epoch, too_old=True)


def _before_all(feed: FeedState, rules: FeedRules, claim: Claim, position: int) -> Place:
    """Nothing was heard of the time before it: the beginning of the oldest run, or the end of one
    that this cell only hears the last of.
    """
    epoch, number = min(feed.runs), claim.number
    run = feed.runs[epoch]
    begins, first = run.trail[0]
    ahead = begins - position
    away = number - first + ahead
    near = ahead <= run.window
    if abs(away) <= run.window and (near or not _taken(feed, epoch, claim)):
        return Place(epoch=epoch)
    if epoch == FIRST_EPOCH and near and away > 0:
        return Place(epoch=epoch - 1, opens=_opening(rules, epoch - 1, number))
    return Place(epoch=epoch, too_old=True)


def _over_a_hole(feed: FeedState, rules: FeedRules, claim: Claim, view: View) -> bool:
    """Whether the run after that of ``view`` began in positions that were not heard yet."""
    run, number = feed.runs[view.epoch], claim.number
    if not view.unheard:
        return False
    taken = _taken(feed, view.epoch, claim)
    if view.coming is not None:
        there, here = abs(number - view.coming), abs(number - view.expected)
        taken_there = _taken(feed, view.epoch + 1, claim)
        return there <= run.window and (
            there + run.window * taken_there < here + run.window * taken
        )
    fresh = number - rules.first_number
    owed = number in run.missing and 0 <= claim.counted < run.newest
    ended = max(view.frontier, view.reach - fresh)
    return (
        view.epoch == feed.epoch
        and number <= view.frontier
        and (taken or (view.expected - number > run.window and not owed))
        and fresh * 2 <= view.unheard * 3  # the line itself loses some, and tells some twice
        and ended - rules.first_number > run.window
        and _may_end(rules, view)
    )


def _taken(feed: FeedState, epoch: int, claim: Claim) -> bool:
    """Another vehicle has the number, and this one is not known to be in the build order."""
    run = feed.runs[epoch]
    if claim.known is not None and claim.known.number is not None:
        return False
    return claim.number in run.owner or claim.number < run.pruned_below


def _nearest(feed: FeedState, rules: FeedRules, claim: Claim, view: View) -> Place:
    """Previous, current or next run: the one whose frontier is nearest, where a new run needs the
    current frontier more than a window away. A known hole draws a telegram whose transmission is
    older than the run's newest, and any that is too far from a run's beginning to open one.
    """
    epoch, number = view.epoch, claim.number
    run, previous = feed.runs[epoch], feed.runs.get(epoch - 1)
    here = _away(number, view.frontier, view.reach)
    there = None
    if view.previous is not None:
        behind = number < view.previous  # then count from the last that it can have had
        there = _away(number, view.previous_reach if behind else view.previous, view.previous_reach)
    if here <= run.window and not _tail(rules, view, here, there):
        return Place(epoch=epoch)
    if there is not None and there <= run.window:
        return Place(epoch=epoch - 1)
    late = 0 <= claim.counted < run.newest
    no_beginning = late or number > rules.first_number + run.window
    if number in run.missing and no_beginning:
        return Place(epoch=epoch)
    if previous and number in previous.missing and no_beginning:
        if late or not 0 < number - view.frontier <= rules.max_jump:
            return Place(epoch=epoch - 1)
    if previous is None and epoch > 0 and _starts_below(rules, run, number):
        return Place(epoch=epoch - 1, opens=_opening(rules, epoch - 1, number))
    fresh = number - rules.first_number + 1
    if there is not None and there < min(here, fresh):
        return Place(epoch=epoch - 1)
    forgotten = late and number < max(run.first, run.pruned_below)
    if number > view.frontier or here <= fresh or forgotten:
        return Place(epoch=epoch)
    return _next(feed, rules, view, number)


def _away(number: int, frontier: int, reach: int) -> int:
    return max(frontier - number, number - reach, 0)


def _tail(rules: FeedRules, view: View, here: int, there: int | None) -> bool:
    """Beside a hole: rather the end of the run before, said late, than a jump in this one."""
    if there is None or not view.unheard:
        return False
    return there + view.reach - rules.first_number + 1 < here


def _next(feed: FeedState, rules: FeedRules, view: View, number: int) -> Place:
    """The run after that of ``view``; it is opened if nothing was heard of it."""
    epoch = view.epoch + 1
    if epoch in feed.runs:
        return Place(epoch=epoch)
    if not _may_end(rules, view):
        raise RefusedNumber(
            RESTART,
            f"number {number} after {view.frontier} would be a restart, and the feed has none",
        )
    _check_jump(rules, number, rules.first_number - 1)
    return Place(epoch=epoch, opens=_opening(rules, epoch, rules.first_number), restarts=True)


def _may_end(rules: FeedRules, view: View) -> bool:
    return rules.restarts or rules.last_number - view.frontier <= rules.max_jump


def _starts_below(rules: FeedRules, run: Run, number: int) -> bool:
    """Whether ``number`` ends a run that this cell only heard the last of, late, as the next one
    had begun.
    """
    return (
        rules.last_number - number < rules.window
        and run.frontier - rules.first_number < rules.window
    )


def _check_jump(rules: FeedRules, number: int, frontier: int) -> None:
    if number - frontier > rules.max_jump:
        raise RefusedNumber(
            JUMP,
            f"number {number} is {number - frontier} beyond {frontier}; "
            f"more than {rules.max_jump} is not believed",
        )


def _opening(rules: FeedRules, epoch: int, first: int) -> RunOpened:
    return RunOpened(
        feed=rules.feed,
        epoch=epoch,
        first=first,
        first_number=rules.first_number,
        last_number=rules.last_number,
        window=rules.window,
        continuity=rules.continuity,
    )
