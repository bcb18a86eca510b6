"""VDA 4905 and 4915 are one walk over records: a header, then per part its data, its cums with the
first dates, further dates and its authorisations. Each part's call-off number makes a schedule.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from central.edi.messages import Context
from central.edi.model.interchange import Message
from central.edi.model.schedule import (
    Authorisation,
    Bucket,
    Cum,
    Demand,
    Item,
    Kind,
    Receipt,
    Resource,
    Schedule,
    Status,
)
from central.edi.readers import values
from central.edi.readers.schedule_builder import Entry, lines_of, read_value, set_days
from central.edi.readers.values import Period
from syntax.records import Record

NOTHING = frozenset({"", "000000", "222222"})
"""No further date; no demand at all."""
BACKLOG, IMMEDIATE, PERIODS, REST = "333333", "444444", "555555", "999999"
"""Overdue; at once; from here on dates are months (YYMM00) or weeks (YYWWWW); a dateless rest."""


@dataclass(slots=True)
class _Part:
    record: Record
    receipt: Record | None = None
    release: Record | None = None
    entries: list[Entry] = field(default_factory=list)
    periods: bool = False


class Walk:
    """One transmission. Problems are in the context."""

    def __init__(self, message: Message, context: Context, kind: Kind) -> None:
        self._message, self._context, self._kind = message, context, kind
        self._findings = context.findings
        self._family = message.records[0].type[:2]
        self._status = Status.FIRM if kind is Kind.CALL_OFF else Status.NOT_STATED

    def schedules(self) -> tuple[Schedule, ...]:
        header = self._message.records[0]
        since = self._day(header, "reset_date")
        self._day(header, "date", required=True)
        parts: list[_Part] = []
        for record in self._message.records[1:]:
            role = record.type[2]
            if record.type[:2] != self._family:
                self._findings.add("record.order", f"{record.type} among others", record.where())
            elif role == "2":
                parts.append(_Part(record))
            elif role in "3457" and not parts:
                self._findings.add(
                    "record.order", f"{record.type} before the first part", record.where()
                )
            elif role in "345":
                self._take(parts[-1], record, role)
        if not parts:
            self._findings.add("schedule.empty", "no part in the transmission", header.where())
        return tuple(self._schedule(part, header, since) for part in parts)

    def _take(self, part: _Part, record: Record, role: str) -> None:
        if role == "5":
            part.release = record
            return
        if role == "3":
            part.receipt = record
        elif part.receipt is None:
            self._findings.add("record.order", "further dates before the first", record.where())
        for index in range(1, record.layout.groups + 1):
            self._demand(part, record, index)

    def _demand(self, part: _Part, record: Record, index: int) -> None:
        name = f"date.{index}"
        text = record.text(name)
        if text in NOTHING:
            return
        if text == PERIODS:
            part.periods = True
            return
        quantity = self._quantity(record, f"quantity.{index}")
        if quantity is None:
            return
        entry = Entry(quantity, False, record.where(name), status=self._status)
        if text in (BACKLOG, IMMEDIATE):
            entry.demand = Demand.BACKLOG if text == BACKLOG else Demand.IMMEDIATE
            entry.status = Status.FIRM
        elif not self._date(part, entry, record, index):
            return
        part.entries.append(entry)

    def _date(self, part: _Part, entry: Entry, record: Record, index: int) -> bool:
        """Whether the date could be read; the problem is named if not."""
        name = f"date.{index}"
        text = record.text(name)
        if text == REST:
            self._findings.add("date", f"{REST}: a demand without a date", record.where(name))
            return False
        found = read_value(
            lambda t: period(t, coarse=part.periods),
            text,
            "date",
            lambda: record.where(name),
            self._findings,
        )
        if found is None:
            return False
        at = record.text(f"time.{index}")
        if at:
            entry.at = read_value(
                values.clock, at, "time", lambda: record.where(f"time.{index}"), self._findings
            )
        set_days(entry, found.first, found.last, _bucket(text, part.periods), self._findings)
        return True

    def _schedule(self, part: _Part, header: Record, since: date | None) -> Schedule:
        record = part.record
        if not record.text("part"):
            self._findings.add(
                "part.missing", "no part number of the customer", record.where("part")
            )
        if part.receipt is None:
            self._findings.add("record.missing", "a part without its cums", record.where())
        received = self._received(part.receipt, since) if part.receipt else None
        return Schedule(
            kind=self._kind,
            source=self._context.source(self._message),
            number=record.text("call_off_new"),
            previous_number=record.text("call_off_old"),
            issued_on=self._day(record, "call_off_date_new", required=True),
            customer=header.text("customer"),
            supplier=header.text("supplier"),
            items=(
                Item(
                    part=record.text("part"),
                    part_of_supplier=record.text("part_supplier"),
                    ship_to=record.text("plant"),
                    unloading_point=record.text("unloading_point"),
                    consumption_point=record.text("consumption_point")
                    or (part.release.text("consumption_point") if part.release else ""),
                    order=record.text("order"),
                    unit=record.text("unit"),
                    last_receipt=self._receipt(part.receipt) if part.receipt else None,
                    received=received,
                    authorisations=self._authorisations(part.release) if part.release else (),
                    lines=tuple(lines_of(part.entries, received, self._findings)),
                    position=record.where(),
                ),
            ),
        )

    def _received(self, record: Record, since: date | None) -> Cum | None:
        quantity = self._quantity(record, "cum")
        if quantity is None:
            return None
        return Cum(quantity=quantity, since=since, position=record.where("cum"))

    def _receipt(self, record: Record) -> Receipt | None:
        note = record.text("note")
        if not note.strip("0"):
            return None
        return Receipt(
            note=note,
            note_date=self._day(record, "note_date"),
            quantity=self._quantity(record, "note_quantity"),
            received_on=self._day(record, "recorded"),
            position=record.where("note"),
        )

    def _authorisations(self, record: Record) -> tuple[Authorisation, ...]:
        found = []
        for resource, name in ((Resource.FABRICATE, "fabricate"), (Resource.MATERIAL, "material")):
            if not record.text(f"{name}_cum").strip("0"):
                continue
            cum = self._quantity(record, f"{name}_cum")
            first, last = self._day(record, f"{name}_from"), self._day(record, f"{name}_to")
            if cum is not None:
                found.append(
                    Authorisation(
                        resource=resource, cumulative=cum, first=first, last=last,
                        position=record.where(f"{name}_cum"),
                    )
                )  # fmt: skip
        return tuple(found)

    def _quantity(self, record: Record, name: str) -> Decimal | None:
        return read_value(
            values.quantity,
            record.text(name),
            "quantity",
            lambda: record.where(name),
            self._findings,
        )

    def _day(self, record: Record, name: str, *, required: bool = False) -> date | None:
        text = record.text(name)
        if not text.strip("0") and not required:
            return None
        return read_value(values.day, text, "date", lambda: record.where(name), self._findings)


def period(text: str, *, coarse: bool) -> Period:
    """YYMMDD, or after 555555 YYMM00 (a month) and YYWWWW (from week to week). ValueError."""
    if not coarse:
        found = values.day(text)
        return Period(first=found, last=found)
    if text.endswith("00"):
        return values.month(text[:4])
    first, last = values.week(text[:4]), values.week(text[:2] + text[4:])
    if last.first < first.first:
        raise ValueError(f"{text} ends in a week before it begins")
    return Period(first=first.first, last=last.last)


def _bucket(text: str, coarse: bool) -> Bucket | None:
    if not coarse:
        return None
    if text.endswith("00"):
        return Bucket.MONTH
    return Bucket.WEEK if text[2:4] == text[4:] else Bucket.PERIOD
