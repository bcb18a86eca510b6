"""What a telegram is for the build sequence: one table, ``TABLE``, first line that holds.

A vehicle's newest version counts, by version order and not by arrival, and a number belongs to
the newest claim on it. So what the cell knows is a function of the set of telegrams: any order of
arrival inside the feed's window, with any duplicates, ends in the same state (``runs`` folds it).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from msgspec.structs import replace

from edge.cell.model import FeedState, Run, Vehicle
from edge.cell.positions import missing_positions as missing_positions
from wire.events import Reaction, RunOpened
from wire.ids import CallNumber, SequenceNumber
from wire.masters import FeedRules
from wire.telegram import Status, Telegram, content_hash

FIRST_EPOCH = 1
"""Of a feed that does not name epochs; 0 is left for a run that began before it."""
TERMINAL = frozenset({Status.CANCELLED, Status.FITTED})
_TIES = {Status.FITTED: 1, Status.CANCELLED: 2}
"""In one transmission the end of a vehicle counts as its last word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """What a telegram is. ``number`` None: it says nothing of the build order."""

    reaction: Reaction
    epoch: int
    number: int | None
    order: tuple[int, ...]
    content: str
    opens: RunOpened | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotTaken:
    """For quarantine: the code is stable, the text says what is wrong."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What the table looks at."""

    status: Status
    known: Vehicle | None
    version: Literal["first", "newer", "same", "older"]
    """Against the newest telegram that said the same kind of thing."""
    same_content: bool
    number: int | None
    epoch: int
    run: Run | None
    """The run that the number lies in, as it was before. None: no number, or a new run."""
    opens: RunOpened | None
    restarts: bool
    """``opens`` follows on another run."""
    too_old: bool
    """Its place was before this cell began to listen, or is shipped and forgotten."""
    holder: CallNumber | None
    """Who has the number now and is not withdrawn."""

    @property
    def moved(self) -> bool:
        known = self.known
        if known is None or known.number is None:
            return False
        return (known.epoch, known.number) != (self.epoch, self.number)


def _again(case: Case) -> bool:
    """Nothing new in it. A newer one that comes after a withdrawal brings the vehicle back."""
    if case.known is None or not case.same_content:
        return False
    if case.status in TERMINAL:
        return True
    finished = case.known.withdrawn or case.known.fitted
    return not (finished and case.version == "newer")


def _ahead(case: Case) -> bool:
    return case.run is not None and (case.number or 0) > case.run.frontier + 1


def _behind(case: Case) -> bool:
    return case.run is not None and (case.number or 0) <= case.run.frontier


TABLE: tuple[tuple[Reaction, Callable[[Case], bool]], ...] = (
    (Reaction.DUPLICATE, _again),
    (Reaction.OUTDATED, lambda case: case.version == "older" or case.too_old),
    (Reaction.WITHDRAWN, lambda case: case.status is Status.CANCELLED),
    (Reaction.FITTED, lambda case: case.status is Status.FITTED),
    (Reaction.NOT_SEQUENCED, lambda case: case.number is None and case.known is None),
    (Reaction.RE_SEQUENCED, lambda case: case.moved),
    (Reaction.AMENDED, lambda case: case.known is not None and case.known.number == case.number),
    (Reaction.RESTART, lambda case: case.restarts),
    (Reaction.RE_SEQUENCED, lambda case: case.holder is not None),
    (Reaction.AHEAD, _ahead),
    (Reaction.LATE, _behind),
    (Reaction.IN_ORDER, lambda case: True),
)


def judge(feed: FeedState, rules: FeedRules, telegram: Telegram) -> Placement | NotTaken:
    """What ``telegram`` is, given what the feed has said so far."""
    known = feed.vehicles.get(telegram.call_number)
    order = version_order(feed, rules, telegram, known)
    content = content_hash(telegram)
    try:
        number = number_of_telegram(rules, telegram)
        version = _version(telegram, known, order)
        place = _Place(epoch=0)
        if number is not None:
            place = _find(feed, rules, telegram, number, known, order, version == "older")
    except _Refused as refused:
        return NotTaken(code=refused.code, detail=refused.detail)
    case = Case(
        status=telegram.status,
        known=known,
        version=version,
        same_content=_same_content(telegram, known, content),
        number=number,
        epoch=place.epoch,
        run=None if number is None else feed.runs.get(place.epoch),
        opens=place.opens,
        restarts=place.restarts,
        too_old=place.too_old,
        holder=_holder(feed, place.epoch, number),
    )
    if conflict := _conflict(rules, telegram, case):
        return NotTaken(code="sequence.conflict", detail=conflict)
    reaction = next(reaction for reaction, holds in TABLE if holds(case))
    return Placement(
        reaction=reaction,
        epoch=place.epoch,
        number=None if place.too_old else number,
        order=order,
        content=content,
        opens=place.opens,
    )


def version_order(
    feed: FeedState, rules: FeedRules, telegram: Telegram, known: Vehicle | None
) -> tuple[int, ...]:
    """(rank of the status, transmission or else gateway position, arrival): the highest counts.

    A status below the one that places never demotes a placed vehicle. A telegram with neither
    (keyed in by hand) follows on what is known of its vehicle and gives way to any later word of
    the line itself.
    """
    if telegram.status in TERMINAL or telegram.status in placing(rules):
        rank = 1
    else:
        rank = 0
    counted = telegram.transmission if telegram.transmission is not None else telegram.position
    if counted is not None:
        return (rank, counted, _TIES.get(telegram.status, 0))
    return (rank, known.order[1] if known else -1, feed.arrivals + 1)


def placing(rules: FeedRules) -> tuple[Status, ...]:
    """The statuses that give a vehicle its slot."""
    if rules.place_from is Status.PREVIEW:
        return (Status.PREVIEW, Status.FINAL)
    return (Status.FINAL,)


def number_of_telegram(rules: FeedRules, telegram: Telegram) -> int | None:
    """The place that it names. None: not sequenced, or its status places nothing."""
    text = telegram.sequence_number
    if telegram.status not in placing(rules) or not text or text in rules.not_sequenced:
        return None
    if not (text.isascii() and text.isdigit()):
        raise _Refused("sequence.number", f"sequence number {text!r} is not a number")
    number = int(text)
    if not rules.first_number <= number <= rules.last_number:
        raise _Refused(
            "sequence.range",
            f"sequence number {text} is outside {rules.first_number} to {rules.last_number}",
        )
    return number


class _Refused(Exception):
    """Never leaves this module."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    epoch: int
    opens: RunOpened | None = None
    restarts: bool = False
    too_old: bool = False


def _holder(feed: FeedState, epoch: int, number: int | None) -> CallNumber | None:
    run = feed.runs.get(epoch)
    call = None if run is None or number is None else run.owner.get(number)
    return None if call is None or feed.vehicles[call].withdrawn else call


def _version(
    telegram: Telegram, known: Vehicle | None, order: tuple[int, ...]
) -> Literal["first", "newer", "same", "older"]:
    if known is None:
        return "first"
    before = known.order if telegram.status in TERMINAL else known.content_order
    if not before:
        return "first"
    if order == before:
        return "same"
    return "newer" if order > before else "older"


def _same_content(telegram: Telegram, known: Vehicle | None, content: str) -> bool:
    if known is None:
        return False
    if telegram.status is Status.CANCELLED:
        return known.withdrawn
    if telegram.status is Status.FITTED:
        return known.fitted
    return bool(known.content_order) and known.content == content


def _conflict(rules: FeedRules, telegram: Telegram, case: Case) -> str:
    """Why it cannot stand beside what is known. Empty: it can."""
    call = telegram.call_number
    if telegram.status in TERMINAL or case.too_old or case.version == "older":
        return ""
    if case.version == "same" and not case.same_content:
        return f"call {call}: two telegrams of the same version say different things"
    placed = case.known is not None and case.known.number is not None
    if not rules.re_sequencing:
        if placed and case.moved:
            return f"call {call}: another number, and the feed does not re-sequence"
        if case.holder not in (None, call):
            return f"number {case.number} is taken by call {case.holder}"
    if not rules.amendments and placed and case.known is not None:
        before = case.known.telegram
        if case.version == "newer" and _build(before) != _build(telegram):
            return f"call {call}: other content, and the feed does not amend"
    return ""


def _build(telegram: Telegram) -> str:
    """Hash of what is to be built, apart from where and how far it is."""
    return content_hash(
        replace(
            telegram,
            status=Status.FINAL,
            status_text="",
            sequence_number=SequenceNumber(""),
            epoch=None,
            planned_us=None,
        )
    )


def _find(
    feed: FeedState,
    rules: FeedRules,
    telegram: Telegram,
    number: int,
    known: Vehicle | None,
    order: tuple[int, ...],
    outdated: bool,
) -> _Place:
    """The epoch of ``number``."""
    named = telegram.epoch
    if not feed.runs:
        epoch = FIRST_EPOCH if named is None else named
        return _Place(epoch=epoch, opens=_opening(rules, epoch, number))
    if named is not None:
        place = _named(feed, rules, named, number)
    elif (own := _of_known(feed, known, number)) is not None:
        return _Place(epoch=own)
    else:
        place = _nearest(feed, rules, number, order[1])
    if outdated and place.opens is not None:
        return _Place(epoch=place.epoch, too_old=True)
    run = feed.runs.get(place.epoch)
    if run is not None:
        _check_jump(rules, number, run.frontier)
        before = number < run.first and not _may_lower(feed, place.epoch, run, number)
        if before or number < run.pruned_below:
            return _Place(epoch=place.epoch, too_old=True)
    return place


def _of_known(feed: FeedState, known: Vehicle | None, number: int) -> int | None:
    """A vehicle that moves by less than a window moves in its own run, however late it says so."""
    if known is None or known.number is None:
        return None
    run = feed.runs.get(known.epoch)
    if run is None or abs(known.number - number) > run.window or number < run.first:
        return None
    return known.epoch if number <= run.frontier + run.window else None


def _may_lower(feed: FeedState, epoch: int, run: Run, number: int) -> bool:
    """Whether a number before the first one heard is only a little late."""
    return epoch == min(feed.runs) and number >= run.frontier - run.window


def _named(feed: FeedState, rules: FeedRules, epoch: int, number: int) -> _Place:
    """The feed says which run it is in."""
    if epoch in feed.runs:
        return _Place(epoch=epoch)
    if epoch > feed.epoch:
        _check_jump(rules, number, rules.first_number - 1)
        return _Place(epoch=epoch, opens=_opening(rules, epoch, rules.first_number), restarts=True)
    if epoch == min(feed.runs) - 1 and _starts_below(rules, feed.runs[epoch + 1], number):
        return _Place(epoch=epoch, opens=_opening(rules, epoch, number))
    return _Place(epoch=epoch, too_old=True)


def _nearest(feed: FeedState, rules: FeedRules, number: int, counted: int) -> _Place:
    """Previous, current or next run: the one whose frontier is nearest, where a new run needs the
    current frontier more than a window away. A known hole draws a telegram whose transmission is
    older than the run's newest, and any that is too far from a run's beginning to open one.
    """
    epoch = feed.epoch
    run, previous = feed.runs[epoch], feed.runs.get(epoch - 1)
    here = abs(number - run.frontier)
    if here <= run.window:
        return _Place(epoch=epoch)
    there = abs(number - previous.frontier) if previous else None
    if there is not None and there <= run.window:
        return _Place(epoch=epoch - 1)
    late = 0 <= counted < run.newest
    no_beginning = late or number > rules.first_number + run.window
    if number in run.missing and no_beginning:
        return _Place(epoch=epoch)
    if previous and number in previous.missing and no_beginning:
        if late or not 0 < number - run.frontier <= rules.max_jump:
            return _Place(epoch=epoch - 1)
    if previous is None and epoch > 0 and _starts_below(rules, run, number):
        return _Place(epoch=epoch - 1, opens=_opening(rules, epoch - 1, number))
    fresh = number - rules.first_number + 1
    if there is not None and there < min(here, fresh):
        return _Place(epoch=epoch - 1)
    forgotten = late and number < max(run.first, run.pruned_below)
    if number > run.frontier or here <= fresh or forgotten:
        return _Place(epoch=epoch)
    if not rules.restarts and rules.last_number - run.frontier > rules.max_jump:
        raise _Refused(
            "sequence.restart",
            f"number {number} after {run.frontier} would be a restart, and the feed has none",
        )
    _check_jump(rules, number, rules.first_number - 1)
    return _Place(
        epoch=epoch + 1, opens=_opening(rules, epoch + 1, rules.first_number), restarts=True
    )


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
        raise _Refused(
            "sequence.jump",
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
    )
