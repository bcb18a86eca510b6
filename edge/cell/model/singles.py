"""What a cell knows of a single pick: a part that the line ordered again."""

from __future__ import annotations

from dataclasses import dataclass, field

from wire.events import Marriage, SinglePickOrdered
from wire.ids import PersonId, WorkplaceId


@dataclass(slots=True)
class Single:
    order: SinglePickOrdered
    at_us: int
    """When it was ordered."""
    workplace: WorkplaceId = WorkplaceId("")
    """Where it has its turn; empty: nowhere."""
    person: PersonId = PersonId("")
    waits: str = ""
    """Why a picker put it back; empty: nobody did."""
    picked: list[Marriage] = field(default_factory=list)

    @property
    def is_picked(self) -> bool:
        return len(self.picked) >= self.order.need.quantity
