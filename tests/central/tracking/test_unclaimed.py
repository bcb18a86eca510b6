"""A part that is ordered again and is of no cell is told by central, once."""

from __future__ import annotations

from functools import partial

import pytest
from msgspec.structs import replace

from central.cells.service import store
from central.db.database import Actor, Database
from central.db.work import transact
from central.supervision import service as supervision
from tests.support.cell.world import World, masters, telegram
from tests.support.central.cell_and_central import Pair
from wire.ids import NodeId, PartNumber
from wire.telegram import Flag, PartLine

RE_ORDER = (Flag.RE_ORDER,)
DOORS = {
    "S-LEATHER": "D-LEFT",
    "S-CLOTH": "D-RIGHT",
    "M-RED": "D-X",
    "M-BLUE": "D-Y",
    "B-STD": "D-Z",
}


def two_cells(db: Database) -> tuple[World, Pair]:
    """One with the parts of the usual masters; another with doors for the same feed."""
    ours = masters()
    seat = ours.families[2]
    doors = replace(
        ours,
        cell=NodeId("cell-b"),
        families=(
            replace(
                seat,
                family="door",
                variants=tuple(
                    replace(it, part=PartNumber(DOORS[it.part])) for it in seat.variants
                ),
            ),
        ),
        faces=tuple(replace(it, part=PartNumber(DOORS[it.part])) for it in ours.faces),
        loops=(),
    )
    for one in (ours, doors):
        transact(db, partial(store, wanted=one), by=Actor(who="ann", why="new"))
    world = World()
    world.adopt(ours)
    world.line(1, 4)
    return world, Pair(db, world, 1)


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        (("S-CLOTH",), ""),
        (("D-RIGHT",), ""),
        (("S-CLOTH", "ZZZ"), "ZZZ is of no cell here"),
        (("ZZZ", "YYY"), "ZZZ, YYY is of no cell here"),
        ((), ""),
    ],
)
def test_only_what_no_cell_has_is_an_alarm(db: Database, parts: tuple[str, ...], told: str) -> None:
    world, pair = two_cells(db)
    lines = tuple(PartLine(part=PartNumber(part)) for part in parts)
    one = telegram(2, flags=RE_ORDER, parts=lines, transmission=77)
    world.hear(one, one)
    pair.send()
    found = [it for it in db.read(lambda c: supervision.collect(c, 6)) if "unclaimed" in it.kind]
    assert [it.subject for it in found] == (["L1 C0002 77"] if told else [])
    assert all(told in it.text for it in found)
