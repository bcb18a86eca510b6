"""Which pieces a block is about: one rule for the cell, which holds them, and for central, which
shows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Blocked(Protocol):
    """One lot of a part, single serials, or, where neither is named, all of it."""

    @property
    def part(self) -> str: ...
    @property
    def lot(self) -> str: ...
    @property
    def serials(self) -> Sequence[str]: ...


def covers(block: Blocked, part: str, lot: str, serial: str) -> bool:
    """Whether the block is about this piece. A part whose pieces have no serial has its container's
    as the lot.
    """
    if block.part != part:
        return False
    if block.lot:
        return lot == block.lot
    return not block.serials or (serial or lot) in block.serials


def may_cover(block: Blocked, part: str, lot: str, serial: str) -> bool:
    """Whether the block is about this piece, or nobody can tell: the lot, or the serial, that it
    names was not in the piece's code.
    """
    told = lot if block.lot else serial or lot
    return covers(block, part, lot, serial) or (block.part == part and not told)


def covers_part(block: Blocked, part: str) -> bool:
    """Whether all pieces of the part are blocked, so that nobody is sent for one."""
    return block.part == part and not block.lot and not block.serials
