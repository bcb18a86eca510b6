"""ISA to IEA: counts and control numbers, checked; segments gathered into transaction sets."""

from __future__ import annotations

from central.edi.envelopes.envelope import Envelope, check_moment, check_reference
from central.edi.model.interchange import Group, Interchange, Message, Party, Syntax
from syntax.problems import Findings
from syntax.segments import Segment
from syntax.x12 import Reader


def read(data: bytes) -> tuple[Interchange, ...]:
    """The interchanges of a file. What is wrong with it is in them. A file that does not even
    begin as one raises EdiError.
    """
    return _X12().read(data, Reader())


class _X12(Envelope):
    begins, ends, opens, closes = "ISA", "IEA", "ST", "SE"

    def __init__(self) -> None:
        super().__init__()
        self._references: set[str] = set()

    def take(self, segment: Segment) -> None:
        match segment.tag:
            case "ISA":
                self.open_interchange(segment)
            case "GS":
                self.open_group(segment)
            case "ST":
                if self.group is None:
                    self.findings.add("segment.outside", "ST stands in no group", segment.where())
                self.open_message(segment)
            case "SE":
                self.close_message(segment)
            case "GE":
                self.close_group(segment, "transaction sets", 6)
            case "IEA":
                self.close_interchange(segment, 13)
            case "TA1" if self.group is None:
                self._acknowledgement(segment)
            case _:
                self.inside(segment, "transaction set")

    def _acknowledgement(self, segment: Segment) -> None:
        """TA1 stands between ISA and the first GS, in no group: it is a message by itself."""
        message = Message(
            name="x12_ta1",
            type="TA1",
            version=self.header.text(12) if self.header else "",
            reference="",
            body=(segment,),
            position=segment.where(),
        )
        self.groups.append(Group(messages=(message,)))

    def counted(self) -> tuple[int, str]:
        return sum(group.header is not None for group in self.groups), "groups"

    def message(self, body: tuple[Segment, ...], findings: Findings) -> Message:
        header = body[0]
        check_reference(body[-1], header, 2, findings)
        reference = header.text(2)
        if reference in self._references:
            findings.add(
                "reference.repeated", f"control number {reference} came twice", header.where(2)
            )
        self._references.add(reference)
        return Message(
            name=f"x12_{header.text(1)}",
            type=header.text(1),
            version=self.group.text(8) if self.group else "",
            reference=reference,
            body=body,
            position=header.where(),
            problems=tuple(findings.problems),
        )

    def group_of(self, trailer: Segment | None) -> Group | None:
        group = self.group
        self._references = set()
        if group is None:
            return None
        check_moment(group, (4, 1), (5, 1), self.group_findings)
        return Group(
            reference=group.text(6),
            code=group.text(1),
            version=group.text(8),
            header=group,
            trailer=trailer,
            messages=tuple(self.messages),
            problems=tuple(self.group_findings.problems),
        )

    def interchange(self, header: Segment) -> Interchange:
        for element, what in ((6, "sender"), (8, "receiver"), (13, "control number")):
            if not header.text(element).strip():
                self.findings.add("isa.missing", f"ISA has no {what}", header.where(element))
        written_on = check_moment(header, (9, 1), (10, 1), self.findings)
        if header.text(15) not in ("P", "T", "I"):
            self.findings.add(
                "isa.usage", f"{header.text(15)!r} is neither P, T nor I", header.where(15)
            )
        return Interchange(
            syntax=Syntax.X12,
            version=header.text(12),
            sender=Party(id=header.text(6).strip(), qualifier=header.text(5).strip()),
            recipient=Party(id=header.text(8).strip(), qualifier=header.text(7).strip()),
            reference=header.text(13),
            written_on=written_on,
            test=header.text(15) != "P",  # T is a test, I is for information: neither is business
            acknowledgement_wanted=header.text(14) == "1",
            header=header,
            header_at=header.where(),
            sender_at=header.where(6),
            recipient_at=header.where(8),
            groups=tuple(self.groups),
            problems=tuple(self.findings.problems),
        )
