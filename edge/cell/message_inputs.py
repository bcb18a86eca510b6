"""What comes into the cell about messages to pickers. Data only."""

from __future__ import annotations

from dataclasses import dataclass

from wire.ids import PersonId, WorkplaceId


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """A lead's words to whoever works at the workplace; empty: at each."""

    text: str
    person: PersonId
    workplace: WorkplaceId = WorkplaceId("")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMessage:
    """Whoever is signed in at the workplace has read it; ``exception`` empty: the one shown."""

    workplace: WorkplaceId
    exception: str = ""


MessageInput = Tell | ReadMessage
