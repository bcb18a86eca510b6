"""Pallets and containers: racks are put on one, go on a truck with it by one scan, and come back
with it. Each rack keeps its own way: it is loaded, shipped and returned by facts of its own.
"""

from __future__ import annotations

from dataclasses import replace

from edge.cell import loads
from edge.cell.inputs import Decision, RefusedError
from edge.cell.load_inputs import LoadRack, ReturnRack
from edge.cell.model import CellState
from edge.cell.model.loads import Load
from edge.cell.on_trucks import open_load_of, racks_on, unit_of
from edge.cell.rack_orders import named, shippable, the_rack
from edge.cell.racks import oldest_first
from edge.cell.situation import Situation
from edge.cell.unit_inputs import LoadUnit, PutOnUnit, ReturnUnit, TakeOffUnit
from wire.events import AnyFact, RackOffUnit, RackOnUnit
from wire.ids import CODE_LENGTH_MAX, LoadId, RackId, UnitId
from wire.masters import LoadOrder
from wire.unit_facts import RACKS_OF_UNIT_MAX

STAYED = "it came back without this rack"
FORGOTTEN = "it came back, and the cell knows this rack no more"


def put_on(at: Situation, given: PutOnUnit) -> Decision:
    """A rack that is whole and stands here, on a unit that is here."""
    unit = UnitId(given.unit.strip())
    if not unit or len(unit) > CODE_LENGTH_MAX:
        raise RefusedError("unit.unnamed", "scan the licence plate of the pallet or container")
    rack = shippable(at.state, the_rack(at.state, given.rack).rack)
    other = unit_of(at.state, rack.rack)
    if other == unit:
        raise RefusedError("unit.on_this", f"rack {rack.rack} is on {unit} already")
    if other:
        raise RefusedError("unit.on_it", f"rack {rack.rack} is on {other} already")
    there = racks_on(at.state, unit)
    if any(_is_away(at.state, name) for name in there):
        raise RefusedError("unit.away", f"{unit} is on a truck, or has left and is not back")
    if len(there) >= RACKS_OF_UNIT_MAX:
        raise RefusedError("unit.full", f"{unit} takes {RACKS_OF_UNIT_MAX} racks at most")
    fact = RackOnUnit(rack=rack.rack, unit=unit, person=given.person, workplace=given.workplace)
    return Decision(facts=(fact,))


def take_off(at: Situation, given: TakeOffUnit) -> Decision:
    named(given.person, given.reason)
    unit = unit_of(at.state, given.rack)
    if not unit:
        raise RefusedError("unit.not_on_it", f"rack {given.rack} is on no pallet or container")
    the_rack(at.state, given.rack)
    fact = RackOffUnit(rack=given.rack, unit=unit, person=given.person, reason=given.reason[:200])
    return Decision(facts=(fact,))


def load_unit(at: Situation, given: LoadUnit) -> Decision:
    """All of it or nothing: each rack is asked as if it went on by itself, in its turn."""
    load = loads.the_load(at.state, given.load)
    names = _known(at.state, given.unit)
    racks = [rack.rack for rack in oldest_first(at.state) if rack.rack in names]
    if load.order is LoadOrder.REVERSE:
        racks.reverse()
    if left := [name for name in names if name not in racks or name in load.racks]:
        raise RefusedError("unit.away", f"{', '.join(left)} of {given.unit} stand here no more")
    facts: list[AnyFact] = []
    for rack in racks:
        decision = loads.load_rack(at, _of_unit(given, rack))
        facts += decision.facts
        at = replace(at, state=_with(at.state, given.load, rack))
    return Decision(facts=tuple(facts))


def return_unit(at: Situation, given: ReturnUnit) -> Decision:
    """Its racks that have left come back with it; one that stayed here, or that the cell knows no
    more, is off it. RefusedError: none has left, and one is here.
    """
    facts: list[AnyFact] = []
    off: list[RackOffUnit] = []
    for rack in _known(at.state, given.unit):
        if loads.has_left(at.state, rack):
            back = ReturnRack(
                rack=rack, empty=given.empty, person=given.person, reason=given.reason
            )
            facts += loads.take_back_rack(at, back).facts
        else:
            why = STAYED if rack in at.state.racks else FORGOTTEN
            off.append(RackOffUnit(rack=rack, unit=given.unit, person=given.person, reason=why))
    if not facts and any(it.reason == STAYED for it in off):
        raise RefusedError("unit.not_left", f"no rack of {given.unit} has left from here")
    return Decision(facts=(*facts, *off))


def _known(state: CellState, unit: UnitId) -> list[RackId]:
    racks = racks_on(state, unit)
    if not racks:
        raise RefusedError("unit.unknown", f"no rack stands on {unit}")
    return racks


def _of_unit(given: LoadUnit, rack: RackId) -> LoadRack:
    return LoadRack(
        load=given.load,
        rack=rack,
        person=given.person,
        workplace=given.workplace,
        out_of_order=given.out_of_order,
        unchecked=given.unchecked,
        reason=given.reason,
        unit=given.unit,
    )


def _with(state: CellState, name: LoadId, rack: RackId) -> CellState:
    """As it is once the rack is on the truck."""
    load: Load = state.loads[name]
    on_it = replace(load, racks=[*load.racks, rack])
    return replace(state, loads={**state.loads, name: on_it})


def _is_away(state: CellState, rack: RackId) -> bool:
    known = state.racks.get(rack)
    gone = known is None or known.shipped_us is not None
    return gone or open_load_of(state, rack) is not None
