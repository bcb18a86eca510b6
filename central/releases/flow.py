"""The flow of schedules: runs by itself, and what people do in it.

A run takes schedules that are due together under the keys of their agreement parts, so several
processes share the work and nothing is posted twice. What a person does is a transaction of its
own, refused if somebody else changed the schedule since they looked at it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

import structlog
from sqlalchemy import Connection, select, update
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from central.agreements.model.keys import PartKey
from central.cums.service.ledger_store import hold_cums
from central.db.database import SYSTEM, Actor, Database, hold, hold_free
from central.db.work import Work
from central.http.problems import ProblemError
from central.orders.service import lines as orders
from central.releases import schedules
from central.releases.rules.states import By, Event, State
from central.releases.rules.steps import Step
from central.releases.schedules import StoredSchedule
from central.releases.steps import advance, take, wake_later
from central.releases.tables import SCHEDULES
from central.releases.unit_of_work import UnitOfWork
from central.words.reasons import Reason, RuleRefusedError, because
from central.words.reasons_json import to_json

_log = structlog.get_logger()
LOOKED_AT = 1_000
"""Schedules that are due, from which one transaction takes its own."""
TOGETHER = 100
LINES_TOGETHER = 10_000
"""Schedules and lines of one transaction."""

NOT_ITS_FAULT = (OperationalError, InterfaceError, PoolTimeoutError)
"""The database is away: the schedule stays due."""

Act = Callable[[UnitOfWork, StoredSchedule], StoredSchedule]


class Flow:
    """``run`` may be called from any thread and in several processes at once."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def run(self, now_us: int, *, by: Actor = SYSTEM, limit: int = 100_000) -> int:
        """Every due step of every schedule, at most ``limit`` schedules; how many were looked at.
        What another process has in hand is left to it.
        """
        done = 0
        while done < limit and self._is_due():
            looked = self._together(min(TOGETHER, limit - done), by, now_us)
            done += looked
            if not looked:
                break
        return done

    def run_one(self, schedule: int, now_us: int, *, by: Actor = SYSTEM) -> None:
        """As far as one schedule flows by itself."""
        self._db.write(lambda connection: _run(Work(connection, by, now_us), [schedule]), by=by)

    def recheck(self, versions: dict[str, int]) -> None:
        """Schedules whose agreement changed since a run looked at them are due again;
        ``versions``: of every agreement.
        """

        def work(connection: Connection) -> list[int]:
            table = SCHEDULES.c
            query = select(table.schedule, table.agreement, table.terms_version).where(
                table.state.in_([str(state) for state in _WAITING]), table.due == 0
            )
            return [
                row.schedule
                for row in connection.execute(query)
                if versions.get(row.agreement, row.terms_version) != row.terms_version
            ]

        if changed := self._db.read(work):
            self._db.write(lambda connection: _set_due(connection, changed))

    def _is_due(self) -> bool:
        query = select(SCHEDULES.c.schedule).where(SCHEDULES.c.due == 1).limit(1)
        return self._db.read(lambda connection: connection.execute(query).first()) is not None

    def _together(self, most: int, by: Actor, now_us: int) -> int:
        taken: list[int] = []

        def work(connection: Connection) -> int:
            taken[:] = _take_due(connection, most)
            return _run(Work(connection, by, now_us), taken)

        try:
            return self._db.write(work, by=by)
        except Exception:
            if not taken:
                raise
            _log.exception("a run of schedules failed; each goes alone", schedules=len(taken))
        return sum(self._alone(schedule, by, now_us) for schedule in taken)

    def _alone(self, schedule: int, by: Actor, now_us: int) -> int:
        """One that fails by itself is set aside with the error as its reason."""
        try:
            self.run_one(schedule, now_us, by=by)
        except NOT_ITS_FAULT:
            raise
        except Exception as error:  # noqa: BLE001 - one schedule never stops the others
            _log.exception("schedule set aside", schedule=schedule)
            reason = failed(error)
            aside = update(SCHEDULES).where(SCHEDULES.c.schedule == schedule)
            values = {"due": 0, "waits": to_json([reason])}
            self._db.write(lambda connection: connection.execute(aside.values(values)), by=by)
        return 1


def failed(error: Exception) -> Reason:
    """What stopped a schedule that no rule stopped."""
    return because(
        "flow.failed",
        "an error of ours stopped it: {error}; run it again once that is mended",
        error=shown(error),
    )


def shown(error: Exception) -> str:
    """An error of ours, as a reason names it."""
    return f"{type(error).__name__}: {error}"[:300]


_WAITING = (
    State.RECEIVED,
    State.RECONCILED,
    State.IN_TOLERANCE,
    State.OUT_OF_TOLERANCE,
    State.APPROVED,
)


def step(
    db: Database, schedule: int, wanted: Step, *, by: Actor, now_us: int, version: int | None
) -> StoredSchedule:
    """The next step, asked for by a person, where the agreement says by hand."""
    return act(db, schedule, lambda unit, kept: take(unit, kept, wanted), by, now_us, version)


def approve(
    db: Database, schedule: int, *, by: Actor, now_us: int, version: int | None
) -> StoredSchedule:
    """Also what is out of tolerance."""
    return step(db, schedule, Step.APPROVE, by=by, now_us=now_us, version=version)


def release(
    db: Database,
    schedule: int,
    *,
    by: Actor,
    now_us: int,
    version: int | None,
    unviewed: bool = False,
) -> StoredSchedule:
    """``unviewed``: the person says that nobody has looked at it and releases it all the same."""

    def do(unit: UnitOfWork, kept: StoredSchedule) -> StoredSchedule:
        if kept.viewed_us is None and not unviewed:
            words = "nobody has looked at schedule {number} yet: look at it, or release it unviewed"
            raise RuleRefusedError(because("flow.unviewed", words, number=kept.number))
        return take(unit, kept, Step.RELEASE)

    return act(db, schedule, do, by, now_us, version)


def reject(
    db: Database, schedule: int, *, by: Actor, now_us: int, version: int | None
) -> StoredSchedule:
    """It never becomes orders; ``by.why`` says why."""

    def do(unit: UnitOfWork, kept: StoredSchedule) -> StoredSchedule:
        if not by.why.strip():
            words = "say why schedule {number} is rejected"
            raise RuleRefusedError(because("flow.why", words, number=kept.number))
        if kept.state is State.RELEASE_EXCEPTION:
            unit.close_exceptions(kept, "")
        reason = because("flow.rejected", "rejected by {who}: {why}", who=by.who, why=by.why)
        kept = unit.record(kept, Event.REJECT, (reason,), step="reject", by=By.PERSON)
        wake_later(unit, kept)
        return kept

    return act(db, schedule, do, by, now_us, version)


def rerun(
    db: Database, schedule: int, *, by: Actor, now_us: int, version: int | None
) -> StoredSchedule:
    """Once more, because the cause is gone: reconciling, or releasing after an exception."""
    return act(db, schedule, partial(_again, Event.RERUN), by, now_us, version)


def remove(
    db: Database, schedule: int, *, by: Actor, now_us: int, version: int | None
) -> StoredSchedule:
    """Released without the excepted lines, whose order lines stay as they are."""
    return act(db, schedule, partial(_again, Event.REMOVE), by, now_us, version)


def view(db: Database, schedule: int, *, by: Actor, now_us: int) -> None:
    """A person has looked at it; who did first is kept."""

    def work(connection: Connection) -> None:
        known(connection, schedule)
        connection.execute(
            update(SCHEDULES)
            .where(SCHEDULES.c.schedule == schedule, SCHEDULES.c.viewed_us.is_(None))
            .values(viewed_us=now_us, viewed_by=by.who)
        )

    db.write(work, by=by)


def assign(db: Database, schedule: int, owner: str, *, by: Actor) -> None:
    """Who looks after it; empty: nobody."""

    def work(connection: Connection) -> None:
        known(connection, schedule)
        connection.execute(
            update(SCHEDULES).where(SCHEDULES.c.schedule == schedule).values(owner=owner)
        )

    db.write(work, by=by)


def _again(event: Event, unit: UnitOfWork, kept: StoredSchedule) -> StoredSchedule:
    excepted = kept.state is State.RELEASE_EXCEPTION
    kept = unit.record(kept, event, (), step=str(event), by=By.PERSON)
    if excepted:
        unit.close_exceptions(kept, str(event))
    return take(unit, kept, Step.RELEASE if excepted else Step.RECONCILE)


def act(
    db: Database,
    schedule: int,
    do: Act,
    by: Actor,
    now_us: int,
    version: int | None,
    *,
    then: int | None = None,
) -> StoredSchedule:
    """What a person does, and then as far as it, or the schedule ``then``, flows by itself."""

    def work(connection: Connection) -> None:
        kept = known(connection, schedule)
        hold(connection, *kept.key)
        hold_books(connection, [kept])
        fresh = known(connection, schedule)
        if version is not None and fresh.version != version:
            raise ProblemError(
                409,
                "stale",
                f"Schedule {schedule} was changed since you looked at it: it is {fresh.state} now. "
                "Look at it again.",
            )
        unit = UnitOfWork(Work(connection, by, now_us), [fresh])
        found = unit.now(schedule)
        do(unit, found if found is not None else fresh)
        unit.flush()

    db.write(work, by=by)
    Flow(db).run_one(schedule if then is None else then, now_us)
    return db.read(lambda connection: known(connection, schedule))


def known(connection: Connection, schedule: int) -> StoredSchedule:
    """ProblemError 404: there is none of that number."""
    kept = schedules.load_one(connection, schedule)
    if kept is None:
        raise ProblemError(404, "not_found", f"There is no schedule {schedule}.")
    return kept


def _take_due(connection: Connection, most: int) -> list[int]:
    """Due schedules whose agreement parts nobody else has in hand; they are held from now on."""
    table = SCHEDULES.c
    query = select(table.schedule, table.agreement, table.part, table.lines).where(table.due == 1)
    rows = connection.execute(query.order_by(table.schedule).limit(LOOKED_AT)).all()
    found: list[int] = []
    tried, lines = 0, 0
    while tried < len(rows) and len(found) < most and lines < LINES_TOGETHER:
        some = rows[tried : tried + max(1, min(most, LINES_TOGETHER // max(1, rows[tried].lines)))]
        tried += len(some)
        keys = {schedules.hold_key(row.agreement, row.part): None for row in some}
        held = set(hold_free(connection, list(keys)))
        mine = [row for row in some if schedules.hold_key(row.agreement, row.part) in held]
        found += [row.schedule for row in mine]
        lines += sum(row.lines for row in mine)
    return found


def _run(work: Work, wanted: Sequence[int]) -> int:
    """Their keys are held, but for a single one, which is held here."""
    connection = work.connection
    due = [kept for kept in schedules.load(connection, wanted) if kept.due]
    if len(wanted) == 1 and due:
        hold(connection, *due[0].key)
    if not due:
        return 0
    hold_books(connection, due)
    unit = UnitOfWork(work, due)
    for kept in due:
        now = unit.now(kept.schedule)
        if now is None:  # replaced or rejected, and yet due: it has nowhere to go
            _set_due(connection, [kept.schedule], 0)
        elif now.due:
            advance(unit, now)
    unit.flush()
    return len(due)


def hold_books(connection: Connection, kept: Iterable[StoredSchedule]) -> None:
    """Nothing is despatched, received or corrected between what is read of the cums and what is
    ordered by it.
    """
    keys = {PartKey(each.agreement, each.part) for each in kept}
    orders.hold_parts(connection, keys)
    hold_cums(connection, keys)


def _set_due(connection: Connection, wanted: Sequence[int], due: int = 1) -> None:
    for schedule in wanted:
        connection.execute(
            update(SCHEDULES).where(SCHEDULES.c.schedule == schedule).values(due=due)
        )
