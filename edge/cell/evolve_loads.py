"""Folding trucks, and where parts come in."""

from __future__ import annotations

from edge.cell.evolve_plans import workplace_of
from edge.cell.model import CellState
from edge.cell.model.loads import LetGo, Load
from edge.cell.on_trucks import racks_on
from wire.events import (
    LoadDelivered,
    LoadDeparted,
    LoadOpened,
    RackLoaded,
    RackOffUnit,
    RackOnUnit,
    RackReturned,
    RackUnloaded,
    ReceivingChanged,
)
from wire.ids import RackId

UNITS_KEPT = 2_000
"""Pallets and containers on which racks stand, here or away."""
LOADS_KEPT = 200
"""That have departed."""


def load_opened(state: CellState, fact: LoadOpened, at_us: int, offset: int) -> None:
    state.loads[fact.load] = Load(
        load=fact.load,
        truck=fact.truck,
        dock=fact.dock,
        order=fact.order,
        planned=fact.planned,
        opened_us=at_us,
        person=fact.person,
        workplace=fact.workplace,
    )


def rack_loaded(state: CellState, fact: RackLoaded, at_us: int, offset: int) -> None:
    load = state.loads[fact.load]
    load.racks.append(fact.rack)
    if fact.unchecked:
        load.unchecked[fact.rack] = LetGo(fact.person, fact.reason)


def rack_unloaded(state: CellState, fact: RackUnloaded, at_us: int, offset: int) -> None:
    load = state.loads[fact.load]
    load.racks.remove(fact.rack)
    load.unchecked.pop(fact.rack, None)


def rack_on_unit(state: CellState, fact: RackOnUnit, at_us: int, offset: int) -> None:
    state.units[fact.rack] = fact.unit
    if len(state.units) > UNITS_KEPT and len(set(state.units.values())) > UNITS_KEPT:
        oldest = next(iter(state.units.values()))
        for rack in racks_on(state, oldest):
            del state.units[rack]


def rack_off_unit(state: CellState, fact: RackOffUnit, at_us: int, offset: int) -> None:
    off_unit(state, fact.rack)


def off_unit(state: CellState, rack: RackId) -> None:
    """An empty unit is none that the cell knows."""
    state.units.pop(rack, None)


def load_departed(state: CellState, fact: LoadDeparted, at_us: int, offset: int) -> None:
    load = state.loads[fact.load]
    load.departed_us, load.seal = at_us, fact.seal
    gone = [name for name, it in state.loads.items() if it.departed_us is not None]
    for name in gone[:-LOADS_KEPT]:
        del state.loads[name]


def load_delivered(state: CellState, fact: LoadDelivered, at_us: int, offset: int) -> None:
    load = state.loads.get(fact.load)
    if load is not None:
        load.delivered_us, load.place = at_us, fact.place


def rack_returned(state: CellState, fact: RackReturned, at_us: int, offset: int) -> None:
    off_unit(state, fact.rack)
    state.returned[fact.rack] = at_us
    while len(state.returned) > LOADS_KEPT:
        del state.returned[next(iter(state.returned))]


def receiving_changed(state: CellState, fact: ReceivingChanged, at_us: int, offset: int) -> None:
    workplace_of(state, fact.workplace).receiving = fact.place
