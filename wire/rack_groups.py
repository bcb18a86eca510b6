"""Racks that the maker groups: which rack and which place in it a vehicle's part lines name. One
reading for the cell and for central. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from wire.words import Need


@dataclass(frozen=True, slots=True)
class GroupPlace:
    """``index`` counts from 1."""

    group: str
    index: int


def place_named(needs: Iterable[Need]) -> GroupPlace | None:
    """Of one vehicle for one rack family. None: they name none, or not all the same."""
    named = {GroupPlace(need.group, need.group_index) for need in needs}
    if len(named) != 1:
        return None
    (place,) = named
    return place if place.group and place.index else None
