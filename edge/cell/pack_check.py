"""Whether a pack was checked as its rack family says, before it leaves: by scanning the labels of
its pieces once more, of every one, of a sample, or of the first and the last slot.
"""

from __future__ import annotations

from edge.cell.label_copies import newest_of
from edge.cell.masters import CompiledMasters
from edge.cell.model import CellState, Label, Rack
from edge.cell.racks import slot_of
from wire.events import LabelState, Marriage
from wire.label_name import name_of_piece
from wire.masters import PackCheck

SCANNED_BACK = "scanned back"
"""Detail of a label that somebody scanned; a printer's own count proves no check."""


def unchecked(
    state: CellState, masters: CompiledMasters | None, rack: Rack
) -> tuple[Marriage, ...]:
    """Pieces of which the label is still to be scanned, by slot."""
    family = masters.rack_families.get(rack.rack_family) if masters else None
    if family is None or family.pack_check is PackCheck.NEVER:
        return ()
    slots = sorted(slot_of(rack, number) for number, married in rack.picked.items() if married)
    asked = set(_asked(family.pack_check, slots, family.pack_sample))
    return tuple(
        piece
        for _, married in sorted(rack.picked.items(), key=lambda it: slot_of(rack, it[0]))
        for piece in married
        if piece.slot in asked and not _is_checked(state, piece)
    )


def _asked(check: PackCheck, slots: list[int], sample: int) -> list[int]:
    if check is PackCheck.FIRST_LAST:
        return [*slots[:1], *slots[-1:]]
    return slots[::sample] if check is PackCheck.SAMPLE else slots


def _is_checked(state: CellState, piece: Marriage) -> bool:
    label = newest_of(state, name_of_piece(piece))
    return label is not None and is_scanned(label)


def is_scanned(label: Label) -> bool:
    return label.state is LabelState.CONFIRMED and label.detail == SCANNED_BACK
