"""What rows of several rooms are found by."""

from __future__ import annotations

from typing import NamedTuple


class PartKey(NamedTuple):
    """A part of an agreement: what has a schedule, a cum, an authorisation."""

    agreement: str
    part: str


class CumKey(NamedTuple):
    """Whose cum: of a part of an agreement over all unloading points (``point`` empty), or of one
    unloading point of it, where each is counted by itself.
    """

    agreement: str
    part: str
    point: str = ""

    @property
    def of_part(self) -> PartKey:
        return PartKey(self.agreement, self.part)
