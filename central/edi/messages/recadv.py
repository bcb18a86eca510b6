"""RECADV, D.96A to D.20B: what the customer received of a delivery.

A message without lines says that all came as our despatch advice said. What is reported of single
packages (after PCI) is not read: the line's own quantities are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from central.edi.context import Context
from central.edi.model.interchange import Message
from central.edi.model.receiving_advice import Difference, ReceivedLine, ReceivingAdvice
from central.edi.model.schedule import Function
from central.edi.readers import edifact_codes as codes
from central.edi.readers import values
from central.edi.readers.conformance import require_directory
from central.edi.readers.edifact_table import (
    DATE_CHECKED,
    PART_CODES,
    function_of,
    parts,
    read_date,
)
from central.edi.readers.field_table import ALWAYS, IGNORE, At, Codes, Otherwise, Table, row
from central.edi.readers.reader import check_lines
from central.edi.readers.receiving_builder import DEVIATIONS, LineDraft, line_of
from central.edi.readers.schedule_builder import read_value
from central.edi.readers.table_walk import Step, TableWalk, text_at
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
DOCUMENTS = ("270", "351")
"""Documents of ours in DOC: delivery note, despatch advice."""
_LINES, _ISSUED = "2", "137"
"""CNT that counts the lines; DTM of the document."""
_INSIDE = "LIN, cumulative"

TABLE = Table(
    (
        row("BGM", "2", "document.number"),
        row("BGM", "3", "document.function"),
        row("DTM", "1.2", "document.issued_on", f"={_ISSUED}", after="head", stays=True,
            part="first"),
        row("DTM", "1.2", "document.received_on", "arrived", after="head", stays=True,
            part="first"),
        row("DTM", "1.2", "line.received_on", "arrived", after=_INSIDE, part="first"),
        row("DTM", "1.2", "cumulative.since", "since", after="cumulative", part="first"),
        row("DTM", "1.2", "cumulative.until", "until", after="cumulative", part="last"),
        row("RFF", "1.2", "document.note", "note", after="head", stays=True),
        row("RFF", "1.2", "document.order", "order", after="head", stays=True),
        row("RFF", "1.2", "line.note", "note", after=_INSIDE, stays=True),
        row("RFF", "1.2", "line.order", "order", after=_INSIDE, stays=True),
        row("RFF", "1.2", "line.reference", "reference", after=_INSIDE),
        row("RFF", "1.2", "line.reference", "line", after=_INSIDE),
        *(
            row("DOC", "2.1", f"{owner}.note", f"={code}", after=after, stays=True)
            for owner, after in (("document", "head"), ("line", _INSIDE))
            for code in DOCUMENTS
        ),
        row("NAD", "2.1 4.1", "document.customer", "customer"),
        row("NAD", "2.1 4.1", "document.supplier", "supplier"),
        row("NAD", "2.1 4.1", "document.ship_to", "ship_to"),
        row("LIN", "1", "line.reference", ALWAYS),
        *parts("line"),
        *(
            row("QTY", "1.2", f"line.{name}", name, after=_INSIDE)
            for name in ("despatched", "received", "accepted", "rejected", "over", "short",
                         "cumulative")
        ),
        row("QTY", "1.2", "line.differences", "unstated", after=_INSIDE),
        row("QTY", "1.3", "line.unit", after=_INSIDE, stays=True),
        row("QVR", "1.1", "line.differences.quantity", after=_INSIDE),
        row("QVR", "1.2", "line.differences.kind", after=_INSIDE),
        row("QVR", "2", "line.differences.code", after=_INSIDE),
        row("QVR", "3.4 3.1", "line.differences.reason", after=_INSIDE),
        row("PCI", "1", "line.packages"),
        row("CNT", "1.2", "document.count", f"={_LINES}"),
    ),
    codes={
        "DTM": Codes(at=At(1, 1), keys={"dates": {**codes.DATES, "35": "arrived"}}),
        "RFF": Codes(at=At(1, 1), keys={"references": codes.REFERENCES}),
        "DOC": Codes(at=At(1, 1), keys={}),
        "NAD": Codes(at=At(1), keys={"parties": codes.PARTIES}),
        "QTY": Codes(at=At(1, 1), keys={"quantities": QUANTITIES}, otherwise=Otherwise.REFUSED),
        "QVR": Codes(at=At(1, 2), keys={"quantities": QUANTITIES}, otherwise=Otherwise.REFUSED),
        "CNT": Codes(at=At(1, 1), keys={}),
        **PART_CODES,
    },
    unread="UNH UNT UNS FTX CTA COM IMD MEA ALI GIN GIR PAC TDT CPS PRC CDI INP SEL EQD TOD HAN TMD"
    " PIT PRI MOA LOC DIM EQA GEI ALC PCD CUX",
    checked={
        "DTM": DATE_CHECKED,
        "QVR": "its sign says short or over where its qualifier says no more",
        "QTY": "one before the first line is refused",
        "PCI": "quantities after it are of single packages and are left out",
        "CNT": "the number of lines must be right",
    },
)  # fmt: skip
_NUMBER, _REFERENCE = TABLE.at("BGM", "document.number"), TABLE.at("LIN", "line.reference")
_QUANTITY, _UNIT = TABLE.at("QTY", "line.received"), TABLE.at("QTY", "line.unit")
_VARIANCE = TABLE.at("QVR", "line.differences.quantity")
_VARIANCE_CODE = TABLE.at("QVR", "line.differences.code")
_VARIANCE_REASON = TABLE.places("QVR", "line.differences.reason")
_COUNT = TABLE.at("CNT", "document.count")


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
    issued_on: date | None = None
    received_on: date | None = None
    customer: str = ""
    supplier: str = ""
    ship_to: str = ""


class _Walk(TableWalk):
    def __init__(self, message: Message, context: Context) -> None:
        super().__init__(message, context, TABLE)
        self._head = _Head()
        self._open: _Open | None = None
        self._lines: list[ReceivedLine] = []
        self._owners["document"] = self._head

    def advice(self) -> ReceivingAdvice:
        own: dict[str, Step | None] = {
            "BGM": self._bgm, "DTM": self._dtm, "LIN": self._lin, "PIA": self._pia,
            "QTY": self._qty, "QVR": self._qvr, "PCI": self._pci, "CNT": self._cnt,
        }  # fmt: skip
        self._walk(own)
        self._close_line()
        head, at = self._head, self._message.position
        if not head.number:
            self._findings.add("document.number", "no document number in BGM", at)
        if head.issued_on is None:
            self._findings.add("date.missing", "no date of the document (DTM 137)", at)
        if not head.note and not self._lines:
            self._findings.add("note.missing", "neither a despatch note nor a line", at)
        return ReceivingAdvice(
            source=self._context.source(self._message), number=head.number, note=head.note,
            issued_on=head.issued_on, received_on=head.received_on, function=head.function,
            customer=head.customer, supplier=head.supplier, ship_to=head.ship_to,
            lines=tuple(self._lines),
        )  # fmt: skip

    def _place(self) -> str:
        if self._open is None:
            return "head"
        return "cumulative" if self._open.cum else "LIN"

    def _read_place(self, segment: Segment) -> str:
        packages = segment.tag in ("QTY", "QVR") and self._counting() is None
        return "package" if packages else self._place()

    def _bgm(self, segment: Segment) -> None:
        self._head.number = segment.text(*_NUMBER)
        self._head.function = function_of(segment, TABLE, self._findings)

    def _dtm(self, segment: Segment) -> None:
        kind, place = segment.text(1, 1), self._place()
        means = "" if place == "head" and kind == _ISSUED else self._meaning("DTM", kind)
        rows = TABLE.find("DTM", place, means, kind)
        found = read_date(segment, rows, self._findings)
        if found is None:
            return
        for one in rows:
            day = found.last if one.part == "last" else found.first
            if one.owner == "cumulative":
                self._bound(one.field, day)
            else:
                self._put(one, day)

    def _bound(self, name: str, day: date) -> None:
        draft = self._open.draft if self._open else None
        if draft and draft.cumulative:
            was = draft.cumulative
            draft.cumulative = (
                replace(was, since=day) if name == "since" else replace(was, until=day)
            )

    def _lin(self, segment: Segment) -> None:
        self._close_line()
        self._open = _Open(
            LineDraft(
                position=segment.where(), reference=segment.text(*_REFERENCE),
                received_on=self._head.received_on,
            )
        )  # fmt: skip
        self._owners["line"] = self._open.draft
        self._name_parts(segment, 3, 4)

    def _pia(self, segment: Segment) -> None:
        self._name_parts(segment, 2, len(segment.elements))

    def _qty(self, segment: Segment) -> None:
        if self._open is None:
            self._findings.add("segment.order", "QTY before the first LIN", segment.where())
        opened = self._counting()
        if opened is None:
            return
        role = self._role(segment)
        amount = read_value(
            values.quantity, segment.text(*_QUANTITY), "quantity",
            lambda: segment.where(*_QUANTITY), self._findings,
        )  # fmt: skip
        opened.cum = role == "cumulative"
        if role in ("", IGNORE) or amount is None:
            return
        unit = segment.text(*_UNIT)
        if unit:
            opened.draft.unit = opened.draft.unit or unit
            opened.draft.units.append(unit)
        opened.draft.add(role, amount, segment.where(1), self._findings)

    def _qvr(self, segment: Segment) -> None:
        """A variance; its sign says short or over where its qualifier says no more."""
        opened = self._counting()
        if opened is None:
            return
        role = self._role(segment)
        amount = read_value(
            values.difference, segment.text(*_VARIANCE), "quantity",
            lambda: segment.where(*_VARIANCE), self._findings,
        )  # fmt: skip
        if not role or not amount:
            return
        if role not in DEVIATIONS:
            role = "over" if amount > 0 else "short"
        opened.draft.differences.append(
            Difference(
                kind=DEVIATIONS[role], quantity=abs(amount), code=segment.text(*_VARIANCE_CODE),
                reason=text_at(segment, _VARIANCE_REASON), position=segment.where(),
            )
        )  # fmt: skip

    def _role(self, segment: Segment) -> str:
        """What the qualifier says; QVR's stands after its number and may be left out. Empty and a
        problem for one that has no meaning.
        """
        tag, at = segment.tag, TABLE.codes[segment.tag].at
        qualifier = segment.text(*at)
        if tag == "QVR" and not qualifier:
            return IGNORE
        role = self._meaning(tag, qualifier)
        if not role:
            self._findings.add(
                "quantity.qualifier",
                f"quantity qualifier {qualifier!r} is not known",
                segment.where(*at),
            )
        return role

    def _counting(self) -> _Open | None:
        """The open line, unless packages are being told of: before the first line or after PCI."""
        return None if self._open is None or self._open.packages else self._open

    def _pci(self, segment: Segment) -> None:
        if self._open:
            self._open.packages = True

    def _cnt(self, segment: Segment) -> None:
        self._close_line()
        if TABLE.find("CNT", "", "", segment.text(*TABLE.codes["CNT"].at)):
            check_lines(
                segment, _COUNT.element, len(self._lines), self._findings,
                component=_COUNT.component,
            )  # fmt: skip

    def _close_line(self) -> None:
        opened, self._open = self._open, None
        self._owners["line"] = None
        if opened:
            self._lines.append(
                line_of(opened.draft, self._head.note, self._head.order, self._findings)
            )


def read(message: Message, context: Context) -> tuple[ReceivingAdvice, ...]:
    require_directory(message)
    return (_Walk(message, context).advice(),)
