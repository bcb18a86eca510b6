"""What the customer's own schedules confirm: his count, and the last of our notes that he names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, func, select

from central.agreements.model.options import COUNTING, Reconcile
from central.cums.rules.ledger import Ledger
from central.releases.rules.states import State
from central.releases.tables import SCHEDULES
from central.words.reasons import Reason, because

Of = tuple[str, str]
STOPPED = (State.RECEIVED.value, State.NOT_RECONCILED.value, State.REJECTED.value)
"""The count of such a schedule is not one that our books agree to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomersCount:
    """``cum`` as he told it in schedule ``number`` of the day ``on``."""

    cum: Decimal
    on: date
    number: str


def counts_of(connection: Connection, starts: Mapping[Of, date | None]) -> dict[Of, CustomersCount]:
    """Of each agreement part that compares cums, with the first day of its present period: the
    count of the newest schedule that reconciled in it.
    """
    table = SCHEDULES.c
    newest = (
        select(func.max(table.schedule))
        .where(table.received_cum.is_not(None), table.state.not_in(STOPPED))
        .group_by(table.agreement, table.part)
    )
    found = {}
    for row in connection.execute(select(SCHEDULES).where(table.schedule.in_(newest))):
        key = row.agreement, row.part
        if key not in starts:
            continue
        start = starts[key]
        if start is None or (row.counted_since or row.issued_on) >= start:
            found[key] = CustomersCount(cum=row.received_cum, on=row.issued_on, number=row.number)
    return found


def count_of(
    connection: Connection, agreement: str, part: str, start: date | None
) -> CustomersCount | None:
    """As ``counts_of``, of one agreement part."""
    table = SCHEDULES.c
    query = (
        select(table.received_cum, table.issued_on, table.counted_since, table.number)
        .where(
            table.agreement == agreement,
            table.part == part,
            table.received_cum.is_not(None),
            table.state.not_in(STOPPED),
        )
        .order_by(table.schedule.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    if row is None or (start is not None and (row.counted_since or row.issued_on) < start):
        return None
    return CustomersCount(cum=row.received_cum, on=row.issued_on, number=row.number)


def confirmed(
    connection: Connection, agreement: str, part: str, ledger: Ledger, option: Reconcile, note: str
) -> Reason | None:
    """Why the note cannot be undone: the customer's schedules say that it arrived. None: they do
    not.
    """
    named = ledger.note_named(note)
    if named is None:
        return None
    table = SCHEDULES.c
    query = (
        select(table.last_note, table.number, table.issued_on)
        .where(
            table.agreement == agreement,
            table.part == part,
            table.last_note != "",
            table.state != State.REJECTED.value,
        )
        .order_by(table.schedule.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    last = ledger.note_named(row.last_note) if row is not None else None
    if row is not None and last is not None and (last == named or named.on < last.on):
        return because(
            "ledger.note_confirmed",
            "note {note} cannot be undone: schedule {number} of {on} names {last} as the last note "
            "that arrived",
            note=note,
            number=row.number,
            on=row.issued_on,
            last=row.last_note,
        )
    count = count_of(connection, agreement, part, ledger.period_start)
    if count is None or option not in COUNTING:
        return None
    stood = ledger.boundaries().get(note)
    if stood is None or stood > count.cum:
        return None
    return because(
        "ledger.note_counted",
        "note {note} cannot be undone: the customer counted {cum} in schedule {number} of {on}, "
        "and the cum after the note is {stood}",
        note=note,
        cum=count.cum,
        number=count.number,
        on=count.on,
        stood=stood,
    )
