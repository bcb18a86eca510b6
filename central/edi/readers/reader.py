"""What readers of messages share: segments to their readers, dates of X12, numbers of lines."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal

from central.edi.messages import Context
from central.edi.model.interchange import Message
from central.edi.readers import values
from central.edi.readers.schedule_builder import read_value
from syntax.problems import Findings
from syntax.segments import Segment


def walk(
    message: Message, readers: Mapping[str, Callable[[Segment], None]], unread: Collection[str],
    findings: Findings, went: Callable[[str], None] = lambda tag: None,
) -> None:  # fmt: skip
    """Every segment to its reader; ``unread`` say nothing that is needed, any other has no place.
    ``went`` hears the tag after each that was read.
    """
    for segment in message.body:
        reader = readers.get(segment.tag)
        if reader:
            reader(segment)
            went(segment.tag)
        elif segment.tag not in unread:
            findings.add(
                "segment.unexpected",
                f"{segment.tag} has no place in {message.type} {message.version}",
                segment.where(),
            )


class Days:
    """Dates of an X12 message: ``digits`` of them, or else as the partner's profile says, or else
    eight from version 004 on and six before.
    """

    def __init__(self, message: Message, context: Context, digits: int = 0) -> None:
        usual = 8 if message.version >= "004" else 6
        self._digits = digits or context.profile.date_digits or usual
        self._version, self._findings = message.version, context.findings

    def read(self, segment: Segment, element: int, *, required: bool = False) -> date | None:
        """The day, or None and, unless it is allowed to be empty, a problem."""
        text = segment.text(element)
        if not text and not required:
            return None
        if text and len(text) != self._digits:
            self._findings.add(
                "date",
                f"{text[:20]!r} has not the {self._digits} digits of version {self._version}",
                segment.where(element),
            )
            return None
        return read_value(values.day, text, "date", lambda: segment.where(element), self._findings)


def quantity(
    segment: Segment, element: int, findings: Findings, component: int = 1
) -> Decimal | None:
    """The quantity there, or None and a problem; None without one where nothing stands."""
    text = segment.text(element, component)
    if not text:
        return None
    return read_value(
        values.quantity, text, "quantity", lambda: segment.where(element, component), findings
    )


def check_lines(
    segment: Segment, element: int, counted: int, findings: Findings, component: int = 1
) -> None:
    """A message's own count of its lines must be right."""
    where = segment.where(element, component)
    stated = read_value(
        values.integer, segment.text(element, component), "count", lambda: where, findings
    )
    if stated is not None and stated != counted:
        findings.add("count", f"{segment.tag} says {stated} lines, there are {counted}", where)


def name_parts(draft: object, segment: Segment, roles: Mapping[str, str]) -> None:
    """The numbers of a LIN of X12, each after its qualifier, to the draft's field of that role."""
    for element in range(2, len(segment.elements) - 1, 2):
        role = roles.get(segment.text(element), "ignore")
        if role != "ignore":
            setattr(draft, role, segment.text(element + 1))


def name_part(draft: object, segment: Segment, element: int, roles: Mapping[str, str]) -> None:
    """A number of an EDIFACT LIN or PIA, with its qualifier behind it, to the draft's field of that
    role. A LIN without a qualifier names the part.
    """
    number, kind = segment.text(element, 1), segment.text(element, 2)
    role = roles.get(kind, "ignore" if kind or segment.tag != "LIN" else "part")
    if number and role != "ignore":
        setattr(draft, role, number)
