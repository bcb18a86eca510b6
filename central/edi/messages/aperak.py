"""APERAK, D.96A to D.20B: what the partner's application makes of a document of ours.

Its verdict is BGM's function, or else the kind of document (312, 313), or else whether it names
errors; a partner who means otherwise has the codes under ``verdicts`` in the profile. Which of the
references is ours, and of what kind, is ``references``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
from central.edi.readers.conformance import require_directory
from central.edi.readers.edifact_table import DATE_CHECKED, read_date
from central.edi.readers.field_table import IGNORE, At, Codes, Table, row
from central.edi.readers.table_walk import Step, TableWalk
from syntax.problems import NOWHERE, Position
from syntax.segments import Segment

VERDICTS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("29", "44"), "accepted"),
        "34": "accepted with errors",
        "27": "rejected",
        "312": "accepted",
        "313": "rejected",
    }
)
"""Message functions and document names; 34 is accepted with amendment."""
REFERENCES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("ACE", "AAK", "AAU", "DQ", "SI", "IV", "ACW"), "document"),
        **dict.fromkeys(("AGO",), "message"),
        "LI": "line",
    }
)
_LINE = 70
"""Characters of a full line of text, after which a word may go on in the next."""

TABLE = Table(
    (
        row("BGM", "2", "document.number"),
        row("BGM", "3", "answer.verdict"),
        row("BGM", "1", "answer.verdict"),
        row("DTM", "1.2", "document.issued_on", "=137", after="head", part="first"),
        *(
            row("RFF", "1.2", f"answer.{name}", name, after="head", stays=True)
            for name in ("document", "message", "interchange")
        ),
        row("RFF", "1.2", "fault.line", "line", after="ERC"),
        row("RFF", "1.2", "fault.data", after="ERC", stays=True),
        row("DOC", "2.1", "answer.document", after="head", stays=True),
        row("ERC", "1.1", "fault.code"),
        row("FTX", "4 3.1", "answer.text", after="head"),
        row("FTX", "4 3.1", "fault.text", after="ERC"),
    ),
    codes={
        "BGM": Codes(at=At(3), keys={"verdicts": VERDICTS}),
        "DTM": Codes(at=At(1, 1), keys={}),
        "RFF": Codes(at=At(1, 1), keys={"references": REFERENCES}),
    },
    unread="UNH UNT CNT NAD CTA COM LOC IMD",
    checked={
        "BGM": "the function counts before the document's name; without either the errors say it",
        "DTM": f"{DATE_CHECKED}; one after the first reference is left out",
        "FTX": "all components of FTX04 are one text",
        "ERC": "the code must be there",
    },
)
_NUMBER = TABLE.at("BGM", "document.number")
_VERDICT = tuple(one.at[0] for one in TABLE.rows if one.into == "answer.verdict")
_REFERENCE, _DOCUMENT = TABLE.at("RFF", "answer.document"), TABLE.at("DOC", "answer.document")
_CODE = TABLE.at("ERC", "fault.code")
_TEXT, _CODED_TEXT = TABLE.places("FTX", "fault.text")


@dataclass(slots=True)
class _Error:
    code: str
    position: Position
    texts: list[str] = field(default_factory=list)
    line: str = ""
    data: str = ""


class _Walk(TableWalk):
    def __init__(self, message: Message, context: Context) -> None:
        super().__init__(message, context, TABLE)
        self._number, self._verdict = "", ""
        self._issued: date | None = None
        self._about: dict[str, str] = {}
        self._remarks: list[str] = []
        self._errors: list[_Error] = []

    def _place(self) -> str:
        return "ERC" if self._errors else "head"

    def acknowledged(self) -> Acknowledged:
        own: dict[str, Step | None] = {
            "BGM": self._bgm, "DTM": self._dtm, "FTX": self._ftx, "RFF": self._rff,
            "DOC": self._doc, "ERC": self._erc,
        }  # fmt: skip
        self._walk(own)
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
        self._number = segment.text(*_NUMBER)
        meanings = (self._meaning("BGM", segment.text(*at)) for at in _VERDICT)
        self._verdict = next(filter(None, meanings), "")

    def _dtm(self, segment: Segment) -> None:
        rows = () if self._about else self._rows(segment, "head")
        found = read_date(segment, rows, self._findings)
        if found:
            for one in rows:
                self._issued = getattr(found, one.part)

    def _ftx(self, segment: Segment) -> None:
        lines = [segment.text(_TEXT.element, component) for component in range(1, 6)]
        whole = "".join(line if len(line) == _LINE else f"{line} " for line in lines)
        text = whole.strip() or segment.text(*_CODED_TEXT)
        if text:
            (self._errors[-1].texts if self._errors else self._remarks).append(text)

    def _rff(self, segment: Segment) -> None:
        role = self._meaning("RFF", segment.text(*TABLE.codes["RFF"].at)) or IGNORE
        number = segment.text(*_REFERENCE)
        if not self._errors:
            self._about.setdefault(role, number)
        elif role == "line":
            self._errors[-1].line = number
        elif role != IGNORE:
            self._errors[-1].data = self._errors[-1].data or number

    def _doc(self, segment: Segment) -> None:
        if not self._errors:
            self._about.setdefault("document", segment.text(*_DOCUMENT))

    def _erc(self, segment: Segment) -> None:
        code = segment.text(*_CODE)
        self._errors.append(_Error(code, segment.where()))
        if not code:
            self._findings.add("error.code", "ERC without a code", segment.where(_CODE.element))


def read(message: Message, context: Context) -> tuple[Acknowledged, ...]:
    require_directory(message)
    return (_Walk(message, context).acknowledged(),)
