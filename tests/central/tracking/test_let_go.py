"""Who let a rack go unchecked, and why, stands at the rack and at its truck."""

from __future__ import annotations

from central.db.database import Database
from central.tracking.rules import LetGo
from central.tracking.service import search
from central.tracking.service.ways import list_loads
from edge.cell.inputs import ShipRack
from edge.cell.load_inputs import DepartLoad, UnloadRack
from tests.edge.cell.test_pack_check import MIRRORS, check, on_truck, packed
from tests.support.cell.world import ANNA, BEN
from tests.support.central.cell_and_central import Pair
from tests.support.central.client import Client
from wire.masters import PackCheck


def told(db: Database) -> LetGo | None:
    (rack,) = search.find_rack(db, MIRRORS).racks
    return rack.unchecked


LET_GO = {"unchecked": True, "reason": "no scanner"}


def test_it_stands_there_from_the_loading_on_until_it_is_taken_off(db: Database) -> None:
    made = packed(pack_check=PackCheck.FIRST_LAST)
    pair = Pair(db, made, 1)
    pair.send()
    assert told(db) is None
    load = on_truck(made, **LET_GO)
    pair.send()
    found = told(db)
    assert found is not None
    assert (found.said, found.person, found.reason) == ("1, 4", BEN, "no scanner")
    (truck,) = db.read(list_loads)
    assert [(it.rack, it.before, it.unchecked) for it in truck.racks] == [(MIRRORS, (), found)]
    made.do(UnloadRack(load=load, rack=MIRRORS, person=BEN, reason="wrong truck"))
    pair.send()
    assert told(db) is None


def test_what_was_checked_on_the_truck_counts_when_it_departs(db: Database) -> None:
    made = packed(pack_check=PackCheck.FIRST_LAST)
    pair = Pair(db, made, 1)
    load = on_truck(made, **LET_GO)
    check(made, 1)
    made.do(DepartLoad(load=load, seal="S1", person=ANNA))
    pair.send()
    found = told(db)
    assert found is not None
    assert (found.said, found.person, found.reason) == ("4", BEN, "no scanner")


def test_without_a_truck_it_is_whoever_shipped_it(db: Database) -> None:
    made = packed(pack_check=PackCheck.EVERY)
    made.do(ShipRack(rack=MIRRORS, person=BEN, unchecked=True, reason="no scanner"))
    Pair(db, made, 1).send()
    found = told(db)
    assert found is not None
    assert (found.said, found.person, found.reason) == ("1, 2, 3, 4", BEN, "no scanner")


def test_the_racks_page_and_the_trucks_page_show_it(lite: Client) -> None:
    made = packed(pack_check=PackCheck.FIRST_LAST)
    on_truck(made, **LET_GO)
    Pair(lite.central.db, made, 1).send()
    reader = lite.token("viewer")
    for page in (f"/racks/{MIRRORS}", "/trucks"):
        english = lite.get(f"{page}?lang=en", token=reader).text
        assert "let go unchecked: 1, 4" in english and "ben: no scanner" in english
    german = lite.get("/trucks?lang=de", token=reader).text
    assert "ungeprüft frei: 1, 4" in german and "außer der Reihe" not in german
