"""CONTRL: what the partner's system makes of an EDIFACT interchange of ours, as syntax.

Of syntax version 3 (``CONTRL:D:3``, and directories), 2 and 4 alike: their segments begin alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
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
from central.edi.readers.field_table import At, Row, Table, row
from central.edi.readers.schedule_builder import read_value
from central.edi.readers.table_walk import Step, TableWalk
from syntax.problems import NOWHERE, Position
from syntax.segments import Segment

VERDICTS: Mapping[str, Verdict] = MappingProxyType(
    {"4": Verdict.REJECTED, "7": Verdict.ACCEPTED, "8": Verdict.RECEIVED}
)
ERRORS: Mapping[str, str] = MappingProxyType(
    {
        "2": "syntax version or level not supported",
        "7": "the recipient is not the one meant",
        "12": "invalid value",
        "13": "missing",
        "14": "value not allowed here",
        "15": "not allowed here",
        "16": "too many components or elements",
        "17": "no agreement",
        "18": "error not specified",
        "19": "wrong decimal mark",
        "20": "character cannot be a service character",
        "21": "character not in the character set",
        "22": "wrong service character",
        "23": "unknown sender",
        "24": "too old",
        "25": "test not supported",
        "26": "duplicate",
        "28": "references do not match",
        "29": "counts do not match",
        "30": "messages and groups mixed",
        "32": "nothing inside",
        "35": "repeated too often",
        "36": "segment group repeated too often",
        "37": "wrong type of character",
        "39": "too long",
        "40": "too short",
    }
)
"""Syntax error codes of ISO 9735 that partners send, in our words."""
_TAG_COUNTS = 1
"""In UCD the segment's tag is element 1."""


def _judged(tag: str, verdict: int) -> tuple[Row, ...]:
    """A verdict there, then the error, the tag of the segment, and the place of the element and of
    its component.
    """
    names = ("answer.verdict", "fault.code", "fault.tag", "fault.element")
    rows = tuple(row(tag, str(verdict + index), into) for index, into in enumerate(names))
    return (*rows, row(tag, f"{verdict + 3}.2", "fault.component"))


TABLE = Table(
    (
        row("UCI", "1", "answer.interchange"),
        *_judged("UCI", 4),
        row("UCF", "1", "answer.group"),
        *_judged("UCF", 4),
        row("UCM", "1", "answer.message"),
        row("UCM", "2.1", "answer.type"),
        *_judged("UCM", 3),
        row("UCS", "1", "fault.segment", after="UCM"),
        row("UCS", "2", "fault.code", after="UCM"),
        row("UCD", "1", "fault.code", after="UCS"),
        row("UCD", "2", "fault.element", after="UCS"),
        row("UCD", "2.2", "fault.component", after="UCS"),
    ),
    unread="UNH UNT",
    checked={
        **dict.fromkeys(
            ("UCI", "UCF", "UCM"), "an action that is not known is refused (8 in UCI alone)"
        ),
        "UCD": "elements are counted with the tag as the first",
    },
)


@dataclass(slots=True)
class _Draft:
    scope: Scope
    verdict: Verdict
    position: Position
    message: str = ""
    group: str = ""
    type: str = ""
    faults: list[Fault] = field(default_factory=list)


class _Walk(TableWalk):
    def __init__(self, message: Message, context: Context) -> None:
        super().__init__(message, context, TABLE)
        self._interchange, self._group = "", ""
        self._drafts: list[_Draft] = []
        self._segment: tuple[int, Position] = (0, NOWHERE)

    def acknowledged(self) -> Acknowledged:
        own: dict[str, Step | None] = {
            "UCI": self._uci, "UCF": self._ucf, "UCM": self._ucm, "UCS": self._ucs,
            "UCD": self._ucd,
        }  # fmt: skip
        self._walk(own)
        if not self._interchange:
            at = self._message.position
            self._findings.add("reference.missing", "it names no interchange (UCI)", at)
        return Acknowledged(
            source=self._context.source(self._message),
            layer=Layer.SYNTAX,
            answers=tuple(
                Answer(
                    scope=draft.scope, verdict=judged(draft.verdict, draft.faults),
                    interchange=self._interchange, group=draft.group, message=draft.message,
                    type=draft.type, faults=tuple(draft.faults), position=draft.position,
                )
                for draft in self._drafts
            ),
        )  # fmt: skip

    def _uci(self, segment: Segment) -> None:
        if self._drafts:
            self._findings.add("segment.repeated", "UCI came twice", segment.where())
        self._interchange = _text(segment, "answer.interchange")
        self._open(Scope.INTERCHANGE, segment)

    def _ucf(self, segment: Segment) -> None:
        self._group = _text(segment, "answer.group")
        self._open(Scope.GROUP, segment)

    def _ucm(self, segment: Segment) -> None:
        draft = self._open(Scope.MESSAGE, segment)
        draft.message = _text(segment, "answer.message")
        draft.type = _text(segment, "answer.type")
        if not draft.message:
            self._findings.add("reference.missing", "UCM names no message", segment.where(1))

    def _open(self, scope: Scope, segment: Segment) -> _Draft:
        """A verdict, and the error with it."""
        if scope is not Scope.INTERCHANGE and not self._drafts:
            self._findings.add("segment.order", f"{segment.tag} before UCI", segment.where())
        at = TABLE.at(segment.tag, "answer.verdict")
        code = segment.text(*at)
        verdict = VERDICTS.get(code)
        if verdict is None or (verdict is Verdict.RECEIVED and scope is not Scope.INTERCHANGE):
            self._findings.add("action", f"action {code!r} is not known", segment.where(at.element))
        draft = _Draft(
            scope, verdict or Verdict.RECEIVED, segment.where(), group=self._group
        )  # fmt: skip
        error = _text(segment, "fault.code")
        if error:
            fault = self._fault(segment, error)
            draft.faults.append(replace(fault, tag=_text(segment, "fault.tag")))
        self._drafts.append(draft)
        self._segment = (0, NOWHERE)
        return draft

    def _ucs(self, segment: Segment) -> None:
        at = TABLE.at("UCS", "fault.segment")
        number = read_value(
            values.integer, segment.text(*at), "count", lambda: segment.where(at.element),
            self._findings,
        )  # fmt: skip
        draft = self._judging(segment)
        if draft is None or number is None:
            return
        self._segment = (number, segment.where())
        code = _text(segment, "fault.code")
        if code:
            draft.faults.append(_fault(code, number, segment.where()))

    def _ucd(self, segment: Segment) -> None:
        draft = self._judging(segment)
        number, _ = self._segment
        if not number:
            self._findings.add("segment.order", "UCD without its UCS", segment.where())
        fault = self._fault(segment, _text(segment, "fault.code"), number)
        if draft:
            draft.faults.append(fault)

    def _judging(self, segment: Segment) -> _Draft | None:
        if self._drafts and self._drafts[-1].scope is Scope.MESSAGE:
            return self._drafts[-1]
        self._findings.add("segment.order", f"{segment.tag} without its UCM", segment.where())
        return None

    def _fault(self, segment: Segment, code: str, number: int = 0) -> Fault:
        """With the element, and the component where it is one, counted without the tag."""
        element, component = (
            self._count(segment, At(TABLE.at(segment.tag, "fault.element").element, part))
            for part in (1, 2)
        )
        return replace(
            _fault(code, number, segment.where()), element=max(element - _TAG_COUNTS, 0),
            component=component,
        )  # fmt: skip

    def _count(self, segment: Segment, at: At) -> int:
        text = segment.text(*at)
        if not text:
            return 0
        found = read_value(
            values.integer, text, "count", lambda: segment.where(*at), self._findings
        )
        return found or 0


def _text(segment: Segment, into: str) -> str:
    return segment.text(*TABLE.at(segment.tag, into))


def _fault(code: str, number: int, where: Position) -> Fault:
    return Fault(code=code, text=ERRORS.get(code, ""), segment=number, position=where)


def read(message: Message, context: Context) -> tuple[Acknowledged, ...]:
    return (_Walk(message, context).acknowledged(),)
