"""Racks that the maker groups: part lines name the group and the place in it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from edge.cell.exceptions import exceptions
from edge.cell.inputs import CloseShort, ReleaseRework
from edge.cell.masters import compile_masters
from edge.cell.racks import oldest_first, slot_state
from tests.support.cell.world import BEN, PRINTERS, SEAT, World, masters, telegram
from wire.ids import FamilyId, PartNumber, RackId
from wire.masters import Continuity, Filling
from wire.telegram import PartLine, Status, Telegram


def a_world(size: int = 2) -> World:
    made = masters(racks={"size": size}, continuity=Continuity.NONE, max_jump=200)
    racks = tuple(
        replace(rack, filling=Filling.GROUP) if rack.rack_family == SEAT else rack
        for rack in made.rack_families
    )
    world = World(compile_masters(replace(made, rack_families=racks), PRINTERS))
    world.start()
    return world


def seat(number: int, group: str, index: int, call: str = "", **values: object) -> Telegram:
    line = PartLine(
        part=PartNumber("S-CLOTH"), family=FamilyId("seat"), group=group, group_index=index
    )
    return telegram(number, call, parts=(line,), **values)


def slots(world: World) -> dict[str, dict[int, tuple[int, str]]]:
    """Rack to slot to number and state."""
    return {
        rack.rack: {
            slot: (number, slot_state(world.state, rack, number).value)
            for slot, number in sorted(rack.dealt.items())
        }
        for rack in oldest_first(world.state)
        if rack.rack_family == SEAT
    }


def held(world: World) -> list[str]:
    return [
        found.text.rpartition(": ")[2]
        for found in exceptions(world.state, world.now_us)
        if found.kind == "group"
    ]


def test_the_rack_is_the_group_and_the_slot_its_index_whatever_the_numbers() -> None:
    world = a_world()
    world.hear(seat(110, "71", 2), seat(113, "72", 1), seat(117, "71", 1), seat(118, "72", 2))
    assert slots(world) == {
        "SEAT-1-G71": {0: (117, "open"), 1: (110, "open")},
        "SEAT-1-G72": {0: (113, "open"), 1: (118, "open")},
    }
    world.pick_all()
    assert all(
        rack.closed_us is not None
        for rack in world.state.racks.values()
        if rack.rack_family == SEAT
    )


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (seat(113, "71", 3), "index 3 of a group of 2"),
        (seat(113, "71", 1), "index 1 of group 71 is named for number 110 too"),
        (seat(113, "", 1), "its part lines name no group and index, or several"),
        (seat(113, "71", 0), "its part lines name no group and index, or several"),
        (telegram(113), "its part lines name no group and index, or several"),
    ],
)
def test_what_names_no_place_of_its_own_is_held_with_the_reason(
    wrong: Telegram, reason: str
) -> None:
    world = a_world()
    world.hear(seat(110, "71", 1), wrong)
    assert reason in held(world)
    found = {n: state for rack in slots(world).values() for n, state in rack.values()}
    assert found[113] == "held"
    assert found[110] == ("held" if "too" in reason else "open")
    world.hear(seat(113, "71", 2))
    assert slots(world) == {"SEAT-1-G71": {0: (110, "open"), 1: (113, "open")}}
    assert not held(world)


def test_a_group_that_is_not_full_waits_for_the_rest_or_for_a_person() -> None:
    world = a_world()
    world.hear(seat(110, "71", 2), seat(113, "72", 1))
    world.pick_all()
    assert world.rack("SEAT-1-G71").closed_us is None
    world.do(CloseShort(rack=RackId("SEAT-1-G71"), person=BEN, reason="the maker says so"))
    assert world.rack("SEAT-1-G71").closed_us is not None


def test_who_comes_for_a_group_that_is_closed_is_held() -> None:
    world = a_world()
    world.hear(seat(110, "71", 1), seat(113, "71", 2))
    world.pick_all()
    world.hear(seat(117, "71", 2))
    assert held(world) == ["its group 71 has left or is closed"]


def test_a_picked_piece_whose_vehicle_moves_to_another_group_goes_to_rework_first() -> None:
    world = a_world()
    world.hear(seat(110, "71", 1))
    world.pick_all()
    world.hear(seat(110, "72", 1))
    assert slots(world) == {"SEAT-1-G71": {0: (110, "held")}}
    rack = RackId("SEAT-1-G71")
    world.do(ReleaseRework(rack=rack, number=110, person=BEN, reason="moved by the maker"))
    assert slots(world) == {"SEAT-1-G72": {0: (110, "open")}}


def test_who_is_withdrawn_untouched_leaves_its_place() -> None:
    world = a_world()
    world.hear(seat(110, "71", 1), seat(113, "71", 2))
    world.hear(seat(113, "71", 2, status=Status.CANCELLED))
    assert slots(world) == {"SEAT-1-G71": {0: (110, "open")}}
