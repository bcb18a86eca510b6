"""VDA 4905 and 4915 are one walk over records: a header, then per part its data, its cums with the
first dates, further dates and its authorisations. Each part's call-off number makes a schedule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from central.edi.context import Context
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
from syntax.problems import Position
from syntax.records import Record

NO_FURTHER = frozenset({"", "000000"})
NONE = "222222"
"""No demand at all."""
BACKLOG, IMMEDIATE, PERIODS, REST = "333333", "444444", "555555", "999999"
"""Overdue; at once; from here on dates are months (YYMM00) or weeks (YYWWWW); a dateless rest."""

_FURTHER: Mapping[str, str] = MappingProxyType(
    {"date": "line.first", "quantity": "line.quantity", "time": "line.at"}
)
FIELDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "1": MappingProxyType(
            {
                "customer": "document.customer",
                "supplier": "document.supplier",
                "reset_date": "item.received.since",
                "date": "nothing",
            }
        ),
        "2": MappingProxyType(
            {
                "call_off_new": "document.number",
                "call_off_old": "document.previous_number",
                "call_off_date_new": "document.issued_on",
                "part": "item.part",
                "part_supplier": "item.part_of_supplier",
                "plant": "item.ship_to",
                "unloading_point": "item.unloading_point",
                "consumption_point": "item.consumption_point",
                "order": "item.order",
                "unit": "item.unit",
            }
        ),
        "3": MappingProxyType(
            {
                "recorded": "receipt.received_on",
                "note": "receipt.note",
                "note_date": "receipt.note_date",
                "note_quantity": "receipt.quantity",
                "cum": "item.received",
                **_FURTHER,
            }
        ),
        "4": _FURTHER,
        "5": MappingProxyType(
            {
                "consumption_point": "item.consumption_point",
                **{
                    f"{resource}_{name}": f"{resource}.{into}"
                    for resource in ("fabricate", "material")
                    for name, into in (("cum", "cumulative"), ("from", "first"), ("to", "last"))
                },
            }
        ),
    }
)
"""By the last digit of the record's type: a field of its layout to where it goes. Other fields of
the layout are left out; records 7 and 8 are nothing but such.
"""
_FIELD: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {role: {into: name for name, into in fields.items()} for role, fields in FIELDS.items()}
)
_DATE, _QUANTITY, _TIME = (_FIELD["4"][f"line.{name}"] for name in ("first", "quantity", "at"))
_RESOURCES = ((Resource.FABRICATE, "fabricate"), (Resource.MATERIAL, "material"))


@dataclass(slots=True)
class _Part:
    record: Record
    receipt: Record | None = None
    release: Record | None = None
    entries: list[Entry] = field(default_factory=list)
    periods: bool = False
    none: Position | None = None
    """Where it says that nothing is wanted."""

    def all_entries(self) -> list[Entry]:
        if self.none is None or self.entries:
            return self.entries
        nothing = Entry(Decimal(0), False, self.none, status=Status.FIRM, demand=Demand.NONE)
        return [nothing]


class Walk:
    """One transmission. Problems are in the context."""

    def __init__(self, message: Message, context: Context, kind: Kind) -> None:
        self._message, self._context, self._kind = message, context, kind
        self._findings = context.findings
        self._family = message.records[0].type[:2]
        self._status = Status.FIRM if kind is Kind.CALL_OFF else Status.NOT_STATED

    def schedules(self) -> tuple[Schedule, ...]:
        header = self._message.records[0]
        since = self._day(header, _FIELD["1"]["item.received.since"])
        self._day(header, _FIELD["1"]["nothing"], required=True)
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
        name = f"{_DATE}.{index}"
        text = record.text(name)
        if text in NO_FURTHER:
            return
        if text == NONE:
            part.none = part.none or record.where(name)
            return
        if text == PERIODS:
            part.periods = True
            return
        quantity = self._quantity(record, f"{_QUANTITY}.{index}")
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
        name, time = f"{_DATE}.{index}", f"{_TIME}.{index}"
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
        at = record.text(time)
        if at:
            entry.at = read_value(
                values.clock, at, "time", lambda: record.where(time), self._findings
            )
        set_days(
            entry, found.first, found.last, bucket_of(text, coarse=part.periods), self._findings
        )
        return True

    def _schedule(self, part: _Part, header: Record, since: date | None) -> Schedule:
        record = part.record
        if not _text(record, "item.part"):
            self._findings.add(
                "part.missing",
                "no part number of the customer",
                record.where(_FIELD["2"]["item.part"]),
            )
        if part.receipt is None:
            self._findings.add("record.missing", "a part without its cums", record.where())
        received = self._received(part.receipt, since) if part.receipt else None
        return Schedule(
            kind=self._kind,
            source=self._context.source(self._message),
            number=_text(record, "document.number"),
            previous_number=_text(record, "document.previous_number"),
            issued_on=self._day(record, _FIELD["2"]["document.issued_on"], required=True),
            customer=_text(header, "document.customer"),
            supplier=_text(header, "document.supplier"),
            items=(self._item(part, received),),
        )

    def _item(self, part: _Part, received: Cum | None) -> Item:
        record, release = part.record, part.release
        consumption = "item.consumption_point"
        return Item(
            part=_text(record, "item.part"),
            part_of_supplier=_text(record, "item.part_of_supplier"),
            ship_to=_text(record, "item.ship_to"),
            unloading_point=_text(record, "item.unloading_point"),
            consumption_point=_text(record, consumption)
            or (_text(release, consumption) if release else ""),
            order=_text(record, "item.order"),
            unit=_text(record, "item.unit"),
            last_receipt=self._receipt(part.receipt) if part.receipt else None,
            received=received,
            authorisations=self._authorisations(release) if release else (),
            lines=tuple(lines_of(part.all_entries(), received, self._findings)),
            position=record.where(),
        )

    def _received(self, record: Record, since: date | None) -> Cum | None:
        name = _FIELD["3"]["item.received"]
        quantity = self._quantity(record, name)
        if quantity is None:
            return None
        return Cum(quantity=quantity, since=since, position=record.where(name))

    def _receipt(self, record: Record) -> Receipt | None:
        names = _FIELD["3"]
        note = record.text(names["receipt.note"])
        if not note.strip("0"):
            return None
        return Receipt(
            note=note,
            note_date=self._day(record, names["receipt.note_date"]),
            quantity=self._quantity(record, names["receipt.quantity"]),
            received_on=self._day(record, names["receipt.received_on"]),
            position=record.where(names["receipt.note"]),
        )

    def _authorisations(self, record: Record) -> tuple[Authorisation, ...]:
        found = []
        for resource, owner in _RESOURCES:
            name, *days = (_FIELD["5"][f"{owner}.{it}"] for it in ("cumulative", "first", "last"))
            if not record.text(name).strip("0"):
                continue
            cum = self._quantity(record, name)
            first, last = (self._day(record, day) for day in days)
            if cum is not None:
                found.append(
                    Authorisation(
                        resource=resource, cumulative=cum, first=first, last=last,
                        position=record.where(name),
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


def _text(record: Record, into: str) -> str:
    """What the record has for that field."""
    return record.text(_FIELD[record.type[2]][into])


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


def bucket_of(text: str, *, coarse: bool) -> Bucket | None:
    """How wide a date is after 555555; None for a day."""
    if not coarse:
        return None
    if text.endswith("00"):
        return Bucket.MONTH
    return Bucket.WEEK if text[2:4] == text[4:] else Bucket.PERIOD
