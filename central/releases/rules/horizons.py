"""The status of a line by its horizon, where the message gives none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from central.agreements.model.horizons import Horizon, LineStatus, spans
from central.demand.lines import DemandLine, Schedule
from central.words.reasons import Reason, because


def status_on(day: date, issued_on: date, template: Sequence[Horizon]) -> LineStatus:
    """Overdue lines are of the first horizon; behind the last one all is information."""
    if not template:
        return LineStatus.INFORMATION
    reach = spans(issued_on, [horizon.length for horizon in template])
    for horizon, span in zip(template, reach, strict=True):
        if day < span.behind:
            return horizon.status
    return LineStatus.INFORMATION


def without_type(schedule: Schedule, template: Sequence[Horizon]) -> tuple[Reason, ...]:
    """Lines whose type neither the message nor the agreement says: taken for information they
    would erase the demand of their days. Empty: there are none.
    """
    if template:
        return ()
    silent = [line for line in schedule.lines if line.status is None]
    if not silent:
        return ()
    words = (
        "{count} lines, the first of {on}, do not say whether they are firm, forecast or "
        "information, and the agreement has no line types for such lines: give it line_types, or "
        "ask the customer"
    )
    return (because("horizon.no_type", words, count=len(silent), on=silent[0].on),)


def with_status(
    schedule: Schedule, template: Sequence[Horizon]
) -> tuple[Schedule, tuple[Reason, ...]]:
    """Every line has a status; what the message says stays."""
    reasons: list[Reason] = []
    lines: list[DemandLine] = []
    for line in schedule.lines:
        if line.status is None:
            status = status_on(line.on, schedule.issued_on, template)
            reasons.append(
                because(
                    "horizon.status",
                    "line {number} of {on} is {status} by its horizon from {issued}",
                    number=line.number,
                    on=line.on,
                    status=str(status),
                    issued=schedule.issued_on,
                )
            )
            line = replace(line, status=status)
        lines.append(line)
    return replace(schedule, lines=tuple(lines)), tuple(reasons)
