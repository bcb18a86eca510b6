"""Which racks a number asks for: blocks of consecutive numbers, one a rack family."""

from __future__ import annotations

from collections.abc import Iterator

from edge.cell.masters import CompiledMasters
from edge.cell.model import CellState
from edge.cell.racks import SHIPPED_RACKS_KEPT, covering
from wire.events import RackFormed
from wire.ids import FeedId, RackId
from wire.masters import Filling, RackFamily


def form_racks(
    state: CellState, masters: CompiledMasters, feed: FeedId, epoch: int, number: int
) -> Iterator[RackFormed]:
    """A rack for each rack family of the feed in which ``number`` has no slot yet."""
    covered = {rack.rack_family for rack in covering(state, feed, epoch, number)}
    for family in masters.rack_families_of.get(feed, ()):
        if family.filling is not Filling.NUMBER:
            continue
        if family.rack_family in covered or _forgotten(state, family, epoch, number):
            continue
        formed = _form(state, masters, family, epoch, number)
        if formed.rack not in state.shipped:
            yield formed


def _forgotten(state: CellState, family: RackFamily, epoch: int, number: int) -> bool:
    """Whether the number's rack was shipped so long ago that only later ones are kept whole."""
    formed = [
        rack
        for rack in state.racks.values()
        if (rack.rack_family, rack.feed, rack.epoch) == (family.rack_family, family.feed, epoch)
    ]
    return sum(
        rack.shipped_us is not None for rack in formed
    ) >= SHIPPED_RACKS_KEPT and number < min(rack.first_number for rack in formed)


def _form(
    state: CellState, masters: CompiledMasters, family: RackFamily, epoch: int, number: int
) -> RackFormed:
    """Blocks of the family's size from the run's first number on; after a change of the size, from
    the last rack that was formed.
    """
    rules = masters.feeds[family.feed]
    formed = [
        rack
        for rack in state.racks.values()
        if (rack.rack_family, rack.feed, rack.epoch) == (family.rack_family, family.feed, epoch)
    ]
    start = max((r.last_number + 1 for r in formed if r.last_number < number), default=0)
    start = max(start, rules.first_number)
    end = min((r.first_number - 1 for r in formed if r.first_number > number), default=number)
    end = rules.last_number if end == number else end
    first = start + (number - start) // family.size * family.size
    size = min(first + family.size - 1, end) - first + 1
    return RackFormed(
        rack=RackId(f"{rack_stem(masters, family)}-{epoch}-{first:04d}"),
        rack_family=family.rack_family,
        point_of_fit=family.point_of_fit,
        feed=family.feed,
        epoch=epoch,
        first_number=first,
        size=size,
        load_order=family.load_order,
        label_on=family.label_on,
        rack_label=family.rack_label,
        gap_policy=rules.gap_policy,
        hold_after_vehicles=rules.hold_after_vehicles,
        put_check=family.put_check,
        layers=family.layers if size == family.size else 1,
        fill_from=family.fill_from,
        masters_version=masters.masters.version,
    )


def rack_stem(masters: CompiledMasters, family: RackFamily) -> str:
    """How names of its racks begin: with the feed too where it is not the family's first one."""
    first = masters.rack_families[family.rack_family].feed
    return family.rack_family if family.feed == first else f"{family.rack_family}-{family.feed}"
