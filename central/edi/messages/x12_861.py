"""X12 861, receiving advice: what the customer received of a shipment.

Units returned (RCD04) are taken to be among those in question: the greater of the two counts as
rejected. The cum is RCD21's. What the profile calls ``counted`` says whether RCD02 is what arrived
or what was accepted; the standard allows both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from central.edi.context import Context
from central.edi.model.interchange import Message
from central.edi.model.receiving_advice import Difference, ReceivedLine, ReceivingAdvice
from central.edi.model.schedule import Cum, Function
from central.edi.readers.field_table import IGNORE, At, Codes, Otherwise, Table, row
from central.edi.readers.reader import Days, check_lines, quantity
from central.edi.readers.receiving_builder import DEVIATIONS, LineDraft, line_of
from central.edi.readers.table_walk import Step, TableWalk
from central.edi.readers.x12_table import PARTIES, PARTS, function_of
from syntax.segments import Segment

CONDITIONS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("01", "04", "05", "08", "10"), "rejected"),
        "02": "short",
        "03": "over",
        "07": "ignore",
        "09": "unstated",
    }
)
"""Conditions of units in question that are read; others are the partner's profile's to explain."""
NOTES = ("SI", "MA", "PK", "BM")
"""References to our shipment, the best first."""
_IN_QUESTION = (6, 9, 12, 15, 18)
"""RCD's quantities in question; the condition of each stands two elements behind it."""
_BEHIND = 2

TABLE = Table(
    (
        row("BRA", "1", "document.number"),
        row("BRA", "2", "document.issued_on"),
        row("BRA", "3", "document.function"),
        row("REF", "2", "document.note", "note", after="head", stays=True),
        row("REF", "2", "document.order", "order", after="head", stays=True),
        row("REF", "2", "line.note", "note", after="RCD", stays=True),
        row("REF", "2", "line.order", "order", after="RCD", stays=True),
        row("REF", "2", "line.reference", "line", after="RCD", stays=True),
        row("PRF", "1", "document.order", after="head", stays=True),
        row("PRF", "1", "line.order", after="RCD", stays=True),
        row("DTM", "2", "document.received_on", "=050", after="head"),
        row("DTM", "2", "line.received_on", "=050", after="RCD"),
        row("N1", "4 2", "document.customer", "customer"),
        row("N1", "4 2", "document.supplier", "supplier"),
        row("N1", "4 2", "document.ship_to", "ship_to"),
        row("RCD", "1", "line.reference"),
        row("RCD", "2", "line.counted"),
        row("RCD", "3", "line.unit"),
        row("RCD", "4", "line.rejected"),
        *(row("RCD", str(at), "line.differences") for at in _IN_QUESTION),
        row("RCD", "21", "line.cumulative"),
        row("SN1", "2", "line.despatched", after="RCD"),
        *(
            row("LIN", "n", f"line.{name}", name, after="RCD")
            for name in ("part", "part_of_supplier", "order", "reference")
        ),
        row("CTT", "1", "document.count"),
    ),
    codes={
        "REF": Codes(
            at=At(1),
            keys={"references": {**dict.fromkeys(NOTES, "note"), "PO": "order", "LI": "line"}},
        ),
        "DTM": Codes(at=At(1), keys={}),
        "N1": Codes(at=At(1), keys={"parties": PARTIES}),
        "RCD": Codes(
            at=At(_IN_QUESTION[0] + _BEHIND), keys={"conditions": CONDITIONS},
            otherwise=Otherwise.REFUSED,
        ),
        "LIN": Codes(at=At(0), keys={"parts": {**PARTS, "RN": IGNORE}}),
    },
    unread="ST SE CUR N2 N3 N4 PER PID PO4 MEA PWK SAC TD1 TD3 TD4 TD5 MAN FOB NTE MSG ITD LM LQ"
    " SLN PKG LDT",
    checked={
        "BRA": "a purpose that is not known is refused",
        "REF": f"of several references to our shipment the best counts: {', '.join(NOTES)}",
        "DTM": "every date must be one",
        "RCD": "the profile's `counted` says whether RCD02 is received or accepted; the condition"
        " stands two elements behind its quantity",
        "CTT": "the number of lines must be right",
    },
)  # fmt: skip
_NUMBER, _ISSUED, _FUNCTION = (
    TABLE.at("BRA", f"document.{name}") for name in ("number", "issued_on", "function")
)
_REFERENCE, _COUNTED, _UNIT, _RETURNED, _CUM = (
    TABLE.at("RCD", f"line.{name}")
    for name in ("reference", "counted", "unit", "rejected", "cumulative")
)
_DESPATCHED = TABLE.at("SN1", "line.despatched")
_DATE = TABLE.at("DTM", "line.received_on")


@dataclass(slots=True)
class _Place:
    """References of the document or of a line."""

    references: dict[str, str] = field(default_factory=dict)
    received_on: date | None = None


@dataclass(slots=True)
class _Head(_Place):
    number: str = ""
    function: Function = Function.NOT_STATED
    issued_on: date | None = None
    customer: str = ""
    supplier: str = ""
    ship_to: str = ""


class _Walk(TableWalk):
    def __init__(self, message: Message, context: Context) -> None:
        super().__init__(message, context, TABLE)
        rules = context.rules(message)
        self._conditions = self._meanings["RCD"]
        self._counted = rules.counted or "received"
        self._roles = self._meanings["REF"]
        self._days = Days(message, context)
        self._head = _Head()
        self._draft: LineDraft | None = None
        self._own = _Place()
        self._lines: list[ReceivedLine] = []
        self._owners["document"] = self._head

    def advice(self) -> ReceivingAdvice:
        own: dict[str, Step | None] = {
            "BRA": self._bra, "REF": self._ref, "PRF": self._prf, "DTM": self._dtm,
            "RCD": self._rcd, "SN1": self._sn1, "LIN": self._lin, "CTT": self._ctt,
        }  # fmt: skip
        self._walk(own)
        self._close_line()
        head, at = self._head, self._message.position
        if not head.number:
            self._findings.add("document.number", "no number in BRA", at)
        note = self._note(head)
        if not note and not self._lines:
            self._findings.add("note.missing", "neither a shipment nor a line", at)
        return ReceivingAdvice(
            source=self._context.source(self._message), number=head.number, note=note,
            issued_on=head.issued_on, received_on=head.received_on, function=head.function,
            customer=head.customer, supplier=head.supplier, ship_to=head.ship_to,
            lines=tuple(self._lines),
        )  # fmt: skip

    def _place(self) -> str:
        return "RCD" if self._draft else "head"

    def _here(self) -> _Place:
        return self._own if self._draft else self._head

    def _bra(self, segment: Segment) -> None:
        self._head.number = segment.text(*_NUMBER)
        self._head.issued_on = self._days.read(segment, _ISSUED.element, required=True)
        self._head.function = function_of(segment, _FUNCTION, self._findings)

    def _ref(self, segment: Segment) -> None:
        at = TABLE.at("REF", "line.note")
        self._here().references.setdefault(segment.text(1), segment.text(*at))

    def _prf(self, segment: Segment) -> None:
        at = TABLE.at("PRF", "line.order")
        self._here().references.setdefault("PO", segment.text(*at))

    def _dtm(self, segment: Segment) -> None:
        found = self._days.read(segment, _DATE.element)
        if self._rows(segment, self._place()):
            self._here().received_on = found

    def _rcd(self, segment: Segment) -> None:
        self._close_line()
        draft = LineDraft(position=segment.where(), reference=segment.text(*_REFERENCE))
        self._draft, self._own = draft, _Place()
        self._owners["line"] = draft
        draft.unit = segment.text(*_UNIT)
        counted = quantity(segment, _COUNTED.element, self._findings)
        if counted is not None:
            draft.stated[self._counted] = counted
        for element in _IN_QUESTION:
            self._in_question(draft, segment, element)
        returned = quantity(segment, _RETURNED.element, self._findings)
        if returned is not None:
            told = sum(
                (d.quantity for d in draft.differences if d.kind is DEVIATIONS["rejected"]),
                Decimal(0),
            )
            draft.stated["rejected"] = max(returned, told)
        cum = quantity(segment, _CUM.element, self._findings)
        if cum is not None:
            draft.cumulative = Cum(quantity=cum, position=segment.where(_CUM.element))

    def _in_question(self, draft: LineDraft, segment: Segment, element: int) -> None:
        """A quantity, its unit, and the condition it is in."""
        amount = quantity(segment, element, self._findings)
        if not amount:
            return
        code = segment.text(element + _BEHIND)
        role = self._conditions.get(code)
        if role is None:
            self._findings.add(
                "condition", f"condition {code!r} is not known", segment.where(element + _BEHIND)
            )
        elif role in DEVIATIONS:
            draft.differences.append(
                Difference(
                    kind=DEVIATIONS[role], quantity=amount, code=code,
                    position=segment.where(element),
                )
            )  # fmt: skip
        elif role != IGNORE:
            draft.add(role, amount, segment.where(element), self._findings)

    def _sn1(self, segment: Segment) -> None:
        amount = quantity(segment, _DESPATCHED.element, self._findings)
        if self._draft is None:
            self._findings.add("segment.order", "SN1 before the first RCD", segment.where())
        elif amount is not None:
            self._draft.stated["despatched"] = amount

    def _lin(self, segment: Segment) -> None:
        if self._draft is None:
            self._findings.add("segment.order", "LIN before the first RCD", segment.where())
            return
        self._name_pairs(segment)

    def _ctt(self, segment: Segment) -> None:
        self._close_line()
        at = TABLE.at("CTT", "document.count")
        check_lines(segment, at.element, len(self._lines), self._findings)

    def _note(self, place: _Place) -> str:
        known = [name for name, role in self._roles.items() if role == "note"]
        return next((place.references[name] for name in known if name in place.references), "")

    def _of_role(self, place: _Place, role: str) -> str:
        return next(
            (number for name, number in place.references.items() if self._roles.get(name) == role),
            "",
        )

    def _close_line(self) -> None:
        draft, own = self._draft, self._own
        self._draft, self._own = None, _Place()
        self._owners["line"] = None
        if draft is None:
            return
        draft.note = self._note(own)
        draft.order = draft.order or self._of_role(own, "order")
        draft.reference = self._of_role(own, "line") or draft.reference
        draft.received_on = own.received_on or self._head.received_on
        self._lines.append(
            line_of(
                draft, self._note(self._head), self._of_role(self._head, "order"), self._findings
            )
        )


def read(message: Message, context: Context) -> tuple[ReceivingAdvice, ...]:
    return (_Walk(message, context).advice(),)
