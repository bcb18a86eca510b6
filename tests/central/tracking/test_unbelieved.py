"""Central holds what the cell holds: a status that nobody maps, a number that cannot be."""

from __future__ import annotations

from central.db.database import Database
from tests.support.cell.world import World, masters, telegram
from tests.support.central.cell_and_central import Pair, assert_the_same, cell_says
from wire.masters import Continuity
from wire.telegram import Status


def test_central_holds_a_vehicle_of_which_only_an_unknown_status_is_heard(db: Database) -> None:
    """Also where numbers may be passed over, and a number that cannot be."""
    world = World()
    world.adopt(masters(continuity=Continuity.NONE))
    pair = Pair(db, world, 1)
    world.hear(telegram(1), telegram(2, status=Status.UNKNOWN, status_text="Q7"), telegram(4))
    world.hear(telegram("ABC", call="C0004"))
    pair.send()
    assert_the_same(db, world.state)
    slots = cell_says(world.state)["slots"]["MIRROR-1-0001"]
    assert list(slots.values()) == ["open", "missing", "held"]
