"""Why a pick waits: it was put off, or its face is empty. Asked for every pick, so it looks up and
does not search.
"""

from __future__ import annotations

from edge.cell.model import CellState
from wire.events import DeferReason, Need, PickRef
from wire.short_name import pick_key


def defer_reason(state: CellState, ref: PickRef, need: Need) -> DeferReason | None:
    """None: it does not wait. A face that has another part now is not the one that was empty."""
    if state.short_faces:
        short = state.short_faces.get(need.face)
        if short is not None and short.part == need.part:
            return DeferReason.SHORT
    if state.deferred:
        put_off = state.deferred.get(pick_key(ref))
        if put_off is not None and put_off.part == need.part:
            return put_off.reason
    return None
