"""What comes into the cell about substitutes. Data only."""

from __future__ import annotations

from dataclasses import dataclass

from edge.cell.block_inputs import BlockInput
from edge.cell.single_inputs import SingleInput
from wire.ids import FamilyId, PartNumber, PersonId, RackId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseSubstitute:
    """The slot of ``number`` gets ``substitute`` for what it wants of the family."""

    rack: RackId
    number: int
    family: FamilyId
    substitute: PartNumber
    person: PersonId
    reason: str
    index: int = 0
    second_person: PersonId = PersonId("")


PieceInput = BlockInput | SingleInput | ReleaseSubstitute
"""What people order about pieces and parts beside their slots."""
