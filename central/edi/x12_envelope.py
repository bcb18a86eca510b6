"""ISA to IEA: counts and control numbers, checked; segments gathered into transaction sets."""

from __future__ import annotations

from central.edi.interchange import Group, Interchange, Message, Party, Syntax, with_problems
from central.edi.problems import EdiError, Findings, Position
from central.edi.segments import Segment
from central.edi.values import integer
from central.edi.x12 import Reader


def read(data: bytes) -> tuple[Interchange, ...]:
    """The interchanges of a file. What is wrong with it is in them. A file that does not even
    begin as one raises EdiError.
    """
    reader = Reader()
    reader.receive_data(data)
    reader.receive_data(b"")
    envelope = _Envelope()
    try:
        for segment in iter(reader.next_segment, None):
            envelope.take(segment)
    except EdiError as error:
        if not envelope.begun:
            raise
        envelope.broken(error)
    if not envelope.begun:
        raise EdiError("start", "the file has no ISA")
    return envelope.close(len(data))


class _Envelope:
    def __init__(self) -> None:
        self.begun = False
        self._done: list[Interchange] = []
        self._header: Segment | None = None
        self._findings = Findings()
        self._groups: list[Group] = []
        self._group: Segment | None = None
        self._group_findings = Findings()
        self._messages: list[Message] = []
        self._body: list[Segment] = []

    def take(self, segment: Segment) -> None:
        match segment.tag:
            case "ISA":
                self._header, self.begun = segment, True
            case "GS":
                self._open_group(segment)
            case "ST":
                self._open_message(segment)
            case "SE":
                self._close_message(segment)
            case "GE":
                self._close_group(segment)
            case "IEA":
                self._close(segment)
            case "TA1" if self._group is None:
                pass  # an interchange acknowledgement may stand between ISA and GS
            case _ if self._body:
                self._body.append(segment)
            case _:
                self._findings.add(
                    "segment.outside",
                    f"{segment.tag} stands in no transaction set",
                    segment.where(),
                )

    def broken(self, error: EdiError) -> None:
        """Bytes that end the reading; what was open stays unfinished."""
        found = error.problem
        self._findings.add(found.code, found.detail, found.position)

    def close(self, length: int) -> tuple[Interchange, ...]:
        if self._header is not None:
            if not self._findings:
                self._findings.add(
                    "interchange.open", "the file ends without IEA", Position(offset=length)
                )
            self._finish()
        elif self._findings and self._done:
            self._done.append(with_problems(self._done.pop(), self._findings))
        return tuple(self._done)

    def _open_group(self, segment: Segment) -> None:
        if self._group is not None or self._body:
            self._findings.add("group.open", "GS inside what is not closed", segment.where())
            self._end_group()
        self._group = segment
        self._body = []

    def _open_message(self, segment: Segment) -> None:
        if self._body:
            self._findings.add("message.open", "ST before the last SE", segment.where())
        if self._group is None:
            self._findings.add("segment.outside", "ST stands in no group", segment.where())
        self._body = [segment]

    def _close_message(self, trailer: Segment) -> None:
        if not self._body:
            self._findings.add("message.trailer", "SE closes nothing", trailer.where())
            return
        header, self._body = self._body[0], [*self._body, trailer]
        findings = Findings()
        _check_count(trailer, len(self._body), "segments", findings)
        _check_reference(trailer, header.text(2), "ST", findings)
        if any(message.reference == header.text(2) for message in self._messages):
            findings.add(
                "reference.repeated", f"control number {header.text(2)} came twice", header.where(2)
            )
        self._messages.append(
            Message(
                name=f"x12_{header.text(1)}",
                type=header.text(1),
                version=self._group.text(8) if self._group else "",
                reference=header.text(2),
                body=tuple(self._body),
                position=header.where(),
                problems=tuple(findings.problems),
            )
        )
        self._body = []

    def _close_group(self, trailer: Segment) -> None:
        if self._group is None:
            self._findings.add("group.trailer", "GE closes no group", trailer.where())
            return
        self._refuse_open_message(trailer)
        _check_count(trailer, len(self._messages), "transaction sets", self._group_findings)
        _check_reference(trailer, self._group.text(6), "GS", self._group_findings)
        self._end_group(trailer)

    def _end_group(self, trailer: Segment | None = None) -> None:
        group = self._group
        if group is not None:
            self._groups.append(
                Group(
                    reference=group.text(6),
                    code=group.text(1),
                    version=group.text(8),
                    header=group,
                    trailer=trailer,
                    messages=tuple(self._messages),
                    problems=tuple(self._group_findings.problems),
                )
            )
        self._group, self._messages, self._group_findings = None, [], Findings()

    def _close(self, trailer: Segment) -> None:
        if self._header is None:
            self._findings.add("interchange.trailer", "IEA closes nothing", trailer.where())
            return
        self._refuse_open_message(trailer)
        if self._group is not None:
            self._findings.add("group.open", "IEA before GE", trailer.where())
        self._end_group()
        _check_count(trailer, len(self._groups), "groups", self._findings)
        _check_reference(trailer, self._header.text(13), "ISA", self._findings)
        self._finish()

    def _refuse_open_message(self, trailer: Segment) -> None:
        if self._body:
            self._findings.add("message.open", f"{trailer.tag} before the last SE", trailer.where())
            self._body = []

    def _finish(self) -> None:
        header = self._header
        if header is None:
            return
        self._end_group()
        for element, what in ((6, "sender"), (8, "receiver"), (13, "control number")):
            if not header.text(element).strip():
                self._findings.add("isa.missing", f"ISA has no {what}", header.where(element))
        self._done.append(
            Interchange(
                syntax=Syntax.X12,
                version=header.text(12),
                sender=Party(id=header.text(6).strip(), qualifier=header.text(5).strip()),
                recipient=Party(id=header.text(8).strip(), qualifier=header.text(7).strip()),
                reference=header.text(13),
                test=header.text(15) == "T",
                acknowledgement_wanted=header.text(14) == "1",
                header=header,
                header_at=header.where(),
                sender_at=header.where(6),
                recipient_at=header.where(8),
                groups=tuple(self._groups),
                problems=tuple(self._findings.problems),
            )
        )
        self._header, self._groups, self._body = None, [], []
        self._findings = Findings()


def _check_count(trailer: Segment, counted: int, what: str, findings: Findings) -> None:
    try:
        stated = integer(trailer.text(1))
    except ValueError as error:
        findings.add("count", f"{trailer.tag}: {error}", trailer.where(1))
        return
    if stated != counted:
        findings.add(
            "count", f"{trailer.tag} says {stated} {what}, there are {counted}", trailer.where(1)
        )


def _check_reference(trailer: Segment, opened: str, header: str, findings: Findings) -> None:
    """Control numbers are numbers: leading zeros do not count where both have only digits."""
    closed = trailer.text(2)
    if closed != opened and not (
        closed.isdecimal() and opened.isdecimal() and int(closed) == int(opened)
    ):
        findings.add(
            "reference",
            f"{trailer.tag} says {closed!r}, {header} said {opened!r}",
            trailer.where(2),
        )
