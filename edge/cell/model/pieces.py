"""What a cell knows of single pieces."""

from __future__ import annotations

from dataclasses import dataclass

from wire.ids import PersonId


@dataclass(slots=True)
class Scrapped:
    """Who said of a piece that it is waste, and why."""

    person: PersonId
    note: str
    at_us: int
