"""Trucks: opened at a dock, loaded in the order of the line or in reverse, departed, delivered.

A truck is checked twice: at each rack that goes on, and as a whole when it departs, because what is
in a rack may be held or blocked meanwhile, and another truck may have taken an earlier one.
"""

from __future__ import annotations

from collections.abc import Iterable

from edge.cell.draft import Draft
from edge.cell.inputs import Decision, RefusedError
from edge.cell.load_inputs import (
    DeliverLoad,
    DepartLoad,
    LoadRack,
    OpenLoad,
    ReturnRack,
    UnloadRack,
)
from edge.cell.model import CellState, Rack
from edge.cell.model.loads import Load
from edge.cell.on_trucks import open_load_of
from edge.cell.rack_orders import AHEAD_OF_SAID, alone, named, shippable, unchecked_slots
from edge.cell.racks import is_empty, oldest_first, standing_before
from edge.cell.situation import Situation
from wire.events import (
    LoadDelivered,
    LoadDeparted,
    LoadOpened,
    RackLoaded,
    RackReturned,
    RackShipped,
    RackUnloaded,
)
from wire.ids import LoadId, PersonId, RackId, WorkplaceId
from wire.load_facts import RACKS_OF_LOAD_MAX
from wire.masters import LoadOrder

OPEN_MAX = 50


def open_load(at: Situation, given: OpenLoad) -> Decision:
    truck, dock = given.truck.strip(), given.dock.strip()
    if not truck or not dock:
        raise RefusedError("load.unnamed", "name the truck and the dock")
    waiting = [load for load in at.state.loads.values() if load.departed_us is None]
    if len(waiting) >= OPEN_MAX:
        raise RefusedError("load.full", f"{OPEN_MAX} trucks are open; let some depart first")
    for load in waiting:
        if given.workplace and load.workplace == given.workplace:
            raise RefusedError(
                "load.open", f"{given.workplace} loads {load.truck} ({load.load}) already"
            )
        if load.truck == truck:
            raise RefusedError("load.open", f"truck {truck} is open already: {load.load}")
    fact = LoadOpened(
        load=LoadId(f"T{at.state.offset + 1}"),
        truck=truck,
        dock=dock,
        order=given.order,
        planned=_plan(at.state, given),
        person=given.person,
        workplace=given.workplace,
    )
    return Decision(facts=(fact,))


def _plan(state: CellState, given: OpenLoad) -> tuple[RackId, ...]:
    """In the order of the line. Raises RefusedError where a rack that must leave before is not in
    it.
    """
    free = [rack for rack in _here(state) if not open_load_of(state, rack.rack)]
    if given.racks:
        known = {rack.rack for rack in free}
        if strange := [name for name in given.racks if name not in known]:
            raise RefusedError("rack.unknown", f"not here, or on a truck: {', '.join(strange)}")
        chosen = [rack for rack in free if rack.rack in given.racks]
    else:
        chosen = [rack for rack in free if rack.closed_us is not None][: given.count]
        if len(chosen) < given.count:
            raise RefusedError("load.plan", f"only {len(chosen)} racks are closed here")
    if given.order is LoadOrder.REVERSE and not chosen:
        raise RefusedError(
            "load.plan", "in reverse the last rack goes on first: say which racks, or how many"
        )
    if len(chosen) > RACKS_OF_LOAD_MAX:
        raise RefusedError("load.plan", f"a truck takes {RACKS_OF_LOAD_MAX} racks at most")
    names = [rack.rack for rack in chosen]
    for rack in chosen:
        if missing := _before(state, rack, names):
            raise RefusedError(
                "load.plan",
                f"{', '.join(missing[:AHEAD_OF_SAID])} must leave before rack {rack.rack}",
            )
    return tuple(names)


def _here(state: CellState) -> list[Rack]:
    return [
        rack
        for rack in oldest_first(state)
        if rack.shipped_us is None and not is_empty(state, rack)
    ]


def load_at(state: CellState, workplace: WorkplaceId) -> Load | None:
    """The truck that scans of this workplace load."""
    open_ones = (load for load in state.loads.values() if load.departed_us is None)
    return next((load for load in open_ones if workplace and load.workplace == workplace), None)


def next_racks(state: CellState, load: Load) -> list[RackId]:
    """Whose turn it is, one of each family."""
    on_trucks = {name for it in state.loads.values() for name in it.racks}
    wanted = [
        rack
        for rack in _here(state)
        if rack.rack not in on_trucks and (not load.planned or rack.rack in load.planned)
    ]
    if load.order is LoadOrder.REVERSE:
        wanted.reverse()
    first: dict[str, RackId] = {}
    for rack in wanted:
        first.setdefault(rack.rack_family, rack.rack)
    return list(first.values())


def load_rack(at: Situation, given: LoadRack) -> Decision:
    """In its turn, or by a person with a reason; the fact then says what had its turn."""
    load = the_load(at.state, given.load)
    rack = shippable(at.state, given.rack)
    other = open_load_of(at.state, rack.rack)
    if other is not None:
        raise RefusedError("rack.loaded", f"rack {rack.rack} is on truck {other.truck} already")
    alone(at.state, rack, given.unit)
    before = _in_turn_before(at.state, load, rack)
    if before and not given.out_of_order:
        raise RefusedError(
            "load.out_of_order",
            f"rack {before[0]} goes on truck {load.truck} before rack {rack.rack}; load it first, "
            "or order it out of order, with the reason",
        )
    waits = unchecked_slots(at, rack, allowed=given.unchecked)
    if before or waits:
        named(given.person, given.reason)
    fact = RackLoaded(
        load=load.load,
        rack=rack.rack,
        person=given.person,
        workplace=given.workplace,
        before=tuple(before[:AHEAD_OF_SAID]),
        reason=given.reason[:200] if before or waits else "",
        unchecked=waits,
        unit=given.unit,
    )
    return Decision(facts=(fact,))


def _in_turn_before(state: CellState, load: Load, rack: Rack) -> list[str]:
    """What should have gone on first, the one whose turn it is first."""
    if load.planned and rack.rack not in load.planned:
        left = [name for name in load.planned if name not in load.racks]
        return [str(name) for name in left] or [f"no rack: {load.load} is full"]
    if load.order is LoadOrder.REVERSE:
        family = [
            name
            for name in reversed(load.planned)
            if state.racks[name].rack_family == rack.rack_family
        ]
        ahead = family[: family.index(rack.rack)]
        return [str(name) for name in ahead if name not in load.racks]
    on_trucks = [name for it in state.loads.values() for name in it.racks]
    return _before(state, rack, on_trucks)


def _before(state: CellState, rack: Rack, taken: Iterable[str]) -> list[str]:
    known = set(taken)
    return [name for name in standing_before(state, rack) if name not in known]


def unload_rack(at: Situation, given: UnloadRack) -> Decision:
    load = the_load(at.state, given.load)
    named(given.person, given.reason)
    if given.rack not in load.racks:
        raise RefusedError("rack.not_loaded", f"rack {given.rack} is not on truck {load.truck}")
    fact = RackUnloaded(
        load=load.load, rack=given.rack, person=given.person, reason=given.reason[:200]
    )
    return Decision(facts=(fact,))


def depart(at: Situation, given: DepartLoad) -> Decision:
    """All its racks leave in the order of the line."""
    load = the_load(at.state, given.load)
    if not load.racks:
        raise RefusedError("load.empty", f"nothing is on truck {load.truck}")
    if not given.seal.strip():
        raise RefusedError("load.seal", "name the seal, or write none")
    racks = [rack for rack in oldest_first(at.state) if rack.rack in load.racks]
    for rack in racks:
        shippable(at.state, rack.rack)
    left = tuple(name for name in load.planned if name not in load.racks and _waits(at.state, name))
    ahead = {rack.rack: _before(at.state, rack, load.racks) for rack in racks}
    wrong = [*left, *(name for names in ahead.values() for name in names)]
    reason = _reason(load, given, wrong)
    draft = Draft(at.state, at.now_us, racks=[rack.rack for rack in racks])
    for rack in racks:
        before = tuple(ahead[rack.rack][:AHEAD_OF_SAID])
        draft.add(_shipped(at, load, rack, given.person, before, reason))
    draft.add(
        LoadDeparted(
            load=load.load,
            seal=given.seal.strip()[:200],
            racks=tuple(load.racks),
            left_behind=left,
            person=given.person,
            reason=reason,
        )
    )
    return draft.decision()


def _shipped(
    at: Situation, load: Load, rack: Rack, person: PersonId, before: tuple[str, ...], reason: str
) -> RackShipped:
    """With who let it go unchecked when it went on. Raises RefusedError where nobody did."""
    let = load.unchecked.get(rack.rack)
    waits = unchecked_slots(at, rack, allowed=let is not None)
    return RackShipped(
        rack=rack.rack,
        person=person,
        last_number=rack.last_number,
        ahead_of=before,
        reason=reason if before else "",
        left_out=rack.left_out,
        unchecked=waits,
        unchecked_by=let.person if let and waits else PersonId(""),
        unchecked_reason=let.reason if let and waits else "",
    )


def _reason(load: Load, given: DepartLoad, wrong: list[str]) -> str:
    """Why it goes although something should go first; empty: nothing should."""
    if not wrong:
        return ""
    if not given.out_of_order:
        raise RefusedError(
            "load.out_of_order",
            f"{', '.join(dict.fromkeys(wrong))} should leave with truck {load.truck} or before it; "
            "load it, or let the truck go without, with the reason",
        )
    named(given.person, given.reason)
    return given.reason[:200]


def _waits(state: CellState, name: RackId) -> bool:
    """Neither on another truck nor gone."""
    rack = state.racks.get(name)
    return rack is not None and rack.shipped_us is None and open_load_of(state, name) is None


def deliver(at: Situation, given: DeliverLoad) -> Decision:
    load = at.state.loads.get(given.load)
    if load is None or load.departed_us is None:
        raise RefusedError("load.not_departed", f"no truck {given.load} has departed from here")
    if load.delivered_us is not None:
        raise RefusedError("load.delivered", f"truck {load.truck} is delivered already")
    if not given.place.strip():
        raise RefusedError("load.place", "say where it was unloaded")
    fact = LoadDelivered(load=load.load, place=given.place.strip()[:200], person=given.person)
    return Decision(facts=(fact,))


def take_back_rack(at: Situation, given: ReturnRack) -> Decision:
    """Its pieces stay refused until each is released."""
    if not has_left(at.state, given.rack):
        raise RefusedError("rack.not_shipped", f"rack {given.rack} did not leave from here")
    if given.rack in at.state.returned:
        raise RefusedError("rack.returned", f"rack {given.rack} came back already")
    if not given.empty:
        named(given.person, given.reason)
    fact = RackReturned(
        rack=given.rack, empty=given.empty, person=given.person, reason=given.reason[:200]
    )
    return Decision(facts=(fact,))


def has_left(state: CellState, name: RackId) -> bool:
    rack = state.racks.get(name)
    return name in state.shipped or (rack is not None and rack.shipped_us is not None)


def the_load(state: CellState, name: LoadId) -> Load:
    """A truck that is here."""
    load = state.loads.get(name)
    if load is None:
        raise RefusedError("load.unknown", f"there is no truck {name} here")
    if load.departed_us is not None:
        raise RefusedError("load.departed", f"truck {load.truck} ({name}) has departed")
    return load
