"""Racks and slots. A slot's state is derived here, in one place, and is exactly one of six."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import takewhile

from edge.cell.blocked import blocked_pieces, part_blocked
from edge.cell.dense_racks import holes_before, is_whole
from edge.cell.group_racks import group_doubt, is_moved
from edge.cell.identity import named_last
from edge.cell.losses import losses_before
from edge.cell.model import CellState, HoldReason, Rack, Run, Unput, Vehicle
from edge.cell.parts_of_family import NeedKey, fills, key_of
from wire.events import Marriage, Need, UsageProblem
from wire.family_words import family_words
from wire.ids import FeedId, RackFamilyId
from wire.masters import Filling, GapPolicy, LoadOrder
from wire.slot_state import SlotState

SHIPPED_RACKS_KEPT = 50
"""Per rack family, whole; of older ones only the id stays."""

DONE = frozenset({SlotState.PICKED, SlotState.SKIPPED})
"""Nothing more is to be picked into such a slot."""

NOBODY = -1
"""No sequence number."""

SlotStatus = tuple[SlotState, HoldReason | None]


def slot_of(rack: Rack, number: int) -> int:
    """Slot index in load order, from 0, of a number that the rack carries. It never changes, even
    if the rack is closed short, but for untouched slots of a dense rack.
    """
    if rack.filling is not Filling.NUMBER:
        return next(slot for slot, dealt in rack.dealt.items() if dealt == number)
    place = number - rack.first_number
    return place if rack.load_order is LoadOrder.SAME else rack.size - 1 - place


def number_at(rack: Rack, slot: int) -> int:
    """NOBODY: no number has this slot."""
    if rack.filling is not Filling.NUMBER:
        return rack.dealt.get(slot, NOBODY)
    place = slot if rack.load_order is LoadOrder.SAME else rack.size - 1 - slot
    return rack.first_number + place


def run_of(state: CellState, rack: Rack) -> Run | None:
    feed = state.feeds.get(rack.feed)
    return feed.runs.get(rack.epoch) if feed else None


def numbers(state: CellState, rack: Rack) -> Sequence[int]:
    """The numbers that this rack is to carry: not those before this cell began to listen, nor
    those after the end of a run, nor those that a feed which does not tell every number passed
    over. In rising order.
    """
    if rack.filling is not Filling.NUMBER:
        return sorted(rack.dealt.values())
    run = run_of(state, rack)
    if run is None:
        return range(rack.first_number, rack.last_number + 1)
    last = min(rack.last_number, run.frontier) if run.ended else rack.last_number
    found = range(max(rack.first_number, run.first), last + 1)
    if not run.jumped:
        return found
    return [
        number
        for number in found
        if not passed_over(run, rack, number) or in_conflict(state, rack, number)
    ]


def passed_over(run: Run, rack: Rack, number: int) -> bool:
    """The line went past the number and nobody has it, nor is it waited for; nothing lies there."""
    return (
        run.pruned_below <= number <= run.frontier
        and number not in run.owner
        and number not in run.missing
        and number not in run.skipped
        and number not in rack.picked
    )


def vehicle_at(state: CellState, rack: Rack, number: int) -> Vehicle | None:
    """The vehicle that holds this number, or None."""
    feed = state.feeds.get(rack.feed)
    run = feed.runs.get(rack.epoch) if feed else None
    call = run.owner.get(number) if run else None
    return feed.vehicles.get(call) if feed and call is not None else None


def needs_at(state: CellState, rack: Rack, number: int) -> tuple[Need, ...]:
    """What the slot of ``number`` is to contain."""
    vehicle = vehicle_at(state, rack, number)
    return () if vehicle is None else needs_of(vehicle, rack.rack_family)


def needs_of(vehicle: Vehicle, rack_family: RackFamilyId) -> tuple[Need, ...]:
    return tuple(need for need in vehicle.needs if need.rack_family == rack_family)


def problems_of(vehicle: Vehicle, rack_family: RackFamilyId) -> tuple[UsageProblem, ...]:
    """The families of these racks of which it is not clear what the vehicle needs."""
    return tuple(p for p in vehicle.problems if p.rack_family in ("", rack_family))


def pieces(rack: Rack, number: int, need: Need) -> int:
    """How many pieces are married in the slot for this need."""
    return sum(fills(marriage, need) for marriage in rack.picked.get(number, ()))


def unfit_pieces(state: CellState, rack: Rack, number: int) -> tuple[Marriage, ...]:
    """Pieces in the slot that the vehicle there now does not need."""
    married = rack.picked.get(number)
    if not married:
        return ()
    vehicle = vehicle_at(state, rack, number)
    if vehicle is None or vehicle.withdrawn:
        return tuple(married)
    if rack.filling is Filling.GROUP and is_moved(state, rack, number):
        return tuple(married)
    wanted = {key_of(need): need for need in needs_of(vehicle, rack.rack_family)}
    count: Counter[NeedKey] = Counter()
    unfit = []
    for marriage in married:
        key = key_of(marriage)
        need = wanted.get(key)
        count[key] += 1
        if (
            need is None
            or not _is_its(marriage, vehicle)
            or marriage.part != need.part
            or count[key] > need.quantity
        ):
            unfit.append(marriage)
    return tuple(unfit)


def _is_its(marriage: Marriage, vehicle: Vehicle) -> bool:
    """Whether it was picked for this very car: a call number may have been given another VIN."""
    vin = named_last(vehicle, "vin")
    same = not vin or not marriage.vin or vin == marriage.vin
    return same and marriage.call_number == vehicle.telegram.call_number


def slot_state(state: CellState, rack: Rack, number: int) -> SlotState:
    return slot_status(state, rack, number)[0]


def hold_reasons(state: CellState, rack: Rack, number: int) -> tuple[HoldReason, ...]:
    """Why the slot is held; empty when it is not."""
    reason = slot_status(state, rack, number)[1]
    return () if reason is None else (reason,)


def standing_before(state: CellState, rack: Rack) -> list[str]:
    """What of the same rack family is still here and comes before this rack: racks, and numbers
    that are missing and have no rack. In the order of the line.
    """
    same = [
        other
        for other in oldest_first(state)
        if (other.rack_family, other.feed) == (rack.rack_family, rack.feed)
        and (other.epoch, other.first_number) < (rack.epoch, rack.first_number)
    ]
    found = {
        (other.epoch, other.first_number): str(other.rack)
        for other in same
        if other.shipped_us is None and not is_empty(state, other)
    }
    feed = state.feeds.get(rack.feed)
    for epoch, run in feed.runs.items() if feed is not None and same else ():
        for number in run.missing:
            place = (epoch, number)
            inside = (same[0].epoch, same[0].first_number) < place < (rack.epoch, rack.first_number)
            if inside and number not in run.skipped and not _has_rack(same, epoch, number):
                found[place] = f"number {number}"
    return [name for _, name in sorted(found.items())]


def _has_rack(racks: list[Rack], epoch: int, number: int) -> bool:
    return any(rack.epoch == epoch and carries(rack, number) for rack in racks)


def slot_status(state: CellState, rack: Rack, number: int) -> SlotStatus:
    """Exactly one state, and the reason when it is HELD. A number that was not announced yet is
    MISSING like one that is overdue; only the second is a hole (``Run.missing``). A slot that the
    rack does not carry is MISSING, whoever has its number now.
    """
    if number not in numbers(state, rack):
        return SlotState.MISSING, None
    if rack.shipped_us is not None:
        return SlotState.SHIPPED, None
    run = run_of(state, rack)
    vehicle = vehicle_at(state, rack, number)
    if run is None:
        return SlotState.MISSING, None
    if in_conflict(state, rack, number):
        return SlotState.HELD, HoldReason.VERSION
    if number in run.skipped and (vehicle is None or _stays_empty(rack, number, vehicle)):
        return SlotState.SKIPPED, None
    if vehicle is None:
        left = number not in run.missing and number in rack.picked
        return (SlotState.HELD, HoldReason.LATE_CHANGE) if left else (SlotState.MISSING, None)
    return _of_vehicle(state, rack, run, number, vehicle)


def _of_vehicle(
    state: CellState, rack: Rack, run: Run, number: int, vehicle: Vehicle
) -> SlotStatus:
    reason = _held(state, rack, run, number, vehicle)
    if reason is not None:
        return SlotState.HELD, reason
    if is_complete(state, rack, number):
        return SlotState.OPEN if unput_at(rack, number) else SlotState.PICKED, None
    if _goes_without(rack, vehicle, number):
        return SlotState.SKIPPED, None
    if rack.closed_us is not None:
        return SlotState.HELD, HoldReason.LATE_CHANGE
    if gap_before(state, rack, number):
        return SlotState.HELD, HoldReason.GAP
    return SlotState.OPEN, None


def in_conflict(state: CellState, rack: Rack, number: int) -> bool:
    """Whether nobody can tell which version of the slot's vehicle counts, or whose number it is."""
    feed = state.feeds.get(rack.feed)
    if feed is None or not feed.conflicts:
        return False
    place, run = (rack.epoch, number), feed.runs.get(rack.epoch)
    owner = None if run is None else run.owner.get(number)
    return owner in feed.conflicts or any(
        (conflict.epoch, conflict.number) == place for conflict in feed.conflicts.values()
    )


def _held(
    state: CellState, rack: Rack, run: Run, number: int, vehicle: Vehicle
) -> HoldReason | None:
    if vehicle.withdrawn:
        return HoldReason.WITHDRAWN
    if number in run.contested:
        return HoldReason.CONTESTED
    if vehicle.held and why_held(rack, vehicle):
        return HoldReason.STATUS
    if vehicle.fitted and lacking(rack, number, vehicle):
        return HoldReason.FITTED
    if problems_of(vehicle, rack.rack_family):
        return HoldReason.USAGE
    if rack.filling is Filling.GROUP and group_doubt(state, rack, number):
        return HoldReason.GROUP
    if state.blocks and _blocked(state, rack, number, vehicle):
        return HoldReason.BLOCKED
    if unfit_pieces(state, rack, number):
        return HoldReason.LATE_CHANGE
    return None


def why_held(rack: Rack, vehicle: Vehicle) -> str:
    """Why masters hold the vehicle's slot in the rack. Empty: they do not."""
    return vehicle.held.get(rack.rack) or vehicle.held.get("", "")


def _blocked(state: CellState, rack: Rack, number: int, vehicle: Vehicle) -> bool:
    """Whether a piece in the slot is blocked, or all of a part that it still wants."""
    return bool(blocked_pieces(state, rack, number)) or any(
        part_blocked(state, need.part) is not None and _awaited(rack, vehicle, number, need)
        for need in needs_of(vehicle, rack.rack_family)
    )


def _awaited(rack: Rack, vehicle: Vehicle, number: int, need: Need) -> bool:
    """Pieces are lacking, and nobody let the rack be closed without them."""
    call = vehicle.telegram.call_number
    without = sum(
        each.quantity
        for each in rack.left_out
        if (each.number, each.call_number, each.part) == (number, call, need.part)
        and key_of(each) == key_of(need)
    )
    return pieces(rack, number, need) + without < need.quantity


def _goes_without(rack: Rack, vehicle: Vehicle, number: int) -> bool:
    """A person closed the rack without what the slot lacks."""
    return bool(rack.left_out) and not any(
        _awaited(rack, vehicle, number, need) for need in needs_of(vehicle, rack.rack_family)
    )


def _stays_empty(rack: Rack, number: int, vehicle: Vehicle) -> bool:
    """A person's word that the slot stays empty still counts with this vehicle on its number."""
    return vehicle.withdrawn or (vehicle.fitted and bool(lacking(rack, number, vehicle)))


def lacking(rack: Rack, number: int, vehicle: Vehicle) -> tuple[str, ...]:
    """What of the rack's families the vehicle has not got by its slot, in words."""
    married = rack.picked.get(number, ())
    found = [f"{problem.family} (not clear)" for problem in problems_of(vehicle, rack.rack_family)]
    for need in needs_of(vehicle, rack.rack_family):
        right = sum(m.part == need.part and _is_its(m, vehicle) and fills(m, need) for m in married)
        if right < need.quantity:
            found.append(f"{family_words(need)} {need.part} ({right} of {need.quantity})")
    return tuple(found)


def is_complete(state: CellState, rack: Rack, number: int) -> bool:
    """Every piece that the vehicle needs here is married, or it needs none."""
    return all(
        pieces(rack, number, need) >= need.quantity for need in needs_at(state, rack, number)
    )


def unput_at(rack: Rack, number: int) -> list[Unput]:
    """Pieces of the slot of which nobody has shown yet that they lie in it."""
    return [each for each in rack.unput if number_at(rack, each.marriage.slot) == number]


def gap_before(state: CellState, rack: Rack, number: int) -> bool:
    """Whether a hole in the rack holds the slots behind it, ``number`` among them."""
    return any(True for _ in gaps_before(state, rack, number))


def gaps_before(state: CellState, rack: Rack, number: int) -> Iterator[int]:
    """The missing numbers that hold the slot of ``number``."""
    run = run_of(state, rack)
    if run is None or not run.missing or rack.gap_policy is GapPolicy.LEAVE_EMPTY:
        return
    if rack.filling is Filling.DENSE:
        before = holes_before(state, rack, run, number)
    elif rack.filling is Filling.NUMBER:
        carried = takewhile(lambda hole: hole < number, numbers(state, rack))
        before = (hole for hole in carried if hole in run.missing)
    else:
        return
    yield from (hole for hole in before if _holds(rack, run, hole))


def _holds(rack: Rack, run: Run, hole: int) -> bool:
    if rack.gap_policy is GapPolicy.HOLD_AT_ONCE:
        return True
    seen = 0
    for number in range(hole + 1, run.frontier + 1):
        seen += number in run.owner
        if seen >= rack.hold_after_vehicles:
            return True
    return seen >= rack.hold_after_vehicles


def is_closable(state: CellState, rack: Rack) -> bool:
    """Every slot is PICKED or SKIPPED, and nothing more will come into the rack."""
    carried = numbers(state, rack)
    return (
        rack.closed_us is None
        and len(carried) > 0
        and (rack.filling is Filling.NUMBER or is_whole(state, rack, run_of(state, rack)))
        and all(slot_state(state, rack, number) in DONE for number in carried)
        and not losses_before(state, rack)
    )


def is_empty(state: CellState, rack: Rack) -> bool:
    """Nothing lies in it, and nothing will: its vehicles moved away, or people skipped its numbers,
    and nobody let it go without a piece.
    """
    run = run_of(state, rack)
    if run is None or rack.shipped_us is not None or any(rack.picked.values()) or rack.left_out:
        return False
    return all(
        number in run.skipped and slot_state(state, rack, number) is SlotState.SKIPPED
        for number in numbers(state, rack)
    )


def covering(state: CellState, feed: FeedId, epoch: int, number: int) -> Iterator[Rack]:
    """The racks, one a rack family, in which ``number`` has its slot."""
    for rack in state.racks.values():
        if rack.epoch == epoch and rack.feed == feed and carries(rack, number):
            yield rack


def carries(rack: Rack, number: int) -> bool:
    """Whether the number, of the rack's run, has a slot in it."""
    if rack.filling is not Filling.NUMBER:
        return number in rack.dealt.values()
    return rack.first_number <= number <= rack.last_number


def oldest_first(state: CellState) -> list[Rack]:
    """Racks in the order in which the line will need them."""
    return sorted(
        state.racks.values(), key=lambda r: (r.feed, r.epoch, r.first_number, r.rack_family)
    )
