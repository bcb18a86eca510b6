"""X12 997: what the partner's system makes of one functional group of ours, as syntax.

It names group and set control numbers and never the interchange. Its counts must agree with the
sets it lists; sets that are not listed were accepted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
from central.edi.readers.field_table import At, Table, row
from central.edi.readers.schedule_builder import read_value
from central.edi.readers.table_walk import Step, TableWalk
from syntax.segments import Segment

VERDICTS: Mapping[str, Verdict] = MappingProxyType(
    {
        "A": Verdict.ACCEPTED,
        "E": Verdict.WITH_ERRORS,
        "P": Verdict.WITH_ERRORS,
        **dict.fromkeys(("R", "M", "W", "X"), Verdict.REJECTED),
    }
)
"""``P`` is a group of which some sets were rejected; these say so themselves."""


_SET_FAULTS, _GROUP_FAULTS = range(2, 7), range(5, 10)
"""Elements of AK5 and AK9 with codes of errors."""

TABLE = Table(
    (
        row("AK1", "1", "answer.type"),
        row("AK1", "2", "answer.group"),
        row("AK2", "1", "answer.type", after="AK1"),
        row("AK2", "2", "answer.message", after="AK1"),
        row("AK3", "1", "fault.tag", after="AK2"),
        row("AK3", "2", "fault.segment", after="AK2"),
        row("AK3", "4", "fault.code", after="AK2"),
        row("AK4", "1", "fault.element", after="AK3"),
        row("AK4", "1.2", "fault.component", after="AK3"),
        row("AK4", "3", "fault.code", after="AK3"),
        row("AK4", "4", "fault.data", after="AK3"),
        row("AK5", "1", "answer.verdict", after="AK2"),
        *(row("AK5", str(at), "fault.code", after="AK2") for at in _SET_FAULTS),
        row("AK9", "1", "answer.verdict"),
        row("AK9", "2", "group.stated"),
        row("AK9", "3", "group.received"),
        row("AK9", "4", "group.accepted"),
        *(row("AK9", str(at), "fault.code") for at in _GROUP_FAULTS),
    ),
    unread="ST SE",
    checked={
        "AK4": "takes the place of its segment's error",
        "AK5": "a verdict that is not known is refused",
        "AK9": "likewise; its counts must agree with the sets that are listed",
    },
)


@dataclass(slots=True)
class _Set:
    header: Segment
    verdict: Verdict | None = None
    faults: list[Fault] = field(default_factory=list)


class _Walk(TableWalk):
    def __init__(self, message: Message, context: Context) -> None:
        super().__init__(message, context, TABLE)
        self._group: Segment | None = None
        self._trailer: Segment | None = None
        self._verdict = Verdict.RECEIVED
        self._group_faults: list[Fault] = []
        self._sets: list[_Set] = []
        self._at = (0, "")

    def acknowledged(self) -> Acknowledged:
        own: dict[str, Step | None] = {
            "AK1": self._ak1, "AK2": self._ak2, "AK3": self._ak3, "AK4": self._ak4,
            "AK5": self._ak5, "AK9": self._ak9,
        }  # fmt: skip
        self._walk(own)
        at = self._message.position
        if self._group is None or not _text(self._group, "answer.group"):
            self._findings.add("reference.missing", "it names no group (AK1)", at)
        if self._trailer is None:
            self._findings.add("segment.missing", "it has no AK9", at)
        for one in self._sets:
            if one.verdict is None:
                self._findings.add("segment.missing", "AK2 without its AK5", one.header.where())
        return Acknowledged(
            source=self._context.source(self._message), layer=Layer.SYNTAX, answers=self._answers()
        )

    def _answers(self) -> tuple[Answer, ...]:
        if self._group is None:
            return ()
        group = _text(self._group, "answer.group")
        whole = Answer(
            scope=Scope.GROUP, verdict=judged(self._verdict, self._group_faults), group=group,
            type=_text(self._group, "answer.type"), faults=tuple(self._group_faults),
            position=self._group.where(),
        )  # fmt: skip
        return whole, *(
            Answer(
                scope=Scope.MESSAGE, verdict=judged(one.verdict or Verdict.RECEIVED, one.faults),
                group=group, message=_text(one.header, "answer.message"),
                type=_text(one.header, "answer.type"), faults=tuple(one.faults),
                position=one.header.where(),
            )
            for one in self._sets
        )  # fmt: skip

    def _ak1(self, segment: Segment) -> None:
        if self._group is not None:
            self._findings.add("segment.repeated", "AK1 came twice", segment.where())
        self._group = segment

    def _ak2(self, segment: Segment) -> None:
        if self._group is None:
            self._findings.add("segment.order", "AK2 before AK1", segment.where())
        at = TABLE.at("AK2", "answer.message")
        if not segment.text(*at):
            self._findings.add("reference.missing", "AK2 names no set", segment.where(at.element))
        self._sets.append(_Set(segment))
        self._at = (0, "")

    def _ak3(self, segment: Segment) -> None:
        number, tag = self._number(segment, "fault.segment"), _text(segment, "fault.tag")
        self._at = (number, tag)
        one = self._open(segment)
        if one:
            one.faults.append(
                Fault(
                    code=_text(segment, "fault.code"), segment=number, tag=tag,
                    position=segment.where(),
                )
            )  # fmt: skip

    def _ak4(self, segment: Segment) -> None:
        """The element's fault takes the place of its segment's, which says no more."""
        one = self._open(segment)
        number, tag = self._at
        if not tag:
            self._findings.add("segment.order", "AK4 without its AK3", segment.where())
        element = self._number(segment, "fault.element")
        composite = _text(segment, "fault.component")
        component = self._number(segment, "fault.component") if composite else 0
        if one is None:
            return
        if one.faults and not one.faults[-1].element and one.faults[-1].segment == number:
            one.faults.pop()
        one.faults.append(
            Fault(
                code=_text(segment, "fault.code"), segment=number, tag=tag, element=element,
                component=component, data=_text(segment, "fault.data"), position=segment.where(),
            )
        )  # fmt: skip

    def _ak5(self, segment: Segment) -> None:
        one = self._open(segment)
        verdict = self._judge(segment)
        if one:
            one.verdict = verdict
            codes = [segment.text(element) for element in _SET_FAULTS]
            named = {fault.code for fault in one.faults}
            one.faults += [
                Fault(code=code, position=segment.where())
                for code in codes
                if code and not (named and code == _IN_SEGMENTS)
            ]

    def _ak9(self, segment: Segment) -> None:
        self._trailer, self._verdict = segment, self._judge(segment)
        self._group_faults = [
            Fault(code=segment.text(element), position=segment.where(element))
            for element in _GROUP_FAULTS
            if segment.text(element)
        ]
        stated, received, accepted = (
            self._number(segment, f"group.{name}") for name in ("stated", "received", "accepted")
        )
        rejected = sum(1 for one in self._sets if one.verdict is Verdict.REJECTED)
        if accepted > received or rejected > received - accepted or len(self._sets) > received:
            self._findings.add(
                "count",
                f"AK9 says {accepted} of {received} accepted; {rejected} of"
                f" {len(self._sets)} listed are rejected",
                segment.where(4),
            )
        elif self._verdict is Verdict.ACCEPTED and accepted < stated:
            self._findings.add(
                "verdict", f"accepted as a whole, but only {accepted} of {stated}", segment.where(1)
            )

    def _judge(self, segment: Segment) -> Verdict:
        code = _text(segment, "answer.verdict")
        verdict = VERDICTS.get(code)
        if verdict is None:
            self._findings.add("action", f"verdict {code!r} is not known", segment.where(1))
        return verdict or Verdict.RECEIVED

    def _open(self, segment: Segment) -> _Set | None:
        if self._sets and self._sets[-1].verdict is None:
            return self._sets[-1]
        self._findings.add("segment.order", f"{segment.tag} without its AK2", segment.where())
        return None

    def _number(self, segment: Segment, into: str) -> int:
        at: At = TABLE.at(segment.tag, into)
        found = read_value(
            values.integer, segment.text(*at), "count", lambda: segment.where(*at), self._findings
        )
        return found or 0


def _text(segment: Segment, into: str) -> str:
    return segment.text(*TABLE.at(segment.tag, into))


_IN_SEGMENTS = "5"
"""AK5 saying that segments have errors, which AK3 then names."""


def read(message: Message, context: Context) -> tuple[Acknowledged, ...]:
    return (_Walk(message, context).acknowledged(),)
