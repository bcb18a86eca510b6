"""What the envelopes of EDIFACT and X12 have in common: an interchange, its groups, its messages,
each closed by a trailer that repeats the reference and counts what it holds.

What the two call their segments, and where these hold what, is in ``edifact`` and ``x12``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import date
from typing import Protocol

from central.edi.model.interchange import Group, Interchange, Message, with_problems
from central.edi.readers import values
from central.edi.readers.schedule_builder import read_value
from central.edi.readers.values import integer
from syntax.bounds import MAX_INTERCHANGES, MAX_MESSAGES, MAX_SEGMENTS, MAX_VALUES
from syntax.problems import EdiError, Findings, Position
from syntax.segments import Segment


class SegmentReader(Protocol):
    def receive_data(self, data: bytes) -> None: ...

    def next_segment(self) -> Segment | None: ...


class Envelope(ABC):
    """Gathers the segments of a file. ``begins`` and ``ends`` are the tags around an interchange,
    ``opens`` and ``closes`` those around a message.
    """

    begins: str
    ends: str
    opens: str
    closes: str

    def __init__(self) -> None:
        self.done: list[Interchange] = []
        self.header: Segment | None = None
        self.findings = Findings()
        self.groups: list[Group] = []
        self.group: Segment | None = None
        self.group_findings = Findings()
        self.messages: list[Message] = []
        self.body: list[Segment] = []
        self._segments, self._values, self._counted = 0, 0, 0

    def read(self, data: bytes, reader: SegmentReader) -> tuple[Interchange, ...]:
        """The interchanges of a file. What is wrong with it is in them. A file that does not even
        begin as one raises EdiError.
        """
        reader.receive_data(data)
        reader.receive_data(b"")
        try:
            for segment in iter(reader.next_segment, None):
                self._bound(segment)
                self.take(segment)
        except EdiError as error:
            if self.header is None and not self.done:
                raise
            found = error.problem
            self.findings.add(found.code, found.detail, found.position)
        if self.header is None and not self.done:
            raise EdiError("start", f"the file has no {self.begins}")
        return self._all(len(data))

    @abstractmethod
    def take(self, segment: Segment) -> None:
        """The next segment, to where it belongs."""

    @abstractmethod
    def message(self, body: tuple[Segment, ...], findings: Findings) -> Message:
        """From header to trailer, with what is wrong with it."""

    @abstractmethod
    def group_of(self, trailer: Segment | None) -> Group | None:
        """What ``group`` and ``messages`` are now; None where there is nothing."""

    @abstractmethod
    def interchange(self, header: Segment) -> Interchange:
        """With ``groups`` and ``findings``."""

    def open_interchange(self, segment: Segment) -> None:
        if self.header is not None:
            self.findings.add(
                "interchange.open",
                f"{self.begins} before the last interchange's {self.ends}",
                segment.where(),
            )
            self.finish()
        if len(self.done) >= MAX_INTERCHANGES:
            raise EdiError(
                "file.interchanges",
                f"more than {MAX_INTERCHANGES} interchanges in a file",
                segment.where(),
            )
        self.header = segment

    def open_group(self, segment: Segment) -> None:
        if self.group is not None or self.body:
            self.findings.add(
                "group.open", f"{segment.tag} inside what is not closed", segment.where()
            )
            self.end_group()
        self.group = segment
        self.body = []

    def open_message(self, segment: Segment) -> None:
        if self.body:
            self.findings.add(
                "message.open", f"{self.opens} before the last {self.closes}", segment.where()
            )
        self.body = [segment]

    def inside(self, segment: Segment, what: str) -> None:
        """A segment of a message, or one that stands in none."""
        if self.body:
            self.body.append(segment)
        else:
            self.findings.add(
                "segment.outside", f"{segment.tag} stands in no {what}", segment.where()
            )

    def close_message(self, trailer: Segment) -> None:
        if not self.body:
            self.findings.add("message.trailer", f"{self.closes} closes nothing", trailer.where())
            return
        body, self.body = (*self.body, trailer), []
        self._counted += 1
        if self._counted > MAX_MESSAGES:
            raise EdiError(
                "file.messages", f"more than {MAX_MESSAGES} messages in a file", trailer.where()
            )
        findings = Findings()
        check_count(trailer, len(body), "segments", findings)
        self.messages.append(self.message(body, findings))

    def close_group(self, trailer: Segment, what: str, element: int) -> None:
        """``element`` of the group's header is its reference; ``what`` is what it counts."""
        if self.group is None:
            self.findings.add("group.trailer", f"{trailer.tag} closes no group", trailer.where())
            return
        self._refuse_open_message(trailer)
        check_count(trailer, len(self.messages), what, self.group_findings)
        check_reference(trailer, self.group, element, self.group_findings)
        self.end_group(trailer)

    def end_group(self, trailer: Segment | None = None) -> None:
        group = self.group_of(trailer)
        if group is not None:
            self.groups.append(group)
        self.group, self.messages, self.group_findings = None, [], Findings()

    def close_interchange(self, trailer: Segment, element: int) -> None:
        """``element`` of the interchange's header is its reference."""
        if self.header is None:
            self.findings.add("interchange.trailer", f"{self.ends} closes nothing", trailer.where())
            return
        self._refuse_open_message(trailer)
        if self.group is not None:
            self.findings.add(
                "group.open", f"{self.ends} before the group's trailer", trailer.where()
            )
        self.end_group()
        count, what = self.counted()
        check_count(trailer, count, what, self.findings)
        check_reference(trailer, self.header, element, self.findings)
        self.finish()

    def counted(self) -> tuple[int, str]:
        """What the interchange's trailer counts."""
        return len(self.groups), "groups"

    def finish(self) -> None:
        if self.header is None:
            return
        self.end_group()
        self.done.append(self.interchange(self.header))
        self.header, self.groups, self.body = None, [], []
        self.findings = Findings()

    def _refuse_open_message(self, trailer: Segment) -> None:
        if self.body:
            self.findings.add(
                "message.open", f"{trailer.tag} before the last {self.closes}", trailer.where()
            )
            self.body = []

    def _all(self, length: int) -> tuple[Interchange, ...]:
        if self.header is not None:
            if not self.findings:
                self.findings.add(
                    "interchange.open",
                    f"the file ends without {self.ends}",
                    Position(offset=length),
                )
            self.finish()
        elif self.findings:
            self.done.append(with_problems(self.done.pop(), self.findings))
        return tuple(self.done)

    def _bound(self, segment: Segment) -> None:
        self._segments += 1
        self._values += len(segment.elements)
        if self._segments > MAX_SEGMENTS or self._values > MAX_VALUES:
            raise EdiError(
                "file.segments",
                f"more than {MAX_SEGMENTS} segments or {MAX_VALUES} elements in a file",
                segment.where(),
            )


def check_count(trailer: Segment, counted: int, what: str, findings: Findings) -> None:
    """The trailer's first element says how many."""
    try:
        stated = integer(trailer.text(1))
    except ValueError as error:
        findings.add("count", f"{trailer.tag}: {error}", trailer.where(1))
        return
    if stated != counted:
        findings.add(
            "count", f"{trailer.tag} says {stated} {what}, there are {counted}", trailer.where(1)
        )


def check_reference(trailer: Segment, header: Segment, element: int, findings: Findings) -> None:
    """The trailer's second element repeats the header's. X12 control numbers are numbers: there
    leading zeros do not count where both have only digits.
    """
    closed, opened = trailer.text(2), header.text(element)
    numbers = header.tag in ("ISA", "GS", "ST") and closed.isdecimal() and opened.isdecimal()
    if closed != opened and not (numbers and int(closed) == int(opened)):
        findings.add(
            "reference",
            f"{trailer.tag} says {closed!r}, {header.tag} said {opened!r}",
            trailer.where(2),
        )


def check_moment(
    header: Segment, day: tuple[int, int], clock: tuple[int, int], findings: Findings
) -> date | None:
    """When a header says it was made, each at its element and component: a day, and a time of
    hours and minutes that may go on. The day, or None and a problem.
    """
    on = read_value(values.day, header.text(*day), "date", lambda: header.where(*day), findings)
    read_value(
        lambda text: values.clock(text[:4]), header.text(*clock), "time",
        lambda: header.where(*clock), findings,
    )  # fmt: skip
    return on
