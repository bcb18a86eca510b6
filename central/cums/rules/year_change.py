"""Whether the customer began a new count, and whether ours agrees. Nothing is reset in silence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from central.agreements.model.options import YearChange
from central.cums.rules.ledger import Ledger
from central.cums.rules.movements import Corrected
from central.words.reasons import Reason, because

ZERO = Decimal(0)


class Verdict(StrEnum):
    NO_CHANGE = "no_change"
    CHANGE = "change"
    """A reset is due from ``Count.start`` on."""
    MISMATCH = "mismatch"
    """The cums cannot both be right: the schedule is held and somebody is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    verdict: Verdict
    reasons: tuple[Reason, ...]
    start: date | None = None
    """First day of the customer's new count, for a change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountBefore:
    """``cum``: of the schedule before, if it was of our current period, which was issued on
    ``issued_on``; returns, corrections and differences took ``explained`` from it since.
    """

    cum: Decimal | None = None
    issued_on: date | None = None
    explained: Decimal = ZERO


def judge(
    ledger: Ledger,
    *,
    received_cum: Decimal,
    counted_since: date | None,
    before: CountBefore,
    year_start: date | None,
    option: YearChange = YearChange.ANNOUNCED,
) -> Count:
    """``year_start``: the latest first day of a calendar or model year up to the day of the
    schedule; used where the customer names no date.
    """
    if counted_since is not None:
        announced = _announced(ledger, received_cum, counted_since)
        if announced is not None:
            return announced
    sent, last = ledger.balance.despatched, before.cum
    if received_cum > sent:
        return _above(ledger, received_cum, sent)
    if last is None or received_cum >= last:
        return Count(verdict=Verdict.NO_CHANGE, reasons=(_within(received_cum, sent),))
    explaining = _explaining(before.explained)
    if received_cum >= last - before.explained:
        return Count(verdict=Verdict.NO_CHANGE, reasons=(_fell_by(last, received_cum), explaining))
    told = last, before.issued_on or date.min
    found = _fell(ledger, received_cum, told, year_start, option)
    if not before.explained or found.verdict is not Verdict.MISMATCH:
        return found
    return replace(found, reasons=(*found.reasons, explaining))


def _within(received_cum: Decimal, sent: Decimal) -> Reason:
    return because(
        "year.same",
        "the customer's cum {received} is within our despatched cum {sent}: no year change",
        received=received_cum,
        sent=sent,
    )


def _announced(ledger: Ledger, received_cum: Decimal, since: date) -> Count | None:
    """None: the date that the customer names begins no new count."""
    ours = ledger.period_start
    if ours is not None and since < ours:
        return Count(verdict=Verdict.MISMATCH, reasons=(_customer_behind(since, ours),))
    corrected = (it.on for it in ledger.movements if isinstance(it, Corrected))
    first = min((*(note.on for note in ledger.notes()), *corrected), default=None)
    begun = ours or first
    if begun is None or since <= begun:
        return None
    expected = ledger.despatched_since(since)
    if received_cum > expected:
        words = (
            "the customer counts since {since} and has {received}, "
            "but only {expected} was despatched since then"
        )
        above = because(
            "year.announced_above", words, since=since, received=received_cum, expected=expected
        )
        return Count(verdict=Verdict.MISMATCH, reasons=(above,))
    words = (
        "the customer announces a count since {since}: their cum {received}, "
        "despatched since then {expected}"
    )
    said = because("year.announced", words, since=since, received=received_cum, expected=expected)
    return Count(verdict=Verdict.CHANGE, start=since, reasons=(said,))


def _customer_behind(since: date, ours: date) -> Reason:
    return because(
        "year.customer_behind",
        "the customer counts since {since}, we count since {ours}: their count was not reset",
        since=since,
        ours=ours,
    )


def _above(ledger: Ledger, received_cum: Decimal, sent: Decimal) -> Count:
    reasons = [
        because(
            "year.above",
            "the customer's cum {received} is above our despatched cum {sent} by {excess}",
            received=received_cum,
            sent=sent,
            excess=received_cum - sent,
        )
    ]
    balances = ledger.balances()
    if len(balances) > 1:
        closed = balances[-2].despatched
        reasons.append(
            because(
                "year.we_reset",
                "our cum was reset at {closed} on {start}; "
                "{received} fits a count that goes on from there: was the customer's not reset?",
                closed=closed,
                start=ledger.period_start or "",
                received=received_cum,
            )
        )
    return Count(verdict=Verdict.MISMATCH, reasons=tuple(reasons))


def _fell(
    ledger: Ledger,
    received_cum: Decimal,
    told: tuple[Decimal, date],
    year_start: date | None,
    option: YearChange,
) -> Count:
    """``told``: the higher cum, and on which day."""
    last, on = told
    fell = _fell_by(last, received_cum)
    if year_start is None or year_start <= (ledger.period_start or date.min):
        why = because("year.no_start", "no year begins in our current period")
        return Count(verdict=Verdict.MISMATCH, reasons=(fell, why))
    if year_start <= on:
        why = because(
            "year.told_since",
            "they told {last} on {on}, after the year began on {start}: a count that begins there "
            "does not explain it",
            last=last,
            on=on,
            start=year_start,
        )
        return Count(verdict=Verdict.MISMATCH, reasons=(fell, why))
    expected = ledger.despatched_since(year_start)
    since = because(
        "year.despatched_since",
        "{expected} was despatched since the start of the year on {start}",
        expected=expected,
        start=year_start,
    )
    if received_cum > expected:
        return Count(verdict=Verdict.MISMATCH, reasons=(fell, since))
    if option is YearChange.ANNOUNCED:
        why = because("year.not_announced", "the agreement takes a year change by date only")
        return Count(verdict=Verdict.MISMATCH, reasons=(fell, since, why))
    return Count(verdict=Verdict.CHANGE, start=year_start, reasons=(fell, since))


def _fell_by(last: Decimal, received_cum: Decimal) -> Reason:
    return because(
        "year.fell",
        "the customer's cum fell from {last} to {received}",
        last=last,
        received=received_cum,
    )


def _explaining(explained: Decimal) -> Reason:
    return because(
        "year.explained",
        "returns, corrections and differences since then explain a fall of {explained}",
        explained=explained,
    )
