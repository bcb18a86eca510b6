"""Slots of racks that the maker groups, by the same reading of part lines as in the cell. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from central.tracking.rules import numbers_of_slots
from wire.events import Need
from wire.rack_groups import GroupPlace, place_named

Row = Mapping[Any, Any]
_needs = msgspec.json.Decoder(list[Need])


def is_misplaced(rack: Row, number: int, owners: Mapping[int, Row]) -> bool:
    """Nobody can tell which place of which group is the vehicle's."""
    place = _place_of(rack, owners.get(number))
    if place is None or not rack["rack_group"] or place.index > rack["size"]:
        return True
    return any(
        other != number and _place_of(rack, owners.get(other)) == place
        for other in numbers_of_slots(rack).values()
    )


def is_moved(rack: Row, slot: int, number: int, owners: Mapping[int, Row]) -> bool:
    """The maker names another place now than the one where its pieces lie."""
    place = _place_of(rack, owners.get(number))
    return place is not None and (place.group, place.index - 1) != (rack["rack_group"], slot)


def _place_of(rack: Row, vehicle: Row | None) -> GroupPlace | None:
    if vehicle is None:
        return None
    needs = _needs.decode(bytes(vehicle["needs"]))
    return place_named(need for need in needs if need.rack_family == rack["rack_family"])
