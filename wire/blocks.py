"""Which pieces a block is about: one rule for the cell, which holds them, and for central, which
shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Protocol


class Blocked(Protocol):
    """One lot of a part, single serials, or, where neither is named, all of it."""

    @property
    def part(self) -> str: ...
    @property
    def lot(self) -> str: ...
    @property
    def serials(self) -> Sequence[str]: ...


def code_key(code: str) -> str:
    """What is compared of a lot or serial: a label and a person may write it in other case, or with
    blanks around.
    """
    return code.strip().casefold()


def same_code(one: str, other: str) -> bool:
    """Whether two lots, or two serials, are the same one; an empty one is none."""
    return one == other or code_key(one) == code_key(other)


def same_pieces(one: Blocked, other: Blocked) -> bool:
    """Whether two blocks are about the same."""
    if one.part != other.part or not same_code(one.lot, other.lot):
        return False
    return _keys(tuple(one.serials)) == _keys(tuple(other.serials))


def alike(said: str, known: Iterable[str]) -> tuple[str, ...]:
    """Which of the known numbers differ from this one in case and blanks only."""
    return tuple(sorted({it for it in known if same_code(it, said)}))


@lru_cache(maxsize=2048)
def _keys(serials: tuple[str, ...]) -> frozenset[str]:
    """Every scan asks it of every block of the part."""
    return frozenset(map(code_key, serials)) - {""}


def covers(block: Blocked, part: str, lot: str, serial: str) -> bool:
    """Whether the block is about this piece. A part whose pieces have no serial has its container's
    as the lot.
    """
    if block.part != part:
        return False
    if block.lot:
        return same_code(lot, block.lot)
    return not block.serials or code_key(serial or lot) in _keys(tuple(block.serials))


def may_cover(block: Blocked, part: str, lot: str, serial: str) -> bool:
    """Whether the block is about this piece, or nobody can tell: the lot, or the serial, that it
    names was not in the piece's code.
    """
    told = lot if block.lot else serial or lot
    return covers(block, part, lot, serial) or (block.part == part and not told)


def covers_part(block: Blocked, part: str) -> bool:
    """Whether all pieces of the part are blocked, so that nobody is sent for one."""
    return block.part == part and not block.lot and not block.serials
