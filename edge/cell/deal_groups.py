"""Racks that the maker groups: the rack is the group, the slot its index. What names no place of
its own gets a slot beyond the others, where it is held, so that people see it.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

from edge.cell.deal import Deal
from edge.cell.group_racks import named_place
from edge.cell.model import Rack
from wire.ids import RackId
from wire.rack_groups import GroupPlace

UNPLACED = ""
"""The group of those of which it is not known where they belong."""


class GroupDeal(Deal):
    """One family in one run."""

    def tell(self) -> None:
        placed = {n for kept in self.taken.values() for n in kept.values()}
        for number in sorted(self.wanting - placed):
            place = self._named(number)
            rack = self._rack_of(UNPLACED if place is None else place.group, number)
            kept = self.taken[rack.rack]
            kept[self._slot(rack, place, kept)] = number
        for rack in self.racks:
            self.tell_changes(rack)

    def kept(self, rack: Rack) -> dict[int, int]:
        """Slot to number of what stays."""
        closed = rack.closed_us is not None
        return {slot: n for slot, n in rack.dealt.items() if closed or n in rack.picked}

    def slot_at(self, rack: Rack, place: int) -> int:
        return place

    def _named(self, number: int) -> GroupPlace | None:
        vehicles = self.draft.state.feeds[self.family.feed].vehicles
        return named_place(vehicles[self.run.owner[number]], self.family.rack_family)

    def _rack_of(self, group: str, number: int) -> Rack:
        same = [rack for rack in self.racks if rack.group == group]
        for rack in same:
            if rack.closed_us is None:
                return rack
        gone = same or RackId(f"{self.stem()}-G{group}") in self.draft.before.shipped
        if gone and group:
            return self._rack_of(UNPLACED, number)
        return self.form([number], size=self.family.size, group=group)

    def _slot(self, rack: Rack, place: GroupPlace | None, kept: Iterable[int]) -> int:
        taken = set(kept)
        if place is not None and rack.group and place.index <= rack.size:
            if place.index - 1 not in taken:
                return place.index - 1
        return next(slot for slot in count(rack.size) if slot not in taken)
