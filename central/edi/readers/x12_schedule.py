"""830 and 862 are one walk over segments: what heads them differs, their items do not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from central.edi.context import Context
from central.edi.model.interchange import Message
from central.edi.model.schedule import (
    Authorisation,
    Bucket,
    Cum,
    Demand,
    Function,
    Item,
    Kind,
    Receipt,
    Schedule,
    Status,
)
from central.edi.readers import values
from central.edi.readers.field_table import IGNORE, At, Table
from central.edi.readers.reader import Days, check_lines
from central.edi.readers.schedule_builder import Entry, ItemDraft, lines_of, read_value, set_days
from central.edi.readers.table_walk import Step, TableWalk, text_at
from central.edi.readers.x12_table import (
    BUCKETS,
    CODES,
    COMMITMENTS,
    ITEM,
    RESOURCES,
    function_of,
)
from syntax.problems import Position
from syntax.segments import Segment

_ITEM = Table(ITEM, codes=CODES)


def _in(segment: str, owner: str, *names: str) -> tuple[At, ...]:
    return tuple(_ITEM.at(segment, f"{owner}.{name}") for name in names)


_QUANTITY, _STATUS, _BUCKET, _FIRST, _LAST, _AT, _REFERENCE = _in(
    "FST", "line", "quantity", "status", "bucket", "first", "last", "at", "reference"
)
_REFERENCE_KIND = CODES["FST"].at
_PART_QUANTITY, _PART_AT = _in("JIT", "line", "quantity", "at")
_SHIPPED = _ITEM.at("SHP", "item.received")
_SHIPPED_FIRST = _ITEM.at("SHP", "item.received.since")
_SHIPPED_LAST = _ITEM.at("SHP", "item.received.until")
_DATE_KIND, _ARRIVED = At(3), "050"
_RESOURCE, _SINCE, _UNTIL = _in("ATH", "authorisation", "resource", "first", "last")
_CUMULATIVE = _ITEM.places("ATH", "authorisation.cumulative")


@dataclass(slots=True)
class Heading:
    """What has been read of the document so far; ``order``, ``ship_to`` and ``unloading_point`` are
    for the items that follow. ``cumulative``: its quantities are cums.
    """

    number: str = ""
    order: str = ""
    cumulative: bool = False
    function: Function = Function.NOT_STATED
    issued_on: date | None = None
    horizon_first: date | None = None
    horizon_last: date | None = None
    customer: str = ""
    supplier: str = ""
    ship_to: str = ""
    unloading_point: str = ""


@dataclass(slots=True)
class _ReceiptDraft:
    quantity: Decimal
    position: Position
    note: str = ""
    note_date: date | None = None
    received_on: date | None = None

    def receipt(self) -> Receipt:
        return Receipt(
            note=self.note, note_date=self.note_date, quantity=self.quantity,
            received_on=self.received_on, position=self.position,
        )  # fmt: skip


class Walk(TableWalk):
    """One transaction set. ``schedule`` after the last segment; problems are in the context."""

    def __init__(self, message: Message, context: Context, kind: Kind, table: Table) -> None:
        super().__init__(message, context, table)
        self._kind = kind
        self._heading_tag = table.rows[0].segment
        rules = context.rules(message)
        self._statuses, self._buckets = rules.statuses, rules.buckets
        self._days = Days(message, context)
        self._head = Heading()
        self._draft: ItemDraft | None = None
        self._receipt: _ReceiptDraft | None = None
        self._received: Cum | None = None
        self._authorisations: list[Authorisation] = []
        self._left: Decimal | None = None
        self._items: list[Item] = []
        self._owners["document"] = self._head

    def schedule(self) -> Schedule:
        own: dict[str, Step | None] = {
            self._heading_tag: self._begin, "LIN": self._lin, "FST": self._fst,
            "JIT": self._jit, "SHP": self._shp, "ATH": self._ath, "CTT": self._ctt,
        }  # fmt: skip
        self._walk(own, self._table.unread)
        self._close_item()
        head, at = self._head, self._message.position
        if not head.number:
            self._findings.add("document.number", f"no number in {self._heading_tag}", at)
        if not self._items:
            self._findings.add("schedule.empty", "no item (LIN)", at)
        return Schedule(
            kind=self._kind, source=self._context.source(self._message), number=head.number,
            issued_on=head.issued_on, function=head.function, horizon_first=head.horizon_first,
            horizon_last=head.horizon_last, customer=head.customer, supplier=head.supplier,
            items=tuple(self._items),
        )  # fmt: skip

    def _place(self) -> str:
        if self._draft is None:
            return "head"
        return "SHP" if self._after == "SHP" else "LIN"

    def _ctt(self, segment: Segment) -> None:
        items = len(self._items) + (self._draft is not None)
        at = self._table.at("CTT", "document.count")
        check_lines(segment, at.element, items, self._findings)

    def _begin(self, segment: Segment) -> None:
        head, tag, table = self._head, self._heading_tag, self._table
        head.number = text_at(segment, table.places(tag, "document.number"))
        head.order = segment.text(*table.at(tag, "document.order"))
        head.cumulative = segment.text(*table.at(tag, "document.cumulative")) == "C"
        head.issued_on = self._day(segment, table.at(tag, "document.issued_on"), required=True)
        head.horizon_first = self._day(segment, table.at(tag, "document.horizon_first"))
        head.horizon_last = self._day(segment, table.at(tag, "document.horizon_last"))
        head.function = function_of(segment, table.at(tag, "document.function"), self._findings)

    def _lin(self, segment: Segment) -> None:
        self._close_item()
        head = self._head
        self._draft = ItemDraft(
            position=segment.where(), ship_to=head.ship_to, unloading_point=head.unloading_point,
        )  # fmt: skip
        self._owners["item"] = self._draft
        self._name_pairs(segment)

    def _check_divided(self) -> None:
        """The times of a day must add up to its quantity, unless that is cumulative."""
        left, self._left = self._left, None
        if left and not self._head.cumulative and self._draft:
            at = self._draft.entries[-1].position
            self._findings.add("quantity.balance", f"JIT leaves {left} of its FST over", at)

    def _fst(self, segment: Segment) -> None:
        self._check_divided()
        draft = self._open(segment)
        quantity = self._quantity(segment, _QUANTITY)
        first, last = self._day(segment, _FIRST, required=True), self._day(segment, _LAST)
        commitment = self._commitment(segment)
        if draft is None or quantity is None or first is None:
            return
        bucket = self._bucket(segment, last)
        entry = Entry(quantity, self._head.cumulative, segment.where())
        entry.status, entry.demand = commitment
        entry.reference = segment.text(*_REFERENCE)
        if self._meaning("FST", segment.text(*_REFERENCE_KIND)) == "order":
            entry.order = entry.reference
        if segment.text(*_AT):
            entry.at = self._time(segment, _AT)
        set_days(entry, first, last, bucket, self._findings)
        draft.entries.append(entry)

    def _bucket(self, segment: Segment, last: date | None) -> Bucket | None:
        """None for a day, or where the last day says it."""
        code = segment.text(*_BUCKET)
        stated = self._buckets.get(code)
        found = Bucket(stated) if stated else BUCKETS.get(code)
        if found is None and last is None:
            self._findings.add(
                "bucket",
                f"timing {code!r} is not known, and no last day is stated",
                segment.where(_BUCKET.element),
            )
        return None if found is Bucket.DAY else found

    def _commitment(self, segment: Segment) -> tuple[Status, Demand]:
        code = segment.text(*_STATUS)
        found = COMMITMENTS.get(code)
        stated = self._statuses.get(code)
        if stated:
            return Status(stated), found[1] if found else Demand.DATED
        if found is None:
            self._findings.add(
                "commitment",
                f"forecast code {code!r} is not known",
                segment.where(_STATUS.element),
            )
            return Status.NOT_STATED, Demand.DATED
        return found

    def _jit(self, segment: Segment) -> None:
        """A quantity and time of the FST before: the first divides it, further ones add lines."""
        draft = self._draft
        if draft is None or not draft.entries or self._after not in ("FST", "JIT"):
            self._findings.add("segment.order", "JIT does not follow an FST", segment.where())
            return
        quantity = self._quantity(segment, _PART_QUANTITY)
        at = self._time(segment, _PART_AT)
        if quantity is None:
            return
        last = draft.entries[-1]
        if self._after == "FST":
            draft.entries.pop()
            self._left = last.quantity
        if self._left is not None:
            self._left -= quantity
        draft.entries.append(
            Entry(
                quantity, False, segment.where(), first=last.first, last=last.last, at=at,
                bucket=last.bucket, status=last.status, demand=last.demand, order=last.order,
                reference=last.reference,
            )
        )  # fmt: skip

    def _shp(self, segment: Segment) -> None:
        if self._open(segment) is None:
            return
        quantity = self._quantity(segment, _SHIPPED)
        first, last = self._day(segment, _SHIPPED_FIRST), self._day(segment, _SHIPPED_LAST)
        if quantity is None:
            return
        code = segment.text(*CODES["SHP"].at)
        role = self._meaning("SHP", code)
        if role == "received":
            self._received = Cum(
                quantity=quantity, since=first, until=last, position=segment.where()
            )
        elif role == "receipt":
            arrived = segment.text(*_DATE_KIND) == _ARRIVED
            self._receipt = _ReceiptDraft(
                quantity, segment.where(), note_date=None if arrived else first,
                received_on=first if arrived else None,
            )  # fmt: skip
            self._owners["receipt"] = self._receipt
        elif role != IGNORE:
            self._findings.add(
                "quantity.qualifier", f"quantity qualifier {code!r} is not known", segment.where(1)
            )

    def _ath(self, segment: Segment) -> None:
        resource = RESOURCES.get(segment.text(*_RESOURCE))
        if self._open(segment) is None or resource is None:
            return
        cum = self._quantity(segment, _filled(segment, _CUMULATIVE))
        until, since = self._day(segment, _UNTIL), self._day(segment, _SINCE)
        if cum is not None:
            self._authorisations.append(
                Authorisation(
                    resource=resource, cumulative=cum, first=since, last=until,
                    position=segment.where(),
                )
            )  # fmt: skip

    def _open(self, segment: Segment) -> ItemDraft | None:
        if self._draft is None:
            self._findings.add(
                "segment.order", f"{segment.tag} before the first LIN", segment.where()
            )
        return self._draft

    def _quantity(self, segment: Segment, at: At) -> Decimal | None:
        """The quantity that must stand there, or None and a problem."""
        return read_value(
            values.quantity, segment.text(*at), "quantity", lambda: segment.where(at.element),
            self._findings,
        )  # fmt: skip

    def _time(self, segment: Segment, at: At) -> time | None:
        return read_value(
            values.clock, segment.text(*at), "time", lambda: segment.where(at.element),
            self._findings,
        )  # fmt: skip

    def _day(self, segment: Segment, at: At, *, required: bool = False) -> date | None:
        return self._days.read(segment, at.element, required=required)

    def _close_item(self) -> None:
        self._check_divided()
        draft, receipt, received = self._draft, self._receipt, self._received
        authorisations, self._authorisations = self._authorisations, []
        self._draft = self._receipt = self._received = None
        self._owners |= {"item": None, "receipt": None}
        if draft is None:
            return
        if not draft.part:
            self._findings.add("part.missing", "no buyer's part number (BP)", draft.position)
        self._items.append(
            Item(
                part=draft.part, part_of_supplier=draft.part_of_supplier, ship_to=draft.ship_to,
                unloading_point=draft.unloading_point, consumption_point=draft.consumption_point,
                order=draft.order or self._head.order, reference=draft.reference, unit=draft.unit,
                last_receipt=receipt.receipt() if receipt else None, received=received,
                authorisations=tuple(authorisations),
                lines=tuple(lines_of(draft.entries, received, self._findings)),
                position=draft.position,
            )
        )  # fmt: skip


def _filled(segment: Segment, places: tuple[At, ...]) -> At:
    """The first place where something stands, or else the last."""
    return next((at for at in places if segment.text(*at)), places[-1])
