"""What approving would do now: it is done as far as the orders, looked at, and undone again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import structlog

from central.db.database import Actor, Database, hold
from central.db.work import Work, tried
from central.orders.service.reading import open_by_day
from central.releases import flow, schedules
from central.releases.rules.states import AWAITING_APPROVAL, State
from central.releases.schedules import StoredSchedule
from central.releases.together import by_person
from central.releases.unit_of_work import UnitOfWork
from central.words.reasons import Reason, RuleRefusedError, because

_log = structlog.get_logger()
ZERO = Decimal(0)
DECIDABLE = frozenset({*AWAITING_APPROVAL, State.APPROVED})


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedOrders:
    """What is open of order lines of a day, now and then."""

    on: date
    now: Decimal
    then: Decimal

    @property
    def difference(self) -> Decimal:
        return self.then - self.now


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """``state`` it would have; ``reasons`` why it would stop there, empty where it is released.
    ``days``: those that change. ``now`` and ``then``: everything open of the part.
    """

    state: State
    reasons: tuple[Reason, ...]
    days: tuple[ChangedOrders, ...]
    now: Decimal
    then: Decimal


def preview(db: Database, schedule: int, *, by: Actor, now_us: int) -> Preview | None:
    """None: there is nothing to approve or release. Nothing is stored. What goes wrong in it is the
    reason that it tells: the schedule can be looked at all the same. An absent database is raised.
    """
    kept = db.read(lambda connection: schedules.load_one(connection, schedule))
    if kept is None or kept.state not in DECIDABLE:
        return None
    try:
        return tried(
            db, lambda work: changed_by(work, schedule, as_far_as_it_goes), by=by, at_us=now_us
        )
    except RuleRefusedError as error:
        reasons = error.reasons
    except flow.NOT_ITS_FAULT:
        raise
    except Exception as error:  # noqa: BLE001 - as the flow, which sets such a schedule aside
        _log.exception("what approving would do cannot be told", schedule=schedule)
        reasons = (_failed(error),)
    return Preview(state=kept.state, reasons=reasons, days=(), now=ZERO, then=ZERO)


def _failed(error: Exception) -> Reason:
    return because(
        "preview.failed",
        "what approving would do cannot be told, an error of ours stopped the trial: {error}",
        error=flow.shown(error),
    )


Reached = tuple[StoredSchedule, tuple[Reason, ...]]


def changed_by(
    work: Work, schedule: int, do: Callable[[UnitOfWork, StoredSchedule], Reached]
) -> Preview:
    """What ``do`` comes to, and what it changes of the orders; the caller undoes it."""
    connection = work.connection
    kept = flow.known(connection, schedule)
    hold(connection, *kept.key)
    flow.hold_books(connection, [kept])
    before = open_by_day(connection, kept.agreement, kept.part)
    unit = UnitOfWork(work, [flow.known(connection, schedule)])
    reached, reasons = do(unit, unit.now(schedule) or kept)
    unit.flush()
    after = open_by_day(connection, kept.agreement, kept.part)
    return Preview(
        state=reached.state,
        reasons=reasons,
        days=tuple(
            ChangedOrders(on=on, now=before.get(on, ZERO), then=after.get(on, ZERO))
            for on in sorted(before.keys() | after.keys())
            if before.get(on, ZERO) != after.get(on, ZERO)
        ),
        now=sum(before.values(), ZERO),
        then=sum(after.values(), ZERO),
    )


def as_far_as_it_goes(unit: UnitOfWork, it: StoredSchedule) -> Reached:
    """Every step that is left to people is taken; where it stops, why."""
    try:
        it = by_person(unit, it, DECIDABLE)
    except RuleRefusedError as error:
        return unit.now(it.schedule) or it, error.reasons
    return it, unit.stopped_by(it) if it.state is not State.RELEASED else ()
