"""The copies of one label that a cell knows."""

from __future__ import annotations

from edge.cell.model import CellState, Label
from wire.label_name import LabelName, parse_label

COPIES_MAX = 999


def copies_of(state: CellState, name: LabelName) -> list[Label]:
    """All copies, the oldest first."""
    copies: list[Label] = []
    for copy in range(1, COPIES_MAX + 1):
        label = state.labels.get(name.of_copy(copy).label)
        if label is None:
            break
        copies.append(label)
    return copies


def newest_of(state: CellState, name: LabelName) -> Label | None:
    copies = copies_of(state, name)
    return copies[-1] if copies else None


def newest_copy(state: CellState, label: Label) -> Label:
    """The newest beside ``label``, or itself."""
    return newest_of(state, parse_label(label.label)) or label
