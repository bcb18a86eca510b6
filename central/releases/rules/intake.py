"""From a schedule as the customer sent it, in any syntax, to what the rules see: one part each.

Nothing is netted or spread. What the rules have no place for is not dropped: it is said as a
reason, and the item as it was read stays beside its schedule, with its place, unit and order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from central.agreements.model.horizons import LineStatus
from central.cums.model import Authorisation, Use
from central.demand.lines import DemandLine, Schedule, ScheduleKind, in_order
from central.edi.model import schedule as edi
from central.words.reasons import Figure, Reason, because

KINDS: Mapping[edi.Kind, ScheduleKind] = MappingProxyType(
    {edi.Kind.PLAN: ScheduleKind.PLAN, edi.Kind.CALL_OFF: ScheduleKind.CALL_OFF}
)
STATUSES: Mapping[edi.Status, LineStatus | None] = MappingProxyType(
    {
        edi.Status.FIRM: LineStatus.FIRM,
        edi.Status.FORECAST: LineStatus.FORECAST,
        edi.Status.INFORMATION: LineStatus.INFORMATION,
        edi.Status.NOT_STATED: None,
    }
)
USES: Mapping[edi.Resource, Use] = MappingProxyType(
    {edi.Resource.FABRICATE: Use.FABRICATE, edi.Resource.MATERIAL: Use.RAW_MATERIAL}
)
MIDNIGHT = time(0)
NOT_WHOLE = frozenset({edi.Function.CANCEL, edi.Function.CHANGE, edi.Function.DUPLICATE})
"""What such a message lists is not the whole demand; read as such it would erase or repeat some."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """``schedule`` None: the item cannot be taken as demand, the reasons say why."""

    item: edi.Item
    schedule: Schedule | None
    reasons: tuple[Reason, ...] = ()


def intake(said: edi.Schedule, *, issued_on: date) -> tuple[Intake, ...]:
    """One for each item, in the message's order.

    ``issued_on`` is the day of a schedule that states none. Backlog and immediate demand without
    a date is of the schedule's day.
    """
    if said.function in NOT_WHOLE:
        reason = because(
            "intake.not_whole",
            "{number} is a {function}, not a whole schedule: a person decides what becomes of it",
            number=said.number,
            function=str(said.function),
        )
        return tuple(Intake(item=item, schedule=None, reasons=(reason,)) for item in said.items)
    return tuple(_intake(said, item, issued_on) for item in said.items)


def _intake(said: edi.Schedule, item: edi.Item, issued_on: date) -> Intake:
    reasons: list[Reason] = []
    if said.issued_on is None:
        reasons.append(
            because("intake.issued_on", "it states no day of issue: taken as {on}", on=issued_on)
        )
    day = said.issued_on or issued_on
    taken = [
        (line, demand)
        for number, line in enumerate(item.lines, 1)
        if (demand := _line(number, line, item, day, reasons)) is not None
    ]
    received, receipt = item.received, item.last_receipt
    schedule = Schedule(
        number=said.number,
        part=item.part,
        issued_on=day,
        kind=KINDS[said.kind],
        lines=tuple(demand for _, demand in taken),
        received_cum=received.quantity if received else None,
        counted_since=received.since if received else None,
        last_note=receipt.note if receipt else "",
    )
    stated = tuple(_authorisation(each, received, reasons) for each in item.authorisations)
    by_line = _authorised_by(taken, schedule, reasons)
    reasons += _without_place(item)
    return Intake(
        item=item,
        schedule=replace(schedule, authorisations=stated + by_line),
        reasons=tuple(reasons),
    )


def _line(
    number: int, line: edi.Line, item: edi.Item, day: date, reasons: list[Reason]
) -> DemandLine | None:
    on = line.first or line.last or _day_of_undated(number, line, day, reasons)
    if on is None:
        return None
    at, to = _window(number, line, item, reasons)
    return DemandLine(
        at=at,
        to=to,
        number=number,
        on=on,
        until=line.last if line.last != on else None,
        quantity=line.quantity,
        status=STATUSES[line.status],
        purchase_order=line.order or item.order,
        reference=line.reference or item.reference,
    )


class _Window(NamedTuple):
    """HH:MM, or empty."""

    at: str = ""
    to: str = ""


def _window(number: int, line: edi.Line, item: edi.Item, reasons: list[Reason]) -> _Window:
    """Of a line of one day. Midnight alone is the day, where the item has no other time."""
    at, to = line.at or line.to, line.to if line.at is not None else None
    if at is None:
        return _Window()
    times = {time for it in item.lines for time in (it.at, it.to) if time is not None}
    if times == {MIDNIGHT}:
        return _Window()
    if line.first is None or (line.last or line.first) != line.first:
        words = "line {number} of {on}: the time {at} is not kept, a period has none"
        on = line.first or line.last or "no day"
        reasons.append(because("intake.time", words, number=number, on=on, at=f"{at:%H:%M}"))
        return _Window()
    ends = f"{to:%H:%M}" if to is not None and to > at else ""
    return _Window(f"{at:%H:%M}", ends)


def _day_of_undated(number: int, line: edi.Line, day: date, reasons: list[Reason]) -> date | None:
    """None: it is left out."""
    if line.demand is edi.Demand.NONE:
        words = "line {number}: the customer says that nothing is wanted: {quantity}, for {on}"
        code = "intake.none_wanted"
    elif line.demand is edi.Demand.DATED:
        words = "line {number}: {quantity} has no date and is left out"
        code = "intake.no_date"
    else:
        words = "line {number}: {quantity}, {demand} without a date, is taken for {on}"
        code = "intake.undated"
    reasons.append(
        because(code, words, number=number, quantity=line.quantity, demand=str(line.demand), on=day)
    )
    return None if line.demand is edi.Demand.DATED else day


def _authorisation(
    stated: edi.Authorisation, received: edi.Cum | None, reasons: list[Reason]
) -> Authorisation:
    since = received.since if received else None
    if stated.first is not None and stated.first != since:
        reasons.append(
            because(
                "intake.authorised_since",
                "{cum} to {use} is counted since {first}, the received cum since {since}",
                cum=stated.cumulative,
                use=str(USES[stated.resource]),
                first=stated.first,
                since=since or "no stated day",
            )
        )
    return Authorisation(use=USES[stated.resource], cum=stated.cumulative, until=stated.last)


def _authorised_by(
    taken: list[tuple[edi.Line, DemandLine]], schedule: Schedule, reasons: list[Reason]
) -> tuple[Authorisation, ...]:
    """A line that authorises is demand, and what it raises the cum to is answered for.

    The cum is the one stated, or else received and all demand up to the line, by day.
    """
    cums: dict[int, Decimal] = {}
    running = schedule.received_cum
    for demand in in_order(schedule.lines):
        if running is not None and demand.status is not LineStatus.INFORMATION:
            running += demand.quantity
            cums[demand.number] = running
    found = []
    for line, demand in taken:
        if line.authorises is None:
            continue
        cum = line.cumulative if line.cumulative is not None else cums.get(demand.number)
        if cum is None:
            reasons.append(
                because(
                    "intake.no_cum",
                    "line {number}: {quantity} authorises to {use}, but up to which cum is not "
                    "said: it is demand only",
                    number=demand.number,
                    quantity=line.quantity,
                    use=str(USES[line.authorises]),
                )
            )
            continue
        until = demand.until or demand.on
        found.append(Authorisation(use=USES[line.authorises], cum=cum, until=until))
    return tuple(found)


def _without_place(item: edi.Item) -> list[Reason]:
    """Figures of the item that no rule compares."""
    reasons: list[Reason] = []
    receipt, shipped, received = item.last_receipt, item.shipped, item.received
    if receipt is not None and receipt.quantity is not None:
        figures: dict[str, Figure] = {
            "quantity": receipt.quantity,
            "note": receipt.note or "none",
            "on": receipt.received_on or receipt.note_date or "no stated day",
        }
        words = "last receipt {quantity} on {on}, note {note}: only the note is compared"
        reasons.append(because("intake.receipt", words, **figures))
    if received is not None and received.until is not None:
        words = "received cum {quantity} is counted up to {until}: that day is not compared"
        reasons.append(
            because("intake.until", words, quantity=received.quantity, until=received.until)
        )
    if shipped is not None:
        words = "the customer's shipped cum {quantity} is not compared"
        reasons.append(because("intake.shipped", words, quantity=shipped.quantity))
    return reasons
