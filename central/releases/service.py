"""Reading schedules: what pages, programs and other capabilities ask."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from central.releases import schedules
from central.releases.inbox import InboxEntry, Rank, counts, inbox
from central.releases.schedules import StoredSchedule
from central.releases.tables import SCHEDULES, UNPROCESSED
from central.releases.views import (
    CompareRow,
    CompareView,
    ExceptionView,
    ReconciliationView,
    ScheduleView,
    StepView,
    compare_view,
    net_change_view,
    reconciliation_view,
    schedule_view,
    steps_of,
)
from central.words.reasons import Reason
from central.words.reasons_json import from_json

__all__ = [
    "CompareRow",
    "CompareView",
    "ExceptionView",
    "InboxEntry",
    "Rank",
    "ReconciliationView",
    "ScheduleView",
    "SchedulesWanted",
    "StepView",
    "StoredSchedule",
    "UnprocessedView",
    "compare_view",
    "counts",
    "inbox",
    "net_change_view",
    "reconciliation_view",
    "schedule_list",
    "schedule_view",
    "steps_of",
    "unprocessed_list",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnprocessedView:
    """``closed_us`` None: open."""

    entry: int
    interchange: int
    message: int
    partner: str
    customer: str
    part: str
    what: str
    reasons: tuple[Reason, ...]
    opened_us: int
    owner: str
    closed_us: int | None
    closed_by: str
    closing: str
    why: str


def unprocessed_list(
    connection: Connection,
    *,
    closed: bool = False,
    interchange: int | None = None,
    before: int | None = None,
    most: int = 100,
) -> tuple[UnprocessedView, ...]:
    """The newest first; ``closed``: those that are closed too."""
    table = UNPROCESSED.c
    query = select(UNPROCESSED).order_by(table.entry.desc()).limit(most)
    if not closed:
        query = query.where(table.closed_us.is_(None))
    if interchange is not None:
        query = query.where(table.interchange == interchange)
    if before is not None:
        query = query.where(table.entry < before)
    return tuple(
        UnprocessedView(**{**row, "reasons": from_json(row["reasons"])})
        for row in connection.execute(query).mappings()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SchedulesWanted:
    """A filter; empty: whatever. ``unviewed``: those that nobody has looked at."""

    customer: str = ""
    agreement: str = ""
    part: str = ""
    state: str = ""
    unviewed: bool = False


def schedule_list(
    connection: Connection,
    wanted: SchedulesWanted,
    *,
    before: int | None = None,
    most: int = 100,
) -> tuple[StoredSchedule, ...]:
    """The newest first; ``before`` a schedule continues the list."""
    table = SCHEDULES.c
    query = select(table.schedule).order_by(table.schedule.desc()).limit(most)
    for name in ("customer", "agreement", "part", "state"):
        if value := getattr(wanted, name):
            query = query.where(table[name] == value)
    if wanted.unviewed:
        query = query.where(table.viewed_us.is_(None))
    if before is not None:
        query = query.where(table.schedule < before)
    found = schedules.load(connection, connection.execute(query).scalars())
    return tuple(reversed(found))
