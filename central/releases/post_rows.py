"""How what was taken of a message is written down: schedules, their lines, their first step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert

from central.agreements.model.duration import Duration
from central.agreements.service.contracts import AgreementPart
from central.cums.service.stated import Stated, authorisations_to, tell
from central.db.bulk import insert_many
from central.db.work import Work
from central.demand.lines import Schedule, in_order
from central.edi.model import schedule as edi
from central.exchange.model import Origin
from central.orders.model import ReconciledLine
from central.releases import schedules
from central.releases.rules.admission import Before
from central.releases.rules.reconcile import with_cums
from central.releases.rules.states import State
from central.releases.tables import LINES, SCHEDULES, STEPS
from central.words.reasons import Reason
from central.words.reasons_json import to_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message of an interchange, and who brings it in."""

    work: Work
    origin: Origin
    said: edi.Schedule
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One part of it that becomes a schedule; ``item`` is how the customer wrote it."""

    part: AgreementPart
    item: edi.Item
    schedule: Schedule
    before: Before | None
    reasons: tuple[Reason, ...]


def store(sent: Message, taken: Sequence[Taken]) -> tuple[int, ...]:
    """Each as a schedule with its lines and its first step; their numbers, in order."""
    if not taken:
        return ()
    connection = sent.work.connection
    statement = insert(SCHEDULES).returning(SCHEDULES.c.schedule, sort_by_parameter_order=True)
    rows = [_row(sent, each) for each in taken]
    numbers = tuple(row.schedule for row in connection.execute(statement, rows))
    lines: list[dict[str, Any]] = []
    steps = []
    for number, each in zip(numbers, taken, strict=True):
        ordered = in_order(each.schedule.lines)
        cums = with_cums([ReconciledLine(line=it) for it in ordered], each.schedule.received_cum)
        lines += [schedules.line_row(number, line, None) for line in cums]
        steps.append(_first_step(number, sent, each))
    insert_many(connection, LINES, lines)
    insert_many(connection, STEPS, steps)
    stated = [_stated(number, each) for number, each in zip(numbers, taken, strict=True)]
    tell(connection, stated, now_us=sent.work.now_us)
    return numbers


def _stated(number: int, taken: Taken) -> Stated:
    schedule = taken.schedule
    return Stated(
        schedule=number,
        agreement=taken.part.agreement,
        part=taken.part.part,
        point=taken.item.unloading_point,
        kind=schedule.kind.value,
        number=schedule.number,
        on=schedule.issued_on,
        counted_since=schedule.counted_since,
        cum=schedule.received_cum,
        last_note=schedule.last_note,
        authorisations=schedule.authorisations,
    )


def _first_step(number: int, sent: Message, taken: Taken) -> dict[str, Any]:
    return {
        "schedule": number,
        "seq": 1,
        "at_us": sent.work.now_us,
        "step": "receive",
        "from_state": "",
        "to_state": State.RECEIVED.value,
        "who": sent.work.by.who,
        "why": sent.work.by.why,
        "reasons": to_json(taken.reasons),
    }


def _row(sent: Message, taken: Taken) -> dict[str, Any]:
    schedule, part, said = taken.schedule, taken.part, sent.said
    first_line = min((line.on for line in schedule.lines), default=schedule.issued_on)
    last_line = max((line.until or line.on for line in schedule.lines), default=first_line)
    first = min(said.horizon_first or schedule.issued_on, first_line)
    until = said.horizon_last
    return {
        "agreement": part.agreement,
        "customer": part.customer,
        "plant": part.plant or taken.item.ship_to,
        "part": part.part,
        "unloading_point": taken.item.unloading_point,
        "kind": schedule.kind.value,
        "number": schedule.number,
        "previous_number": said.previous_number,
        "issued_on": schedule.issued_on,
        "first_day": first,
        "until_day": until if until is not None and until >= last_line else None,
        "received_us": sent.work.now_us,
        "interchange": sent.origin.interchange,
        "message": sent.origin.message,
        "partner": sent.origin.partner,
        "entered_by": sent.origin.entered_by,
        "state": State.RECEIVED.value,
        "waits": "[]",
        "received_cum": schedule.received_cum,
        "counted_since": schedule.counted_since,
        "last_note": schedule.last_note,
        "authorisations": authorisations_to(schedule.authorisations),
        "owner": "",
        "viewed_us": None,
        "viewed_by": "",
        "changed_us": sent.work.now_us,
        "version": 1,
        "previous": taken.before.schedule if taken.before is not None else None,
        "due": 1,
        "terms_version": part.version,
        "lines": len(schedule.lines),
    }


def year_start(part: AgreementPart, day: date) -> date:
    """The latest first day of a calendar or model year up to the day."""
    begun = Duration(years=part.years).starts_to(day)
    return max(date(day.year, 1, 1), begun or date.min)
