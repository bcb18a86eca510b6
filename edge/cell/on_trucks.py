"""Which truck a rack is on, and which pallet or container."""

from __future__ import annotations

from edge.cell.model import CellState, Load
from edge.cell.model.racks import Rack
from wire.ids import LoadId, RackId, UnitId


def open_load_of(state: CellState, rack: RackId) -> Load | None:
    """The truck that is here and has it."""
    open_ones = (load for load in state.loads.values() if load.departed_us is None)
    return next((load for load in open_ones if rack in load.racks), None)


def load_of(state: CellState, rack: Rack) -> LoadId:
    """The truck that it is on, or left with; empty: none, or one that is forgotten."""
    found = (it.load for it in state.loads.values() if rack.rack in it.racks)
    return next(found, LoadId(""))


def unit_of(state: CellState, rack: RackId) -> UnitId:
    """Empty: it stands by itself."""
    return state.units.get(rack, UnitId(""))


def racks_on(state: CellState, unit: UnitId) -> list[RackId]:
    """In the order in which they were put on it; none: the cell does not know it."""
    return [rack for rack, on in state.units.items() if on == unit]
