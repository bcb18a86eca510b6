"""What a telegram is for the build sequence: one table, ``TABLE``, first line that holds.

A vehicle's newest version counts, by version order and not by arrival, and a number belongs to
the newest claim on it; its run is that of the telegram's position (``run_of_number``). So what the
cell knows is a function of the set of telegrams: any order of arrival inside the feed's window,
with any duplicates, ends in the same state (``runs`` folds it).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from msgspec.structs import replace

from edge.cell.model import FeedState, Run, Vehicle
from edge.cell.positions import missing_positions as missing_positions
from edge.cell.run_of_number import Claim, Place, RefusedNumber, find_run
from edge.cell.version_doubt import overruled_doubt, version_doubt
from wire.doubts import CONFLICT, NUMBER, RANGE
from wire.events import Reaction, RunOpened
from wire.ids import CallNumber, SequenceNumber
from wire.masters import FeedRules
from wire.telegram import Status, Telegram, content_hash

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
    epoch: int = 0
    number: int | None = None
    """The place that it names, in a run that was heard."""


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


def judge(
    feed: FeedState, rules: FeedRules, telegram: Telegram, *, keyed: bool = False
) -> Placement | NotTaken:
    """What ``telegram`` is, given what the feed has said so far. ``keyed``: a person says it."""
    known = feed.vehicles.get(telegram.call_number)
    order = version_order(feed, rules, telegram, known)
    try:
        number = number_of_telegram(rules, telegram)
        version = _version(telegram, known, order)
        place = Place(epoch=0)
        if number is not None:
            claim = Claim(
                telegram=telegram,
                number=number,
                known=known,
                order=order,
                outdated=version == "older",
                keyed=keyed,
            )
            place = find_run(feed, rules, claim)
    except RefusedNumber as refused:
        return NotTaken(code=refused.code, detail=refused.detail)
    case = case_of(feed, telegram, number, place, version)
    if conflict := _conflict(rules, telegram, case, order):
        return NotTaken(
            code=CONFLICT,
            detail=conflict,
            epoch=place.epoch,
            number=None if case.opens is not None else number,
        )
    return placement_of(case, telegram, order)


def case_of(
    feed: FeedState,
    telegram: Telegram,
    number: int | None,
    place: Place,
    version: Literal["first", "newer", "same", "older"],
) -> Case:
    known = feed.vehicles.get(telegram.call_number)
    return Case(
        status=telegram.status,
        known=known,
        version=version,
        same_content=_same_content(telegram, known, content_hash(telegram)),
        number=number,
        epoch=place.epoch,
        run=None if number is None else feed.runs.get(place.epoch),
        opens=place.opens,
        restarts=place.restarts,
        too_old=place.too_old,
        holder=_holder(feed, place.epoch, number),
    )


def placement_of(case: Case, telegram: Telegram, order: tuple[int, ...]) -> Placement:
    """By the table."""
    return Placement(
        reaction=next(reaction for reaction, holds in TABLE if holds(case)),
        epoch=case.epoch,
        number=None if case.too_old else case.number,
        order=order,
        content=content_hash(telegram),
        opens=case.opens,
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
        raise RefusedNumber(NUMBER, f"sequence number {text!r} is not a number")
    number = int(text)
    if not rules.first_number <= number <= rules.last_number:
        raise RefusedNumber(
            RANGE,
            f"sequence number {text} is outside {rules.first_number} to {rules.last_number}",
        )
    return number


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


def _conflict(rules: FeedRules, telegram: Telegram, case: Case, order: tuple[int, ...]) -> str:
    """Why it cannot stand beside what is known. Empty: it can."""
    if case.too_old:
        return ""
    if case.version == "older":
        return _doubt(rules, telegram, case)
    if case.version == "newer" and not case.same_content:
        if doubt := overruled_doubt(rules, telegram, case.known, order):
            return doubt
    return "" if telegram.status in TERMINAL else _against_rules(rules, telegram, case)


def _against_rules(rules: FeedRules, telegram: Telegram, case: Case) -> str:
    """What the feed says that its line does not do."""
    call = telegram.call_number
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


def _doubt(rules: FeedRules, telegram: Telegram, case: Case) -> str:
    """A word that is below the known one by its status, or says the same, matters in no order."""
    counts = telegram.status in TERMINAL or telegram.status in placing(rules)
    if case.known is None or not counts or _again(case):
        return ""
    return version_doubt(rules, telegram, case.known)


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
