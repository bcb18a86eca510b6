"""CONTRL: what the partner's system makes of an EDIFACT interchange of ours, as syntax.

Of syntax version 3 (``CONTRL:D:3``, and directories), 2 and 4 alike: their segments begin alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
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
from central.edi.readers.reader import walk
from central.edi.readers.schedule_builder import read_value
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


@dataclass(slots=True)
class _Draft:
    scope: Scope
    verdict: Verdict
    position: Position
    message: str = ""
    group: str = ""
    type: str = ""
    faults: list[Fault] = field(default_factory=list)


class _Walk:
    def __init__(self, message: Message, context: Context) -> None:
        self._message, self._context, self._findings = message, context, context.findings
        self._interchange, self._group = "", ""
        self._drafts: list[_Draft] = []
        self._segment: tuple[int, Position] = (0, NOWHERE)

    def acknowledged(self) -> Acknowledged:
        readers: dict[str, Callable[[Segment], None]] = {
            "UCI": self._uci, "UCF": self._ucf, "UCM": self._ucm, "UCS": self._ucs,
            "UCD": self._ucd,
        }  # fmt: skip
        walk(self._message, readers, ("UNH", "UNT"), self._findings)
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
        self._interchange = segment.text(1)
        self._open(Scope.INTERCHANGE, segment, 4)

    def _ucf(self, segment: Segment) -> None:
        self._group = segment.text(1)
        self._open(Scope.GROUP, segment, 4)

    def _ucm(self, segment: Segment) -> None:
        draft = self._open(Scope.MESSAGE, segment, 3)
        draft.message, draft.type = segment.text(1), segment.text(2, 1)
        if not draft.message:
            self._findings.add("reference.missing", "UCM names no message", segment.where(1))

    def _open(self, scope: Scope, segment: Segment, element: int) -> _Draft:
        """A verdict at ``element``, then error, tag, and the element's place."""
        if scope is not Scope.INTERCHANGE and not self._drafts:
            self._findings.add("segment.order", f"{segment.tag} before UCI", segment.where())
        code = segment.text(element)
        verdict = VERDICTS.get(code)
        if verdict is None or (verdict is Verdict.RECEIVED and scope is not Scope.INTERCHANGE):
            self._findings.add("action", f"action {code!r} is not known", segment.where(element))
        draft = _Draft(
            scope, verdict or Verdict.RECEIVED, segment.where(), group=self._group
        )  # fmt: skip
        error = segment.text(element + 1)
        if error:
            place = self._place(segment, element + 3)
            draft.faults.append(_fault(error, 0, segment.text(element + 2), place, segment.where()))
        self._drafts.append(draft)
        self._segment = (0, NOWHERE)
        return draft

    def _ucs(self, segment: Segment) -> None:
        number = read_value(
            values.integer, segment.text(1), "count", lambda: segment.where(1), self._findings
        )
        draft = self._judging(segment)
        if draft is None or number is None:
            return
        self._segment = (number, segment.where())
        if segment.text(2):
            draft.faults.append(_fault(segment.text(2), number, "", (0, 0), segment.where()))

    def _ucd(self, segment: Segment) -> None:
        draft = self._judging(segment)
        number, _ = self._segment
        if not number:
            self._findings.add("segment.order", "UCD without its UCS", segment.where())
        place = self._place(segment, 2)
        if draft:
            draft.faults.append(_fault(segment.text(1), number, "", place, segment.where()))

    def _judging(self, segment: Segment) -> _Draft | None:
        if self._drafts and self._drafts[-1].scope is Scope.MESSAGE:
            return self._drafts[-1]
        self._findings.add("segment.order", f"{segment.tag} without its UCM", segment.where())
        return None

    def _place(self, segment: Segment, element: int) -> tuple[int, int]:
        """Element, and component where it is one, counted without the tag."""
        number, part = (self._count(segment, element, component) for component in (1, 2))
        return max(number - _TAG_COUNTS, 0), part

    def _count(self, segment: Segment, element: int, component: int) -> int:
        text = segment.text(element, component)
        if not text:
            return 0
        found = read_value(
            values.integer, text, "count", lambda: segment.where(element, component),
            self._findings,
        )  # fmt: skip
        return found or 0


def _fault(code: str, number: int, tag: str, place: tuple[int, int], where: Position) -> Fault:
    return Fault(
        code=code, text=ERRORS.get(code, ""), segment=number, tag=tag, element=place[0],
        component=place[1], position=where,
    )  # fmt: skip


def read(message: Message, context: Context) -> tuple[Acknowledged, ...]:
    return (_Walk(message, context).acknowledged(),)
