"""When a slot may be built and when it must have left the cell, and how long the line is covered.

All times are estimates in takts from when the call-off point was passed, by the line's calendar
and later by as much as the line stood since, as it told.
"""

from __future__ import annotations

from dataclasses import dataclass

from edge.cell.masters import CompiledMasters
from edge.cell.model import CellState, FeedState, Rack
from edge.cell.racks import DONE, numbers, oldest_first, run_of, slot_state, vehicle_at
from wire.ids import FeedId, RackFamilyId
from wire.line_calendar import LineCalendar
from wire.line_progress import LineProgress
from wire.masters import Fit
from wire.slot_state import SlotState

SECOND_US = 1_000_000
DONE_OR_GONE = DONE | {SlotState.SHIPPED}
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
    state: CellState, masters: CompiledMasters, rack: Rack, number: int, now_us: int = 0
) -> SlotTimes | None:
    """None while masters do not know the feed or the point of fit, or the run is forgotten. A line
    that stands is taken to run again at ``now_us``.
    """
    calendar, fit = masters.calendars.get(rack.feed), masters.fits.get(rack.point_of_fit)
    feed = state.feeds.get(rack.feed)
    if calendar is None or fit is None or feed is None:
        return None
    line = line_of(calendar, feed, now_us)
    called = _called(state, rack, number)
    if called is None:
        return None
    passes_us = _planned_us(state, masters, rack, number, line)
    if passes_us is None:
        passes_us = line.after(called[0], called[1] + fit.offset_vehicles)
    return SlotTimes(
        earliest_us=_earliest_us(state, rack, number, called[0], line, fit),
        latest_us=passes_us - (fit.transport_s + fit.safety_s) * SECOND_US,
        passes_us=passes_us,
    )


def rack_due_us(
    state: CellState, masters: CompiledMasters, rack: Rack, now_us: int = 0
) -> int | None:
    """When the rack must have left: it goes as a whole, so the first vehicle it carries says, or
    whichever is planned to pass before that.
    """
    carried = numbers(state, rack)
    planned = (n for n in carried[1:] if (v := vehicle_at(state, rack, n)) and v.planned_us)
    asked = [*carried[:1], *planned]
    found = (slot_times(state, masters, rack, number, now_us) for number in asked)
    return min((times.latest_us for times in found if times is not None), default=None)


def cover_minutes(
    state: CellState, masters: CompiledMasters, rack_family: RackFamilyId, now_us: int
) -> float | None:
    """Minutes until the line reaches the first vehicle whose slot is not done, breaks and nights
    included. Negative: it has. None: nothing says where the line is. Of several lines the one that
    is covered least.
    """
    family = masters.rack_families.get(rack_family)
    feeds = () if family is None else family.feeds
    covers = (_cover_of_feed(state, masters, rack_family, feed, now_us) for feed in feeds)
    return min((cover for cover in covers if cover is not None), default=None)


def _cover_of_feed(
    state: CellState,
    masters: CompiledMasters,
    rack_family: RackFamilyId,
    feed: FeedId,
    now_us: int,
) -> float | None:
    undone: tuple[Rack, int] | None = None
    for rack in oldest_first(state):
        if (rack.rack_family, rack.feed) != (rack_family, feed):
            continue
        for number in numbers(state, rack):
            undone = rack, number
            if slot_state(state, rack, number) not in DONE_OR_GONE:
                return _cover_minutes(state, masters, rack, number, now_us)
    if undone is None:
        return None
    return _cover_minutes(state, masters, undone[0], undone[1] + 1, now_us)


def _cover_minutes(
    state: CellState, masters: CompiledMasters, rack: Rack, number: int, now_us: int
) -> float | None:
    calendar, fit = masters.calendars.get(rack.feed), masters.fits.get(rack.point_of_fit)
    feed = state.feeds.get(rack.feed)
    run = None if feed is None else feed.runs.get(feed.epoch)
    if calendar is None or fit is None or feed is None or run is None:
        return None
    ahead = _ahead(feed, rack.epoch, number)
    if ahead is None:
        return None
    line = line_of(calendar, feed, now_us)
    reaches_us = _planned_us(state, masters, rack, number, line)
    if reaches_us is None:
        reaches_us = line.after(run.frontier_us, ahead + fit.offset_vehicles)
    return (reaches_us - now_us) / SECOND_US / 60


def _ahead(feed: FeedState, epoch: int, number: int) -> int | None:
    """So many vehicles a number is beyond the last that the call-off point has seen; None: its run
    is forgotten.
    """
    if epoch not in feed.runs:
        return None
    since = sum(
        run.frontier - run.first_number + 1 for later, run in feed.runs.items() if later > epoch
    )
    return number - feed.runs[epoch].frontier - since


def cell_cover_minutes(state: CellState, masters: CompiledMasters, now_us: int) -> float | None:
    """The lowest cover of all rack families of the cell."""
    covers = [
        cover
        for family in masters.rack_families
        if (cover := cover_minutes(state, masters, family, now_us)) is not None
    ]
    return min(covers, default=None)


def _planned_us(
    state: CellState, masters: CompiledMasters, rack: Rack, number: int, line: LineProgress
) -> int | None:
    """When the maker plans the vehicle to pass the rack's point of fit; None: it does not say."""
    vehicle = vehicle_at(state, rack, number)
    if vehicle is None or vehicle.planned_us is None:
        return None
    here, said_of = masters.fits[rack.point_of_fit], masters.feeds[rack.feed].planned_at
    fit = masters.fits.get(said_of, here)
    return line.planned(
        vehicle.planned_said_us, vehicle.planned_us, here.offset_vehicles - fit.offset_vehicles
    )


def line_of(calendar: LineCalendar, feed: FeedState, now_us: int) -> LineProgress:
    """As the line told of itself until now."""
    return LineProgress(
        calendar=calendar,
        now_us=now_us,
        stops=tuple((stop.low, stop.high) for stop in feed.line_stops),
        standing_since_us=None if feed.line_running else feed.line_changed_us,
    )


def _called(state: CellState, rack: Rack, number: int) -> tuple[int, int] | None:
    """A time at which the call-off point was so many vehicles before this one."""
    run, vehicle = run_of(state, rack), vehicle_at(state, rack, number)
    if vehicle is not None:
        said = vehicle.telegram.event_us
        if said is not None and 0 <= vehicle.at_us - said <= CLOCK_TRUST_US:
            return said, 0
        return vehicle.at_us, 0
    return None if run is None else (run.frontier_us, number - run.frontier)


def announced_us(
    state: CellState, masters: CompiledMasters, rack: Rack, number: int, now_us: int
) -> int:
    """When a number beyond the last one seen is known; 0: nothing says, or it is."""
    run, calendar = run_of(state, rack), masters.calendars.get(rack.feed)
    feed = state.feeds.get(rack.feed)
    if run is None or calendar is None or feed is None or number <= run.frontier:
        return 0
    return line_of(calendar, feed, now_us).after(run.frontier_us, number - run.frontier)


def _earliest_us(
    state: CellState, rack: Rack, number: int, base_us: int, line: LineProgress, fit: Fit
) -> int:
    """When ``frozen_vehicles`` further vehicles have been seen: by takt from the last one."""
    run = run_of(state, rack)
    if run is None:
        return base_us
    lacking = fit.frozen_vehicles - (run.frontier - number)
    if lacking <= 0:
        return min(run.frontier_us, line.after(base_us, fit.frozen_vehicles))
    return line.after(run.frontier_us, lacking)
