"""When a slot may be built and when it must have left the cell, and how long the line is covered.

All times are estimates in takts from when the call-off point was passed; the line may stop.
"""

from __future__ import annotations

from dataclasses import dataclass

from edge.cell.masters import CompiledMasters
from edge.cell.model import CellState, Rack, SlotState
from edge.cell.racks import numbers, oldest_first, run_of, slot_state, vehicle_at
from wire.ids import RackFamilyId
from wire.masters import FeedRules, Fit

SECOND_US = 1_000_000
CLOCK_TRUST_US = 24 * 3600 * SECOND_US
"""A line's own event time further than this from ours is not used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotTimes:
    """Microseconds since 1970."""

    earliest_us: int
    """Before it, late changes are still usual."""
    latest_us: int
    """The slot must have left the cell."""
    passes_us: int
    """The vehicle passes the point of fit."""


def slot_times(
    state: CellState, masters: CompiledMasters, rack: Rack, number: int
) -> SlotTimes | None:
    """None while masters do not know the feed or the point of fit, or the run is forgotten."""
    rules, fit = masters.feeds.get(rack.feed), masters.fits.get(rack.point_of_fit)
    called_us = _called_us(state, rack, number, rules)
    if rules is None or fit is None or called_us is None:
        return None
    passes_us = called_us + fit.offset_vehicles * rules.takt_s * SECOND_US
    return SlotTimes(
        earliest_us=_earliest_us(state, rack, number, called_us, rules, fit),
        latest_us=passes_us - (fit.transport_s + fit.safety_s) * SECOND_US,
        passes_us=passes_us,
    )


def rack_due_us(state: CellState, masters: CompiledMasters, rack: Rack) -> int | None:
    """When the rack must have left: it goes as a whole, so the first vehicle it carries says."""
    carried = numbers(state, rack)
    times = slot_times(state, masters, rack, carried[0]) if carried else None
    return None if times is None else times.latest_us


def cover_minutes(
    state: CellState, masters: CompiledMasters, rack_family: RackFamilyId, now_us: int
) -> float | None:
    """Minutes until the line reaches the first vehicle whose slot is not done. Negative: it has.
    None: nothing says where the line is.
    """
    done_until: SlotTimes | None = None
    for rack in oldest_first(state):
        if rack.rack_family != rack_family:
            continue
        for number in numbers(state, rack):
            times = slot_times(state, masters, rack, number)
            if times is None:
                continue
            if slot_state(state, rack, number) in (
                SlotState.OPEN,
                SlotState.HELD,
                SlotState.MISSING,
            ):
                return (times.passes_us - now_us) / (60 * SECOND_US)
            done_until = times
    return None if done_until is None else (done_until.passes_us - now_us) / (60 * SECOND_US)


def cell_cover_minutes(state: CellState, masters: CompiledMasters, now_us: int) -> float | None:
    """The lowest cover of all rack families of the cell."""
    covers = [
        cover
        for family in masters.rack_families
        if (cover := cover_minutes(state, masters, family, now_us)) is not None
    ]
    return min(covers, default=None)


def _called_us(state: CellState, rack: Rack, number: int, rules: FeedRules | None) -> int | None:
    """When the vehicle passed, or will pass, the call-off point."""
    run, vehicle = run_of(state, rack), vehicle_at(state, rack, number)
    if vehicle is not None:
        said = vehicle.telegram.event_us
        if said is not None and 0 <= vehicle.at_us - said <= CLOCK_TRUST_US:
            return said
        return vehicle.at_us
    if run is None or rules is None:
        return None
    return run.frontier_us + (number - run.frontier) * rules.takt_s * SECOND_US


def _earliest_us(
    state: CellState, rack: Rack, number: int, called_us: int, rules: FeedRules, fit: Fit
) -> int:
    """When ``frozen_vehicles`` further vehicles have been seen: by takt from the last one."""
    run = run_of(state, rack)
    if run is None:
        return called_us
    lacking = fit.frozen_vehicles - (run.frontier - number)
    if lacking <= 0:
        return min(run.frontier_us, called_us + fit.frozen_vehicles * rules.takt_s * SECOND_US)
    return run.frontier_us + lacking * rules.takt_s * SECOND_US
