"""What a rack goes without is the same at the cell and at central."""

from __future__ import annotations

from central.db.database import Database
from central.tracking.service import cells, search
from edge.cell.inputs import ReleaseRework, ShipRack
from tests.edge.cell import test_left_out as left_out
from tests.support.cell.world import BEN
from tests.support.central.cell_and_central import Pair, assert_the_same
from wire.events import DeferReason


def test_central_knows_what_a_rack_goes_without(db: Database) -> None:
    world = left_out.world(DeferReason.SHORT)
    pair = Pair(db, world, 1)
    rework = ReleaseRework(rack=left_out.MIRRORS, number=3, person=BEN, reason="it came")
    for given in (left_out.CLOSE, rework, left_out.CLOSE):
        world.do(given)
        pair.send()
        assert_the_same(db, world.state)
    (rack,) = search.find_rack(db, left_out.MIRRORS).racks
    assert [slot.lacking for slot in rack.slots] == [(), (), ("mirror M-BLUE",), ()]
    (told,) = [it for it in cells.list_exceptions(db) if it.kind == "left_out"]
    assert left_out.WITHOUT in told.text
    world.do(ShipRack(rack=left_out.MIRRORS, person=BEN))
    pair.send()
    assert_the_same(db, world.state)
