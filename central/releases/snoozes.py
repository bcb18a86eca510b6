"""Exceptions that a planner looks at later. One wakes at its time, or when its schedule changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, delete, select

from central.db.database import upsert
from central.db.work import Work
from central.partners.service.days import day_of
from central.releases import flow
from central.releases.consequences import consequences
from central.releases.rules.states import UNRELEASED
from central.releases.tables import SCHEDULES, SNOOZES
from central.words.reasons import RuleRefusedError, because

HOURS_MAX = 72


@dataclass(frozen=True, slots=True, kw_only=True)
class Snooze:
    until_us: int
    by: str
    waiting: int


def snooze(work: Work, schedule: int, hours: int) -> int:
    """Until when, in us. RuleRefusedError: it waits for nobody, or the first delivery that hangs on
    it is before that.
    """
    kept = flow.known(work.connection, schedule)
    if kept.state not in UNRELEASED:
        words = "schedule {number} waits for nobody: it is {state}"
        state = str(kept.state)
        raise RuleRefusedError(because("snooze.done", words, number=kept.number, state=state))
    until_us = work.now_us + hours * 3_600_000_000
    held_up = consequences(work.connection, [kept], work.now_us)[schedule].it
    first = held_up.first_on
    if first is not None and day_of(work.connection, kept.customer, until_us - 1) >= first:
        raise RuleRefusedError(
            because(
                "snooze.too_long",
                "schedule {number} cannot wait for {hours} hours: its first delivery is on {first}",
                number=kept.number,
                hours=hours,
                first=first,
            )
        )
    work.connection.execute(delete(SNOOZES).where(SNOOZES.c.until_us <= work.now_us))
    row = {
        "schedule": schedule,
        "until_us": until_us,
        "version": kept.version,
        "waiting": held_up.waiting,
        "snoozed_by": work.by.who,
    }
    upsert(work.connection, SNOOZES, [row])
    return until_us


def wake(work: Work, schedule: int) -> None:
    """Nothing happens where it is awake."""
    work.connection.execute(delete(SNOOZES).where(SNOOZES.c.schedule == schedule))


def sleeps(now_us: int) -> ColumnElement[bool]:
    """Of a schedule of a query."""
    sleeping = select(SNOOZES.c.schedule).where(
        SNOOZES.c.schedule == SCHEDULES.c.schedule,
        SNOOZES.c.until_us > now_us,
        SNOOZES.c.version == SCHEDULES.c.version,
    )
    return sleeping.correlate(SCHEDULES).exists()


def asleep(connection: Connection, now_us: int) -> Mapping[int, Snooze]:
    """By schedule."""
    query = (
        select(SNOOZES)
        .join(SCHEDULES, SCHEDULES.c.schedule == SNOOZES.c.schedule)
        .where(sleeps(now_us))
    )
    return {
        row.schedule: Snooze(until_us=row.until_us, by=row.snoozed_by, waiting=row.waiting)
        for row in connection.execute(query)
    }
