"""Between the cell and the sequencer: the cell's state as a planning problem, and its answer as
tours and as a fact. Pure.

Line-side space is not given to the sequencer as a limit. A place at the line holds a rack, and a
rack leaves the cell by a person's word when it is full; until then its kits wait in the cell,
where finishing early takes no place at the line. The limit counts kits that go to the line one
by one, so it would hold up pickers here for a space that they do not fill.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from edge.cell.masters import CompiledMasters
from edge.cell.model import CellState
from edge.cell.slot_times import rack_due_us
from edge.cell.tours import Pick, is_urgent
from edge.sequencer import (
    BlockLayout,
    Face,
    LineLayout,
    Part,
    Picker,
    PickPlan,
    PlanProblem,
    PreviousTour,
    Vehicle,
)
from edge.sequencer import Tour as SequencedTour
from wire.events import Need, PickRef, PlanMade
from wire.ids import TEXT_LENGTH_MAX, FamilyId, RackId, WorkplaceId
from wire.readable import readable
from wire.tours import IN_ORDER, PLANNED_MAX, PlannedTour

DAY_MS = 24 * 3600 * 1000
"""A problem's clock begins a day before now, so that what is overdue has a time too."""
DUE_UNKNOWN_MS = 7 * DAY_MS
"""Due of a slot of which nothing says when the line needs it, from now."""
PICK_MS_MAX = DAY_MS
"""What the pieces of one pick are taken to last at most: one telegram that names ten thousand of a
part must not take the plan from all others.
"""
NOBODY = "nobody is signed in"
NOTHING = "nothing can be picked now"


def problem_of(
    state: CellState,
    masters: CompiledMasters,
    picks: list[Pick],
    free_us: Mapping[WorkplaceId, int],
    *,
    horizon: int,
    now_us: int,
    before: PickPlan | None = None,
) -> PlanProblem:
    """The next ``horizon`` slots for the workplaces of ``free_us``, each free from its time on.
    ``before``: the last plan; of two that are equally good the one more like it is chosen. An
    emergency call is due at once and shares no tour with others.
    """
    layout = masters.masters.layout
    by_slot = _slots(picks, horizon)
    racks = [(rack, is_urgent(chosen[0])) for (rack, _), chosen in by_slot.items()]
    dues = {rack: _due_ms(state, masters, rack, now_us) for rack, _ in dict.fromkeys(racks)}
    vehicles = _vehicles(masters, by_slot, dues)
    return PlanProblem(
        now_ms=DAY_MS,
        vehicles=vehicles,
        faces=tuple(
            Face(aisle=face.aisle, position_mm=face.position * layout.position_mm, name=name)
            for name, face in masters.faces.items()
        ),
        layout=_layout(masters),
        pickers=tuple(
            Picker(id=name, available_from_ms=DAY_MS + max(0, at_us - now_us) // 1000)
            for name, at_us in free_us.items()
        ),
        capacity=layout.tour_vehicles,
        rack_starts=tuple(i for i in range(1, len(racks)) if racks[i] != racks[i - 1]),
        setup_ms=layout.setup_s * 1000,
        stop_ms=layout.stop_s * 1000,
        speed_mm_s=layout.walk_mm_per_s,
        previous=() if before is None else _previous(before, vehicles),
    )


def _vehicles(
    masters: CompiledMasters,
    by_slot: Mapping[tuple[RackId, int], Sequence[Pick]],
    dues: Mapping[RackId, int],
) -> tuple[Vehicle, ...]:
    """What is picked for one slot is a vehicle to the sequencer."""
    pick_ms = masters.masters.layout.pick_s * 1000
    faces = {name: index for index, name in enumerate(masters.faces)}
    return tuple(
        Vehicle(
            id=vehicle_id(rack, number),
            due_ms=0 if is_urgent(chosen[0]) else dues[rack],
            release_ms=DAY_MS,
            parts=tuple(
                Part(
                    face=faces[pick.need.face],
                    rack=rack,
                    slot=pick.ref.slot,
                    pick_ms=min(pick_ms * (pick.need.quantity - pick.pieces), PICK_MS_MAX),
                    name=name_of_need(pick.need),
                )
                for pick in chosen
            ),
        )
        for (rack, number), chosen in by_slot.items()
    )


def at_work(state: CellState, now_us: int) -> dict[WorkplaceId, int]:
    """Workplaces with a person, not paused, and when each is free: now, or when the tour that its
    picker was shown should be over.
    """
    return {
        name: now_us if place.tour is None else max(now_us, place.tour.planned_finish_us or 0)
        for name, place in state.workplaces.items()
        if place.person and not place.paused
    }


def first_tour(found: PickPlan, workplace: WorkplaceId) -> SequencedTour | None:
    """What the plan gives this workplace first; None: nothing."""
    return next((tour for tour in found.tours if tour.picker == workplace), None)


def picks_of(tour: SequencedTour) -> tuple[PickRef, ...]:
    """In walking order."""
    return tuple(
        PickRef(rack=RackId(pick.part.rack), slot=pick.part.slot, family=family, index=index)
        for pick in tour.picks
        for family, index in (need_of_name(pick.part.name),)
    )


def name_of_need(need: Need) -> str:
    """What the sequencer calls a need; it only hands it back."""
    return f"{need.index} {need.family}"


def need_of_name(name: str) -> tuple[FamilyId, int]:
    """Family and index."""
    index, _, family = name.partition(" ")
    return FamilyId(family), int(index)


def time_us(at_ms: int, asked_us: int) -> int:
    """A moment of a plan that was asked for at ``asked_us``."""
    return asked_us + (at_ms - DAY_MS) * 1000


def due_us(due_ms: int, asked_us: int) -> int | None:
    """None: nothing says when."""
    return None if due_ms >= DAY_MS + DUE_UNKNOWN_MS else time_us(due_ms, asked_us)


def plan_made(found: PickPlan, asked_us: int) -> PlanMade:
    """The plan as it is told, without forecasts."""
    certificate, cost = found.certificate, found.cost
    return PlanMade(
        engine=found.engine,
        optimal=certificate.optimal,
        argument=certificate.argument,
        late_ms=cost.late_ms,
        work_ms=cost.work_ms,
        gap_late_ms=certificate.gap_late_ms,
        gap_work_ms=max(0, certificate.gap_work_ms),
        vehicles=len(found.problem.vehicles),
        tours_count=len(found.cuts),
        tours=tuple(_told(tour, asked_us) for tour in found.tours[:PLANNED_MAX]),
    )


def nothing_planned(reason: str) -> PlanMade:
    """There is nothing to plan, or nobody to plan for."""
    return PlanMade(
        engine="",
        optimal=reason == NOTHING,
        argument=reason,
        late_ms=0,
        work_ms=0,
        vehicles=0,
        tours_count=0,
    )


def plan_refused(reason: str) -> PlanMade:
    """Nothing could be planned, and the pickers get the next slots in order."""
    return PlanMade(
        engine=IN_ORDER,
        optimal=False,
        argument=readable(reason)[:TEXT_LENGTH_MAX],
        late_ms=0,
        work_ms=0,
        vehicles=0,
        tours_count=0,
    )


def vehicle_id(rack: RackId, number: int) -> str:
    return f"{rack}/{number}"


def _slots(picks: Sequence[Pick], horizon: int) -> dict[tuple[RackId, int], list[Pick]]:
    by_slot: dict[tuple[RackId, int], list[Pick]] = {}
    for pick in picks:
        key = (pick.rack.rack, pick.number)
        if key not in by_slot and len(by_slot) == horizon:
            break
        by_slot.setdefault(key, []).append(pick)
    return by_slot


def _told(tour: SequencedTour, asked_us: int) -> PlannedTour:
    numbers = [int(vehicle.rpartition("/")[2]) for vehicle in tour.vehicles]
    return PlannedTour(
        workplace=WorkplaceId(tour.picker),
        start_us=time_us(tour.start_ms, asked_us),
        finish_us=time_us(tour.finish_ms, asked_us),
        due_us=due_us(tour.due_ms, asked_us),
        rack=RackId(tour.picks[0].part.rack),
        first_number=min(numbers),
        last_number=max(numbers),
        picks=len(tour.picks),
    )


def _previous(before: PickPlan, vehicles: tuple[Vehicle, ...]) -> tuple[PreviousTour, ...]:
    """Tours of the last plan of which every vehicle is still to be planned."""
    left = {vehicle.id for vehicle in vehicles}
    return tuple(
        PreviousTour(picker=tour.picker, vehicles=tour.vehicles)
        for tour in before.tours
        if left.issuperset(tour.vehicles)
    )


def _layout(masters: CompiledMasters) -> LineLayout | BlockLayout:
    layout = masters.masters.layout
    if layout.aisles == 1:
        return LineLayout()
    length_mm = layout.positions_per_aisle * layout.position_mm
    return BlockLayout(aisle_mm=(length_mm,) * layout.aisles, pitch_mm=layout.aisle_mm)


def _due_ms(state: CellState, masters: CompiledMasters, rack: RackId, now_us: int) -> int:
    """A rack goes as a whole: all its vehicles are due when it must leave."""
    due = rack_due_us(state, masters, state.racks[rack], now_us)
    if due is None:
        return DAY_MS + DUE_UNKNOWN_MS
    return max(0, DAY_MS + (due - now_us) // 1000)
