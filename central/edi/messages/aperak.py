"""APERAK, D.96A to D.20B: what the partner's application makes of a document of ours.

Its verdict is BGM's function, or else the kind of document (312, 313), or else whether it names
errors; a partner who means otherwise has his codes under ``verdicts`` in his profile. Which of his
references is ours, and of what kind, is ``references``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
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
from central.edi.readers import edifact_codes as codes
from central.edi.readers.conformance import require_directory
from central.edi.readers.reader import walk
from central.edi.readers.schedule_builder import read_value
from syntax.problems import NOWHERE, Position
from syntax.segments import Segment

VERDICTS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("29", "34", "44"), "accepted"),
        "27": "rejected",
        "312": "accepted",
        "313": "rejected",
    }
)
"""Message functions and document names."""
REFERENCES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("ACE", "AAK", "AAU", "DQ", "SI", "IV", "ACW"), "document"),
        **dict.fromkeys(("AGO",), "message"),
        "LI": "line",
    }
)
_LINE = 70
"""Characters of a full line of text, after which a word may go on in the next."""
_UNREAD = frozenset("UNH UNT CNT NAD CTA COM LOC IMD".split())


@dataclass(slots=True)
class _Error:
    code: str
    position: Position
    texts: list[str] = field(default_factory=list)
    line: str = ""
    data: str = ""


class _Walk:
    def __init__(self, message: Message, context: Context) -> None:
        self._message, self._context, self._findings = message, context, context.findings
        rules = context.rules(message)
        self._verdicts = {**VERDICTS, **rules.verdicts}
        self._references = {**REFERENCES, **rules.references}
        self._number, self._verdict = "", ""
        self._issued: date | None = None
        self._about: dict[str, str] = {}
        self._remarks: list[str] = []
        self._errors: list[_Error] = []

    def acknowledged(self) -> Acknowledged:
        readers: dict[str, Callable[[Segment], None]] = {
            "BGM": self._bgm, "DTM": self._dtm, "FTX": self._ftx, "RFF": self._rff,
            "DOC": self._doc, "ERC": self._erc,
        }  # fmt: skip
        walk(self._message, readers, _UNREAD, self._findings)
        if not {"document", "message", "interchange"} & self._about.keys():
            at = self._message.position
            self._findings.add("reference.missing", "it names nothing of ours (RFF)", at)
        return Acknowledged(
            source=self._context.source(self._message), layer=Layer.APPLICATION,
            number=self._number, issued_on=self._issued, answers=(self._answer(),),
        )  # fmt: skip

    def _answer(self) -> Answer:
        faults = [
            Fault(
                code=error.code, text=" ".join(error.texts), line=error.line, data=error.data,
                position=error.position,
            )
            for error in self._errors
        ]  # fmt: skip
        verdict = Verdict(self._verdict or ("rejected" if faults else "accepted"))
        if verdict is not Verdict.ACCEPTED and self._remarks:
            faults.append(Fault(code="", text=" ".join(self._remarks), position=NOWHERE))
        return Answer(
            scope=Scope.DOCUMENT if "document" in self._about else Scope.MESSAGE,
            verdict=judged(verdict, faults),
            interchange=self._about.get("interchange", ""),
            message=self._about.get("message", ""),
            document=self._about.get("document", ""),
            faults=tuple(faults),
            position=self._message.position,
        )

    def _bgm(self, segment: Segment) -> None:
        self._number = segment.text(2)
        function, name = segment.text(3), segment.text(1)
        self._verdict = self._verdicts.get(function) or self._verdicts.get(name) or ""

    def _dtm(self, segment: Segment) -> None:
        form = segment.text(1, 3)
        found = read_value(
            lambda text: codes.period(text, form), segment.text(1, 2), "date",
            lambda: segment.where(1, 2), self._findings,
        )  # fmt: skip
        if found and segment.text(1, 1) == "137" and not self._about:
            self._issued = found.first

    def _ftx(self, segment: Segment) -> None:
        lines = [segment.text(4, component) for component in range(1, 6)]
        whole = "".join(line if len(line) == _LINE else f"{line} " for line in lines)
        text = whole.strip() or segment.text(3, 1)
        if text:
            (self._errors[-1].texts if self._errors else self._remarks).append(text)

    def _rff(self, segment: Segment) -> None:
        role, number = self._references.get(segment.text(1, 1), "ignore"), segment.text(1, 2)
        if not self._errors:
            self._about.setdefault(role, number)
        elif role == "line":
            self._errors[-1].line = number
        elif role != "ignore":
            self._errors[-1].data = self._errors[-1].data or number

    def _doc(self, segment: Segment) -> None:
        if not self._errors:
            self._about.setdefault("document", segment.text(2, 1))

    def _erc(self, segment: Segment) -> None:
        self._errors.append(_Error(segment.text(1, 1), segment.where()))
        if not segment.text(1, 1):
            self._findings.add("error.code", "ERC without a code", segment.where(1))


def read(message: Message, context: Context) -> tuple[Acknowledged, ...]:
    require_directory(message)
    return (_Walk(message, context).acknowledged(),)
