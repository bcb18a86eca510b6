"""What was told to whom, and how quickly calls for help were answered: reading only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from sqlalchemy import Connection, func, select

from central.alarms.rules import NOT_SENT
from central.alarms.tables import seen, sendings
from central.alarms.watch import WAITING
from central.supervision.rules import Trouble
from central.tracking.service.calls import Call

ROWS_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmView:
    """A trouble that a rule is for. ``over_us`` None: it lasts."""

    alarm: int
    kind: str
    node: str
    subject: str
    level: str
    text: str
    seen_us: int
    taken_by: str
    taken_us: int | None
    over_us: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingView:
    """A message by its way, and of what trouble."""

    sending: int
    alarm: int
    kind: str
    node: str
    subject: str
    rule: str
    step: int
    way: str
    recipients: str
    over: bool
    state: str
    due_us: int
    next_us: int
    tries: int
    sent_us: int | None
    failure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallView:
    """A call for help, with seconds until it was taken and closed; None: it is open."""

    node: str
    call: str
    kind: str
    text: str
    at_us: int
    taken_by: str
    taken_s: float | None
    closed_s: float | None


def alarms_now(connection: Connection) -> list[AlarmView]:
    """Those that are not over, the oldest first."""
    columns = (seen.c[name] for name in AlarmView.__dataclass_fields__)
    query = (
        select(*columns).where(seen.c.over_us.is_(None)).order_by(seen.c.seen_us).limit(ROWS_MAX)
    )
    return [AlarmView(**row) for row in connection.execute(query).mappings()]


def is_known(connection: Connection, alarm: int) -> bool:
    """Whether there ever was one of this number."""
    return connection.execute(select(seen.c.alarm).where(seen.c.alarm == alarm)).first() is not None


def sendings_now(connection: Connection, limit: int = ROWS_MAX) -> list[SendingView]:
    """The newest first, with what they are of."""
    query = (
        select(sendings, seen.c.kind, seen.c.node, seen.c.subject)
        .join(seen, seen.c.alarm == sendings.c.alarm)
        .order_by(sendings.c.sending.desc())
        .limit(limit)
    )
    return [SendingView(**row) for row in connection.execute(query).mappings()]


def view_of(call: Call) -> CallView:
    return CallView(
        node=call.node,
        call=call.call,
        kind=call.kind,
        text=call.text,
        at_us=call.at_us,
        taken_by=call.owner,
        taken_s=call.taken_s,
        closed_s=call.closed_s,
    )


def not_sent(connection: Connection, now_us: int) -> list[Trouble]:
    """Ways by which something did not get out and is tried again."""
    query = (
        select(
            sendings.c.way,
            func.count().label("messages"),
            func.min(sendings.c.due_us).label("since_us"),
            func.max(sendings.c.failure).label("failure"),
        )
        .where(sendings.c.state == WAITING, sendings.c.failure != "")
        .group_by(sendings.c.way)
        .order_by(sendings.c.way)
    )
    return [
        Trouble(
            kind=NOT_SENT,
            subject=row.way,
            node="",
            text=f"{row.messages}: {row.failure}",
            since_us=min(row.since_us, now_us),
            action="see_to_way",
            link="/alarms",
        )
        for row in connection.execute(query)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """Of the calls of one day and kind, in seconds; None: none was taken, or closed, yet."""

    calls: int
    taken: int
    closed: int
    taken_median_s: float | None
    taken_worst_s: float | None
    closed_median_s: float | None
    closed_worst_s: float | None


def response_of(calls: Sequence[Call]) -> Response:
    taken = [it.taken_s for it in calls if it.taken_s is not None]
    closed = [it.closed_s for it in calls if it.closed_s is not None]
    return Response(
        calls=len(calls),
        taken=len(taken),
        closed=len(closed),
        taken_median_s=median(taken) if taken else None,
        taken_worst_s=max(taken, default=None),
        closed_median_s=median(closed) if closed else None,
        closed_worst_s=max(closed, default=None),
    )
