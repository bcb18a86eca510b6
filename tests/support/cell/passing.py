"""A cell with one mirror rack and one seat rack of four vehicles, and what a person sees of it."""

from __future__ import annotations

from edge.cell.exceptions import exceptions
from edge.cell.inputs import (
    Divorce,
)
from tests.support.cell.world import BEN, World, masters, telegram
from wire.events import (
    DivorceReason,
)
from wire.ids import RackId
from wire.telegram import Status

MIRRORS, SEATS = RackId("MIRROR-1-0001"), RackId("SEAT-1-0001")


def cell() -> World:
    world = World()
    world.adopt(masters())
    world.line(1, 4)
    world.start()
    return world


def kinds(world: World) -> list[tuple[str, str]]:
    return [(v.kind, v.action) for v in exceptions(world.state, world.now_us)]


def texts(world: World) -> list[str]:
    return [found.text for found in world.state.exceptions.values()]


def fitted(world: World, number: int) -> None:
    world.hear(telegram("", f"C{number:04d}", status=Status.FITTED))


def divorce(
    world: World, number: int, serial: str, reason: DivorceReason = DivorceReason.SCRAP
) -> tuple[object, ...]:
    decision = world.do(
        Divorce(
            rack=SEATS,
            number=number,
            serial=serial,
            part="S-CLOTH",
            reason=reason,
            person=BEN,
            note="torn cover",
        )
    )
    return (*decision.facts, *decision.effects)
