"""Order lines on days on which the customer does not work: said, never moved. Pure."""

from __future__ import annotations

from central.agreements.model.terms import Terms
from central.demand.lines import Schedule
from central.orders.rules.release_plan import becomes_order
from central.partners.rules.calendar import WEEKDAYS, WorkingCalendar
from central.words.reasons import Reason, because


def closed_days(schedule: Schedule, terms: Terms, calendar: WorkingCalendar) -> tuple[Reason, ...]:
    """One for each line that is to be an order line and asks for something."""
    found = []
    for line in schedule.lines:
        if not line.quantity or not becomes_order(line, schedule.kind, terms):
            continue
        closed = calendar.closed_because(line.on)
        if closed is None:
            continue
        if closed in WEEKDAYS:
            words = "line {number}: {quantity} on {on}, a day of the week that the customer is shut"
            reason = because(
                "closed.weekday", words, number=line.number, quantity=line.quantity, on=line.on
            )
        else:
            said = "line {number}: {quantity} on {on}, when the customer is shut: {closed}"
            reason = because(
                "closed.day",
                said,
                number=line.number,
                quantity=line.quantity,
                on=line.on,
                closed=closed,
            )
        found.append(reason)
    return tuple(found)
