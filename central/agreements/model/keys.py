"""What rows of several rooms are found by."""

from __future__ import annotations

from typing import NamedTuple


class PartKey(NamedTuple):
    """A part of an agreement: what has a schedule, a cum, an authorisation."""

    agreement: str
    part: str
