"""What stops a schedule at the door, so that it never becomes one: pure questions to what stands.

What may be right but disagrees with our books is let in and stops at reconciling instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from central.agreements.model.options import COUNTING, MatchRequired, Reconcile, YearChange
from central.agreements.model.terms import Terms
from central.cums.rules import year_change
from central.cums.rules.ledger import Ledger
from central.cums.rules.year_change import Count, CountBefore, Verdict
from central.demand.lines import Schedule
from central.edi.model import schedule as edi
from central.exchange.model import What
from central.releases.rules.intake import Intake
from central.releases.rules.plausible import faults_of
from central.releases.rules.points import Gate
from central.words.reasons import Reason, because

ZERO = Decimal(0)
AHEAD_DAYS_MAX = 31
"""A schedule issued later than this after today is a mistake of somebody."""
NUMBER_AGAIN_DAYS = 300
"""Numbers of schedules begin again after a year; within this many days it is the same one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """The newest schedule of the same agreement part and kind that was not rejected."""

    schedule: int
    number: str
    issued_on: date
    state: str
    received_cum: Decimal | None
    counted_since: date | None
    received_us: int = 0
    explained: Decimal = ZERO
    """What returns, corrections and differences took from that cum since."""


def count_before(
    own: Before | None, others: Sequence[Before], terms: Terms, issued_on: date
) -> Before | None:
    """With which schedule a count is compared: the newest of the part and kind, where the customer
    counts for all unloading points together, else the one before of the same point. ``others``: the
    newest of each other point; one of a later day was told later.
    """
    if terms.reconcile not in COUNTING:
        return own
    told = [it for it in others if it.issued_on <= issued_on and it.received_cum is not None]
    found = [*told, own] if own is not None else told
    return max(found, key=lambda it: (it.issued_on, it.schedule), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    what: What
    reasons: tuple[Reason, ...]


def merged(items: Sequence[Intake]) -> Intake | Stopped:
    """Items of one agreement part and unloading point in one message as one: orders of their own,
    one count.
    """
    if len(items) == 1:
        return items[0]
    schedules = [item.schedule for item in items if item.schedule is not None]
    first = schedules[0]
    cums = {schedule.received_cum for schedule in schedules} - {None}
    notes = {schedule.last_note for schedule in schedules} - {""}
    if len(cums) > 1 or len(notes) > 1:
        words = (
            "part {part} stands {count} times in the message, with received cums {cums} and notes "
            "{notes}: one agreement part has one count"
        )
        reason = because(
            "receive.part_twice",
            words,
            part=first.part,
            count=len(items),
            cums=", ".join(sorted(map(str, cums))) or "none",
            notes=", ".join(sorted(notes)) or "none",
        )
        return Stopped(what=What.AMBIGUOUS, reasons=(reason,))
    lines = [line for schedule in schedules for line in schedule.lines]
    whole = replace(
        first,
        lines=tuple(replace(line, number=n) for n, line in enumerate(lines, 1)),
        received_cum=next(iter(cums), None),
        counted_since=next((s.counted_since for s in schedules if s.counted_since), None),
        last_note=next(iter(notes), ""),
        authorisations=tuple(each for schedule in schedules for each in schedule.authorisations),
    )
    reasons = tuple(reason for item in items for reason in item.reasons)
    return Intake(item=items[0].item, schedule=whole, reasons=reasons)


def counts_apart(part: str, counts: Mapping[str, Decimal | None], terms: Terms) -> Stopped | None:
    """``counts``: of one part in one message, by unloading point. The count is the part's: where
    the customer counts each point by itself, that is a term of the agreement.
    """
    told = {point: cum for point, cum in counts.items() if cum is not None}
    if terms.reconcile not in COUNTING or len(set(told.values())) < 2:
        return None
    words = (
        "part {part} has the received cums {cums} in one message: the agreement counts the part "
        "over all unloading points; where the customer counts each by itself, it is agreed so"
    )
    cums = ", ".join(f"{point or 'no point'} {cum:f}" for point, cum in sorted(told.items()))
    reason = because("receive.counts_apart", words, part=part, cums=cums)
    return Stopped(what=What.AMBIGUOUS, reasons=(reason,))


def same_number(schedule: Schedule, known: Sequence[Before]) -> Stopped | None:
    """``known``: schedules of this number, kind and agreement part that were not rejected."""
    if not schedule.number:
        return None
    reach = timedelta(days=NUMBER_AGAIN_DAYS)
    for other in known:
        if abs(schedule.issued_on - other.issued_on) <= reach:
            reason = because(
                "receive.duplicate",
                "{kind} {number} of {part} is here already, of {on}, and is {state}: one that is "
                "to take its place has a number of its own, or that one is rejected first",
                kind=str(schedule.kind),
                number=schedule.number,
                part=schedule.part,
                on=other.issued_on,
                state=other.state,
            )
            return Stopped(what=What.DUPLICATE, reasons=(reason,))
    return None


def out_of_order(schedule: Schedule, before: Before | None) -> Stopped | None:
    if before is None or schedule.issued_on >= before.issued_on:
        return None
    reason = because(
        "receive.older",
        "{number} was issued on {on}, before {newer} of {newer_on}, which is here: it would "
        "replace a newer one",
        number=schedule.number,
        on=schedule.issued_on,
        newer=before.number,
        newer_on=before.issued_on,
    )
    return Stopped(what=What.CHAIN, reasons=(reason,))


def implausible(schedule: Schedule, items: Sequence[edi.Item], today: date) -> Stopped | None:
    """Figures that no schedule can mean, whatever our books say."""
    reasons = list(faults_of(schedule))
    if schedule.issued_on > today + timedelta(days=AHEAD_DAYS_MAX):
        reasons.append(
            because(
                "receive.issued_ahead",
                "it is issued on {on}, more than {days} days after today, {today}",
                on=schedule.issued_on,
                days=AHEAD_DAYS_MAX,
                today=today,
            )
        )
    for item in items:
        reasons += _falling(item)
    return Stopped(what=What.IMPLAUSIBLE, reasons=tuple(reasons)) if reasons else None


def _falling(item: edi.Item) -> list[Reason]:
    """Cums that the customer wrote on their lines, in the order of their days; those of each
    resource are a row of their own.
    """
    stated = sorted(
        (
            (line.first or line.last or date.min, number, line.authorises, line.cumulative)
            for number, line in enumerate(item.lines, 1)
            if line.cumulative is not None
        ),
        key=lambda each: each[:2],
    )
    reasons = []
    highest: dict[edi.Resource | None, Decimal] = {}
    for day, number, resource, cum in stated:
        before = highest.get(resource, cum)
        if cum < before:
            reasons.append(
                because(
                    "receive.line_cum_falls",
                    "line {number} of {on}: its cum {cum} is below {before} before it",
                    number=number,
                    on=day,
                    cum=cum,
                    before=before,
                )
            )
        highest[resource] = max(cum, before)
    return reasons


def needs_notes(terms: Terms, gate: Gate | None = None) -> bool:
    """Whether reconciling asks which notes were despatched, and not only the cums."""
    if terms.reconcile is Reconcile.NO_RECONCILE:
        return False
    by_cum = terms.reconcile is Reconcile.USE_CUMULATIVE_QUANTITY
    return gate is not None or not by_cum or terms.match_required is MatchRequired.REQUIRED


def count_stands(
    schedule: Schedule, sums: Ledger, before: Before | None, begun: date | None
) -> bool:
    """Whether the cums alone tell that the customer goes on in our present count. ``begun``: no
    despatch or correction is earlier; None: there is none.
    """
    since, start = schedule.counted_since, sums.period_start or begun
    if since is not None and start is not None and since > start:
        return False
    if sums.period_start is not None and since is not None and since < sums.period_start:
        return False
    last, explained = _last_cum(sums, before), _explained(before)
    cum = schedule.received_cum
    return last is None or cum is None or cum >= last - explained


def count_of(
    schedule: Schedule,
    ledger: Ledger,
    terms: Terms,
    *,
    before: Before | None,
    year_start: date | None,
) -> Count | None:
    """Whether the customer began a new count. None: the agreement does not compare cums, or the
    schedule has none.
    """
    if schedule.received_cum is None or terms.reconcile not in COUNTING:
        return None
    return year_change.judge(
        ledger,
        received_cum=schedule.received_cum,
        counted_since=schedule.counted_since,
        before=CountBefore(
            cum=_last_cum(ledger, before),
            issued_on=before.issued_on if before is not None else None,
            explained=_explained(before),
        ),
        year_start=year_start,
        option=terms.year_change,
    )


def cum_fell(
    schedule: Schedule,
    ledger: Ledger,
    terms: Terms,
    *,
    before: Before | None,
    year_start: date | None,
) -> Stopped | None:
    """A cum that went down without a new count that explains it."""
    last, cum = _last_cum(ledger, before), schedule.received_cum
    if last is None or cum is None or cum >= last - _explained(before):
        return None
    count = count_of(schedule, ledger, terms, before=before, year_start=year_start)
    if count is not None:
        if count.verdict is not Verdict.MISMATCH:
            return None
        return Stopped(what=What.IMPLAUSIBLE, reasons=count.reasons)
    if _new_count(schedule, terms, before, year_start):
        return None
    reason = because(
        "receive.cum_fell",
        "the customer's cum fell from {last} to {cum}, and no new count explains it: accept it on "
        "the cum page if it is right",
        last=last,
        cum=cum,
    )
    return Stopped(what=What.IMPLAUSIBLE, reasons=(reason,))


def _explained(before: Before | None) -> Decimal:
    return before.explained if before is not None else ZERO


def _new_count(
    schedule: Schedule, terms: Terms, before: Before | None, year_start: date | None
) -> bool:
    """Where cums are not reconciled: by the date that they name, or a year that begins."""
    if before is None:
        return True
    since, was = schedule.counted_since, before.counted_since
    if since is not None and since > (was or before.issued_on - timedelta(days=1)):
        return True
    inferred = terms.year_change is YearChange.INFERRED
    return inferred and year_start is not None and year_start > before.issued_on


def _last_cum(ledger: Ledger, before: Before | None) -> Decimal | None:
    """Of the schedule before, if it was of our current period."""
    if before is None or before.received_cum is None:
        return None
    start = ledger.period_start
    counted = before.counted_since or before.issued_on
    return None if start is not None and counted < start else before.received_cum
