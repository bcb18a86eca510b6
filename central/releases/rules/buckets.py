"""Where the period of a bucket ends: a month that begins on a day is read as a month from that day,
and so may reach into the days of the bucket behind it. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from central.demand.lines import DemandLine
from central.partners.rules.calendar import IndustryMonth, industry_month
from central.words.reasons import Reason, because

MONTH_DAYS = range(28, 32)
"""How long a bucket of a month is; others have nothing to do with industry months."""


def cut(
    line: DemandLine, beside: Sequence[DemandLine], months: tuple[IndustryMonth, ...] = ()
) -> tuple[DemandLine, tuple[Reason, ...]]:
    """The line ends before the next period of ``beside`` begins, unless that one lies wholly inside
    it, and within the industry month in which it begins.
    """
    last = line.until
    if last is None:
        return line, ()
    reasons: list[Reason] = []
    month = industry_month(months, line.on) if _days(line.on, last) in MONTH_DAYS else None
    if month is not None and month.last != last:
        reasons.append(_of_month(line, last, month))
        last = month.last
    following = _next_begins(line, last, beside)
    if following is not None:
        reasons.append(_before_next(line, last, following))
        last = following - timedelta(days=1)
    return replace(line, until=last), tuple(reasons)


def _of_month(line: DemandLine, until: date, month: IndustryMonth) -> Reason:
    return because(
        "bucket.industry_month",
        "line {number}: its month from {on} ends on {last}, as the industry month {month} does, "
        "not on {until}",
        number=line.number,
        on=line.on,
        last=month.last,
        month=month.name,
        until=until,
    )


def _before_next(line: DemandLine, until: date, following: date) -> Reason:
    return because(
        "bucket.next_begins",
        "line {number}: its period from {on} ends on {last}, not on {until}: the next period "
        "begins on {next}",
        number=line.number,
        on=line.on,
        last=following - timedelta(days=1),
        until=until,
        next=following,
    )


def _next_begins(line: DemandLine, last: date, beside: Sequence[DemandLine]) -> date | None:
    """First day of the next period that begins inside this one and ends behind it."""
    return min(
        (
            other.on
            for other in beside
            if other.until is not None and line.on < other.on <= last < other.until
        ),
        default=None,
    )


def _days(first: date, last: date) -> int:
    return (last - first).days + 1
