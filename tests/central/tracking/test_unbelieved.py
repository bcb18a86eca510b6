"""Central holds what the cell holds: a status that nobody maps, a number that cannot be."""

from __future__ import annotations

from sqlalchemy import Connection

from central.db.database import Database
from central.supervision import desk_view
from central.tracking.service import cells, overview
from tests.edge.cell import test_version_conflicts as conflicts
from tests.support.cell.world import FEED, World, masters, telegram
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
    assert list(slots.values()) == ["open", "held", "held"]


def strips(connection: Connection) -> list[desk_view.Strip]:
    rows = overview.progress(connection, FEED)
    return [
        desk_view.strip(connection, row, rows) for row in rows if row["what"] == desk_view.RECEIVED
    ]


def test_a_number_that_came_in_doubt_is_no_hole_at_central(db: Database) -> None:
    world = World()
    world.adopt(masters())
    pair = Pair(db, world, 1)
    world.hear(telegram(1), telegram(2, status=Status.UNKNOWN, status_text="Q7"), telegram(3))
    pair.send()
    assert [it.number for it in cells.list_holes(db) if it.kind == "number"] == []
    assert cells.list_holes(db, open_only=False)[-1].number == 2
    assert db.read(lambda connection: overview.holes_open(connection, "L1")[0]) == 0
    assert [row["kind"] for row in db.read(overview.open_exceptions)] == ["conflict"]
    (strip,) = db.read(strips)
    assert [(number, state) for number, _, state in strip.cells] == [
        (1, "known"),
        (2, "held"),
        (3, "known"),
    ]
    assert strip.in_doubt == 1
    conflicts.decide(world, new=False, call="C0002")
    pair.send()
    assert [it.number for it in cells.list_holes(db) if it.kind == "number"] == [2]
    assert db.read(overview.open_exceptions) == []
