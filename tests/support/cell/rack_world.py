"""A cell whose racks are tried."""

from __future__ import annotations

from typing import Any

from edge.cell.inputs import SkipNumber
from tests.support.cell.world import BEN, FEED, World, masters
from wire.ids import PersonId, RackId

MIRRORS, SEATS = RackId("MIRROR-1-0001"), RackId("SEAT-1-0001")


def cell(racks: dict[str, Any] | None = None, **rules: Any) -> World:
    world = World()
    world.adopt(masters(racks=racks, **rules))
    return world


def skip(world: World, number: int, person: PersonId = BEN) -> Any:
    return world.do(
        SkipNumber(feed=FEED, epoch=1, number=number, person=person, reason="never built")
    )
