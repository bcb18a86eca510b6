"""What comes into the cell about single picks. Data only."""

from __future__ import annotations

from dataclasses import dataclass

from wire.ids import PersonId, RackId, WorkplaceId


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginSingle:
    """It has its turn at the workplace; ``rack`` empty: the oldest that waits for nobody."""

    workplace: WorkplaceId
    person: PersonId
    rack: RackId = RackId("")


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSingle:
    """It was brought to the line, or is not wanted any more."""

    rack: RackId
    delivered: bool
    person: PersonId
    reason: str = ""


SingleInput = BeginSingle | EndSingle
