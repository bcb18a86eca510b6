"""Order lines of days before the schedule was issued: said, never moved. Pure."""

from __future__ import annotations

from central.agreements.model.terms import Terms
from central.demand.lines import Schedule
from central.orders.rules.release_plan import becomes_order
from central.words.reasons import Reason, because


def past_days(schedule: Schedule, terms: Terms) -> tuple[Reason, ...]:
    """One for each line that is to be an order line and asks for something: it may be arrears."""
    words = (
        "line {number}: {quantity} on {on}, before the schedule was issued on {issued}: taken as "
        "overdue; if it is no arrears, ask the customer"
    )
    return tuple(
        because(
            "past.day",
            words,
            number=line.number,
            quantity=line.quantity,
            on=line.on,
            issued=schedule.issued_on,
        )
        for line in schedule.lines
        if line.on < schedule.issued_on
        and line.quantity
        and becomes_order(line, schedule.kind, terms)
    )
