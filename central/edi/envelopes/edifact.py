"""UNB to UNZ: counts and control references, checked; segments gathered into messages."""

from __future__ import annotations

from central.edi.envelopes.envelope import Envelope, check_moment, check_reference
from central.edi.model.interchange import Group, Interchange, Message, Party, Syntax
from syntax.edifact import Reader
from syntax.problems import Findings
from syntax.segments import Segment


def read(data: bytes) -> tuple[Interchange, ...]:
    """The interchanges of a file. What is wrong with it is in them. A file that does not even
    begin as one raises EdiError.
    """
    return _Edifact().read(data, Reader())


class _Edifact(Envelope):
    begins, ends, opens, closes = "UNB", "UNZ", "UNH", "UNT"

    def __init__(self) -> None:
        super().__init__()
        self._references: set[str] = set()

    def take(self, segment: Segment) -> None:
        match segment.tag:
            case "UNB":
                self.open_interchange(segment)
            case "UNG":
                self.open_group(segment)
            case "UNH":
                self.open_message(segment)
            case "UNT":
                self.close_message(segment)
            case "UNE":
                self.close_group(segment, "messages", 5)
            case "UNZ":
                self.close_interchange(segment, 5)
            case _:
                self.inside(segment, "message")

    def message(self, body: tuple[Segment, ...], findings: Findings) -> Message:
        header = body[0]
        check_reference(body[-1], header, 1, findings)
        reference = header.text(1)
        if not reference:
            findings.add("reference.missing", "UNH has no message reference", header.where(1))
        elif reference in self._references:
            findings.add("reference.repeated", f"message {reference} came twice", header.where(1))
        self._references.add(reference)
        kind = header.text(2, 1)
        return Message(
            name=kind.lower(),
            type=kind,
            version=f"{header.text(2, 2)}.{header.text(2, 3)}",
            reference=reference,
            body=body,
            position=header.where(),
            problems=tuple(findings.problems),
        )

    def group_of(self, trailer: Segment | None) -> Group | None:
        group = self.group
        if group is None and not self.messages:
            return None
        if group:
            check_moment(group, (4, 1), (4, 2), self.group_findings)
        return Group(
            reference=group.text(5) if group else "",
            code=group.text(1) if group else "",
            version=f"{group.text(7, 1)}.{group.text(7, 2)}" if group else "",
            header=group,
            trailer=trailer,
            messages=tuple(self.messages),
            problems=tuple(self.group_findings.problems),
        )

    def counted(self) -> tuple[int, str]:
        if any(group.header for group in self.groups):
            return len(self.groups), "groups"
        return sum(len(group.messages) for group in self.groups), "messages"

    def interchange(self, header: Segment) -> Interchange:
        for element, what in ((2, "sender"), (3, "recipient"), (5, "control reference")):
            if not header.text(element):
                self.findings.add("unb.missing", f"UNB has no {what}", header.where(element))
        written_on = check_moment(header, (4, 1), (4, 2), self.findings)
        self._references = set()
        return Interchange(
            syntax=Syntax.EDIFACT,
            version=f"{header.text(1, 1)}:{header.text(1, 2)}",
            sender=Party(id=header.text(2, 1), qualifier=header.text(2, 2)),
            recipient=Party(id=header.text(3, 1), qualifier=header.text(3, 2)),
            reference=header.text(5),
            written_on=written_on,
            test=header.text(11) not in ("", "0"),  # 1 is a test, 2 one of syntax, 3 and 4 echoes
            acknowledgement_wanted=header.text(9) == "1",
            header=header,
            header_at=header.where(),
            sender_at=header.where(2, 1),
            recipient_at=header.where(3, 1),
            groups=tuple(self.groups),
            problems=tuple(self.findings.problems),
        )
