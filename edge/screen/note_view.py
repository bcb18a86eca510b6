"""The message that a terminal shows. Pure."""

from __future__ import annotations

from edge.cell.messages import unread_at
from edge.cell.model import CellState
from edge.screen.status import NoteView
from wire.ids import WorkplaceId


def note_view(state: CellState, workplace: WorkplaceId) -> NoteView | None:
    """The oldest that is not read there; None: nothing is, or nobody is there to read it."""
    place = state.workplaces.get(workplace)
    unread = unread_at(state, workplace) if place is not None and place.person else []
    if not unread:
        return None
    first = unread[0]
    return NoteView(
        exception=first.exception, text=first.text, at_us=first.at_us, more=len(unread) - 1
    )
