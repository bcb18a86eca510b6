"""Whether a schedule changed more than the agreement allows against the one before it.

Open demand is compared: cums up to a day above what the customer has received by now, so parts
delivered between the two schedules are no change. Where a schedule has no received cum, its lines
are taken as open. Behind the last horizon nothing is compared. One finding out puts the whole
schedule out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate

from central.agreements.model.horizons import Span, ToleranceHorizon, spans
from central.agreements.model.options import Limit, Reconcile, ToleranceMethod
from central.agreements.model.terms import Terms
from central.demand.lines import LineStatus, Schedule, Slot, in_order
from central.words.reasons import Figure, Reason, because

ZERO = Decimal(0)
HUNDRED = Decimal(100)
END_OF_DAY = "99"
"""After every time of a day, HH:MM."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One day, one window of it that begins at ``at``, or one horizon, compared. ``percent``: None
    where nothing stood before.
    """

    first: date
    last: date
    horizon: str
    old: Decimal
    new: Decimal
    percent: Decimal | None
    within: bool
    reason: Reason
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToleranceResult:
    within: bool
    findings: tuple[Finding, ...]
    reasons: tuple[Reason, ...]


def change_percent(old: Decimal, new: Decimal) -> Decimal | None:
    """The change in percent of the old quantity; None from zero to anything."""
    if old == 0:
        return ZERO if new == 0 else None
    return (new - old) * HUNDRED / old


def within_percent(
    old: Decimal, new: Decimal, horizon: ToleranceHorizon, limit: Limit = Limit.WITHIN
) -> bool:
    """Multiplied out, so no division rounds at the limit. What did not change is always within."""
    if new == old:
        return True
    lowest = old * (HUNDRED - horizon.minus_percent)
    highest = old * (HUNDRED + horizon.plus_percent)
    if limit is Limit.WITHIN:
        return lowest <= new * HUNDRED <= highest
    return lowest < new * HUNDRED < highest


def check(old: Schedule | None, new: Schedule, terms: Terms) -> ToleranceResult:
    """By the method of the terms. Without a schedule before it, all is within. Days of which the
    one before says nothing are not compared.
    """
    if old is None:
        first = because("tolerance.first", "no schedule before it: nothing to compare")
        return ToleranceResult(within=True, findings=(), reasons=(first,))
    both = _Both(old, new, counts=terms.reconcile is not Reconcile.NO_RECONCILE)
    reach = spans(new.issued_on, [horizon.length for horizon in terms.tolerance_template])
    pairs = tuple(zip(terms.tolerance_template, reach, strict=True))
    if terms.tolerance_method is ToleranceMethod.BUCKETED:
        findings = [
            _bucket(both, horizon, span, n, terms)
            for n, (horizon, span) in enumerate(pairs)
            if old.covers_to is None or span.first <= old.covers_to or not n
        ]
    else:
        findings = [
            _day(both, slot, horizon, terms)
            for day in _compared(both, terms)
            if (horizon := _horizon_of(day, pairs)) is not None
            for slot in both.slots(day)
        ]
    out = [finding for finding in findings if not finding.within]
    reason = because(
        "tolerance.out" if out else "tolerance.within",
        "{out} of {all} comparisons out of tolerance: the schedule is out"
        if out
        else "all {all} comparisons within tolerance",
        out=len(out),
        all=len(findings),
    )
    return ToleranceResult(
        within=not out,
        findings=tuple(findings),
        reasons=(reason, *(finding.reason for finding in out), *_not_compared(old, new)),
    )


def _compared(both: _Both, terms: Terms) -> list[date]:
    """Days of demand of which the schedule before says something; and where days are allowed, those
    by which what it asked must have come.
    """
    last = both.covers_to or date.max
    days = {day for day in both.days() if day <= last}
    if terms.tolerance_method is ToleranceMethod.QUANTITY_OR_DAYS:
        days |= both.late(terms.tolerance_days or 0)
    return sorted(days)


def _not_compared(old: Schedule, new: Schedule) -> tuple[Reason, ...]:
    last = max((line.on for line in new.lines), default=new.issued_on)
    if old.covers_to is None or last <= old.covers_to:
        return ()
    words = "days after {until} are not compared: the schedule before it ended there"
    return (because("tolerance.not_compared", words, until=old.covers_to),)


class _Open:
    """Demand of one schedule from ``first`` up to a day, information left out."""

    def __init__(self, schedule: Schedule, first: date = date.min) -> None:
        lines = [
            line
            for line in in_order(schedule.lines)
            if line.status is not LineStatus.INFORMATION and line.on >= first
        ]
        self.days = [line.on for line in lines]
        self.slots = [line.slot for line in lines]
        self._times: dict[date, set[str]] = {}
        for slot in self.slots:
            self._times.setdefault(slot.on, set()).add(slot.at)
        self.sums = [ZERO, *accumulate(line.quantity for line in lines)]

    def to(self, day: date, at: str = "") -> Decimal:
        """The day, or its window that begins ``at``, included."""
        return self.sums[bisect_right(self.slots, Slot(day, at or END_OF_DAY))]

    def windows(self, day: date) -> set[str]:
        """Empty: it asks nothing of the day, or something without a time."""
        times = self._times.get(day, set())
        return set() if "" in times else times


class _Both:
    """Open demand of both schedules. ``counts``: the customer counts from the received cum, so what
    came since comes off the old one; otherwise days before the new one are simply past.
    """

    def __init__(self, old: Schedule, new: Schedule, *, counts: bool) -> None:
        self.issued_on = new.issued_on
        self.covers_to = old.covers_to
        by_day = not counts and new.covers_from is not None
        self.old = _Open(old, new.covers_from or date.min) if by_day else _Open(old)
        self.new = _Open(new)
        self.received_since = ZERO
        if not by_day and old.received_cum is not None and new.received_cum is not None:
            # A lower cum is a new count: what it was before says nothing of what is open.
            self.received_since = max(ZERO, new.received_cum - old.received_cum)

    def days(self) -> list[date]:
        """Each day of demand, overdue ones as the day of the new schedule."""
        return sorted({max(day, self.issued_on) for day in (*self.old.days, *self.new.days)})

    def slots(self, day: date) -> list[Slot]:
        """The windows of the day where both schedules say some for all of it, and the day."""
        old, new = self.old.windows(day), self.new.windows(day)
        windows = sorted(old | new)[:-1] if old and new else []
        return [*(Slot(day, at) for at in windows), Slot(day)]

    def late(self, days: int) -> set[date]:
        """So many days after each of the old demand, where what the new asks is still to come."""
        last = max(self.new.days, default=self.issued_on)
        then = {max(day, self.issued_on) + timedelta(days=days) for day in self.old.days}
        return {day for day in then if day < last and self.new_to(day) < self.old_to(day)}

    def old_to(self, day: date, at: str = "") -> Decimal:
        return max(ZERO, self.old.to(day, at) - self.received_since)

    def new_to(self, day: date, at: str = "") -> Decimal:
        return self.new.to(day, at)


def _horizon_of(
    day: date, pairs: Iterable[tuple[ToleranceHorizon, Span]]
) -> ToleranceHorizon | None:
    return next((horizon for horizon, span in pairs if span.holds(day)), None)


def _bucket(
    both: _Both, horizon: ToleranceHorizon, span: Span, position: int, terms: Terms
) -> Finding:
    """The first horizon holds what is overdue as well."""
    last = span.behind - timedelta(days=1)
    if both.covers_to is not None:
        last = max(both.issued_on, min(last, both.covers_to))
    old, new = both.old_to(last), both.new_to(last)
    if position:
        before = span.first - timedelta(days=1)
        old, new = old - both.old_to(before), new - both.new_to(before)
    within = within_percent(old, new, horizon, terms.limit)
    return _finding(span.first, last, horizon, old, new, within, None)


def _day(both: _Both, slot: Slot, horizon: ToleranceHorizon, terms: Terms) -> Finding:
    day, at = slot
    old, new = both.old_to(day, at), both.new_to(day, at)
    within = within_percent(old, new, horizon, terms.limit)
    later = None
    if not within and terms.tolerance_method is ToleranceMethod.QUANTITY_OR_DAYS:
        within, later = _in_days(both, slot, old, new, terms.tolerance_days or 0)
    found = _finding(day, day, horizon, old, new, within, later)
    if not at:
        return found
    moment = {"first": f"{day} {at}", "last": f"{day} {at}"}
    figures = tuple((name, moment.get(name, value)) for name, value in found.reason.figures)
    return replace(found, at=at, reason=replace(found.reason, figures=figures))


def _in_days(
    both: _Both, slot: Slot, old: Decimal, new: Decimal, days: int
) -> tuple[bool, dict[str, Figure]]:
    """More: not above the old cum so many days later. Less: not below it so many days earlier."""
    sign = 1 if new > old else -1
    other = slot.on + timedelta(days=sign * days)
    reached = both.old_to(other, slot.at)
    within = new <= reached if sign > 0 else new >= reached
    side = "later" if sign > 0 else "earlier"
    return within, {"days": days, "side": side, "reached": reached}


def _finding(
    first: date,
    last: date,
    horizon: ToleranceHorizon,
    old: Decimal,
    new: Decimal,
    within: bool,
    later: dict[str, Figure] | None,
) -> Finding:
    percent = change_percent(old, new)
    shown = "from zero" if percent is None else f"{percent:+.2f} %"
    code = "tolerance.line_within" if within else "tolerance.line_out"
    words = "{horizon}, {first} to {last}: {old} -> {new}, {percent}, allowed -{minus} to +{plus} %"
    if later is not None:
        code = "tolerance.line_within_in_days" if within else "tolerance.line_out_in_days"
        words += "; {days} days {side} the old cum is {reached}"
    reason = because(
        code,
        words,
        horizon=horizon.name,
        first=first,
        last=last,
        old=old,
        new=new,
        percent=shown,
        minus=horizon.minus_percent,
        plus=horizon.plus_percent,
        **(later or {}),
    )
    return Finding(
        first=first,
        last=last,
        horizon=horizon.name,
        old=old,
        new=new,
        percent=percent,
        within=within,
        reason=reason,
    )
