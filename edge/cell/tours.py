"""Tours: what is left to pick, whose turn it is, and the walk that is offered when no plan is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from edge.cell.deferral import defer_reason
from edge.cell.draft import Draft
from edge.cell.inputs import Decision, TourOffered
from edge.cell.masters import CompiledMasters
from edge.cell.model import CellState, Rack, Single, Tour, Vehicle
from edge.cell.parts_of_family import key_of
from edge.cell.racks import (
    needs_at,
    number_at,
    numbers,
    oldest_first,
    pieces,
    slot_of,
    slot_state,
    vehicle_at,
)
from edge.cell.situation import Situation
from wire.events import DeferralEnded, DeferReason, Need, PickRef, TourEnded, TourStarted
from wire.ids import FaceId, SequenceNumber, TourId, WorkplaceId
from wire.masters import LabelOn, LoadOrder
from wire.short_name import pick_key
from wire.slot_state import SlotState
from wire.telegram import Flag, Status, Telegram

PICKS_MAX = 2_000
COMES_BACK = (None, DeferReason.LATER)
"""Picks that no person has to release."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """One need in one slot, as it is now."""

    ref: PickRef
    rack: Rack
    number: int
    need: Need
    vehicle: Vehicle
    pieces: int
    """Married already, of ``need.quantity``."""
    deferred: DeferReason | None = None
    """Why it stands in the short queue; None: it does not."""


class _Stop(NamedTuple):
    """Of a walk, ordered as it is walked."""

    aisle: int
    along: int
    face: FaceId
    number: int
    of_several: int


def resolve(state: CellState, ref: PickRef) -> Pick | None:
    """What the reference means now. None: the rack, the vehicle or the need is gone."""
    rack = state.racks.get(ref.rack)
    if rack is None or ref.slot >= rack.size:
        return None
    number = number_at(rack, ref.slot)
    vehicle = vehicle_at(state, rack, number)
    need = next((n for n in needs_at(state, rack, number) if key_of(n) == key_of(ref)), None)
    if vehicle is None or need is None:
        return None
    return Pick(
        ref=ref,
        rack=rack,
        number=number,
        need=need,
        vehicle=vehicle,
        pieces=pieces(rack, number, need),
        deferred=defer_reason(state, ref, need),
    )


def incomplete(state: CellState, picks: Iterable[PickRef]) -> Iterator[Pick]:
    """Those that still want pieces, held slots included, in walking order."""
    for ref in picks:
        pick = resolve(state, ref)
        if pick is not None and pick.pieces < pick.need.quantity:
            yield pick


def remaining(state: CellState, tour: Tour) -> Iterator[Pick]:
    """Those that can be picked now, in walking order: the first is the picker's turn."""
    ready = (
        pick
        for pick in incomplete(state, tour.picks)
        if pick.deferred is None and slot_state(state, pick.rack, pick.number) is SlotState.OPEN
    )
    later = []
    for pick in ready:
        if is_urgent(pick):
            yield pick
        else:
            later.append(pick)
    yield from later


def current_pick(state: CellState, workplace: WorkplaceId) -> Pick | None:
    """A single pick in hand goes before every tour."""
    if (single := single_at(state, workplace)) is not None:
        return pick_of_single(single)
    place = state.workplaces.get(workplace)
    if place is None or place.tour is None:
        return None
    return next(remaining(state, place.tour), None)


def single_at(state: CellState, workplace: WorkplaceId) -> Single | None:
    """What was ordered again and has its turn here; None: nothing."""
    return next((s for s in state.singles.values() if s.workplace == workplace), None)


def pick_of_single(single: Single) -> Pick:
    """As a pick of a rack of its own, with one slot."""
    order = single.order
    vehicle = Vehicle(
        telegram=Telegram(
            feed=order.feed,
            call_number=order.call_number,
            status=Status.FINAL,
            vin=order.vin,
            sequence_number=SequenceNumber(order.sequence_number),
            flags=(Flag.RE_ORDER,),
        ),
        content="",
        order=(),
        needs=(order.need,),
    )
    rack = Rack(
        rack=order.rack,
        rack_family=order.need.rack_family,
        point_of_fit=order.point_of_fit,
        feed=order.feed,
        epoch=0,
        first_number=0,
        size=1,
        load_order=LoadOrder.SAME,
        label_on=LabelOn.PICK,
        rack_label=False,
        picked={0: list(single.picked)},
    )
    return Pick(
        ref=PickRef(rack=order.rack, slot=0, family=order.need.family, index=order.need.index),
        rack=rack,
        number=0,
        need=order.need,
        vehicle=vehicle,
        pieces=len(single.picked),
    )


def is_urgent(pick: Pick) -> bool:
    """An emergency call of the line is picked before all others."""
    return Flag.EMERGENCY_CALL in pick.vehicle.telegram.flags


def placed(masters: CompiledMasters | None, picks: Iterable[Pick]) -> list[Pick]:
    """Those whose part lies in a face of the masters; what a picker comes back for only when
    nothing else is there.
    """
    found = [pick for pick in picks if masters is None or pick.need.face in masters.faces]
    return [pick for pick in found if pick.deferred is None] or found


def pickable(state: CellState) -> list[Pick]:
    """Every pick that can be done now and is in nobody's tour, emergency calls first and else in
    the order of the line: not what waits for its face to be filled.
    """
    taken = _taken(state)
    found: list[Pick] = []
    for rack in oldest_first(state):
        if rack.closed_us is not None:
            continue
        for number in numbers(state, rack):
            if slot_state(state, rack, number) is SlotState.OPEN:
                slot = slot_of(rack, number)
                refs = (
                    PickRef(rack=rack.rack, slot=slot, family=need.family, index=need.index)
                    for need in needs_at(state, rack, number)
                )
                wanted = incomplete(state, (ref for ref in refs if ref not in taken))
                found += (pick for pick in wanted if pick.deferred in COMES_BACK)
    return sorted(found, key=lambda pick: not is_urgent(pick))


def fallback_tour(
    state: CellState, masters: CompiledMasters, workplace: WorkplaceId
) -> tuple[PickRef, ...]:
    """A walk without a plan: the next open slots of the oldest rack, face after face. Empty when
    the workplace has a tour or nothing can be picked. What lies in no face is left out.
    """
    place = state.workplaces.get(workplace)
    open_picks = [] if place and place.tour else placed(masters, pickable(state))
    if not open_picks:
        return ()
    first = open_picks[0]
    if is_urgent(first):
        return walking_order(masters, [pick for pick in open_picks if is_urgent(pick)])
    of_rack = [pick for pick in open_picks if pick.rack is first.rack]
    vehicles = sorted({pick.number for pick in of_rack})[: masters.masters.layout.tour_vehicles]
    return walking_order(masters, [pick for pick in of_rack if pick.number in vehicles])


def walking_order(masters: CompiledMasters, picks: Iterable[Pick]) -> tuple[PickRef, ...]:
    """Up one aisle and down the next; at one face in the order of the line."""

    def place(pick: Pick) -> _Stop:
        face = masters.faces.get(pick.need.face)
        aisle, position = (face.aisle, face.position) if face else (0, 0)
        along = -position if aisle % 2 else position
        return _Stop(aisle, along, pick.need.face, pick.number, pick.need.index)

    return tuple(pick.ref for pick in sorted(picks, key=place))


def offer(at: Situation, given: TourOffered) -> Decision:
    """Start what of the offer can be picked, has a place and is in nobody's tour. A workplace that
    has a tour, or nobody at it, keeps what it has.
    """
    place = at.state.workplaces.get(given.workplace)
    if place is None or place.tour is not None or not place.person or place.paused:
        return Decision()
    if single_at(at.state, given.workplace) is not None:
        return Decision()
    taken = _taken(at.state)
    refs = [ref for ref in dict.fromkeys(given.picks[:PICKS_MAX]) if ref not in taken]
    picks = tuple(
        pick.ref
        for pick in placed(at.masters, incomplete(at.state, refs))
        if pick.deferred in COMES_BACK
        and slot_state(at.state, pick.rack, pick.number) is SlotState.OPEN
    )
    if not picks:
        return Decision()
    fact = TourStarted(
        tour=TourId(f"{given.workplace}-{at.state.tours_started + 1}"),
        workplace=given.workplace,
        person=place.person,
        picks=picks,
        engine=given.engine,
        optimal=given.optimal and picks == given.picks,
        planned_finish_us=given.planned_finish_us,
        due_us=given.due_us,
    )
    back = tuple(ref for ref in picks if pick_key(ref) in at.state.deferred)
    return Decision(facts=(DeferralEnded(picks=back), fact) if back else (fact,))


def end_tours(draft: Draft, workplaces: Iterable[WorkplaceId]) -> None:
    """End every tour in which nothing is left to pick. A slot that is released later comes back
    in a later tour.
    """
    for name in workplaces:
        place = draft.state.workplaces.get(name)
        if place is None or place.tour is None:
            continue
        if next(remaining(draft.state, place.tour), None) is None:
            completed = next(incomplete(draft.state, place.tour.picks), None) is None
            draft.add(TourEnded(tour=place.tour.tour, workplace=name, completed=completed))


def _taken(state: CellState) -> set[PickRef]:
    return {
        ref
        for place in state.workplaces.values()
        if place.tour is not None
        for ref in place.tour.picks
    }
