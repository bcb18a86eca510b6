"""What readers of messages share: dates of X12, quantities, a count of lines."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from central.edi.context import Context
from central.edi.model.interchange import Message
from central.edi.readers import values
from central.edi.readers.schedule_builder import read_value
from syntax.problems import Findings
from syntax.segments import Segment


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
