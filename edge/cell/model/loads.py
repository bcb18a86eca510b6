"""What a cell knows of trucks."""

from __future__ import annotations

from dataclasses import dataclass, field

from wire.ids import LoadId, PersonId, RackId, WorkplaceId
from wire.masters import LoadOrder


@dataclass(frozen=True, slots=True)
class LetGo:
    person: PersonId
    reason: str


@dataclass(slots=True)
class Load:
    """One journey. ``planned`` is in the order of the line; empty: whatever is loaded. ``racks``
    are those on it, in the order in which they went on.
    """

    load: LoadId
    truck: str
    dock: str
    order: LoadOrder
    planned: tuple[RackId, ...]
    opened_us: int
    person: PersonId
    workplace: WorkplaceId = WorkplaceId("")
    racks: list[RackId] = field(default_factory=list)
    unchecked: dict[RackId, LetGo] = field(default_factory=dict)
    """Racks on it that a person let go although pieces were to be checked."""
    departed_us: int | None = None
    seal: str = ""
    delivered_us: int | None = None
    place: str = ""
