"""830 and 862 are one walk over segments: what heads them differs, their items do not.

Codes are our own small tables of what is read; a partner's profile overrides them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from central.edi.messages import Context
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
    Resource,
    Schedule,
    Status,
)
from central.edi.readers import values
from central.edi.readers.reader import Days, check_lines, name_parts, walk
from central.edi.readers.schedule_builder import Entry, ItemDraft, lines_of, read_value, set_days
from syntax.segments import Segment

FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {
        "00": Function.ORIGINAL,
        "01": Function.CANCEL,
        "04": Function.CHANGE,
        "05": Function.REPLACE,
        "07": Function.DUPLICATE,
    }
)
COMMITMENTS: Mapping[str, tuple[Status, Demand]] = MappingProxyType(
    {
        "A": (Status.FIRM, Demand.IMMEDIATE),
        "C": (Status.FIRM, Demand.DATED),
        "D": (Status.FORECAST, Demand.DATED),
        "": (Status.NOT_STATED, Demand.DATED),
    }
)
RESOURCES: Mapping[str, Resource] = MappingProxyType(
    {"FI": Resource.FABRICATE, "MT": Resource.MATERIAL}
)
BUCKETS: Mapping[str, Bucket] = MappingProxyType({"W": Bucket.WEEK, "M": Bucket.MONTH})
PARTIES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("ST", "CN", "DP"), "ship_to"),
        **dict.fromkeys(("SU", "SF", "VN", "SE"), "supplier"),
        **dict.fromkeys(("BY", "MI", "BT"), "customer"),
    }
)
PARTS: Mapping[str, str] = MappingProxyType(
    {"BP": "part", "VP": "part_of_supplier", "PO": "order", "RN": "reference"}
)
PLACES: Mapping[str, str] = MappingProxyType({"DK": "unloading_point", "LF": "consumption_point"})
REFERENCES: Mapping[str, str] = MappingProxyType(
    {**dict.fromkeys(("SI", "PK", "BM"), "note"), "PO": "order"}
)
QUANTITIES: Mapping[str, str] = MappingProxyType({"01": "receipt", "02": "received"})
"""Of what was shipped or received (SHP)."""
_UNREAD = frozenset(
    "ST SE DTM NTE MSG N2 N3 N4 PER PID SDP TD1 TD3 TD4 TD5 PO4 PRS MEA PKG MAN CUR FOB LDT"
    " QTY SSS ITA TAX CTB AMT PO3 CTP".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Where the heading's segment (``tag``) says what; 0 means nowhere."""

    tag: str
    number: int
    release: int
    quantities: int
    first: int
    last: int
    issued: int
    order: int


class Walk:
    """One transaction set. ``schedule`` after the last segment; problems are in the context."""

    def __init__(self, message: Message, context: Context, kind: Kind, head: Head) -> None:
        self._message, self._context, self._kind, self._head = message, context, kind, head
        self._findings = context.findings
        rules = context.rules(message)
        self._statuses = rules.statuses
        self._parties = {**PARTIES, **rules.parties}
        self._parts = {**PARTS, **rules.parts}
        self._places = {**PLACES, **rules.places}
        self._references = {**REFERENCES, **rules.references}
        self._quantities = {**QUANTITIES, **rules.quantities}
        self._days = Days(message, context)
        self._document: dict[str, date | None] = {}
        self._number, self._order = "", ""
        self._function = Function.NOT_STATED
        self._cumulative = False
        self._customer, self._supplier, self._ship_to, self._dock = "", "", "", ""
        self._draft: ItemDraft | None = None
        self._receipt: Receipt | None = None
        self._received: Cum | None = None
        self._authorisations: list[Authorisation] = []
        self._left: Decimal | None = None
        self._after = ""
        self._items: list[Item] = []
        self._readers: dict[str, Callable[[Segment], None]] = {
            head.tag: self._begin, "N1": self._n1, "LIN": self._lin, "UIT": self._uit,
            "REF": self._ref, "FST": self._fst, "JIT": self._jit, "SHP": self._shp,
            "ATH": self._ath, "CTT": self._ctt,
        }  # fmt: skip

    def schedule(self) -> Schedule:
        walk(self._message, self._readers, _UNREAD, self._findings, self._went)
        self._close_item()
        at = self._message.position
        if not self._number:
            self._findings.add("document.number", f"no number in {self._head.tag}", at)
        if not self._items:
            self._findings.add("schedule.empty", "no item (LIN)", at)
        return Schedule(
            kind=self._kind, source=self._context.source(self._message), number=self._number,
            issued_on=self._document.get("issued"), function=self._function,
            horizon_first=self._document.get("first"), horizon_last=self._document.get("last"),
            customer=self._customer, supplier=self._supplier, items=tuple(self._items),
        )  # fmt: skip

    def _went(self, tag: str) -> None:
        self._after = tag

    def _ctt(self, segment: Segment) -> None:
        items = len(self._items) + (self._draft is not None)
        check_lines(segment, 1, items, self._findings)

    def _begin(self, segment: Segment) -> None:
        head = self._head
        self._number = segment.text(head.number) or segment.text(head.release)
        self._order = segment.text(head.order)
        self._cumulative = segment.text(head.quantities) == "C"
        self._document = {
            "issued": self._day(segment, head.issued, required=True),
            "first": self._day(segment, head.first),
            "last": self._day(segment, head.last),
        }
        found = FUNCTIONS.get(segment.text(1))
        if found is None:
            self._findings.add(
                "function", f"purpose {segment.text(1)!r} is not read here", segment.where(1)
            )
        self._function = found or Function.NOT_STATED

    def _n1(self, segment: Segment) -> None:
        role, party = self._parties.get(segment.text(1)), segment.text(4) or segment.text(2)
        if role == "ship_to":
            if self._draft:
                self._draft.ship_to = party
            else:
                self._ship_to = party
        elif role == "supplier":
            self._supplier = party
        elif role == "customer":
            self._customer = party

    def _lin(self, segment: Segment) -> None:
        self._close_item()
        draft = ItemDraft(
            position=segment.where(), ship_to=self._ship_to, unloading_point=self._dock,
            order=self._order,
        )  # fmt: skip
        name_parts(draft, segment, self._parts)
        self._draft = draft

    def _uit(self, segment: Segment) -> None:
        if self._draft:
            self._draft.unit = segment.text(1, 1)

    def _ref(self, segment: Segment) -> None:
        number, draft = segment.text(2), self._draft
        place = self._places.get(segment.text(1), "ignore")
        role = self._references.get(segment.text(1))
        if place == "unloading_point" and draft is None:
            self._dock = number
        elif draft and place != "ignore":
            setattr(draft, place, number)
        elif role == "order" and draft:
            draft.order = draft.order or number
        elif role == "reference" and draft:
            draft.reference = draft.reference or number
        elif role == "note" and self._after == "SHP" and self._receipt:
            was = self._receipt
            self._receipt = Receipt(
                note=number, note_date=was.note_date, quantity=was.quantity,
                received_on=was.received_on, position=was.position,
            )  # fmt: skip

    def _check_divided(self) -> None:
        """The times of a day must add up to its quantity, unless that is cumulative."""
        left, self._left = self._left, None
        if left and not self._cumulative and self._draft:
            at = self._draft.entries[-1].position
            self._findings.add("quantity.balance", f"JIT leaves {left} of its FST over", at)

    def _fst(self, segment: Segment) -> None:
        self._check_divided()
        draft = self._open(segment)
        quantity = read_value(
            values.quantity, segment.text(1), "quantity", lambda: segment.where(1), self._findings
        )
        first, last = self._day(segment, 4, required=True), self._day(segment, 5)
        commitment = self._commitment(segment)
        if draft is None or quantity is None or first is None:
            return
        entry = Entry(quantity, self._cumulative, segment.where())
        entry.status, entry.demand = commitment
        entry.reference = segment.text(9)
        if self._references.get(segment.text(8)) == "order":
            entry.order = segment.text(9)
        if segment.text(7):
            entry.at = read_value(
                values.clock, segment.text(7), "time", lambda: segment.where(7), self._findings
            )
        set_days(entry, first, last, BUCKETS.get(segment.text(3)), self._findings)
        draft.entries.append(entry)

    def _commitment(self, segment: Segment) -> tuple[Status, Demand]:
        code = segment.text(2)
        found = COMMITMENTS.get(code)
        stated = self._statuses.get(code)
        if stated:
            return Status(stated), found[1] if found else Demand.DATED
        if found is None:
            self._findings.add(
                "commitment", f"forecast code {code!r} is not known", segment.where(2)
            )
            return Status.NOT_STATED, Demand.DATED
        return found

    def _jit(self, segment: Segment) -> None:
        """A quantity and time of the FST before: the first divides it, further ones add lines."""
        draft = self._draft
        if draft is None or not draft.entries or self._after not in ("FST", "JIT"):
            self._findings.add("segment.order", "JIT does not follow an FST", segment.where())
            return
        quantity = read_value(
            values.quantity, segment.text(1), "quantity", lambda: segment.where(1), self._findings
        )
        at = read_value(
            values.clock, segment.text(2), "time", lambda: segment.where(2), self._findings
        )
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
                bucket=last.bucket, status=last.status, demand=last.demand,
                reference=last.reference,
            )
        )  # fmt: skip

    def _shp(self, segment: Segment) -> None:
        if self._open(segment) is None:
            return
        quantity = read_value(
            values.quantity, segment.text(2), "quantity", lambda: segment.where(2), self._findings
        )
        first, last = self._day(segment, 4), self._day(segment, 6)
        if quantity is None:
            return
        role = self._quantities.get(segment.text(1))
        if role == "received":
            self._received = Cum(
                quantity=quantity, since=first, until=last, position=segment.where()
            )
        elif role == "receipt":
            arrived = segment.text(3) == "050"
            self._receipt = Receipt(
                note_date=None if arrived else first, received_on=first if arrived else None,
                quantity=quantity, position=segment.where(),
            )  # fmt: skip
        elif role != "ignore":
            self._findings.add(
                "quantity.qualifier",
                f"quantity qualifier {segment.text(1)!r} is not known",
                segment.where(1),
            )

    def _ath(self, segment: Segment) -> None:
        resource = RESOURCES.get(segment.text(1))
        if self._open(segment) is None or resource is None:
            return
        element = 4 if segment.text(4) else 3
        cum = read_value(
            values.quantity,
            segment.text(element),
            "quantity",
            lambda: segment.where(element),
            self._findings,
        )
        until, since = self._day(segment, 2), self._day(segment, 5)
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

    def _day(self, segment: Segment, element: int, *, required: bool = False) -> date | None:
        return self._days.read(segment, element, required=required)

    def _close_item(self) -> None:
        self._check_divided()
        draft, receipt, received = self._draft, self._receipt, self._received
        authorisations, self._authorisations = self._authorisations, []
        self._draft = self._receipt = self._received = None
        if draft is None:
            return
        if not draft.part:
            self._findings.add("part.missing", "no buyer's part number (BP)", draft.position)
        self._items.append(
            Item(
                part=draft.part, part_of_supplier=draft.part_of_supplier, ship_to=draft.ship_to,
                unloading_point=draft.unloading_point, consumption_point=draft.consumption_point,
                order=draft.order, reference=draft.reference, unit=draft.unit,
                last_receipt=receipt, received=received, authorisations=tuple(authorisations),
                lines=tuple(lines_of(draft.entries, received, self._findings)),
                position=draft.position,
            )
        )  # fmt: skip
