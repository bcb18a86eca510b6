"""What a cell knows of single pieces."""

from __future__ import annotations

from dataclasses import dataclass

from wire.ids import BlockId, NodeId, PartNumber, PersonId


@dataclass(slots=True)
class Scrapped:
    """Who said of a piece that it is waste, and why."""

    person: PersonId
    note: str
    at_us: int


@dataclass(slots=True)
class Block:
    """A part that nobody may use: one lot of it, single serials, or, with neither, all of it."""

    block: BlockId
    part: PartNumber
    lot: str
    serials: tuple[str, ...]
    person: PersonId
    reason: str
    at_us: int
    """When it was put, by the clock of where it was put."""
    told: bool = False
    """It was put at ``origin``, another cell, or, where that is empty, at central."""
    origin: NodeId = NodeId("")


def serial_key(part: str, serial: str) -> str:
    """Under which a piece stands in ``CellState.serials`` and ``scrapped``."""
    return f"{part}/{serial}"
