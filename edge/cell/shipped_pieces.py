"""Pieces that have left the cell: with which rack, for which vehicle."""

from __future__ import annotations

from dataclasses import dataclass

from edge.cell.model import CellState
from edge.cell.model.pieces import serial_key
from wire.ids import CallNumber, RackId, Vin


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedPiece:
    """``rack`` is empty for one that was shipped so long ago that the cell knows its id alone."""

    call_number: CallNumber
    rack: RackId = RackId("")
    vin: Vin = Vin("")


def shipped_piece(state: CellState, part: str, serial: str) -> ShippedPiece | None:
    """None: no such piece has left, or a person let it come back."""
    call = state.serials.get(serial_key(part, serial)) if serial else None
    if call is None:
        return None
    singles = (piece for single in state.singles.values() for piece in single.picked)
    if any((piece.part, piece.serial) == (part, serial) for piece in singles):
        return None
    for rack in state.racks.values():
        for married in rack.picked.values():
            for piece in married:
                if (piece.part, piece.serial, piece.call_number) == (part, serial, call):
                    if rack.shipped_us is None:
                        return None
                    return ShippedPiece(
                        call_number=piece.call_number, rack=rack.rack, vin=piece.vin
                    )
    return ShippedPiece(call_number=CallNumber(call))
