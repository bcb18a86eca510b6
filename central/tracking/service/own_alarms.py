"""What central itself saw that must not be: who looks after it, and its end by a person's word."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Select, case, func, select, update

from central.db.database import Database, insert_new
from central.db.work import Work
from central.tracking import tables
from central.tracking.alarms import HAPPENS_ONCE
from central.tracking.service.views import AlarmView
from central.tracking.tables_alarms import answers
from central.words.reasons import RuleRefusedError, because

ROWS_MAX = 1000
NOTE_MAX = 1000


class AlarmState(StrEnum):
    """``answered``: somebody looks after it; ``ended``: somebody closed it, with what was done."""

    OPEN = "open"
    ANSWERED = "answered"
    ENDED = "ended"


class AlarmUnknownError(RuleRefusedError):
    """There is no such alarm."""

    def __init__(self) -> None:
        super().__init__(because("alarm.unknown", "there is no such alarm"))


TOPIC = "tracking"
"""What is published when one of them changes."""
Row = Mapping[str, Any]


def open_alarms(connection: Connection, limit: int = ROWS_MAX) -> list[Row]:
    """Those that nobody closed, the newest first."""
    found = connection.execute(_listed(limit, None, open_only=True)).mappings()
    return [dict(row) for row in found]


def list_alarms(
    db: Database,
    *,
    open_only: bool = False,
    state: AlarmState | None = None,
    limit: int = ROWS_MAX,
) -> list[AlarmView]:
    """The newest first."""
    query = _listed(limit, state, open_only=open_only)
    return db.read(lambda c: [AlarmView(**row) for row in c.execute(query).mappings()])


def _listed(limit: int, state: AlarmState | None, *, open_only: bool) -> Select[Any]:
    query = _with_answers().limit(limit)
    query = query if state is None else query.where(STATE == state.value)
    return query.where(answers.c.closed_us.is_(None)) if open_only else query


def find_alarm(connection: Connection, alarm: int) -> AlarmView | None:
    query = _with_answers().where(tables.alarms.c.alarm == alarm)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else AlarmView(**row)


def opens_again(alarm: AlarmView) -> bool:
    """After it was closed, when it is seen again."""
    return alarm.kind not in HAPPENS_ONCE


def take(work: Work, alarm: int, owner: str) -> None:
    """``owner`` looks after it from now on. RuleRefusedError: it is closed, or is none."""
    _change(work, alarm, owner=owner, taken_us=work.now_us)


def close(work: Work, alarm: int, reason: str) -> None:
    """It is settled, as the reason says. RuleRefusedError: no reason, or it is closed or none."""
    reason = reason.strip()
    if not reason:
        raise RuleRefusedError(because("alarm.no_reason", "say what was done about it"))
    if len(reason) > NOTE_MAX:
        raise RuleRefusedError(
            because("alarm.long", "a reason has at most {most} characters", most=NOTE_MAX)
        )
    _change(work, alarm, closed_us=work.now_us, closed_by=work.by.who, note=reason)


def _change(work: Work, alarm: int, **values: object) -> None:
    if find_alarm(work.connection, alarm) is None:
        raise AlarmUnknownError
    insert_new(work.connection, answers, [{"alarm": alarm}])
    statement = update(answers).where(answers.c.alarm == alarm, answers.c.closed_us.is_(None))
    if work.connection.execute(statement.values(**values)).rowcount == 0:
        raise RuleRefusedError(because("alarm.closed", "it is closed already"))


STATE = case(
    (answers.c.closed_us.is_not(None), AlarmState.ENDED.value),
    (answers.c.taken_us.is_not(None), AlarmState.ANSWERED.value),
    else_=AlarmState.OPEN.value,
)
"""Of a row of alarms with its answer, if it has one."""

WITH_STATE = (
    select(tables.alarms, STATE.label("state"), func.coalesce(answers.c.owner, "").label("owner"))
    .outerjoin(answers, answers.c.alarm == tables.alarms.c.alarm)
    .subquery("alarms_with_state")
)
"""What the long list of them is read from."""


def _with_answers() -> Select[Any]:
    """The columns of an ``AlarmView``."""
    table = tables.alarms
    return (
        select(
            table,
            STATE.label("state"),
            func.coalesce(answers.c.owner, "").label("owner"),
            answers.c.taken_us,
            answers.c.closed_us,
            func.coalesce(answers.c.closed_by, "").label("closed_by"),
            func.coalesce(answers.c.note, "").label("note"),
        )
        .outerjoin(answers, answers.c.alarm == table.c.alarm)
        .order_by(table.c.last_us.desc())
    )
