"""What keeps a slot of a rack that the maker groups from being picked. Pure."""

from __future__ import annotations

from edge.cell.model import CellState, Rack, Vehicle
from wire.ids import RackFamilyId
from wire.rack_groups import GroupPlace, place_named


def named_place(vehicle: Vehicle, rack_family: RackFamilyId) -> GroupPlace | None:
    return place_named(need for need in vehicle.needs if need.rack_family == rack_family)


def group_doubt(state: CellState, rack: Rack, number: int) -> str:
    """Why nobody can tell where the part of this number belongs; empty: it is clear."""
    place = _place_at(state, rack, number)
    if place is None:
        return "its part lines name no group and index, or several"
    if not rack.group:
        return f"its group {place.group} has left or is closed"
    if place.index > rack.size:
        return f"index {place.index} of a group of {rack.size}"
    others = [
        other
        for other in rack.dealt.values()
        if other != number and _place_at(state, rack, other) == place
    ]
    if others:
        return f"index {place.index} of group {place.group} is named for number {min(others)} too"
    return ""


def is_moved(state: CellState, rack: Rack, number: int) -> bool:
    """Whether the maker names another place now than the one where its pieces lie."""
    place = _place_at(state, rack, number)
    slot = next((slot for slot, other in rack.dealt.items() if other == number), None)
    return place is not None and (place.group, place.index - 1) != (rack.group, slot)


def _place_at(state: CellState, rack: Rack, number: int) -> GroupPlace | None:
    feed = state.feeds.get(rack.feed)
    run = feed.runs.get(rack.epoch) if feed else None
    call = run.owner.get(number) if run else None
    if feed is None or call is None:
        return None
    return named_place(feed.vehicles[call], rack.rack_family)
