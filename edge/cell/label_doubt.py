"""Labels in the queue of a printer whose vehicle is in doubt: they do not come out until a person
has decided, and then only what is still true.
"""

from __future__ import annotations

from collections.abc import Iterable

from edge.cell.draft import Draft
from edge.cell.inputs import CancelPrint, PrintLabel
from edge.cell.model import CellState, HoldReason, Label, Rack
from edge.cell.racks import hold_reasons, in_conflict, number_at, numbers
from wire.events import LabelKind, LabelMoved, LabelState

WRONG_NOW = frozenset({HoldReason.LATE_CHANGE, HoldReason.WITHDRAWN})
"""What the label says of the slot is not true any more."""


def is_in_doubt(state: CellState, label: Label) -> bool:
    """A rack's label waits for all of its vehicles."""
    rack = state.racks.get(label.rack)
    return rack is not None and any(in_conflict(state, rack, n) for n in _of(state, rack, label))


def go_on(draft: Draft, racks: Iterable[Rack]) -> None:
    """After a decision: what waited in the queue is printed, or not needed any more. A label that
    the decision replaced is cancelled already.
    """
    names = {rack.rack for rack in racks}
    moved = {fact.label for fact in draft.facts if isinstance(fact, LabelMoved)}
    for label in draft.before.labels.values():
        if label.rack not in names or label.state is not LabelState.QUEUED:
            continue
        rack = draft.state.racks.get(label.rack)
        if label.label in moved or rack is None or is_in_doubt(draft.state, label):
            continue
        if label.kind is not LabelKind.RACK and _is_wrong(draft.state, rack, label):
            draft.add(
                LabelMoved(
                    label=label.label, state=LabelState.CANCELLED, detail="its vehicle changed"
                ),
                CancelPrint(label=label.label),
            )
        else:
            draft.effects.append(PrintLabel(label=label.label))


def _is_wrong(state: CellState, rack: Rack, label: Label) -> bool:
    reasons = hold_reasons(state, rack, number_at(rack, label.slot))
    return bool(WRONG_NOW.intersection(reasons))


def _of(state: CellState, rack: Rack, label: Label) -> Iterable[int]:
    if label.kind is LabelKind.RACK:
        return numbers(state, rack)
    return (number_at(rack, label.slot),)
