"""When a rack that takes the next vehicles, dense or a group of the maker, will be full.

Vehicles of the family come now and then: as often, on the mean of takts, as they did since the
first one of the run that is still known here. The longer none comes, the longer one is waited for.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from edge.cell.dense_racks import is_whole, place_of
from edge.cell.masters import CompiledMasters
from edge.cell.model import CellState, FeedState, Rack
from edge.cell.racks import run_of, vehicle_at
from edge.cell.slot_times import line_of
from wire.masters import Filling


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """Mean and standard deviation, in seconds, of when it is full. ``places`` are still free."""

    places: int
    at_us: int
    spread_s: float


def places_free(state: CellState, rack: Rack) -> int:
    """Slots that vehicles may still come into; 0 for a rack that is a block of numbers."""
    if rack.filling is Filling.NUMBER or rack.closed_us is not None:
        return 0
    if is_whole(state, rack, run_of(state, rack)):
        return 0
    if rack.filling is Filling.GROUP:
        return sum(slot not in rack.dealt for slot in range(rack.size))
    return rack.size - 1 - max((place_of(rack, slot) for slot in rack.dealt), default=-1)


def is_filled_no_more(state: CellState, masters: CompiledMasters, rack: Rack) -> bool:
    """It has free places, and by the masters in force no vehicle comes into them: only a person
    closes it, short.
    """
    family = masters.rack_families.get(rack.rack_family)
    takes = family is not None and family.filling is rack.filling and rack.feed in family.feeds
    return not takes and places_free(state, rack) > 0


def filled(state: CellState, masters: CompiledMasters, rack: Rack, now_us: int) -> Filled | None:
    """None: it has no free places, or nothing says how fast its line is."""
    places = places_free(state, rack)
    calendar, feed = masters.calendars.get(rack.feed), state.feeds.get(rack.feed, FeedState())
    if not places or calendar is None:
        return None
    line = line_of(calendar, feed, now_us)
    came = _came_us(state, rack)
    takts = max(1.0, line.since(min(came)) / len(came)) if came else 1.0
    return Filled(
        places=places,
        at_us=line.after(now_us, places * takts),
        spread_s=sqrt(places) * takts * calendar.takt_s,
    )


def _came_us(state: CellState, rack: Rack) -> list[int]:
    """When each vehicle came that has a slot in a rack like this one, of its run."""
    same = (
        other
        for other in state.racks.values()
        if (other.rack_family, other.feed, other.epoch, other.filling)
        == (rack.rack_family, rack.feed, rack.epoch, rack.filling)
    )
    vehicles = (vehicle_at(state, other, n) for other in same for n in other.dealt.values())
    return [vehicle.at_us for vehicle in vehicles if vehicle is not None]
