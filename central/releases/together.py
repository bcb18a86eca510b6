"""What a planner does to many schedules with one reason. Each is a decision of its own: one that is
refused says why and keeps no other from being done.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from central.db.database import Actor, Database
from central.db.work import Work, transact
from central.http.problems import ProblemError
from central.releases import flow, schedules, snoozes
from central.releases.rules.states import AWAITING_APPROVAL, By, Event, State
from central.releases.schedules import StoredSchedule, StreamKey
from central.releases.steps import advance, next_of, take
from central.releases.unit_of_work import UnitOfWork
from central.words.reasons import Reason, RuleRefusedError, because

TOGETHER_MAX = 500
APPROVED_ALREADY = frozenset({State.APPROVED, State.RELEASED})
"""By the agreement, once the one before it was approved."""


class Together(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"
    RERUN = "rerun"
    OWN = "own"
    """Who asks looks after it."""
    SNOOZE = "snooze"
    """Out of the inbox for some hours."""
    WAKE = "wake"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """``hours``: of SNOOZE."""

    action: Together
    by: Actor
    now_us: int
    hours: int = 0


DECISIONS: Mapping[Together, Callable[..., StoredSchedule]] = {
    Together.APPROVE: flow.approve,
    Together.REJECT: flow.reject,
    Together.RERUN: flow.rerun,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """``version``: of the schedule as the person saw it."""

    schedule: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """``state``: in which it stands now; ``reasons``: why nothing was done, empty where it was."""

    schedule: int
    number: str
    state: State | None
    reasons: tuple[Reason, ...] = ()


def act_on_many(db: Database, chosen: Sequence[Chosen], asked: Asked) -> tuple[Outcome, ...]:
    """The oldest first, so that what waits behind one may follow it."""
    seen = {it.schedule: it.version for it in chosen}
    stored = db.read(lambda connection: schedules.load(connection, seen))
    found = {it.schedule: it for it in stored}
    moved: set[StreamKey] = set()
    outcomes = []
    for number in sorted(seen):
        it = found.get(number)
        if it is None:
            outcomes.append(_undone(number, None, _missing(number)))
        elif it.version != seen[number]:
            outcomes.append(_undone(number, it, _stale(it)))
        else:
            if it.stream in moved:  # it waited for one of these, which was decided just now
                it = _as_it_flowed(db, it, asked.now_us)
            outcomes.append(_one(db, it, asked))
            if asked.action in DECISIONS:
                moved.add(it.stream)
    return tuple(outcomes)


def _as_it_flowed(db: Database, it: StoredSchedule, now_us: int) -> StoredSchedule:
    flow.Flow(db).run_one(it.schedule, now_us)
    return db.read(lambda connection: flow.known(connection, it.schedule))


def _one(db: Database, it: StoredSchedule, asked: Asked) -> Outcome:
    if asked.action is Together.APPROVE and it.state in APPROVED_ALREADY:
        return Outcome(schedule=it.schedule, number=it.number, state=it.state)
    try:
        if asked.action in DECISIONS:
            act = DECISIONS[asked.action]
            it = act(db, it.schedule, by=asked.by, now_us=asked.now_us, version=it.version)
        else:
            _care(db, it.schedule, asked)
    except RuleRefusedError as error:
        return _undone(it.schedule, it, *error.reasons)
    except ProblemError:
        return _undone(it.schedule, it, _stale(it))
    return Outcome(schedule=it.schedule, number=it.number, state=it.state)


def _care(db: Database, schedule: int, asked: Asked) -> None:
    """What changes nothing of the schedule itself."""
    if asked.action is Together.OWN:
        flow.assign(db, schedule, asked.by.who, by=asked.by)
        return

    def do(work: Work) -> None:
        if asked.action is Together.WAKE:
            snoozes.wake(work, schedule)
        else:
            snoozes.snooze(work, schedule, asked.hours)

    transact(db, do, by=asked.by, at_us=asked.now_us)


def _undone(schedule: int, it: StoredSchedule | None, *reasons: Reason) -> Outcome:
    number, state = ("", None) if it is None else (it.number, it.state)
    return Outcome(schedule=schedule, number=number, state=state, reasons=reasons)


def _missing(schedule: int) -> Reason:
    return because("together.missing", "there is no schedule {schedule}", schedule=schedule)


def _stale(it: StoredSchedule) -> Reason:
    words = "schedule {number} was changed since you looked at it: look at it again"
    return because("flow.stale", words, number=it.number)


def take_newest(
    db: Database, schedule: int, newest: int, *, by: Actor, now_us: int, version: int | None
) -> StoredSchedule:
    """Approves the newest of those that wait behind ``schedule``, releases it where the agreement
    does, and rejects that one and all between, or does nothing. RuleRefusedError: the newest does
    not reconcile or cannot be released, another is newer, or one before ``schedule`` is not decided
    yet.
    """

    def do(unit: UnitOfWork, kept: StoredSchedule) -> StoredSchedule:
        awaiting = [it for it in unit.of_stream(kept.stream) if it.state in AWAITING_APPROVAL]
        if kept not in awaiting or awaiting[-1].schedule != newest or kept.schedule == newest:
            raise RuleRefusedError(
                because(
                    "together.not_newest",
                    "what waits behind schedule {number} is not what you saw: look at it again",
                    number=kept.number,
                )
            )
        if awaiting[0] is not kept:
            words = "schedule {number} comes before it and is not decided yet: begin with that one"
            raise RuleRefusedError(because("together.earlier", words, number=awaiting[0].number))
        target = awaiting[-1]
        reason = because("flow.overtaken", "overtaken by schedule {number}", number=target.number)
        for older in awaiting[:-1]:
            unit.record(older, Event.REJECT, (reason,), step="reject", by=By.PERSON)
        target = advance(unit, unit.change(target, due=1, waits=()))
        if target.state in AWAITING_APPROVAL:
            target = by_person(unit, target, AWAITING_APPROVAL)
        return _released_where_agreed(unit, target)

    flow.act(db, schedule, do, by, now_us, version, then=newest)
    return db.read(lambda connection: flow.known(connection, newest))


def _released_where_agreed(unit: UnitOfWork, target: StoredSchedule) -> StoredSchedule:
    """In the same transaction: what is rejected for one that then stops would be lost."""
    target = advance(unit, target)
    if target.state is State.RELEASED:
        return target
    part, upcoming = next_of(unit, target, By.ANYBODY)
    if target.state is State.APPROVED and part is not None and upcoming.step is None:
        return target  # released by hand
    raise RuleRefusedError(*(target.waits or unit.stopped_by(target)))


def by_person(unit: UnitOfWork, it: StoredSchedule, until: Collection[State]) -> StoredSchedule:
    """Every step that the agreement leaves to a person, while its state is one of ``until``.
    RuleRefusedError: it stops, for these reasons.
    """
    while it.state in until:
        part, upcoming = next_of(unit, it, By.PERSON)
        if part is None or upcoming.step is None:
            raise RuleRefusedError(*(unit.stopped_by(it) or upcoming.reasons))
        it = take(unit, it, upcoming.step)
    return it
