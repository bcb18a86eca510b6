"""What comes into the cell about substitutes. Data only."""

from __future__ import annotations

from dataclasses import dataclass

from edge.cell.single_inputs import BeginSingle, EndSingle
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


PieceInput = BeginSingle | EndSingle | ReleaseSubstitute
"""What people order about single pieces beside their slots."""
