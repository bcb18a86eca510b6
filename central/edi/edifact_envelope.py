"""UNB to UNZ: counts and control references, checked; segments gathered into messages."""

from __future__ import annotations

from central.edi.edifact import Reader
from central.edi.interchange import Group, Interchange, Message, Party, Syntax, with_problems
from central.edi.problems import EdiError, Findings, Position
from central.edi.segments import Segment
from central.edi.values import integer


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
        raise EdiError("start", "the file has no UNB")
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
        self._references: set[str] = set()

    def take(self, segment: Segment) -> None:
        match segment.tag:
            case "UNB":
                self._open(segment)
            case "UNG":
                self._open_group(segment)
            case "UNH":
                self._open_message(segment)
            case "UNT":
                self._close_message(segment)
            case "UNE":
                self._close_group(segment)
            case "UNZ":
                self._close(segment)
            case _ if self._body:
                self._body.append(segment)
            case _:
                self._findings.add(
                    "segment.outside", f"{segment.tag} stands in no message", segment.where()
                )

    def broken(self, error: EdiError) -> None:
        """Bytes that end the reading; what was open stays unfinished."""
        found = error.problem
        self._findings.add(found.code, found.detail, found.position)

    def close(self, length: int) -> tuple[Interchange, ...]:
        if self._header is not None:
            if not self._findings:
                self._findings.add(
                    "interchange.open", "the file ends without UNZ", Position(offset=length)
                )
            self._finish()
        elif self._findings and self._done:
            self._done.append(with_problems(self._done.pop(), self._findings))
        return tuple(self._done)

    def _open(self, segment: Segment) -> None:
        if self._header is not None:
            self._findings.add(
                "interchange.open", "UNB before the last interchange's UNZ", segment.where()
            )
            self._finish()
        self.begun = True
        self._header = segment

    def _open_group(self, segment: Segment) -> None:
        if self._group is not None or self._body:
            self._findings.add("group.open", "UNG inside what is not closed", segment.where())
            self._end_group()
        self._group = segment

    def _open_message(self, segment: Segment) -> None:
        if self._body:
            self._findings.add("message.open", "UNH before the last UNT", segment.where())
        self._body = [segment]

    def _close_message(self, trailer: Segment) -> None:
        if not self._body:
            self._findings.add("message.trailer", "UNT closes no message", trailer.where())
            return
        header, self._body = self._body[0], [*self._body, trailer]
        findings = Findings()
        _check_count(trailer, len(self._body), "segments", findings)
        _check_reference(trailer, header.text(1), "UNH", findings)
        reference = header.text(1)
        if not reference:
            findings.add("reference.missing", "UNH has no message reference", header.where(1))
        elif reference in self._references:
            findings.add("reference.repeated", f"message {reference} came twice", header.where(1))
        self._references.add(reference)
        kind = header.text(2, 1)
        self._messages.append(
            Message(
                name=kind.lower(),
                type=kind,
                version=f"{header.text(2, 2)}.{header.text(2, 3)}",
                reference=reference,
                body=tuple(self._body),
                position=header.where(),
                problems=tuple(findings.problems),
            )
        )
        self._body = []

    def _close_group(self, trailer: Segment) -> None:
        if self._group is None:
            self._findings.add("group.trailer", "UNE closes no group", trailer.where())
            return
        self._refuse_open_message(trailer)
        _check_count(trailer, len(self._messages), "messages", self._group_findings)
        _check_reference(trailer, self._group.text(5), "UNG", self._group_findings)
        self._end_group(trailer)

    def _end_group(self, trailer: Segment | None = None) -> None:
        group = self._group
        if group is not None or self._messages:
            self._groups.append(
                Group(
                    reference=group.text(5) if group else "",
                    code=group.text(1) if group else "",
                    version=f"{group.text(7, 1)}.{group.text(7, 2)}" if group else "",
                    header=group,
                    trailer=trailer,
                    messages=tuple(self._messages),
                    problems=tuple(self._group_findings.problems),
                )
            )
        self._group, self._messages, self._group_findings = None, [], Findings()

    def _close(self, trailer: Segment) -> None:
        if self._header is None:
            self._findings.add("interchange.trailer", "UNZ closes nothing", trailer.where())
            return
        self._refuse_open_message(trailer)
        if self._group is not None:
            self._findings.add("group.open", "UNZ before UNE", trailer.where())
        self._end_group()
        grouped = any(group.header for group in self._groups)
        count = len(self._groups) if grouped else sum(len(g.messages) for g in self._groups)
        _check_count(trailer, count, "groups" if grouped else "messages", self._findings)
        _check_reference(trailer, self._header.text(5), "UNB", self._findings)
        self._finish()

    def _refuse_open_message(self, trailer: Segment) -> None:
        if self._body:
            self._findings.add(
                "message.open", f"{trailer.tag} before the last UNT", trailer.where()
            )
            self._body = []

    def _finish(self) -> None:
        header = self._header
        if header is None:
            return
        self._end_group()
        for element, what in ((2, "sender"), (3, "recipient"), (5, "control reference")):
            if not header.text(element):
                self._findings.add("unb.missing", f"UNB has no {what}", header.where(element))
        self._done.append(
            Interchange(
                syntax=Syntax.EDIFACT,
                version=f"{header.text(1, 1)}:{header.text(1, 2)}",
                sender=Party(id=header.text(2, 1), qualifier=header.text(2, 2)),
                recipient=Party(id=header.text(3, 1), qualifier=header.text(3, 2)),
                reference=header.text(5),
                test=header.text(11) == "1",
                acknowledgement_wanted=header.text(9) == "1",
                header=header,
                header_at=header.where(),
                sender_at=header.where(2, 1),
                recipient_at=header.where(3, 1),
                groups=tuple(self._groups),
                problems=tuple(self._findings.problems),
            )
        )
        self._header, self._groups, self._body = None, [], []
        self._findings, self._references = Findings(), set()


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
    closed = trailer.text(2)
    if closed != opened:
        findings.add(
            "reference",
            f"{trailer.tag} says {closed!r}, {header} said {opened!r}",
            trailer.where(2),
        )
