"""X12 824: what the partner's application makes of documents of ours, one OTI each.

What an OTI says of a set, group or item and its verdict are the two letters of its code. The
partner's own description (TED) is kept as he wrote it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from central.edi.messages import Context
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
from central.edi.readers.reader import Days, walk
from central.edi.readers.schedule_builder import read_value
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
_UNREAD = frozenset("ST SE N1 N2 N3 N4 PER AMT QTY NM1 LM LQ RED CUR".split())


@dataclass(slots=True)
class _Document:
    oti: Segment
    verdict: Verdict
    line: str = ""
    faults: list[Fault] = field(default_factory=list)


class _Walk:
    def __init__(self, message: Message, context: Context) -> None:
        self._message, self._context, self._findings = message, context, context.findings
        rules = context.rules(message)
        self._verdicts = rules.verdicts
        self._references = {"LI": "line", **rules.references}
        self._days = Days(message, context)
        self._number = ""
        self._issued: date | None = None
        self._documents: list[_Document] = []

    def acknowledged(self) -> Acknowledged:
        readers: dict[str, Callable[[Segment], None]] = {
            "BGN": self._bgn, "OTI": self._oti, "REF": self._ref, "DTM": self._dtm,
            "TED": self._ted, "NTE": self._nte,
        }  # fmt: skip
        walk(self._message, readers, _UNREAD, self._findings)
        if not self._documents:
            at = self._message.position
            self._findings.add("reference.missing", "it names nothing of ours (OTI)", at)
        return Acknowledged(
            source=self._context.source(self._message), layer=Layer.APPLICATION,
            number=self._number, issued_on=self._issued,
            answers=tuple(_answer(document) for document in self._documents),
        )  # fmt: skip

    def _bgn(self, segment: Segment) -> None:
        self._number = segment.text(2)
        self._issued = self._days.read(segment, 3, required=True)

    def _oti(self, segment: Segment) -> None:
        code = segment.text(1)
        stated = self._verdicts.get(code)
        verdict = Verdict(stated) if stated else VERDICTS.get(code[1:])
        if verdict is None or (not stated and code[:1] not in _LEVELS):
            self._findings.add("action", f"verdict {code!r} is not known", segment.where(1))
        if not segment.text(3) and not segment.text(9):
            self._findings.add("reference.missing", "OTI names no document", segment.where(3))
        self._days.read(segment, 6)
        self._documents.append(_Document(segment, verdict or Verdict.RECEIVED))

    def _ref(self, segment: Segment) -> None:
        if self._documents and self._references.get(segment.text(1)) == "line":
            self._documents[-1].line = segment.text(2)

    def _dtm(self, segment: Segment) -> None:
        self._days.read(segment, 2)

    def _ted(self, segment: Segment) -> None:
        if not self._documents:
            self._findings.add("segment.order", "TED before the first OTI", segment.where())
            return
        document = self._documents[-1]
        document.faults.append(
            Fault(
                code=segment.text(1), text=segment.text(2), tag=segment.text(3),
                segment=self._place(segment, 4), element=self._place(segment, 5),
                line=document.line, data=segment.text(7), position=segment.where(),
            )
        )  # fmt: skip

    def _nte(self, segment: Segment) -> None:
        """A note belongs to the error before it, or is one by itself."""
        document = self._documents[-1] if self._documents else None
        if document is None or not segment.text(2):
            return
        if document.faults:
            was = document.faults[-1]
            document.faults[-1] = replace(was, text=f"{was.text} {segment.text(2)}".strip())
        elif document.verdict is not Verdict.ACCEPTED:
            document.faults.append(
                Fault(code="", text=segment.text(2), line=document.line, position=segment.where())
            )

    def _place(self, segment: Segment, element: int) -> int:
        text = segment.text(element)
        if not text:
            return 0
        found = read_value(
            values.integer, text, "count", lambda: segment.where(element), self._findings
        )
        return found or 0


def _answer(document: _Document) -> Answer:
    oti, group = document.oti, document.oti.text(1).startswith("G")
    named = oti.text(9) if not group else ""
    scope = Scope.GROUP if group else Scope.MESSAGE if named else Scope.DOCUMENT
    return Answer(
        scope=scope,
        verdict=judged(document.verdict, document.faults),
        group=oti.text(8),
        message=named,
        type=oti.text(10),
        document=oti.text(3),
        faults=tuple(document.faults),
        position=oti.where(),
    )


def read(message: Message, context: Context) -> tuple[Acknowledged, ...]:
    return (_Walk(message, context).acknowledged(),)
