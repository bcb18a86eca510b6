"""What labels are called: what they stand for, and which copy they are. Here alone such a name is
built and taken apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wire.ids import LabelId, RackId
from wire.words import Marriage

_DASHES_MAX = 20


class LabelName(NamedTuple):
    """``base`` is the same for all copies of a label."""

    base: str
    copy: int

    @property
    def label(self) -> LabelId:
        return LabelId(f"{self.base}-{self.copy}")

    def of_copy(self, copy: int) -> LabelName:
        return LabelName(self.base, copy)


def name_of_rack(rack: RackId, copy: int = 1) -> LabelName:
    return LabelName(f"{rack}-R00", copy)


def name_of_slot(rack: RackId, slot: int, copy: int = 1) -> LabelName:
    """``slot`` counts from 0, the name from 1."""
    return LabelName(f"{rack}-S{slot + 1:02d}", copy)


def name_of_piece(marriage: Marriage, copy: int = 1) -> LabelName:
    """The label of a piece in its slot."""
    slot = f"P{marriage.slot + 1:02d}"
    return LabelName(f"{marriage.rack}-{slot}-{marriage.family}-{marriage.piece}", copy)


def parse_label(label: str) -> LabelName:
    """Copy 0: the text ends in no number of a copy."""
    base, _, copy = label.rpartition("-")
    return LabelName(base, int(copy) if copy.isdecimal() else 0)


def racks_in(label: str) -> Iterator[RackId]:
    """What the rack of a label may be called, as far as its name says; the longest first."""
    for _ in range(_DASHES_MAX):
        label = label.rpartition("-")[0]
        yield RackId(label)
