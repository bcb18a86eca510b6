"""RECADV, D.96A to D.20B: what the customer received of a delivery.

A message without lines says that all came as our despatch advice said. What is reported of single
packages (after PCI) is not read: the line's own quantities are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from central.edi.messages import Context
from central.edi.model.interchange import Message
from central.edi.model.receiving_advice import Difference, ReceivedLine, ReceivingAdvice
from central.edi.model.schedule import Cum, Function
from central.edi.readers import edifact_codes as codes
from central.edi.readers import values
from central.edi.readers.conformance import require_directory
from central.edi.readers.reader import check_lines, name_part, walk
from central.edi.readers.receiving_builder import DEVIATIONS, LineDraft, line_of
from central.edi.readers.schedule_builder import read_value
from syntax.segments import Segment

QUANTITIES: Mapping[str, str] = MappingProxyType(
    {
        "12": "despatched",
        **dict.fromkeys(("46", "48"), "received"),
        "194": "accepted",
        **dict.fromkeys(("124", "195", "196"), "rejected"),
        "119": "short",
        "121": "over",
        **dict.fromkeys(("3", "70"), "cumulative"),
        **dict.fromkeys(("1", "11", "17", "21", "52", "53", "54", "59", "113", "145"), "ignore"),
    }
)
DOCUMENTS = frozenset({"270", "351"})
"""Documents of ours in DOC: delivery note, despatch advice."""
_LINES = "2"
"""CNT that counts the lines."""
_UNREAD = frozenset(
    "UNH UNT UNS FTX CTA COM IMD MEA ALI GIN GIR PAC TDT CPS PRC CDI INP SEL EQD TOD HAN TMD PIT"
    " PRI MOA LOC DIM".split()
)


@dataclass(slots=True)
class _Open:
    """The line being read. ``cum``: its last quantity is the cum; ``packages``: PCI came."""

    draft: LineDraft
    cum: bool = False
    packages: bool = False


@dataclass(slots=True)
class _Head:
    number: str = ""
    note: str = ""
    order: str = ""
    function: Function = Function.NOT_STATED
    days: dict[str, date] = field(default_factory=dict)
    parties: dict[str, str] = field(default_factory=dict)


class _Walk:
    def __init__(self, message: Message, context: Context) -> None:
        self._message, self._context, self._findings = message, context, context.findings
        rules = context.rules(message)
        self._quantities = {**QUANTITIES, **rules.quantities}
        self._parties = {**codes.PARTIES, **rules.parties}
        self._parts = {**codes.PARTS, **rules.parts}
        self._references = {**codes.REFERENCES, **rules.references}
        self._dates = {**codes.DATES, "35": "arrived", **rules.dates}
        self._head = _Head()
        self._open: _Open | None = None
        self._lines: list[ReceivedLine] = []

    def advice(self) -> ReceivingAdvice:
        readers: dict[str, Callable[[Segment], None]] = {
            "BGM": self._bgm, "DTM": self._dtm, "RFF": self._rff, "DOC": self._doc,
            "NAD": self._nad, "LIN": self._lin, "PIA": self._pia, "QTY": self._qty,
            "QVR": self._qvr, "PCI": self._pci, "CNT": self._cnt,
        }  # fmt: skip
        walk(self._message, readers, _UNREAD, self._findings)
        self._close_line()
        head, at = self._head, self._message.position
        if not head.number:
            self._findings.add("document.number", "no document number in BGM", at)
        if "issued" not in head.days:
            self._findings.add("date.missing", "no date of the document (DTM 137)", at)
        if not head.note and not self._lines:
            self._findings.add("note.missing", "neither a despatch note nor a line", at)
        return ReceivingAdvice(
            source=self._context.source(self._message), number=head.number, note=head.note,
            issued_on=head.days.get("issued"), received_on=head.days.get("arrived"),
            function=head.function, customer=head.parties.get("customer", ""),
            supplier=head.parties.get("supplier", ""), ship_to=head.parties.get("ship_to", ""),
            lines=tuple(self._lines),
        )  # fmt: skip

    def _bgm(self, segment: Segment) -> None:
        self._head.number = segment.text(2)
        found = codes.FUNCTIONS.get(segment.text(3))
        if found is None:
            self._findings.add(
                "function", f"function {segment.text(3)!r} is not read here", segment.where(3)
            )
        self._head.function = found or Function.NOT_STATED

    def _nad(self, segment: Segment) -> None:
        role = self._parties.get(segment.text(1), "ignore")
        self._head.parties[role] = segment.text(2, 1) or segment.text(4, 1)

    def _doc(self, segment: Segment) -> None:
        if segment.text(1, 1) in DOCUMENTS:
            self._note(segment.text(2, 1))

    def _rff(self, segment: Segment) -> None:
        role, number = self._references.get(segment.text(1, 1)), segment.text(1, 2)
        line = self._open.draft if self._open else None
        if role == "note":
            self._note(number)
        elif role == "order" and line:
            line.order = line.order or number
        elif role == "order":
            self._head.order = self._head.order or number
        elif role in ("reference", "line") and line:
            line.reference = number

    def _note(self, number: str) -> None:
        if self._open:
            self._open.draft.note = self._open.draft.note or number
        else:
            self._head.note = self._head.note or number

    def _dtm(self, segment: Segment) -> None:
        kind, form = segment.text(1, 1), segment.text(1, 3)
        found = read_value(
            lambda text: codes.period(text, form), segment.text(1, 2), "date",
            lambda: segment.where(1, 2), self._findings,
        )  # fmt: skip
        role = self._dates.get(kind)
        if found is None or role is None:
            return
        if self._open is None:
            self._head.days.setdefault("issued" if kind == "137" else role, found.first)
        elif role == "arrived":
            self._open.draft.received_on = found.first
        elif self._open.cum and self._open.draft.cumulative:
            was = self._open.draft.cumulative
            self._open.draft.cumulative = Cum(
                quantity=was.quantity,
                since=found.first if role == "since" else was.since,
                until=found.last if role == "until" else was.until,
                position=was.position,
            )

    def _lin(self, segment: Segment) -> None:
        self._close_line()
        self._open = _Open(
            LineDraft(
                position=segment.where(), reference=segment.text(1),
                received_on=self._head.days.get("arrived"),
            )
        )  # fmt: skip
        self._name_part(segment, 3)

    def _pia(self, segment: Segment) -> None:
        for element in range(2, len(segment.elements)):
            self._name_part(segment, element)

    def _name_part(self, segment: Segment, element: int) -> None:
        if self._open is not None:
            name_part(self._open.draft, segment, element, self._parts)

    def _qty(self, segment: Segment) -> None:
        opened = self._counting(segment)
        if opened is None:
            return
        role = self._role(segment, 1)
        amount = read_value(
            values.quantity, segment.text(1, 2), "quantity", lambda: segment.where(1, 2),
            self._findings,
        )  # fmt: skip
        opened.cum = role == "cumulative"
        if role in (None, "ignore") or amount is None:
            return
        if segment.text(1, 3):
            opened.draft.unit = opened.draft.unit or segment.text(1, 3)
            opened.draft.units.append(segment.text(1, 3))
        opened.draft.add(role or "", amount, segment.where(1), self._findings)

    def _qvr(self, segment: Segment) -> None:
        """A variance; its sign says short or over where its qualifier says no more."""
        opened = self._counting(segment)
        if opened is None:
            return
        role = self._role(segment, 2)
        amount = read_value(
            values.difference, segment.text(1, 1), "quantity", lambda: segment.where(1, 1),
            self._findings,
        )  # fmt: skip
        if role is None or not amount:
            return
        if role not in DEVIATIONS:
            role = "over" if amount > 0 else "short"
        opened.draft.differences.append(
            Difference(
                kind=DEVIATIONS[role], quantity=abs(amount), code=segment.text(2),
                reason=segment.text(3, 4) or segment.text(3, 1), position=segment.where(),
            )
        )  # fmt: skip

    def _role(self, segment: Segment, component: int) -> str | None:
        """What the qualifier says; QVR's stands after its number and may be left out."""
        qualifier = segment.text(1, component)
        if segment.tag == "QVR" and not qualifier:
            return "ignore"
        role = self._quantities.get(qualifier)
        if role is None:
            self._findings.add(
                "quantity.qualifier",
                f"quantity qualifier {qualifier!r} is not known",
                segment.where(1, component),
            )
        return role

    def _counting(self, segment: Segment) -> _Open | None:
        """The open line, unless packages are being told of: before the first line or after PCI."""
        return None if self._open is None or self._open.packages else self._open

    def _pci(self, segment: Segment) -> None:
        if self._open:
            self._open.packages = True

    def _cnt(self, segment: Segment) -> None:
        self._close_line()
        if segment.text(1, 1) == _LINES:
            check_lines(segment, 1, len(self._lines), self._findings, component=2)

    def _close_line(self) -> None:
        opened, self._open = self._open, None
        if opened:
            self._lines.append(
                line_of(opened.draft, self._head.note, self._head.order, self._findings)
            )


def read(message: Message, context: Context) -> tuple[ReceivingAdvice, ...]:
    require_directory(message)
    return (_Walk(message, context).advice(),)
