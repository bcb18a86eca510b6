"""What the cell then knows of its racks."""

from __future__ import annotations

from dataclasses import replace

from edge.cell import evolve_plans, left_out, runs
from edge.cell.dense_racks import ends_full
from edge.cell.evolve_alarms import bound
from edge.cell.evolve_loads import off_unit
from edge.cell.model import CellState, Rack
from edge.cell.racks import SHIPPED_RACKS_KEPT
from wire.events import (
    RackBound,
    RackClosed,
    RackDealt,
    RackDissolved,
    RackFormed,
    RackShipped,
    ReworkReleased,
)
from wire.masters import Filling

SHIPPED_IDS_MAX = 20_000


def formed(state: CellState, fact: RackFormed, at_us: int, offset: int) -> None:
    state.racks[fact.rack] = Rack(
        rack=fact.rack,
        rack_family=fact.rack_family,
        point_of_fit=fact.point_of_fit,
        feed=fact.feed,
        epoch=fact.epoch,
        first_number=fact.first_number,
        size=fact.size,
        load_order=fact.load_order,
        label_on=fact.label_on,
        rack_label=fact.rack_label,
        gap_policy=fact.gap_policy,
        hold_after_vehicles=fact.hold_after_vehicles,
        put_check=fact.put_check,
        filling=fact.filling,
        count=fact.count,
        group=fact.group,
        layers=fact.layers,
        fill_from=fact.fill_from,
        formed_us=at_us,
    )


def dealt(state: CellState, fact: RackDealt, at_us: int, offset: int) -> None:
    rack = state.racks[fact.rack]
    numbers = {each.slot: each.number for each in fact.slots}
    first = min(numbers.values(), default=rack.first_number)
    state.racks[fact.rack] = replace(rack, dealt=numbers, first_number=first)


def carrier_bound(state: CellState, fact: RackBound, at_us: int, offset: int) -> None:
    state.racks[fact.rack].carrier = fact.carrier


def closed(state: CellState, fact: RackClosed, at_us: int, offset: int) -> None:
    rack = state.racks[fact.rack]
    rack.closed_us = at_us
    rack.left_out = fact.left_out
    whole = rack.filling is Filling.NUMBER or ends_full(rack)
    if fact.last_number < rack.last_number or not whole:
        rack.short_last = fact.last_number
    evolve_plans.keep_score(state, rack, at_us)


def rework_released(state: CellState, fact: ReworkReleased, at_us: int, offset: int) -> None:
    reopen(state, state.racks[fact.rack])


def dissolved(state: CellState, fact: RackDissolved, at_us: int, offset: int) -> None:
    """Its labels are kept, superseded: if it is formed anew, theirs are the next copies."""
    rack = state.racks.pop(fact.rack)
    off_unit(state, fact.rack)
    state.promises.pop(fact.rack, None)
    for label in state.labels.values():
        if label.rack == rack.rack:
            label.superseded = True


def reopen(state: CellState, rack: Rack) -> None:
    """What it was closed without is to be picked after all."""
    rack.closed_us = None
    if rack.left_out:
        rack.left_out = ()
        state.exceptions.pop(left_out.exception_of(rack.rack), None)


def shipped(state: CellState, fact: RackShipped, at_us: int, offset: int) -> None:
    rack = state.racks[fact.rack]
    rack.shipped_us = at_us
    family = [
        r
        for r in state.racks.values()
        if (r.rack_family, r.feed) == (rack.rack_family, rack.feed) and r.shipped_us is not None
    ]
    for old in sorted(family, key=lambda r: r.shipped_us or 0)[:-SHIPPED_RACKS_KEPT]:
        _drop(state, old)
    bound(state.shipped, SHIPPED_IDS_MAX)


def _drop(state: CellState, rack: Rack) -> None:
    """Forget a shipped rack but for its id, and the numbers that no rack holds any more."""
    del state.racks[rack.rack]
    state.shipped[rack.rack] = rack.shipped_us or 0
    for label in rack.labels:
        state.labels.pop(label, None)
    feed = state.feeds.get(rack.feed)
    run = feed.runs.get(rack.epoch) if feed else None
    if feed is None or run is None:
        return
    kept = [
        r.first_number
        for r in state.racks.values()
        if r.feed == rack.feed and r.epoch == rack.epoch
    ]
    if kept:
        runs.forget_below(feed, rack.epoch, min(kept))
    elif run.ended and rack.epoch < feed.epoch - 1:
        runs.forget_run(feed, rack.epoch)
    else:
        runs.forget_below(feed, rack.epoch, rack.last_number + 1)
