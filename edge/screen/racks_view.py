"""Racks, slots and holes as people see them. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from edge.cell.dense_racks import is_whole
from edge.cell.holes import HoleRun, hole_runs, holes, owner_of_run, racks_of_run
from edge.cell.identity import shown_name
from edge.cell.layers import compartment_of
from edge.cell.model import CellState, Rack, Vehicle
from edge.cell.racks import (
    NOBODY,
    hold_reasons,
    needs_at,
    number_at,
    numbers,
    run_of,
    slot_state,
    vehicle_at,
)
from edge.cell.shorts import reasons_at
from edge.screen.status import HoleView, RackView, SlotView
from wire.ids import FeedId, RackFamilyId
from wire.masters import Masters
from wire.slot_state import SlotState


def sequence_text(vehicle: Vehicle | None, number: int) -> str:
    """The number as the maker writes it; a missing one is written like its neighbours. Empty:
    nobody has the slot yet.
    """
    if number == NOBODY:
        return ""
    if vehicle is not None and vehicle.telegram.sequence_number:
        return vehicle.telegram.sequence_number
    return f"{number:04d}"


def vin_last6(vehicle: Vehicle | None) -> str:
    return "" if vehicle is None else shown_name(vehicle)[-6:]


def slot_views(state: CellState, rack: Rack, here: int | None = None) -> tuple[SlotView, ...]:
    """In load order; ``here`` is the number whose slot is lit."""
    carried = numbers(state, rack)
    feed = state.feeds.get(rack.feed)
    missing = {hole.number for hole in holes(feed) if hole.epoch == rack.epoch} if feed else set()
    return tuple(
        _slot(state, rack, slot, here=here, carried=carried, missing=missing)
        for slot in range(max((rack.size - 1, *rack.dealt)) + 1)
    )


def _slot(
    state: CellState,
    rack: Rack,
    slot: int,
    *,
    here: int | None,
    carried: Sequence[int],
    missing: set[int],
) -> SlotView:
    number = number_at(rack, slot)
    where = compartment_of(rack, slot)
    layer, cell = (where.layer, where.cell) if where else (0, 0)
    if number not in carried:
        return SlotView(
            slot=slot,
            number=number,
            sequence_number=sequence_text(None, number),
            state=SlotState.MISSING,
            unused=number != NOBODY or is_whole(state, rack, run_of(state, rack)),
            layer=layer,
            cell=cell,
        )
    vehicle = vehicle_at(state, rack, number)
    return SlotView(
        slot=slot,
        number=number,
        sequence_number=sequence_text(vehicle, number),
        state=slot_state(state, rack, number),
        reasons=(*hold_reasons(state, rack, number), *reasons_at(state, rack, number)),
        done=len(rack.picked.get(number, ())),
        total=sum(need.quantity for need in needs_at(state, rack, number)),
        call_number=vehicle.telegram.call_number if vehicle else "",
        vin_last6=vin_last6(vehicle),
        here=number == here,
        hole=number in missing,
        layer=layer,
        cell=cell,
    )


def family_name(masters: Masters | None, rack_family: RackFamilyId) -> str:
    families = masters.rack_families if masters else ()
    return next((f.name for f in families if f.rack_family == rack_family), "")


def rack_view(
    state: CellState, masters: Masters | None, rack: Rack, now_us: int, here: int | None = None
) -> RackView:
    slots = slot_views(state, rack, here)
    return RackView(
        rack=rack.rack,
        rack_family=rack.rack_family,
        name=family_name(masters, rack.rack_family),
        point_of_fit=rack.point_of_fit,
        feed=rack.feed,
        epoch=rack.epoch,
        first_number=rack.first_number,
        last_number=rack.last_number,
        load_order=rack.load_order,
        carrier=rack.carrier,
        phase=_phase(rack),
        counts=dict(Counter(slot.state for slot in slots if not slot.unused)),
        slots=slots,
        age_s=(now_us - rack.formed_us) / 1e6 if rack.formed_us else None,
    )


def _phase(rack: Rack) -> str:
    if rack.shipped_us is not None:
        return "shipped"
    return "open" if rack.closed_us is None else "closed"


def rack_views(state: CellState, masters: Masters | None, now_us: int) -> tuple[RackView, ...]:
    """All racks here, open ones first, each group in the order of the line."""
    order = {"open": 0, "closed": 1, "shipped": 2}
    racks = sorted(
        state.racks.values(), key=lambda r: (order[_phase(r)], r.feed, r.epoch, r.first_number)
    )
    return tuple(rack_view(state, masters, rack, now_us) for rack in racks)


def hole_views(state: CellState, now_us: int) -> tuple[HoleView, ...]:
    """Every run of numbers that are not there, the oldest first."""
    found = [
        _hole(state, feed_id, run, now_us)
        for feed_id, feed in state.feeds.items()
        for run in hole_runs(feed)
    ]
    return tuple(sorted(found, key=lambda hole: -hole.age_s))


def _hole(state: CellState, feed: FeedId, run: HoleRun, now_us: int) -> HoleView:
    ends = dict.fromkeys((f"{run.first:04d}", f"{run.last:04d}"))
    return HoleView(
        feed=feed,
        epoch=run.epoch,
        number=run.first,
        last=run.last,
        count=run.amount,
        sequence_number="–".join(ends),
        age_s=max(0.0, (now_us - run.since_us) / 1e6),
        owner=owner_of_run(state, feed, run),
        racks=tuple(rack.rack for rack in racks_of_run(state, feed, run)),
    )
