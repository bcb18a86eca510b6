"""DELFOR and DELJIT are one walk over segments; what differs between directories is ``Layout``.

Until D.96A, and in DELJIT, a commitment (SCC) follows its quantity; in DELFOR from D.97A it stands
before the quantities it is for. The processing indicator is GIS, later GEI. What a partner or a
subset such as VDA 4984 does otherwise is in the profile's rules, and read from nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from central.edi.context import Context
from central.edi.model.interchange import Message
from central.edi.model.schedule import (
    Bucket,
    Demand,
    Function,
    Item,
    Kind,
    Resource,
    Schedule,
    Status,
)
from central.edi.readers import edifact_codes as codes
from central.edi.readers import values
from central.edi.readers.edifact_quantity import (
    Quantity,
    authorisation_of,
    cum_of,
    is_authority,
    receipt_of,
)
from central.edi.readers.edifact_table import SCHEDULE, function_of, read_date
from central.edi.readers.field_table import ANY, IGNORE, At
from central.edi.readers.reader import check_lines
from central.edi.readers.schedule_builder import Entry, ItemDraft, lines_of, read_value, set_days
from central.edi.readers.table_walk import Step, TableWalk, text_at
from central.edi.readers.values import Period
from syntax.problems import Position
from syntax.segments import Segment

_NO_KINDS: Mapping[str, str] = MappingProxyType({})
_QUANTITY, _UNIT = SCHEDULE.at("QTY", "line.quantity"), SCHEDULE.at("QTY", "item.unit")
_QUALIFIER = SCHEDULE.codes["QTY"].at
_NUMBER, _REVISION = (SCHEDULE.at("BGM", f"document.{name}") for name in ("number", "revision"))
_NAME = SCHEDULE.at("BGM", "document.kind")
_FORM = At(1, 3)
_DAYS = ("on", "first", "last")
"""Fields of a quantity whose date also says how wide it is, and at what time."""
_PROCESSING = ("GIS", "GEI")
_PROCESS_TYPES = {tag: SCHEDULE.places(tag, "document.kind") for tag in _PROCESSING}
_COUNT = SCHEDULE.at("CNT", "document.count")
_STATUS, _BUCKET = SCHEDULE.at("SCC", "line.status"), SCHEDULE.at("SCC", "line.bucket")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """``commitment_after``: QTY-SCC-DTM rather than SCC-QTY-DTM. ``processing``: the tags of the
    processing indicator, each of which begins anew. ``kinds``: document names that are another
    kind than ``kind``.
    """

    kind: Kind
    commitment_after: bool
    processing: frozenset[str] = frozenset(_PROCESSING)
    kinds: Mapping[str, str] = field(default_factory=lambda: _NO_KINDS)


@dataclass(slots=True)
class Heading:
    """What has been read of the document so far; ``ship_to``, ``unloading_point`` and the purchase
    order ``order`` are for the items that follow. ``first_order``: of the whole document; one named
    after a ship-to is of its items.
    """

    kind: Kind
    number: str = ""
    revision: str = ""
    previous_number: str = ""
    function: Function = Function.NOT_STATED
    issued_on: date | None = None
    horizon_first: date | None = None
    horizon_last: date | None = None
    customer: str = ""
    supplier: str = ""
    ship_to: str = ""
    unloading_point: str = ""
    order: str = ""
    first_order: str | None = None


class Walk(TableWalk):
    """One message. ``schedule`` after the last segment; problems are in the context."""

    def __init__(self, message: Message, context: Context, layout: Layout) -> None:
        super().__init__(message, context, SCHEDULE)
        rules = context.rules(message)
        self._kinds = {**layout.kinds, **rules.kinds}
        self._processing_tags = rules.processing or layout.processing
        self._process_types = rules.process_types
        self._process_type: Kind | None = None
        self._statuses, self._buckets = rules.statuses, rules.buckets
        self._commitment_after = (
            rules.commitment == "after" if rules.commitment else layout.commitment_after
        )
        self._head = Heading(layout.kind)
        self._draft: ItemDraft | None = None
        self._quantities: list[Quantity] = []
        self._commitment: tuple[Status, Demand, Resource | None] | None = None
        self._bucket: Bucket | None = None
        self._unsized: Position | None = None
        self._opened = "head"
        self._items: list[Item] = []
        self._owners["document"] = self._head

    def schedule(self) -> Schedule:
        own: dict[str, Step | None] = {
            "BGM": self._bgm, "DTM": self._dtm, "NAD": self._nad, "LIN": self._lin,
            "PIA": self._pia, "QTY": self._qty, "SCC": self._scc, "CNT": self._cnt,
            **dict.fromkeys(_PROCESSING, None),
            **dict.fromkeys(self._processing_tags, self._processing),
        }  # fmt: skip
        self._walk(own, ("DTM", "SCC"))
        self._close_item()
        head, at = self._head, self._message.position
        if not head.number:
            self._findings.add("document.number", "no document number in BGM", at)
        if head.issued_on is None:
            self._findings.add("date.missing", "no date of the document (DTM 137)", at)
        if not self._items:
            self._findings.add("schedule.empty", "no line item (LIN)", at)
        return Schedule(
            kind=self._process_type or head.kind,
            source=self._context.source(self._message), number=head.number,
            previous_number=head.previous_number, revision=head.revision,
            issued_on=head.issued_on, function=head.function, horizon_first=head.horizon_first,
            horizon_last=head.horizon_last, customer=head.customer,
            supplier=head.supplier, items=tuple(self._items),
        )  # fmt: skip

    def _place(self) -> str:
        return self._opened

    def _read_place(self, segment: Segment) -> str:
        return self._dated() if segment.tag == "DTM" else self._opened

    def _bgm(self, segment: Segment) -> None:
        head = self._head
        head.number, head.revision = segment.text(*_NUMBER), segment.text(*_REVISION)
        head.kind = Kind(self._kinds.get(segment.text(*_NAME), head.kind))
        head.function = function_of(segment, SCHEDULE, self._findings)

    def _nad(self, segment: Segment) -> None:
        for row in self._rows(segment, self._opened):
            if row.into == "document.ship_to":
                self._close_item()
                head = self._head
                if head.first_order is None:
                    head.first_order = head.order
                head.unloading_point = head.order = ""
            self._put(row, text_at(segment, row.at))

    def _processing(self, segment: Segment) -> None:
        """Begins anew; where the profile knows its process type, that says plan or call-off."""
        self._close_item()
        places = _PROCESS_TYPES.get(segment.tag, _PROCESS_TYPES["GEI"])
        stated = self._process_types.get(text_at(segment, places))
        if stated is None:
            return
        if self._process_type not in (None, Kind(stated)):
            self._findings.add(
                "process.mixed", "one message has process types of both kinds",
                segment.where(*places[0]),
            )  # fmt: skip
        self._process_type = Kind(stated)

    def _lin(self, segment: Segment) -> None:
        self._close_item()
        self._draft = ItemDraft(
            position=segment.where(), ship_to=self._head.ship_to,
            unloading_point=self._head.unloading_point,
        )  # fmt: skip
        self._owners["item"], self._opened = self._draft, "LIN"
        self._name_parts(segment, 3, 4)

    def _pia(self, segment: Segment) -> None:
        if self._draft is not None:
            self._name_parts(segment, 2, len(segment.elements))

    def _scc(self, segment: Segment) -> None:
        code = segment.text(*_STATUS)
        found = codes.COMMITMENTS.get(code)
        stated = self._statuses.get(code)
        if stated:
            found = (Status(stated), *(found[1:] if found else (Demand.DATED, None)))
        if found is None:
            self._findings.add(
                "commitment", f"commitment {code!r} is not known", segment.where(_STATUS.element)
            )
            found = (Status.NOT_STATED, Demand.DATED, None)
        if self._draft is None:
            self._findings.add("segment.order", "SCC before the first LIN", segment.where())
        self._commitment = found
        self._frequency(segment)
        if self._commitment_after and self._quantities:
            self._commit(self._quantities[-1])

    def _frequency(self, segment: Segment) -> None:
        code = segment.text(*_BUCKET)
        stated = self._buckets.get(code)
        found = Bucket(stated) if stated else codes.BUCKETS.get(code)
        self._bucket = None if found is Bucket.DAY else found
        self._unsized = segment.where(*_BUCKET) if found is None else None

    def _commit(self, quantity: Quantity) -> None:
        if self._commitment and quantity.role in ("demand", "cumulative"):
            entry = quantity.entry
            entry.status, entry.demand, entry.authorises = self._commitment
            quantity.bucket = quantity.bucket or self._bucket
            quantity.unsized = self._unsized

    def _qty(self, segment: Segment) -> None:
        draft = self._draft
        if draft is None:
            self._findings.add("segment.order", "QTY before the first LIN", segment.where())
            return
        code = segment.text(*_QUALIFIER)
        role = self._meaning("QTY", code)
        if not role:
            self._findings.add(
                "quantity.qualifier",
                f"quantity qualifier {code!r} is not known",
                segment.where(*_QUALIFIER),
            )
            return
        value = read_value(
            values.quantity,
            segment.text(*_QUANTITY),
            "quantity",
            lambda: segment.where(*_QUANTITY),
            self._findings,
        )
        if value is None:
            return
        unit = segment.text(*_UNIT)
        if role != IGNORE and unit:
            draft.unit = draft.unit or unit
            draft.units.append(unit)
        quantity = Quantity(role, Entry(value, role == "cumulative", segment.where()))
        if role in ("backlog", "immediate"):
            quantity.entry.status = Status.FIRM
            quantity.entry.demand = Demand.BACKLOG if role == "backlog" else Demand.IMMEDIATE
        elif not self._commitment_after:
            self._commit(quantity)
        self._quantities.append(quantity)
        self._owners |= {"quantity": quantity, "line": quantity.entry}
        self._opened = "receipt" if role == "receipt" else "QTY"

    def _dtm(self, segment: Segment) -> None:
        rows = self._rows(segment, self._dated())
        found = read_date(segment, rows, self._findings)
        if found is None:
            return
        form = segment.text(*_FORM)
        for row in rows:
            self._put(row, getattr(found, row.part) if row.part else found)
            if row.field in _DAYS:
                self._widen(self._quantities[-1], codes.bucket_of(form, found), found, row.field)

    def _dated(self) -> str:
        """What a date here is of."""
        if self._draft is None:
            return "BGM" if self._after == "BGM" else ""
        if self._after == "RFF":
            return f"{self._opened} RFF"
        return self._opened if self._after == "QTY" else ""

    def _cnt(self, segment: Segment) -> None:
        self._close_item()
        if self._rows(segment, ANY):
            check_lines(segment, _COUNT.element, len(self._items), self._findings, _COUNT.component)

    @staticmethod
    def _widen(quantity: Quantity, bucket: Bucket | None, found: Period, side: str) -> None:
        """The time of the latest day is the end of the window, if one of the earliest is known."""
        entry = quantity.entry
        quantity.bucket = bucket or quantity.bucket
        if side == "last":
            entry.to = found.at or entry.to
        else:
            entry.at, entry.to = found.at or entry.at, found.to or entry.to

    def _close_item(self) -> None:
        draft, quantities = self._draft, self._quantities
        self._draft, self._quantities = None, []
        self._commitment = self._bucket = self._unsized = None
        self._owners |= {"item": None, "quantity": None, "line": None}
        self._opened = "head"
        if draft is None:
            return
        if not draft.part:
            self._findings.add("part.missing", "no part number of the customer", draft.position)
        received = next((cum_of(q) for q in quantities if q.role == "received"), None)
        self._items.append(
            Item(
                part=draft.part, part_of_supplier=draft.part_of_supplier, ship_to=draft.ship_to,
                unloading_point=draft.unloading_point, consumption_point=draft.consumption_point,
                order=draft.order or self._head.order or self._head.first_order or "",
                reference=draft.reference, unit=draft.unit,
                units=tuple(dict.fromkeys(draft.units)),
                last_receipt=next((receipt_of(q) for q in quantities if q.role == "receipt"), None),
                received=received,
                shipped=next((cum_of(q) for q in quantities if q.role == "shipped"), None),
                authorisations=tuple(authorisation_of(q) for q in quantities if is_authority(q)),
                lines=tuple(lines_of(self._entries(quantities), received, self._findings)),
                position=draft.position,
            )
        )  # fmt: skip

    def _entries(self, quantities: list[Quantity]) -> list[Entry]:
        entries = []
        for quantity in quantities:
            if quantity.role in ("demand", "cumulative", "backlog", "immediate"):
                if is_authority(quantity):
                    continue
                on = quantity.on
                if quantity.unsized and quantity.bucket is None and quantity.last is None:
                    self._findings.add(
                        "bucket",
                        "the frequency is not known, and no last day is stated",
                        quantity.unsized,
                    )
                set_days(
                    quantity.entry,
                    quantity.first or (on.first if on else None) or quantity.last,
                    quantity.last or (on.last if on else None),
                    quantity.bucket,
                    self._findings,
                )
                entries.append(quantity.entry)
        return entries
