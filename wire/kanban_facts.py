"""Facts of kanban loops."""

from __future__ import annotations

from wire.fact import Fact
from wire.ids import LoopId, PartNumber, PersonId
from wire.telegram import Counter, Quantity
from wire.words import Movement


class KanbanMoved(Fact, frozen=True, kw_only=True, tag="kanban_moved"):
    loop: LoopId
    card: str
    movement: Movement
    location: str
    part: PartNumber
    quantity: Quantity
    person: PersonId
    raw_id: Counter = 0
