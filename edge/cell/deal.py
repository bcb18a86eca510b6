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
    NeedsRevised,
    NumberSkipped,
    PartDivorced,
    RackDealt,
    RackFormed,
    ReworkReleased,
    TelegramTaken,
)
from wire.ids import FeedId, RackId
from wire.masters import Filling, RackFamily

_Place = tuple[RackId, int]
"""A rack, and which of its slots in the order of the line."""


def dealt_again(draft: Draft, masters: CompiledMasters | None) -> list[RackId]:
    """Deals what the facts of the draft may have changed. The racks to look at then."""
    looked_at: list[RackId] = []
    if masters is None:
        return looked_at
    for feed in dict.fromkeys(_feeds_changed(draft)):
        families = [
            family
            for family in masters.rack_families_of.get(feed, ())
            if family.filling is Filling.DENSE
        ]
        if not families:
            continue
        draft.own_racks(feed)
        for family in families:
            for epoch, run in draft.state.feeds[feed].runs.items():
                _Deal(draft, masters, family, epoch, run).tell()
        looked_at += [
            rack.rack
            for rack in draft.state.racks.values()
            if rack.feed == feed and rack.filling is Filling.DENSE and rack.closed_us is None
        ]
    return looked_at


def _feeds_changed(draft: Draft) -> Iterator[FeedId]:
    for fact in draft.facts:
        match fact:
            case TelegramTaken():
                yield fact.telegram.feed
            case NeedsRevised() | NumberSkipped():
                yield fact.feed
            case PartDivorced():
                yield fact.marriage.feed
            case ReworkReleased():
                yield draft.state.racks[fact.rack].feed


@dataclass(slots=True)
class _Gap:
    """Free slots between two that are taken, and the number from which on they end."""

    places: list[_Place] = field(default_factory=list)
    before: int | None = None
    """None: nothing is taken after them."""


class _Deal:
    """One family in one run."""

    def __init__(
        self, draft: Draft, masters: CompiledMasters, family: RackFamily, epoch: int, run: Run
    ) -> None:
        self._draft, self._masters = draft, masters
        self._family, self._epoch, self._run = family, epoch, run
        self._racks = [
            rack
            for rack in draft.state.racks.values()
            if (rack.rack_family, rack.feed, rack.epoch) == (family.rack_family, family.feed, epoch)
        ]
        dense = (rack for rack in self._racks if rack.filling is Filling.DENSE)
        self._dense = sorted(dense, key=lambda rack: rack.count)
        self._wanting = self._who_wants()
        self._taken = {rack.rack: self._kept(rack) for rack in self._dense}

    def tell(self) -> None:
        """The facts, if anything changes."""
        free = sorted(self._wanting - {n for kept in self._taken.values() for n in kept.values()})
        apart: list[int] = []
        for gap in self._gaps():
            here = [n for n in free if gap.before is None or n < gap.before]
            free = free[len(here) :]
            fitting = here if gap.before is None else self._fitting(here, gap)
            apart += [number for number in here if number not in fitting]
            for (name, place), number in zip(gap.places, fitting, strict=False):
                self._taken[name][place] = number
            if gap.before is None:
                self._tail(fitting[len(gap.places) :])
        for number in apart:
            self._form([number], size=1)
        for rack in self._dense:
            self._changed(rack)

    def _who_wants(self) -> set[int]:
        vehicles = self._draft.state.feeds[self._family.feed].vehicles
        blocks = [rack for rack in self._racks if rack.filling is not Filling.DENSE]
        floor = self._forgotten_below()
        return {
            number
            for number, call in self._run.owner.items()
            if number >= floor
            and self._wants(number, vehicles[call])
            and not any(carries(rack, number) for rack in blocks)
        }

    def _wants(self, number: int, vehicle: Vehicle) -> bool:
        if vehicle.withdrawn or (vehicle.fitted and number in self._run.skipped):
            return False
        family = self._family.rack_family
        return bool(needs_of(vehicle, family) or problems_of(vehicle, family))

    def _forgotten_below(self) -> int:
        """Of racks that were shipped long ago the numbers are not known any more."""
        shipped = sum(rack.shipped_us is not None for rack in self._racks)
        if shipped < SHIPPED_RACKS_KEPT:
            return 0
        return min(rack.first_number for rack in self._racks)

    def _kept(self, rack: Rack) -> dict[int, int]:
        """Place to number of what stays."""
        numbers = {place_of(rack, slot): number for slot, number in rack.dealt.items()}
        if rack.closed_us is not None:
            return numbers
        touched = self._touched(rack)
        return {
            place: number
            for place, number in numbers.items()
            if number in rack.picked
            or (number in self._wanting and (_is_ended(rack) or place_of(rack, place) in touched))
        }

    def _touched(self, rack: Rack) -> set[int]:
        """Slots that stand in a tour or in the short queue, or have a label."""
        state, before = self._draft.state, self._draft.before
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
        for rack in self._dense:
            kept = self._taken[rack.rack]
            if rack.size == 1 and self._family.size > 1:
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
        there = {n for rack in self._dense if rack.rack in racks for n in rack.dealt.values()}
        first = sorted(numbers, key=lambda number: (number not in there, number))
        return sorted(first[: len(gap.places)])

    def _tail(self, numbers: Sequence[int]) -> None:
        size = self._family.size
        for first in range(0, len(numbers), size):
            self._form(numbers[first : first + size], size=size)

    def _form(self, numbers: Sequence[int], size: int) -> None:
        """A new rack, and what it carries. It is named by its count in the run, because its first
        number may change.
        """
        family, rules = self._family, self._masters.feeds[self._family.feed]
        count = max((rack.count for rack in self._dense), default=0) + 1
        formed = RackFormed(
            rack=RackId(f"{rack_stem(self._masters, family)}-{self._epoch}-N{count:04d}"),
            rack_family=family.rack_family,
            point_of_fit=family.point_of_fit,
            feed=family.feed,
            epoch=self._epoch,
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
            masters_version=self._masters.masters.version,
        )
        self._draft.add(formed)
        self._dense.append(self._draft.state.racks[formed.rack])
        self._taken[formed.rack] = dict(enumerate(numbers))

    def _changed(self, rack: Rack) -> None:
        dealt = {place_of(rack, place): n for place, n in self._taken[rack.rack].items()}
        if dealt != rack.dealt:
            slots = (DealtSlot(slot=slot, number=dealt[slot]) for slot in sorted(dealt))
            self._draft.add(RackDealt(rack=rack.rack, slots=tuple(slots)))


def _is_ended(rack: Rack) -> bool:
    """Nobody moves into it any more: it was closed short, or is one late vehicle's own."""
    return rack.short_last is not None or rack.size == 1
