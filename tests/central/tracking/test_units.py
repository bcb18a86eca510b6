"""Pallets and containers as central shows them: with their racks, on which truck, and back."""

from __future__ import annotations

from central.db.database import Database
from central.tracking.service import search
from central.tracking.service.units import list_units
from central.tracking.service.ways import list_loads
from edge.cell.inputs import SkipNumber
from edge.cell.load_inputs import DepartLoad
from edge.cell.unit_inputs import LoadUnit, ReturnUnit, TakeOffUnit
from tests.edge.cell.test_units import P1, P2, M, S, put, truck
from tests.edge.cell.test_units import world as world
from tests.support.cell.world import BEN, FEED, World, telegram
from tests.support.central.cell_and_central import Pair
from tests.support.central.client import Client


def told(db: Database) -> dict[str, list[tuple[str, str, str]]]:
    return {
        it.unit: [(rack.rack, rack.state, rack.truck) for rack in it.racks]
        for it in db.read(list_units)
    }


def on_page(db: Database, rack: str) -> str:
    (found,) = search.find_rack(db, rack).racks
    return found.unit


def test_racks_are_on_it_from_the_cell_to_the_truck_and_back(db: Database, world: World) -> None:
    pair = Pair(db, world, 1)
    put(world, P1, M[0], S[0])
    put(world, P2, M[1])
    pair.send()
    here = [(rack, "here", "") for rack in (M[0], S[0])]
    assert told(db) == {P1: here, P2: [(M[1], "here", "")]}
    assert (on_page(db, M[0]), on_page(db, M[2])) == (P1, "")
    world.do(TakeOffUnit(rack=M[1], person=BEN, reason="wrong pallet"))
    load = truck(world)
    world.do(LoadUnit(load=load, unit=P1, person=BEN))
    pair.send()
    assert told(db) == {P1: [(rack, "loaded", "HH-1") for rack in (M[0], S[0])]}
    (found,) = db.read(list_loads)
    assert [(it.rack, it.unit) for it in found.racks] == [(M[0], P1), (S[0], P1)]
    world.do(DepartLoad(load=load, seal="S1", person=BEN))
    pair.send()
    assert told(db) == {P1: [(rack, "away", "HH-1") for rack in (M[0], S[0])]}
    world.do(ReturnUnit(unit=P1, empty=True, person=BEN))
    pair.send()
    assert (told(db), on_page(db, M[0])) == ({}, "")


def test_a_rack_that_ends_empty_is_on_no_pallet_any_more(db: Database, world: World) -> None:
    """Its vehicles moved away after it was put there, and what lay in it was taken out."""
    pair = Pair(db, world, 1)
    put(world, P1, S[0], S[1])
    world.hear(*(telegram(n + 40, f"C{n:04d}", options={"TRIM": "C"}) for n in range(1, 5)))
    for number in range(1, 5):
        skip = SkipNumber(feed=FEED, epoch=1, number=number, person=BEN, reason="moved")
        world.do(skip)
    assert S[0] not in world.state.racks
    assert world.state.units == {S[1]: P1}
    pair.send()
    assert told(db) == {P1: [(S[1], "here", "")]}


def test_the_page_of_trucks_the_rack_and_the_api_name_it(lite: Client, world: World) -> None:
    put(world, P1, M[0])
    Pair(lite.central.db, world, 1).send()
    reader = lite.token("viewer")
    page = lite.get("/trucks?lang=de", token=reader).text
    assert P1 in page and "in der Zelle" in page and f"/racks/{M[0]}" in page
    assert f"on {P1}" in lite.get(f"/racks/{M[0]}?lang=en", token=reader).text
    answer = lite.get("/api/v1/tracking/units", token=reader).json()
    assert [(it["unit"], [rack["rack"] for rack in it["racks"]]) for it in answer] == [(P1, [M[0]])]


def test_the_list_is_read_page_by_page(lite: Client, world: World) -> None:
    put(world, P1, M[0], S[0])
    put(world, P2, M[1])
    Pair(lite.central.db, world, 1).send()
    reader = lite.token("viewer")

    def plates(query: str) -> list[tuple[str, int]]:
        rows = lite.get(f"/api/v1/tracking/units?{query}", token=reader).json()
        return [(it["unit"], len(it["racks"])) for it in rows]

    assert plates("limit=1") == [(P1, 2)]
    assert plates(f"limit=1&after={P1}") == [(P2, 1)]
    assert plates(f"after={P2}") == []
    page = lite.get(f"/trucks?after={P1}", token=reader).text
    assert f"<strong>{P2}</strong>" in page and f"<strong>{P1}</strong>" not in page
