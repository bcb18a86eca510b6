"""Which numbers the dense racks of a feed carry: dealt in the order of the line, round what a
person has touched. Decided here, told as facts, so that nobody has to ask this rule again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from edge.cell.dense_racks import place_of
from edge.cell.draft import Draft
from edge.cell.masters import CompiledMasters
from edge.cell.model import Rack, Run, Vehicle
from edge.cell.rack_blocks import rack_stem
from edge.cell.racks import SHIPPED_RACKS_KEPT, carries, needs_of, problems_of
from wire.events import (
    DealtSlot,
    LabelKind,
    LabelState,
    RackDealt,
    RackFormed,
)
from wire.ids import RackId
from wire.masters import Filling, RackFamily

_Place = tuple[RackId, int]
"""A rack, and which of its slots in the order of the line."""


@dataclass(slots=True)
class _Gap:
    """Free slots between two that are taken, and the number from which on they end."""

    places: list[_Place] = field(default_factory=list)
    before: int | None = None
    """None: nothing is taken after them."""


class Deal:
    """One family in one run."""

    def __init__(
        self, draft: Draft, masters: CompiledMasters, family: RackFamily, epoch: int, run: Run
    ) -> None:
        self.draft, self.masters = draft, masters
        self.family, self.epoch, self.run = family, epoch, run
        self.all_racks = [
            rack
            for rack in draft.state.racks.values()
            if (rack.rack_family, rack.feed, rack.epoch) == (family.rack_family, family.feed, epoch)
        ]
        dense = (rack for rack in self.all_racks if rack.filling is family.filling)
        self.racks = sorted(dense, key=lambda rack: rack.count)
        self.wanting = self._who_wants()
        self.taken = {rack.rack: self.kept(rack) for rack in self.racks}

    def tell(self) -> None:
        """The facts, if anything changes."""
        free = sorted(self.wanting - {n for kept in self.taken.values() for n in kept.values()})
        apart: list[int] = []
        for gap in self._gaps():
            here = [n for n in free if gap.before is None or n < gap.before]
            free = free[len(here) :]
            fitting = here if gap.before is None else self._fitting(here, gap)
            apart += [number for number in here if number not in fitting]
            for (name, place), number in zip(gap.places, fitting, strict=False):
                self.taken[name][place] = number
            if gap.before is None:
                self._tail(fitting[len(gap.places) :])
        for number in apart:
            self.form([number], size=1)
        for rack in self.racks:
            self.tell_changes(rack)

    def _who_wants(self) -> set[int]:
        vehicles = self.draft.state.feeds[self.family.feed].vehicles
        blocks = [rack for rack in self.all_racks if rack.filling is not self.family.filling]
        floor = self._forgotten_below()
        return {
            number
            for number, call in self.run.owner.items()
            if number >= floor
            and self._wants(number, vehicles[call])
            and not any(carries(rack, number) for rack in blocks)
        }

    def _wants(self, number: int, vehicle: Vehicle) -> bool:
        if vehicle.withdrawn or (vehicle.fitted and number in self.run.skipped):
            return False
        family = self.family.rack_family
        return bool(needs_of(vehicle, family) or problems_of(vehicle, family))

    def _forgotten_below(self) -> int:
        """Of racks that were shipped long ago the numbers are not known any more."""
        shipped = sum(rack.shipped_us is not None for rack in self.all_racks)
        if shipped < SHIPPED_RACKS_KEPT:
            return 0
        return min(rack.first_number for rack in self.all_racks)

    def kept(self, rack: Rack) -> dict[int, int]:
        """Place to number of what stays."""
        numbers = {place_of(rack, slot): number for slot, number in rack.dealt.items()}
        if rack.closed_us is not None:
            return numbers
        touched = self._touched(rack)
        return {
            place: number
            for place, number in numbers.items()
            if number in rack.picked
            or (number in self.wanting and (_is_ended(rack) or place_of(rack, place) in touched))
        }

    def _touched(self, rack: Rack) -> set[int]:
        """Slots that stand in a tour or in the short queue, or have a label."""
        state, before = self.draft.state, self.draft.before
        tours = (place.tour for place in state.workplaces.values() if place.tour is not None)
        refs = [ref for tour in tours for ref in tour.picks]
        refs += [put_off.pick for put_off in state.deferred.values()]
        found = {ref.slot for ref in refs if ref.rack == rack.rack}
        known = before.racks.get(rack.rack)
        labels = (before.labels.get(name) for name in (known.labels if known else ()))
        return found | {
            label.slot
            for label in labels
            if label is not None
            and label.kind is LabelKind.SLOT
            and label.state is not LabelState.CANCELLED
        }

    def _gaps(self) -> Iterator[_Gap]:
        """In the order of the line; the last one has no end."""
        gap = _Gap()
        for rack in self.racks:
            kept = self.taken[rack.rack]
            if rack.size == 1 and self.family.size > 1:
                continue
            for place in range(rack.size):
                if place in kept:
                    yield _Gap(gap.places, kept[place])
                    gap = _Gap()
                elif rack.closed_us is None and not _is_ended(rack):
                    gap.places.append((rack.rack, place))
        yield gap

    def _fitting(self, numbers: Sequence[int], gap: _Gap) -> list[int]:
        """Who is there already goes before who comes late."""
        racks = {rack for rack, _ in gap.places}
        there = {n for rack in self.racks if rack.rack in racks for n in rack.dealt.values()}
        first = sorted(numbers, key=lambda number: (number not in there, number))
        return sorted(first[: len(gap.places)])

    def _tail(self, numbers: Sequence[int]) -> None:
        size = self.family.size
        for first in range(0, len(numbers), size):
            self.form(numbers[first : first + size], size=size)

    def form(self, numbers: Sequence[int], size: int, group: str = "") -> Rack:
        """A new rack, and what it carries. It is named by its count in the run, because its first
        number may change, or by its group.
        """
        grouped = self.family.filling is Filling.GROUP
        family, rules = self.family, self.masters.feeds[self.family.feed]
        count = max((rack.count for rack in self.racks), default=0) + 1
        formed = RackFormed(
            rack=RackId(f"{self.stem()}-{f'G{group}' if grouped else f'N{count:04d}'}"),
            rack_family=family.rack_family,
            point_of_fit=family.point_of_fit,
            feed=family.feed,
            epoch=self.epoch,
            first_number=numbers[0],
            size=size,
            load_order=family.load_order,
            label_on=family.label_on,
            rack_label=family.rack_label,
            gap_policy=rules.gap_policy,
            hold_after_vehicles=rules.hold_after_vehicles,
            put_check=family.put_check,
            filling=family.filling,
            count=count,
            group=group,
            layers=family.layers if size == family.size else 1,
            fill_from=family.fill_from,
            masters_version=self.masters.masters.version,
        )
        self.draft.add(formed)
        rack = self.draft.state.racks[formed.rack]
        self.racks.append(rack)
        self.taken[formed.rack] = {} if grouped else dict(enumerate(numbers))
        return rack

    def stem(self) -> str:
        """How names of its racks begin."""
        return f"{rack_stem(self.masters, self.family)}-{self.epoch}"

    def slot_at(self, rack: Rack, place: int) -> int:
        return place_of(rack, place)

    def tell_changes(self, rack: Rack) -> None:
        dealt = {self.slot_at(rack, place): n for place, n in self.taken[rack.rack].items()}
        if dealt != rack.dealt:
            slots = (DealtSlot(slot=slot, number=dealt[slot]) for slot in sorted(dealt))
            self.draft.add(RackDealt(rack=rack.rack, slots=tuple(slots)))


def _is_ended(rack: Rack) -> bool:
    """Nobody moves into it any more: it was closed short, or is one late vehicle's own."""
    return rack.short_last is not None or rack.size == 1
