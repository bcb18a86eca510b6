"""Racks at the line against the places that a point of fit has for them, and what racks weigh.
Pure.
"""

from __future__ import annotations

from collections.abc import Mapping

from edge.cell.masters import CompiledMasters
from edge.cell.model import CellState, Rack
from edge.cell.racks import numbers, vehicle_at
from edge.cell.slot_times import slot_times
from wire.masters import Fit


def racks_at_line(
    state: CellState, masters: CompiledMasters, fit: Fit, now_us: int
) -> tuple[Rack, ...]:
    """Those that left for the point of fit and of which a vehicle has not passed it."""
    return tuple(
        rack
        for rack in state.racks.values()
        if rack.point_of_fit == fit.point_of_fit
        and rack.shipped_us is not None
        and any(_awaited(state, masters, rack, number, now_us) for number in numbers(state, rack))
    )


def _awaited(
    state: CellState, masters: CompiledMasters, rack: Rack, number: int, now_us: int
) -> bool:
    vehicle = vehicle_at(state, rack, number)
    if vehicle is None or vehicle.gone or number not in rack.picked:
        return False
    times = slot_times(state, masters, rack, number, now_us)
    return times is None or times.passes_us > now_us


def places_rows(
    state: CellState, masters: CompiledMasters | None, words: Mapping[str, str], now_us: int
) -> list[dict[str, str]]:
    """A chip for each point of fit that racks are brought to."""
    found = []
    for fit in masters.fits.values() if masters else ():
        taken = len(racks_at_line(state, masters, fit, now_us)) if masters else 0
        if taken:
            level = "attention" if taken > fit.line_side_places else "ok"
            text = words["racks.at_line"].format(
                point=fit.point_of_fit, taken=taken, places=fit.line_side_places
            )
            found.append({"level": level, "words": text})
    return found


def weight_g(masters: CompiledMasters | None, rack: Rack) -> int | None:
    """Of the pieces in the rack. None: of one of them the masters say no weight."""
    total = 0
    for marriage in (piece for pieces in rack.picked.values() for piece in pieces):
        part = masters.parts.get(marriage.part) if masters else None
        if part is None or not part.weight_g:
            return None
        total += part.weight_g
    return total


def weights(state: CellState, masters: CompiledMasters | None) -> dict[str, str]:
    """Kilograms of each rack in which something lies and all of which is weighed."""
    found = ((rack, weight_g(masters, rack)) for rack in state.racks.values())
    return {rack.rack: f"{grams / 1000:.1f} kg" for rack, grams in found if grams}
