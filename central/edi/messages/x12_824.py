"""X12 824: what the partner's application makes of documents of ours, one OTI each.

What an OTI says of a set, group or item and its verdict are the two letters of its code. The
partner's own description (TED) is kept as it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from central.edi.context import Context
from central.edi.model.acknowledgement import (
    Acknowledged,
    Answer,
    Fault,
    Layer,
    Scope,
    Verdict,
    judged,
)
from central.edi.model.interchange import Message
from central.edi.readers import values
from central.edi.readers.field_table import At, Codes, Table, row
from central.edi.readers.reader import Days
from central.edi.readers.schedule_builder import read_value
from central.edi.readers.table_walk import Step, TableWalk
from syntax.segments import Segment

VERDICTS: Mapping[str, Verdict] = MappingProxyType(
    {
        "A": Verdict.ACCEPTED,
        "C": Verdict.WITH_ERRORS,
        "E": Verdict.WITH_ERRORS,
        "P": Verdict.WITH_ERRORS,
        "R": Verdict.REJECTED,
    }
)
"""By the second letter."""
_LEVELS = frozenset("BGIT")

TABLE = Table(
    (
        row("BGN", "2", "document.number"),
        row("BGN", "3", "document.issued_on"),
        row("OTI", "1", "answer.verdict"),
        row("OTI", "3", "answer.document"),
        row("OTI", "8", "answer.group"),
        row("OTI", "9", "answer.message"),
        row("OTI", "10", "answer.type"),
        row("OTI", "6", "nothing"),
        row("REF", "2", "fault.line", "line", after="OTI"),
        row("DTM", "2", "nothing"),
        row("TED", "1", "fault.code", after="OTI"),
        row("TED", "2", "fault.text", after="OTI"),
        row("TED", "3", "fault.tag", after="OTI"),
        row("TED", "4", "fault.segment", after="OTI"),
        row("TED", "5", "fault.element", after="OTI"),
        row("TED", "7", "fault.data", after="OTI"),
        row("NTE", "2", "fault.text", after="OTI, TED"),
    ),
    codes={"REF": Codes(at=At(1), keys={"references": {"LI": "line"}})},
    unread="ST SE N1 N2 N3 N4 PER AMT QTY NM1 LM LQ RED CUR",
    checked={
        "OTI": "a code that is not known is refused; its date must be one",
        "DTM": "every date must be one",
        "NTE": "goes on with the text of the error before it",
    },
)


@dataclass(slots=True)
class _Document:
    oti: Segment
    verdict: Verdict
    line: str = ""
    faults: list[Fault] = field(default_factory=list)


class _Walk(TableWalk):
    def __init__(self, message: Message, context: Context) -> None:
        super().__init__(message, context, TABLE)
        self._verdicts = context.rules(message).verdicts
        self._days = Days(message, context)
        self._number = ""
        self._issued: date | None = None
        self._documents: list[_Document] = []

    def _place(self) -> str:
        return "OTI" if self._documents else "head"

    def acknowledged(self) -> Acknowledged:
        own: dict[str, Step | None] = {
            "BGN": self._bgn, "OTI": self._oti, "REF": self._ref, "DTM": self._dtm,
            "TED": self._ted, "NTE": self._nte,
        }  # fmt: skip
        self._walk(own)
        if not self._documents:
            at = self._message.position
            self._findings.add("reference.missing", "it names nothing of ours (OTI)", at)
        return Acknowledged(
            source=self._context.source(self._message), layer=Layer.APPLICATION,
            number=self._number, issued_on=self._issued,
            answers=tuple(_answer(document) for document in self._documents),
        )  # fmt: skip

    def _bgn(self, segment: Segment) -> None:
        self._number = _text(segment, "document.number")
        at = TABLE.at("BGN", "document.issued_on")
        self._issued = self._days.read(segment, at.element, required=True)

    def _oti(self, segment: Segment) -> None:
        at, document = TABLE.at("OTI", "answer.verdict"), TABLE.at("OTI", "answer.document")
        code = segment.text(*at)
        stated = self._verdicts.get(code)
        verdict = Verdict(stated) if stated else VERDICTS.get(code[1:])
        if verdict is None or (not stated and code[:1] not in _LEVELS):
            self._findings.add(
                "action", f"verdict {code!r} is not known", segment.where(at.element)
            )
        if not segment.text(*document) and not _text(segment, "answer.message"):
            self._findings.add(
                "reference.missing", "OTI names no document", segment.where(document.element)
            )
        self._days.read(segment, TABLE.at("OTI", "nothing").element)
        self._documents.append(_Document(segment, verdict or Verdict.RECEIVED))

    def _ref(self, segment: Segment) -> None:
        if self._documents and self._meaning("REF", segment.text(1)) == "line":
            self._documents[-1].line = _text(segment, "fault.line")

    def _dtm(self, segment: Segment) -> None:
        self._days.read(segment, TABLE.at("DTM", "nothing").element)

    def _ted(self, segment: Segment) -> None:
        if not self._documents:
            self._findings.add("segment.order", "TED before the first OTI", segment.where())
            return
        document = self._documents[-1]
        document.faults.append(
            Fault(
                code=_text(segment, "fault.code"), text=_text(segment, "fault.text"),
                tag=_text(segment, "fault.tag"), segment=self._count(segment, "fault.segment"),
                element=self._count(segment, "fault.element"), line=document.line,
                data=_text(segment, "fault.data"), position=segment.where(),
            )
        )  # fmt: skip

    def _nte(self, segment: Segment) -> None:
        """A note belongs to the error before it, or is one by itself."""
        document = self._documents[-1] if self._documents else None
        text = _text(segment, "fault.text")
        if document is None or not text:
            return
        if document.faults:
            was = document.faults[-1]
            document.faults[-1] = replace(was, text=f"{was.text} {text}".strip())
        elif document.verdict is not Verdict.ACCEPTED:
            document.faults.append(
                Fault(code="", text=text, line=document.line, position=segment.where())
            )

    def _count(self, segment: Segment, into: str) -> int:
        at = TABLE.at(segment.tag, into)
        text = segment.text(*at)
        if not text:
            return 0
        found = read_value(
            values.integer, text, "count", lambda: segment.where(at.element), self._findings
        )
        return found or 0


def _text(segment: Segment, into: str) -> str:
    return segment.text(*TABLE.at(segment.tag, into))


def _answer(document: _Document) -> Answer:
    oti = document.oti
    group = _text(oti, "answer.verdict").startswith("G")
    named = _text(oti, "answer.message") if not group else ""
    scope = Scope.GROUP if group else Scope.MESSAGE if named else Scope.DOCUMENT
    return Answer(
        scope=scope,
        verdict=judged(document.verdict, document.faults),
        group=_text(oti, "answer.group"),
        message=named,
        type=_text(oti, "answer.type"),
        document=_text(oti, "answer.document"),
        faults=tuple(document.faults),
        position=oti.where(),
    )


def read(message: Message, context: Context) -> tuple[Acknowledged, ...]:
    return (_Walk(message, context).acknowledged(),)
