"""X12 861, receiving advice: what the customer received of a shipment.

Units returned (RCD04) are taken to be among those in question: the greater of the two counts as
rejected. The cum is RCD21's. What the profile calls ``counted`` says whether RCD02 is what arrived
or what was accepted; the standard allows both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from central.edi.messages import Context
from central.edi.model.interchange import Message
from central.edi.model.receiving_advice import Difference, ReceivedLine, ReceivingAdvice
from central.edi.model.schedule import Cum, Function
from central.edi.readers.reader import Days, check_lines, name_parts, quantity, walk
from central.edi.readers.receiving_builder import DEVIATIONS, LineDraft, line_of
from central.edi.readers.x12_schedule import FUNCTIONS, PARTIES, PARTS
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
_CUM = 21
_RECEIVED = "050"
_UNREAD = frozenset(
    "ST SE CUR N2 N3 N4 PER PID PO4 MEA PWK SAC TD1 TD3 TD4 TD5 MAN FOB NTE MSG ITD LM LQ SLN PKG"
    " LDT".split()
)


@dataclass(slots=True)
class _Place:
    """References of the document or of a line."""

    references: dict[str, str] = field(default_factory=dict)
    received_on: date | None = None


class _Walk:
    def __init__(self, message: Message, context: Context) -> None:
        self._message, self._context, self._findings = message, context, context.findings
        rules = context.rules(message)
        self._conditions = {**CONDITIONS, **rules.conditions}
        self._counted = rules.counted or "received"
        self._parties = {**PARTIES, **rules.parties}
        self._parts = {**PARTS, "RN": "ignore", **rules.parts}
        self._roles = {
            **dict.fromkeys(NOTES, "note"), "PO": "order", "LI": "line", **rules.references,
        }  # fmt: skip
        self._days = Days(message, context)
        self._number, self._function = "", Function.NOT_STATED
        self._issued: date | None = None
        self._named: dict[str, str] = {}
        self._head = _Place()
        self._draft: LineDraft | None = None
        self._own = _Place()
        self._lines: list[ReceivedLine] = []

    def advice(self) -> ReceivingAdvice:
        readers: dict[str, Callable[[Segment], None]] = {
            "BRA": self._bra, "REF": self._ref, "PRF": self._prf, "DTM": self._dtm,
            "N1": self._n1, "RCD": self._rcd, "SN1": self._sn1, "LIN": self._lin,
            "CTT": self._ctt,
        }  # fmt: skip
        walk(self._message, readers, _UNREAD, self._findings)
        self._close_line()
        at = self._message.position
        if not self._number:
            self._findings.add("document.number", "no number in BRA", at)
        note = self._note(self._head)
        if not note and not self._lines:
            self._findings.add("note.missing", "neither a shipment nor a line", at)
        return ReceivingAdvice(
            source=self._context.source(self._message), number=self._number, note=note,
            issued_on=self._issued, received_on=self._head.received_on, function=self._function,
            customer=self._named.get("customer", ""), supplier=self._named.get("supplier", ""),
            ship_to=self._named.get("ship_to", ""), lines=tuple(self._lines),
        )  # fmt: skip

    def _bra(self, segment: Segment) -> None:
        self._number = segment.text(1)
        self._issued = self._days.read(segment, 2, required=True)
        found = FUNCTIONS.get(segment.text(3))
        if found is None:
            self._findings.add(
                "function", f"purpose {segment.text(3)!r} is not read here", segment.where(3)
            )
        self._function = found or Function.NOT_STATED

    def _ref(self, segment: Segment) -> None:
        place = self._own if self._draft else self._head
        place.references.setdefault(segment.text(1), segment.text(2))

    def _prf(self, segment: Segment) -> None:
        place = self._own if self._draft else self._head
        place.references.setdefault("PO", segment.text(1))

    def _dtm(self, segment: Segment) -> None:
        found = self._days.read(segment, 2)
        if segment.text(1) == _RECEIVED:
            (self._own if self._draft else self._head).received_on = found

    def _n1(self, segment: Segment) -> None:
        role = self._parties.get(segment.text(1), "ignore")
        self._named[role] = segment.text(4) or segment.text(2)

    def _rcd(self, segment: Segment) -> None:
        self._close_line()
        draft = LineDraft(position=segment.where(), reference=segment.text(1))
        self._draft, self._own = draft, _Place()
        draft.unit = segment.text(3, 1)
        counted = quantity(segment, 2, self._findings)
        if counted is not None:
            draft.stated[self._counted] = counted
        for element in _IN_QUESTION:
            self._in_question(draft, segment, element)
        returned = quantity(segment, 4, self._findings)
        if returned is not None:
            told = sum(
                (d.quantity for d in draft.differences if d.kind is DEVIATIONS["rejected"]),
                Decimal(0),
            )
            draft.stated["rejected"] = max(returned, told)
        cum = quantity(segment, _CUM, self._findings)
        if cum is not None:
            draft.cumulative = Cum(quantity=cum, position=segment.where(_CUM))

    def _in_question(self, draft: LineDraft, segment: Segment, element: int) -> None:
        """A quantity, its unit, and the condition it is in."""
        amount = quantity(segment, element, self._findings)
        if not amount:
            return
        code = segment.text(element + 2)
        role = self._conditions.get(code)
        if role is None:
            self._findings.add(
                "condition", f"condition {code!r} is not known", segment.where(element + 2)
            )
        elif role in DEVIATIONS:
            draft.differences.append(
                Difference(
                    kind=DEVIATIONS[role], quantity=amount, code=code,
                    position=segment.where(element),
                )
            )  # fmt: skip
        elif role != "ignore":
            draft.add(role, amount, segment.where(element), self._findings)

    def _sn1(self, segment: Segment) -> None:
        amount = quantity(segment, 2, self._findings)
        if self._draft is None:
            self._findings.add("segment.order", "SN1 before the first RCD", segment.where())
        elif amount is not None:
            self._draft.stated["despatched"] = amount

    def _lin(self, segment: Segment) -> None:
        draft = self._draft
        if draft is None:
            self._findings.add("segment.order", "LIN before the first RCD", segment.where())
            return
        name_parts(draft, segment, self._parts)

    def _ctt(self, segment: Segment) -> None:
        self._close_line()
        check_lines(segment, 1, len(self._lines), self._findings)

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
