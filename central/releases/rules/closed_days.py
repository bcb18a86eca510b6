"""Order lines for days on which the customer does not work: said, and by the agreement kept, held,
or due on another day. The line keeps the customer's day: by it their next schedule finds it. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from central.agreements.model.options import ClosedDays
from central.agreements.model.terms import Terms
from central.demand.lines import DemandLine, Schedule
from central.orders.rules.release_plan import becomes_order
from central.partners.rules.calendar import WEEKDAYS, WorkingCalendar
from central.words.reasons import Reason, because


def due_day(on: date, how: ClosedDays, calendar: WorkingCalendar) -> date | None:
    """When an order line for that day is due; None: no day of its week and month is worked."""
    if how in (ClosedDays.KEEP, ClosedDays.HOLD) or calendar.is_working(on):
        return on
    first, last = _week_of_month(on)
    before, after = calendar.working_days(first, on), calendar.working_days(on, last)
    nearest = (before[-1:], after[:1])
    chosen = nearest if how is ClosedDays.PRECEDING else nearest[::-1]
    return next((day for days in chosen for day in days), None)


def closed_days(schedule: Schedule, terms: Terms, calendar: WorkingCalendar) -> tuple[Reason, ...]:
    """For each line that is to be an order line and asks for something: why, and what follows."""
    found = []
    for line in _closed(schedule, terms, calendar):
        found.append(_why(line, calendar))
        due = due_day(line.on, terms.closed_days, calendar)
        if due is not None and due != line.on:
            words = "line {number}: it is due on {due} by the agreement"
            found.append(because("closed.due", words, number=line.number, due=due))
    return tuple(found)


def held(schedule: Schedule, terms: Terms, calendar: WorkingCalendar) -> tuple[Reason, ...]:
    """Why a person has to approve it, one for each line."""
    if terms.closed_days is ClosedDays.KEEP:
        return ()
    found = []
    for line in _closed(schedule, terms, calendar):
        if terms.closed_days is ClosedDays.HOLD:
            words = (
                "line {number}: {quantity} on {on}, when the customer is shut: a person approves "
                "the schedule, or rejects it"
            )
            code = "closed.held"
        elif due_day(line.on, terms.closed_days, calendar) is None:
            words = (
                "line {number}: {quantity} on {on}, and no day of its week and month is worked: a "
                "person approves the schedule, or rejects it"
            )
            code = "closed.no_day"
        else:
            continue
        found.append(because(code, words, number=line.number, quantity=line.quantity, on=line.on))
    return tuple(found)


def _closed(schedule: Schedule, terms: Terms, calendar: WorkingCalendar) -> Iterator[DemandLine]:
    for line in schedule.lines:
        if line.quantity and becomes_order(line, schedule.kind, terms):
            if not calendar.is_working(line.on):
                yield line


def _why(line: DemandLine, calendar: WorkingCalendar) -> Reason:
    closed = calendar.closed_because(line.on) or ""
    if closed in WEEKDAYS:
        words = "line {number}: {quantity} on {on}, a day of the week that the customer is shut"
        return because(
            "closed.weekday", words, number=line.number, quantity=line.quantity, on=line.on
        )
    return because(
        "closed.day",
        "line {number}: {quantity} on {on}, when the customer is shut: {closed}",
        number=line.number,
        quantity=line.quantity,
        on=line.on,
        closed=closed,
    )


def _week_of_month(on: date) -> tuple[date, date]:
    """First and last day of the week, Monday to Sunday, as far as it is in the month of the day."""
    monday = on - timedelta(days=on.weekday())
    sunday = monday + timedelta(days=6)
    first = monday if monday.month == on.month else on.replace(day=1)
    last = sunday if sunday.month == on.month else sunday - timedelta(days=sunday.day)
    return first, last
