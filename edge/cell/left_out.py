"""Pieces that never come: a person closes the rack without them, and everybody is told."""

from __future__ import annotations

from collections.abc import Iterable

from edge.cell.blocked import blocked_pieces, part_blocked
from edge.cell.deferral import defer_reason
from edge.cell.identity import vin_of
from edge.cell.model import CellState, HoldReason, Rack
from edge.cell.racks import (
    needs_at,
    pieces,
    slot_of,
    slot_status,
    unfit_pieces,
    unput_at,
    vehicle_at,
)
from wire.events import DeferReason, ExceptionRaised, LeftOut, Need, PersonNeeded, PickRef
from wire.family_words import family_words
from wire.slot_state import SlotState

_NEVER_COMES = (DeferReason.SHORT, DeferReason.DAMAGED)


def exception_of(rack: str) -> str:
    """Under which it is told."""
    return f"{PersonNeeded.LEFT_OUT.value}:{rack}"


def may_be_left_out(state: CellState, rack: Rack, number: int) -> tuple[LeftOut, ...]:
    """What the slot lacks, where all of it waits for a part that is short, damaged or blocked.
    Empty: it lacks nothing, waits for something else, or a piece
    has still to be shown in it.
    """
    vehicle = vehicle_at(state, rack, number)
    status = slot_status(state, rack, number)
    if vehicle is None or status not in (
        (SlotState.OPEN, None),
        (SlotState.HELD, HoldReason.BLOCKED),
    ):
        return ()
    if blocked_pieces(state, rack, number) or unfit_pieces(state, rack, number):
        return ()
    if unput_at(rack, number):
        return ()
    found = []
    for need in needs_at(state, rack, number):
        lacking = need.quantity - pieces(rack, number, need)
        if lacking <= 0:
            continue
        if not _never_comes(state, rack, number, need):
            return ()
        found.append(
            LeftOut(
                slot=slot_of(rack, number),
                number=number,
                call_number=vehicle.telegram.call_number,
                vin=vin_of(vehicle),
                family=need.family,
                index=need.index,
                part=need.part,
                quantity=lacking,
            )
        )
    return tuple(found)


def _never_comes(state: CellState, rack: Rack, number: int, need: Need) -> bool:
    ref = PickRef(rack=rack.rack, slot=slot_of(rack, number), family=need.family, index=need.index)
    blocked = part_blocked(state, need.part) is not None
    return blocked or defer_reason(state, ref, need) in _NEVER_COMES


def words(left_out: Iterable[LeftOut]) -> str:
    """For a label and for people: number, family, part, and how many."""
    return ", ".join(
        f"{each.number:04d} {family_words(each)} {each.part}"
        + (f" x {each.quantity}" if each.quantity > 1 else "")
        for each in left_out
    )


def alarm(rack: Rack, left_out: tuple[LeftOut, ...]) -> ExceptionRaised:
    return ExceptionRaised(
        exception=exception_of(rack.rack)[:200],
        kind=PersonNeeded.LEFT_OUT,
        text=f"supply by hand, tell the line: rack {rack.rack} is closed without {words(left_out)}"[
            :200
        ],
        feed=rack.feed,
        epoch=rack.epoch,
        rack=rack.rack,
    )
