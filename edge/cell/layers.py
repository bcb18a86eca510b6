"""Where a slot is in a rack with layers. Pure."""

from __future__ import annotations

from edge.cell.model import Rack
from wire.compartments import Compartment, compartment


def compartment_of(rack: Rack, slot: int) -> Compartment | None:
    """None: the rack has no layers."""
    return compartment(slot, rack.size, rack.layers, rack.fill_from)
