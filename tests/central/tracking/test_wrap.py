"""Central has the racks of a wrap as its cell has them."""

from __future__ import annotations

import msgspec
import pytest

from central.db.database import Database
from central.tracking.rules import last_of_rack
from central.tracking.service import overview, search
from tests.edge.cell import test_wrap as wrap
from tests.support.cell.world import FEED
from tests.support.central.cell_and_central import Pair, assert_the_same


def printed(found: search.Found) -> list[tuple[str, str]]:
    """First and last number of the rack's labels."""
    fields = [msgspec.json.decode(label.fields, type=dict[str, str]) for label in found.labels]
    return [(each["lowest"], each["highest"]) for each in fields if "lowest" in each]


@pytest.mark.parametrize("first_number", [0, 1])
def test_central_divides_a_wrap_as_the_cell_does(db: Database, first_number: int) -> None:
    world = wrap.a_line(first_number, 9999)
    pair = Pair(db, world, 1)
    wrap.around(world, 9985, 9999, 1, 25)
    pair.send()
    assert_the_same(db, world.state)
    for name, carried in wrap.seats(world):
        found = search.find_rack(db, name)
        (rack,) = found.racks
        assert [slot.number for slot in rack.slots] == carried
        label = (f"{carried[0]:04d}", f"{carried[-1]:04d}")
        assert printed(found) == ([label] if rack.closed_us else [])
    rows = db.read(lambda connection: overview.racks_not_shipped(connection, FEED, 20))
    seats = [row for row in rows if row["rack_family"] == "SEAT"]
    assert [(row["epoch"], row["first_number"], last_of_rack(row)) for row in seats] == [
        (1, 9985, 9996),
        (1, 9997, 9999),
        (2, 1, 12),
        (2, 13, 24),
        (2, 25, 36),
    ]
