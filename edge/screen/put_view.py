"""What a picker has in the hand, as the page shows it. Pure."""

from __future__ import annotations

from edge.cell.layers import compartment_of
from edge.cell.model import CellState
from edge.cell.parts_of_family import key_of
from edge.cell.puts import waiting_at
from edge.cell.racks import number_at, vehicle_at
from edge.cell.tours import Pick
from edge.screen.racks_view import sequence_text, vin_last6
from edge.screen.status import PutView
from wire.ids import WorkplaceId


def put_view(state: CellState, workplace: WorkplaceId, turn: Pick | None) -> PutView | None:
    """``turn``: the pick whose turn it is."""
    waiting = waiting_at(state, workplace)
    if not waiting:
        return None
    piece = waiting[0].marriage
    rack = state.racks[piece.rack]
    number = number_at(rack, piece.slot)
    vehicle = vehicle_at(state, rack, number)
    same = turn is not None and (turn.ref.rack, turn.ref.slot, key_of(turn.ref)) == (
        piece.rack,
        piece.slot,
        key_of(piece),
    )
    where = compartment_of(rack, piece.slot)
    return PutView(
        rack=piece.rack,
        slot=piece.slot,
        number=number,
        sequence_number=sequence_text(vehicle, number),
        vin_last6=vin_last6(vehicle),
        part=piece.part,
        pieces=sum(
            (each.marriage.rack, each.marriage.slot) == (piece.rack, piece.slot) for each in waiting
        ),
        carrier=rack.carrier,
        check=rack.put_check.value,
        more=same,
        layer=where.layer if where else 0,
        cell=where.cell if where else 0,
    )
