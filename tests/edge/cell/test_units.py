"""Racks on a pallet or in a container: onto a truck by one scan, and back together."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from edge.cell import offers_of
from edge.cell.evolve import evolve
from edge.cell.evolve_loads import UNITS_KEPT
from edge.cell.inputs import ShipRack
from edge.cell.load_inputs import DepartLoad, LoadRack, OpenLoad, ReturnRack, UnloadRack
from edge.cell.model import CellState
from edge.cell.offers import Offer
from edge.cell.on_trucks import racks_on, unit_of
from edge.cell.situation import Situation
from edge.cell.unit_inputs import LoadUnit, PutOnUnit, ReturnUnit, TakeOffUnit
from tests.edge.cell.test_loads import at_dock, code, rack_code
from tests.support.cell.world import BEN, RIGHT, World, masters
from wire.events import RackLoaded, RackOffUnit, RackOnUnit, RackReturned, RackShipped
from wire.ids import LoadId, RackId, UnitId
from wire.masters import LoadOrder, PackCheck

P1, P2 = UnitId("JP0001"), UnitId("JP0002")
M = [RackId(f"MIRROR-1-{first:04d}") for first in (1, 5, 9)]
S = [RackId(f"SEAT-1-{first:04d}") for first in (1, 5, 9)]


@pytest.fixture
def world() -> World:
    """Three racks of each family are whole."""
    made = World()
    made.adopt(masters())
    made.line(1, 12)
    made.start()
    made.pick_all()
    return made


def put(world: World, unit: UnitId, *racks: RackId) -> None:
    for rack in racks:
        world.do(PutOnUnit(unit=unit, rack=rack, person=BEN))


def truck(world: World, order: LoadOrder = LoadOrder.SAME, **more: object) -> LoadId:
    before = set(world.state.loads)
    world.do(OpenLoad(truck="HH-1", dock="D1", order=order, person=BEN, **more))
    (load,) = set(world.state.loads) - before
    return load


def facts(world: World, kind: type) -> list[str]:
    return [fact.rack for _, fact in world.facts if isinstance(fact, kind)]


def test_a_pallet_goes_on_a_truck_by_one_order_and_its_racks_leave_and_come_back(
    world: World,
) -> None:
    put(world, P1, S[0], M[0], M[1])
    load = truck(world)
    world.do(LoadUnit(load=load, unit=P1, person=BEN))
    loaded = [fact for _, fact in world.facts if isinstance(fact, RackLoaded)]
    assert [(it.rack, it.unit) for it in loaded] == [(M[0], P1), (S[0], P1), (M[1], P1)]
    world.do(DepartLoad(load=load, seal="S1", person=BEN))
    assert facts(world, RackShipped) == [M[0], S[0], M[1]]
    assert code(world, PutOnUnit(unit=P1, rack=M[2], person=BEN)) == "unit.away"
    world.do(ReturnUnit(unit=P1, empty=True, person=BEN))
    assert facts(world, RackReturned) == [S[0], M[0], M[1]]
    assert world.state.units == {}
    put(world, P1, M[2])
    assert unit_of(world.state, M[2]) == P1


def test_in_reverse_its_last_rack_goes_on_first(world: World) -> None:
    put(world, P1, *M)
    load = truck(world, LoadOrder.REVERSE, racks=tuple(M))
    world.do(LoadUnit(load=load, unit=P1, person=BEN))
    assert world.state.loads[load].racks == M[::-1]


def test_all_of_it_or_nothing_goes_on(world: World) -> None:
    """An earlier rack stands beside it."""
    put(world, P1, M[1], M[2])
    load = truck(world)
    assert code(world, LoadUnit(load=load, unit=P1, person=BEN)) == "load.out_of_order"
    assert world.state.loads[load].racks == []
    world.do(LoadUnit(load=load, unit=P1, person=BEN, out_of_order=True, reason="asked"))
    assert world.state.loads[load].racks == M[1:]


def test_a_rack_on_a_pallet_goes_nowhere_by_itself(world: World) -> None:
    put(world, P1, M[0])
    load = truck(world)
    assert code(world, LoadRack(load=load, rack=M[0], person=BEN)) == "rack.on_unit"
    assert code(world, ShipRack(rack=M[0], person=BEN)) == "rack.on_unit"
    assert code(world, PutOnUnit(unit=P2, rack=M[0], person=BEN)) == "unit.on_it"
    assert code(world, PutOnUnit(unit=P1, rack=M[0], person=BEN)) == "unit.on_this"
    assert code(world, TakeOffUnit(rack=M[0], person=BEN, reason="")) == "reason.missing"
    world.do(TakeOffUnit(rack=M[0], person=BEN, reason="wrong pallet"))
    assert code(world, TakeOffUnit(rack=M[0], person=BEN, reason="r")) == "unit.not_on_it"
    world.do(LoadRack(load=load, rack=M[0], person=BEN))


def test_one_that_was_taken_off_the_truck_goes_on_again_with_its_pallet(world: World) -> None:
    put(world, P1, M[0], S[0])
    load = truck(world)
    world.do(LoadUnit(load=load, unit=P1, person=BEN))
    assert code(world, LoadUnit(load=load, unit=P1, person=BEN)) == "unit.away"
    assert code(world, TakeOffUnit(rack=M[0], person=BEN, reason="r")) == "rack.loaded"
    for rack in (M[0], S[0]):
        world.do(UnloadRack(load=load, rack=rack, person=BEN, reason="wrong truck"))
    world.do(LoadUnit(load=load, unit=P1, person=BEN))
    assert world.state.loads[load].racks == [M[0], S[0]]


def test_what_is_not_whole_or_unknown_is_put_on_nothing(world: World) -> None:
    world.line(13, 13)
    open_one = RackId("MIRROR-1-0013")
    assert code(world, PutOnUnit(unit=P1, rack=open_one, person=BEN)) == "rack.open"
    assert code(world, PutOnUnit(unit=P1, rack=RackId("X"), person=BEN)) == "rack.unknown"
    assert code(world, PutOnUnit(unit=UnitId(" "), rack=M[0], person=BEN)) == "unit.unnamed"
    load = truck(world)
    assert code(world, LoadUnit(load=load, unit=P1, person=BEN)) == "unit.unknown"
    assert code(world, ReturnUnit(unit=P1, empty=True, person=BEN)) == "unit.unknown"


def test_the_pack_check_is_asked_of_each_rack(world: World) -> None:
    world.adopt(masters(2, racks={"pack_check": PackCheck.EVERY}))
    put(world, P1, M[0])
    load = truck(world)
    assert code(world, LoadUnit(load=load, unit=P1, person=BEN)) == "rack.unchecked"
    world.do(LoadUnit(load=load, unit=P1, person=BEN, unchecked=True, reason="no scanner"))
    (fact,) = [fact for _, fact in world.facts if isinstance(fact, RackLoaded)]
    assert (len(fact.unchecked), fact.reason, fact.unit) == (4, "no scanner", P1)


def test_a_rack_that_comes_back_alone_leaves_its_pallet(world: World) -> None:
    put(world, P1, M[0], S[0])
    load = truck(world)
    world.do(LoadUnit(load=load, unit=P1, person=BEN))
    world.do(DepartLoad(load=load, seal="S1", person=BEN))
    world.do(ReturnRack(rack=M[0], empty=True, person=BEN))
    assert world.state.units == {S[0]: P1}


def test_the_pallet_known_longest_is_forgotten_with_all_its_racks() -> None:
    state = CellState()
    for count in range(UNITS_KEPT + 1):
        for rack in (f"A{count}", f"B{count}"):
            on = RackOnUnit(rack=RackId(rack), unit=UnitId(f"P{count}"), person=BEN)
            evolve(state, on, 0, state.offset + 1)
    assert len(set(state.units.values())) == UNITS_KEPT
    assert racks_on(state, UnitId("P0")) == []
    assert racks_on(state, UnitId("P1")) == ["A1", "B1"]


def test_a_rack_that_stayed_here_is_off_the_pallet_that_comes_back(world: World) -> None:
    put(world, P1, M[0], S[0])
    load = truck(world)
    world.do(LoadUnit(load=load, unit=P1, person=BEN))
    assert code(world, ReturnUnit(unit=P1, empty=True, person=BEN)) == "unit.not_left"
    world.do(UnloadRack(load=load, rack=M[0], person=BEN, reason="no room"))
    world.do(DepartLoad(load=load, seal="S1", person=BEN, out_of_order=True, reason="no room"))
    decision = world.do(ReturnUnit(unit=P1, empty=True, person=BEN))
    assert [(type(fact), fact.rack) for fact in decision.facts] == [
        (RackReturned, S[0]),
        (RackOffUnit, M[0]),
    ]
    assert world.state.units == {}
    world.do(ShipRack(rack=M[0], person=BEN))


def test_a_rack_that_the_cell_has_forgotten_is_no_rack_that_stayed(world: World) -> None:
    put(world, P1, M[0], S[0])
    put(world, P2, M[1])
    load = truck(world)
    world.do(LoadUnit(load=load, unit=P1, person=BEN))
    world.do(DepartLoad(load=load, seal="S1", person=BEN))
    for rack in (M[0], M[1]):  # as after many others
        world.state.racks.pop(rack, None)
        world.state.shipped.pop(rack, None)
    decision = world.do(ReturnUnit(unit=P1, empty=True, person=BEN))
    off = [fact for fact in decision.facts if isinstance(fact, RackOffUnit)]
    assert [(it.rack, it.reason) for it in off] == [
        (M[0], "it came back, and the cell knows this rack no more")
    ]
    world.do(ReturnUnit(unit=P2, empty=True, person=BEN))
    assert world.state.units == {}
    put(world, P2, M[2])


def test_all_of_it_by_scans(world: World) -> None:
    """Rack label, then the plate, puts the rack on; the plate at a truck loads all of it."""
    at_dock(world, "ben!")
    assert world.scan(f"LS:UNIT:{P1}", RIGHT).code == "unit.no_rack"
    for rack in (M[0], S[0]):
        world.scan(rack_code(rack), RIGHT)
        answer = world.scan(f"LS:UNIT:{P1}", RIGHT)
        assert (answer.code, answer.values["rack"]) == ("unit.put", rack)
    world.scan("LS:TRUCK:HH-1:D1", RIGHT)
    assert world.scan(rack_code(M[0]), RIGHT).code == "rack.on_unit"
    answer = world.scan(f"LS:UNIT:{P1}", RIGHT)
    assert (answer.code, answer.values["count"]) == ("unit.loaded", "2")
    world.scan("LS:DEPART:S-7", RIGHT)
    assert world.scan(f"LS:BACK:{P1}", RIGHT).code == "unit.came_back"
    assert set(facts(world, RackReturned)) == {M[0], S[0]}


def test_a_licence_plate_as_others_print_it_is_known_too(world: World) -> None:
    at_dock(world, "ben!")
    world.scan(rack_code(M[0]), RIGHT)
    plate = "[)>\x1e06\x1d1JUN123456789A2B4C6D8E\x1e\x04"
    assert world.scan(plate, RIGHT).code == "unit.put"
    assert unit_of(world.state, M[0]) == "UN123456789A2B4C6D8E"


def offered(world: World, found: Iterable[Offer]) -> dict[tuple[str, str], str]:
    """Code of each order by its name and its rack or truck; empty: it is permitted."""
    return {
        (it.action, str(it.body.get("rack") or it.body.get("load", ""))): it.code for it in found
    }


def test_what_may_become_of_a_pallet_is_offered(world: World) -> None:
    put(world, P1, M[0])
    load = truck(world)
    at = Situation(world.state, world.compiled, world.now_us)
    found = offered(world, offers_of.of_unit(at, P1))
    assert found[("load-unit", load)] == found[("take-off-unit", M[0])] == ""
    assert found[("put-on-unit", S[0])] == ""
    assert found[("return-unit", "")] == "unit.not_left"
    assert offered(world, offers_of.of_load(at, load))[("load-unit", load)] == ""
    of_rack = offered(world, offers_of.of_rack(at, M[0]))
    assert of_rack[("take-off-unit", M[0])] == "" and ("put-on-unit", M[0]) not in of_rack
    (free,) = (it for it in offers_of.of_rack(at, S[0]) if it.action == "put-on-unit")
    assert free.permitted and free.asks == ("unit",)
    world.do(LoadUnit(load=load, unit=P1, person=BEN))
    world.do(DepartLoad(load=load, seal="S1", person=BEN))
    at = Situation(world.state, world.compiled, world.now_us)
    assert offered(world, offers_of.of_unit(at, P1))[("return-unit", "")] in ("", "return.reason")
    empty = [it for it in offers_of.of_unit(at, P1) if it.body.get("empty")]
    assert [it.permitted for it in empty] == [True]
