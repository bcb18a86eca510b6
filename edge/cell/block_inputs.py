"""What comes into the cell about blocks. Data only."""

from __future__ import annotations

from dataclasses import dataclass

from wire.ids import BlockId, PersonId
from wire.withheld import Withheld


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockPieces:
    """Nobody may use this part any more: one lot, single serials, or, with neither, all of it.
    ``unknown_part``: also where no masters and no piece name it, for goods that are to come.
    """

    part: str
    lot: str
    serials: tuple[str, ...]
    person: PersonId
    reason: str
    unknown_part: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftBlock:
    """A block of this cell ends. ``second_person`` is somebody else than who blocked it."""

    block: BlockId
    person: PersonId
    second_person: PersonId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithheldArrived:
    """What central tells that must not be used here."""

    withheld: Withheld


BlockInput = BlockPieces | LiftBlock | WithheldArrived
