"""Shared by all schedule messages: values read with a problem instead of an exception, and lines
from quantities that may be discrete, cumulative or both.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from typing import TypeVar

from central.edi.model.schedule import Bucket, Cum, Demand, Line, Resource, Status
from central.edi.readers import values
from syntax.problems import NOWHERE, Findings, Position

T = TypeVar("T")


def read_value(
    parse: Callable[[str], T], text: str, code: str, where: Callable[[], Position],
    findings: Findings,
) -> T | None:  # fmt: skip
    """The value, or None and a problem at that place."""
    try:
        return parse(text)
    except ValueError as error:
        findings.add(code, str(error), where())
        return None


@dataclass(slots=True)
class Entry:
    """A quantity as it stood in the message, before it is known whether it is a line of its own."""

    quantity: Decimal
    is_cumulative: bool
    position: Position
    first: date | None = None
    last: date | None = None
    at: time | None = None
    to: time | None = None
    bucket: Bucket | None = None
    status: Status = Status.NOT_STATED
    demand: Demand = Demand.DATED
    authorises: Resource | None = None
    order: str = ""
    reference: str = ""


@dataclass(slots=True)
class ItemDraft:
    """What has been read of one item so far."""

    position: Position = NOWHERE
    part: str = ""
    part_of_supplier: str = ""
    ship_to: str = ""
    unloading_point: str = ""
    consumption_point: str = ""
    order: str = ""
    reference: str = ""
    unit: str = ""
    units: list[str] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)


def lines_of(entries: Iterable[Entry], received: Cum | None, findings: Findings) -> list[Line]:
    """Lines in the message's order. A cumulative quantity directly after a discrete one of the same
    days is that line's cum; one by itself gives the line's quantity as the rise since the last.
    A cum that falls is a problem, and so is a dated demand without a date.
    """
    running = received.quantity if received else Decimal(0)
    lines: list[Line] = []
    drafts = list(entries)
    for index, entry in enumerate(drafts):
        after = drafts[index + 1] if index + 1 < len(drafts) else None
        if entry.is_cumulative and index and _belongs(drafts[index - 1], entry):
            continue
        cum = after.quantity if after and _belongs(entry, after) else None
        quantity = entry.quantity
        if entry.is_cumulative:
            cum, quantity = entry.quantity, entry.quantity - running
            if quantity < 0:
                findings.add(
                    "cum.down",
                    f"cumulative {cum} after {running}: a cum cannot fall",
                    entry.position,
                )
        running = cum if cum is not None else running + quantity
        if entry.first is None and entry.demand is Demand.DATED:
            findings.add("date.missing", "the quantity has no date", entry.position)
        lines.append(_line(entry, quantity, cum))
    return lines


def _belongs(discrete: Entry, cum: Entry) -> bool:
    return (
        not discrete.is_cumulative
        and cum.is_cumulative
        and (cum.first is None or (cum.first, cum.last) == (discrete.first, discrete.last))
    )


def _line(entry: Entry, quantity: Decimal, cum: Decimal | None) -> Line:
    return Line(
        quantity=quantity,
        first=entry.first,
        last=entry.last or entry.first,
        at=entry.at,
        to=entry.to,
        bucket=entry.bucket or Bucket.DAY,
        cumulative=cum,
        status=entry.status,
        order=entry.order,
        demand=entry.demand,
        authorises=entry.authorises,
        reference=entry.reference,
        position=entry.position,
    )


def set_days(
    entry: Entry, first: date | None, last: date | None, bucket: Bucket | None,
    findings: Findings,
) -> None:  # fmt: skip
    """Gives an entry its days. A week or month that begins on a single day is extended from it."""
    if first is None:
        return
    if bucket is Bucket.WEEK and (last is None or last == first):
        last = first + timedelta(days=6)
    elif bucket is Bucket.MONTH and (last is None or last == first):
        last = _month_from(first)
    last = last or first
    read_value(lambda _: values.span(first, last), "", "period", lambda: entry.position, findings)
    entry.first, entry.last = first, last
    if bucket is None:
        bucket = Bucket.DAY if first == last else Bucket.PERIOD
    entry.bucket = bucket


def _month_from(first: date) -> date:
    """The day before the same day of the next month."""
    days = calendar.monthrange(first.year, first.month)[1]
    return first + timedelta(days=days - 1)
