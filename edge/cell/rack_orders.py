"""What people order of whole racks: bound to a carrier, closed short, shipped."""

from __future__ import annotations

from edge.cell.dense_racks import is_whole
from edge.cell.draft import Draft
from edge.cell.inputs import BindCarrier, CloseShort, Decision, RefusedError, ShipRack
from edge.cell.left_out import alarm, may_be_left_out
from edge.cell.losses import losses_before
from edge.cell.model import CellState, Rack, Run
from edge.cell.on_trucks import open_load_of, unit_of
from edge.cell.pack_check import unchecked
from edge.cell.racks import DONE, is_empty, numbers, run_of, slot_state, standing_before
from edge.cell.settle import close, dissolve, settle
from edge.cell.situation import Situation
from wire.events import LeftOut, RackBound, RackShipped
from wire.ids import PersonId, RackId, UnitId
from wire.masters import Filling

AHEAD_OF_SAID = 20
"""So many of what a rack is shipped before are named."""


def bind_carrier(at: Situation, given: BindCarrier) -> Decision:
    rack = the_rack(at.state, given.rack)
    carrier = given.carrier.strip()
    if not carrier:
        raise RefusedError("carrier.empty", "name the carrier")
    if holder := carrier_holder(at.state, carrier):
        raise RefusedError("carrier.bound", f"carrier {carrier} is bound to rack {holder}")
    return Decision(facts=(RackBound(rack=rack.rack, carrier=carrier, person=given.person),))


def carrier_holder(state: CellState, carrier: str) -> RackId | None:
    """The rack here, not shipped, that this carrier is bound to."""
    for rack in state.racks.values():
        if rack.carrier == carrier and rack.shipped_us is None:
            return rack.rack
    return None


def close_short(at: Situation, given: CloseShort) -> Decision:
    """With what it has: when the slots left empty were never announced, or all that others lack
    waits for a part that is short, damaged or blocked. Fact and label name what is left out. One in
    which nothing is, of before they ended by themselves, is no rack any more.
    """
    named(given.person, given.reason)
    rack = the_rack(at.state, given.rack)
    run = run_of(at.state, rack)
    if rack.closed_us is not None:
        raise RefusedError("rack.closed", f"rack {rack.rack} is closed already")
    if is_empty(at.state, rack):
        return _end_empty(at, rack, given)
    nothing_lost(at.state, rack)
    frontier = -1 if run is None else run.frontier
    carried = [n for n in numbers(at.state, rack) if n <= frontier]
    left = {n: may_be_left_out(at.state, rack, n) for n in carried}
    left_out = tuple(each for found in left.values() for each in found)
    whole = run is None or _is_announced(at.state, rack, run)
    if not left_out and whole:
        raise RefusedError(
            "rack.complete",
            f"all numbers of rack {rack.rack} were announced, and nothing of it waits for a part "
            "that is short, damaged or blocked",
        )
    undone = [n for n in carried if slot_state(at.state, rack, n) not in DONE and not left[n]]
    if undone or not carried:
        raise RefusedError(
            "rack.unfinished", f"rack {rack.rack} is not done: numbers {undone[:10]}"
        )
    last = None if whole else carried[-1]
    return _closed(at, rack, given, last, left_out)


def _is_announced(state: CellState, rack: Rack, run: Run) -> bool:
    """Whatever it is to carry is known."""
    if rack.filling is Filling.NUMBER:
        return run.frontier >= rack.last_number
    return is_whole(state, rack, run)


def _closed(
    at: Situation, rack: Rack, given: CloseShort, last: int | None, left_out: tuple[LeftOut, ...]
) -> Decision:
    """``last`` None: the rack carries all that it was formed for."""
    draft = Draft(at.state, at.now_us, racks=[rack.rack])
    close(
        draft,
        at.masters,
        rack.rack,
        last_number=last,
        person=given.person,
        reason=given.reason[:200],
        left_out=left_out,
    )
    if left_out:
        draft.add(alarm(rack, left_out))
    settle(draft, at.masters, [rack.rack])
    return draft.decision()


def _end_empty(at: Situation, rack: Rack, given: CloseShort) -> Decision:
    draft = Draft(at.state, at.now_us, racks=[rack.rack])
    dissolve(draft, rack, person=given.person, reason=given.reason[:200])
    return draft.decision()


def ship_rack(at: Situation, given: ShipRack) -> Decision:
    """A rack leaves when it is whole and nothing of its family that the line needs before it is
    still here; a person may order otherwise, and the fact carries it.
    """
    rack = shippable(at.state, the_rack(at.state, given.rack).rack)
    alone(at.state, rack)
    before = standing_before(at.state, rack)
    if before and not given.out_of_order:
        raise RefusedError(
            "rack.out_of_order",
            f"{', '.join(before[:AHEAD_OF_SAID])} of {rack.rack_family} must leave before rack "
            f"{rack.rack}; ship in order, or order it out of order, with the reason",
        )
    waits = unchecked_slots(at, rack, allowed=given.unchecked)
    if before or waits:
        named(given.person, given.reason)
    shipped = RackShipped(
        rack=rack.rack,
        person=given.person,
        last_number=rack.last_number,
        ahead_of=tuple(before[:AHEAD_OF_SAID]),
        reason=given.reason[:200] if before or waits else "",
        left_out=rack.left_out,
        unchecked=waits,
        unchecked_by=given.person if waits else PersonId(""),
        unchecked_reason=given.reason[:200] if waits else "",
    )
    return Decision(facts=(shipped,))


def unchecked_slots(at: Situation, rack: Rack, *, allowed: bool) -> tuple[int, ...]:
    """Raises RefusedError where a check is wanted and nobody lets it go without."""
    waits = tuple(dict.fromkeys(piece.slot for piece in unchecked(at.state, at.masters, rack)))
    if waits and not allowed:
        told = ", ".join(f"slot {slot + 1}" for slot in waits[:10])
        raise RefusedError(
            "rack.unchecked", f"scan the labels of the pieces in {told} of rack {rack.rack} first"
        )
    return waits


def shippable(state: CellState, name: RackId) -> Rack:
    """A rack that is whole, on a truck or not. Raises RefusedError."""
    rack = standing_rack(state, name)
    if rack.closed_us is None:
        raise RefusedError("rack.open", f"rack {rack.rack} is not closed; finish its slots first")
    undone = [n for n in numbers(state, rack) if slot_state(state, rack, n) not in DONE]
    if undone:
        raise RefusedError(
            "rack.held",
            f"numbers {undone[:10]} of rack {rack.rack} are held; release the rework or the block, "
            "or decide which version counts",
        )
    nothing_lost(state, rack)
    return rack


def alone(state: CellState, rack: Rack, unit: UnitId = UnitId("")) -> None:
    """Raises RefusedError where the rack stands on a pallet or container, and not on this one."""
    if (on := unit_of(state, rack.rack)) != unit:
        raise RefusedError(
            "rack.on_unit", f"rack {rack.rack} stands on {on}: load {on}, or take the rack off it"
        )


def nothing_lost(state: CellState, rack: Rack) -> None:
    """Raises RefusedError where a vehicle of the rack may have been in a lost transmission."""
    if lost := losses_before(state, rack):
        told = ", ".join(map(str, lost[:10]))
        raise RefusedError(
            "rack.lost_transmission",
            f"transmission {told} of feed {rack.feed} was never received and may name a vehicle of "
            f"rack {rack.rack}; ask the line, and close the exception with what it said",
        )


def named(person: PersonId, reason: str) -> None:
    if not person:
        raise RefusedError("person.missing", "only a named person may do this")
    if not reason.strip():
        raise RefusedError("reason.missing", "say why")


def the_rack(state: CellState, name: RackId) -> Rack:
    """A rack that is here and on no truck."""
    rack = standing_rack(state, name)
    load = open_load_of(state, name)
    if load is not None:
        raise RefusedError(
            "rack.loaded",
            f"rack {name} is on truck {load.truck} ({load.load}); it leaves with it, or take it "
            "off first",
        )
    return rack


def standing_rack(state: CellState, name: RackId) -> Rack:
    """A rack that has not left."""
    rack = state.racks.get(name)
    if name in state.shipped or (rack is not None and rack.shipped_us is not None):
        raise RefusedError("rack.shipped", f"rack {name} is shipped; nothing changes in it here")
    if rack is None:
        raise RefusedError("rack.unknown", f"there is no rack {name} here")
    return rack
