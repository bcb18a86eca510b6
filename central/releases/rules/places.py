"""Where in its message a reason against an item stands, so that the segment can be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from central.edi.model import schedule as edi
from central.words.reasons import Reason
from syntax.problems import NOWHERE, Position

SEGMENT = "segment"
"""A figure that no reason's words name: the number of the segment or record it is about."""


def placed(reason: Reason, part: str, items: Sequence[edi.Item]) -> Reason:
    """With the segment of the line that it numbers, or else of its item."""
    found = _place(reason, [item for item in items if item.part == part])
    if not found.segment:
        return reason
    return replace(reason, figures=(*reason.figures, (SEGMENT, found.segment)))


def _place(reason: Reason, items: Sequence[edi.Item]) -> Position:
    if not items:
        return NOWHERE
    number = dict(reason.figures).get("number")
    if len(items) == 1 and isinstance(number, int) and 1 <= number <= len(items[0].lines):
        return items[0].lines[number - 1].position
    return items[0].position
