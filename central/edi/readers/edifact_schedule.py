"""DELFOR and DELJIT are one walk over segments; what differs between directories is ``Layout``.

Until D.96A, and in DELJIT, a commitment (SCC) follows its quantity; in DELFOR from D.97A it stands
before the quantities it is for. The processing indicator is GIS, later GEI. What a partner or a
subset such as VDA 4984 does otherwise is in his profile's rules, and read from nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from central.edi.messages import Context
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
from central.edi.readers.reader import name_part
from central.edi.readers.schedule_builder import Entry, ItemDraft, lines_of, read_value, set_days
from central.edi.readers.values import Period
from syntax.segments import Segment

_UNREAD = frozenset(
    "UNH UNT UNS FTX CTA COM IMD MEA ALI GIN GIR PAC PCI TDT DOC SEQ EQD TMD QVR CPS TOD"
    " PRI".split()
)
"""Segments that may stand there and say nothing a schedule needs."""


_NO_KINDS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """``commitment_after``: QTY-SCC-DTM rather than SCC-QTY-DTM. ``processing``: the tags of the
    processing indicator, each of which begins anew. ``kinds``: document names that are another
    kind than ``kind``.
    """

    kind: Kind
    commitment_after: bool
    processing: frozenset[str] = frozenset({"GIS", "GEI"})
    kinds: Mapping[str, str] = field(default_factory=lambda: _NO_KINDS)


class Walk:
    """One message. ``schedule`` after the last segment; problems are in the context."""

    def __init__(self, message: Message, context: Context, layout: Layout) -> None:
        self._message, self._context, self._kind = message, context, layout.kind
        self._findings = context.findings
        rules = context.rules(message)
        self._kinds = {**layout.kinds, **rules.kinds}
        self._process_types = rules.process_types
        self._process_type: Kind | None = None
        self._roles = {**codes.QUANTITIES, **rules.quantities}
        self._statuses = rules.statuses
        self._parties = {**codes.PARTIES, **rules.parties}
        self._parts = {**codes.PARTS, **rules.parts}
        self._places = {**codes.PLACES, **rules.places}
        self._references = {**codes.REFERENCES, **rules.references}
        self._dates = {**codes.DATES, **rules.dates}
        self._commitment_after = (
            rules.commitment == "after" if rules.commitment else layout.commitment_after
        )
        self._number, self._revision, self._previous = "", "", ""
        self._function = Function.NOT_STATED
        self._issued: date | None = None
        self._horizon: dict[str, date] = {}
        self._customer, self._supplier = "", ""
        self._ship_to, self._unloading = "", ""
        self._draft: ItemDraft | None = None
        self._quantities: list[Quantity] = []
        self._commitment: tuple[Status, Demand, Resource | None] | None = None
        self._bucket: Bucket | None = None
        self._after = ""
        self._items: list[Item] = []
        self._readers: dict[str, Callable[[Segment], None]] = {
            "BGM": self._bgm, "DTM": self._dtm, "NAD": self._nad, "LOC": self._loc,
            "LIN": self._lin, "PIA": self._pia, "RFF": self._rff, "QTY": self._qty,
            "SCC": self._scc,
            **dict.fromkeys(rules.processing or layout.processing, self._processing),
        }  # fmt: skip

    def schedule(self) -> Schedule:
        for segment in self._message.body:
            reader = self._readers.get(segment.tag)
            if reader:
                reader(segment)
                if segment.tag not in ("DTM", "SCC"):
                    self._after = segment.tag
            elif segment.tag not in _UNREAD:
                self._findings.add(
                    "segment.unexpected",
                    f"{segment.tag} has no place in {self._message.type} {self._message.version}",
                    segment.where(),
                )
            else:
                self._after = segment.tag
        self._close_item()
        at = self._message.position
        if not self._number:
            self._findings.add("document.number", "no document number in BGM", at)
        if self._issued is None:
            self._findings.add("date.missing", "no date of the document (DTM 137)", at)
        if not self._items:
            self._findings.add("schedule.empty", "no line item (LIN)", at)
        return Schedule(
            kind=self._process_type or self._kind,
            source=self._context.source(self._message), number=self._number,
            previous_number=self._previous, revision=self._revision, issued_on=self._issued,
            function=self._function, horizon_first=self._horizon.get("first"),
            horizon_last=self._horizon.get("last"), customer=self._customer,
            supplier=self._supplier, items=tuple(self._items),
        )  # fmt: skip

    def _bgm(self, segment: Segment) -> None:
        self._number, self._revision = segment.text(2), segment.text(2, 2)
        self._kind = Kind(self._kinds.get(segment.text(1), self._kind))
        found = codes.FUNCTIONS.get(segment.text(3))
        if found is None:
            self._findings.add(
                "function", f"function {segment.text(3)!r} is not read here", segment.where(3)
            )
        self._function = found or Function.NOT_STATED

    def _nad(self, segment: Segment) -> None:
        role, party = self._parties.get(segment.text(1)), segment.text(2, 1) or segment.text(4, 1)
        if role == "ship_to":
            self._close_item()
            self._ship_to, self._unloading = party, ""
        elif role == "supplier":
            self._supplier = party
        elif role == "customer":
            self._customer = party

    def _processing(self, segment: Segment) -> None:
        """Begins anew; where the profile knows its process type, that says plan or call-off."""
        self._close_item()
        stated = self._process_types.get(segment.text(3) or segment.text(2, 1))
        if stated is None:
            return
        if self._process_type not in (None, Kind(stated)):
            self._findings.add(
                "process.mixed", "one message has process types of both kinds", segment.where(3)
            )
        self._process_type = Kind(stated)

    def _loc(self, segment: Segment) -> None:
        role, place = self._places.get(segment.text(1)), segment.text(2, 1)
        draft = self._draft
        if role == "unloading_point":
            if draft:
                draft.unloading_point = place
            else:
                self._unloading = place
        elif role == "consumption_point" and draft:
            draft.consumption_point = place
        elif role == "ship_to" and draft and not draft.ship_to:
            draft.ship_to = place

    def _lin(self, segment: Segment) -> None:
        self._close_item()
        self._draft = ItemDraft(
            position=segment.where(), ship_to=self._ship_to, unloading_point=self._unloading
        )
        self._name_part(segment, 3)

    def _pia(self, segment: Segment) -> None:
        for element in range(2, len(segment.elements)):
            self._name_part(segment, element)

    def _name_part(self, segment: Segment, element: int) -> None:
        if self._draft is not None:
            name_part(self._draft, segment, element, self._parts)

    def _rff(self, segment: Segment) -> None:
        role, number = self._references.get(segment.text(1, 1)), segment.text(1, 2)
        draft = self._draft
        if role == "previous":
            self._previous = self._previous or number
        elif draft is None:
            return
        elif self._quantities:
            quantity = self._quantities[-1]
            if quantity.role == "receipt" and role == "note":
                quantity.note = number
            elif role == "order":
                quantity.entry.order = number
                quantity.entry.reference = quantity.entry.reference or number
            elif role == "reference":
                quantity.entry.reference = number
        elif role == "order":
            draft.order = draft.order or number
        elif role == "reference":
            draft.reference = number

    def _scc(self, segment: Segment) -> None:
        code = segment.text(1)
        found = codes.COMMITMENTS.get(code)
        stated = self._statuses.get(code)
        if stated:
            found = (Status(stated), *(found[1:] if found else (Demand.DATED, None)))
        if found is None:
            self._findings.add("commitment", f"commitment {code!r} is not known", segment.where(1))
            found = (Status.NOT_STATED, Demand.DATED, None)
        if self._draft is None:
            self._findings.add("segment.order", "SCC before the first LIN", segment.where())
        self._commitment = found
        self._bucket = codes.BUCKETS.get(segment.text(3, 1))
        if self._commitment_after and self._quantities:
            self._commit(self._quantities[-1])

    def _commit(self, quantity: Quantity) -> None:
        if self._commitment and quantity.role in ("demand", "cumulative"):
            entry = quantity.entry
            entry.status, entry.demand, entry.authorises = self._commitment
            quantity.bucket = quantity.bucket or self._bucket

    def _qty(self, segment: Segment) -> None:
        draft = self._draft
        if draft is None:
            self._findings.add("segment.order", "QTY before the first LIN", segment.where())
            return
        role = self._roles.get(segment.text(1, 1))
        if role is None:
            self._findings.add(
                "quantity.qualifier",
                f"quantity qualifier {segment.text(1, 1)!r} is not known",
                segment.where(1, 1),
            )
            return
        value = read_value(
            values.quantity,
            segment.text(1, 2),
            "quantity",
            lambda: segment.where(1, 2),
            self._findings,
        )
        if value is None:
            return
        if role != "ignore" and segment.text(1, 3):
            draft.unit = draft.unit or segment.text(1, 3)
            draft.units.append(segment.text(1, 3))
        entry = Entry(value, role == "cumulative", segment.where())
        quantity = Quantity(role, entry)
        if role in ("backlog", "immediate"):
            entry.status = Status.FIRM
            entry.demand = Demand.BACKLOG if role == "backlog" else Demand.IMMEDIATE
        elif not self._commitment_after:
            self._commit(quantity)
        self._quantities.append(quantity)

    def _dtm(self, segment: Segment) -> None:
        kind, form = segment.text(1, 1), segment.text(1, 3)
        found = read_value(
            lambda text: codes.period(text, form),
            segment.text(1, 2),
            "date",
            lambda: segment.where(1, 2),
            self._findings,
        )
        if found is None:
            return
        if self._draft is None:
            if self._after == "BGM":
                self._date_document(kind, found)
        elif self._quantities and self._after in ("QTY", "RFF"):
            self._date_quantity(self._quantities[-1], kind, form, found)

    def _date_document(self, kind: str, found: Period) -> None:
        if kind == "137":
            self._issued = found.first
        elif kind in ("158", "194"):
            self._horizon["first"] = found.first
        elif kind in ("159", "206"):
            self._horizon["last"] = found.last

    def _date_quantity(self, quantity: Quantity, kind: str, form: str, found: Period) -> None:
        role = self._dates.get(kind)
        if quantity.role == "receipt":
            if role == "arrived":
                quantity.on = found
            elif self._after == "RFF" or role == "noted" or kind == "11":
                quantity.note_date = found.first
        elif role == "since":
            quantity.since = found.first
        elif role == "until":
            quantity.until = found.last
        elif self._after != "RFF":
            self._date_demand(quantity, role, form, found)

    def _date_demand(self, quantity: Quantity, role: str | None, form: str, found: Period) -> None:
        if role == "first":
            quantity.first = found.first
        elif role == "last":
            quantity.last = found.last
        elif role == "on":
            quantity.on = found
        else:
            return
        quantity.bucket = codes.bucket_of(form, found) or quantity.bucket
        quantity.entry.at = found.at or quantity.entry.at

    def _close_item(self) -> None:
        draft, quantities = self._draft, self._quantities
        self._draft, self._quantities = None, []
        self._commitment, self._bucket = None, None
        if draft is None:
            return
        if not draft.part:
            self._findings.add("part.missing", "no part number of the customer", draft.position)
        received = next((cum_of(q) for q in quantities if q.role == "received"), None)
        self._items.append(
            Item(
                part=draft.part, part_of_supplier=draft.part_of_supplier, ship_to=draft.ship_to,
                unloading_point=draft.unloading_point, consumption_point=draft.consumption_point,
                order=draft.order, reference=draft.reference, unit=draft.unit,
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
                set_days(
                    quantity.entry,
                    quantity.first or (on.first if on else None) or quantity.last,
                    quantity.last or (on.last if on else None),
                    quantity.bucket,
                    self._findings,
                )
                entries.append(quantity.entry)
        return entries
