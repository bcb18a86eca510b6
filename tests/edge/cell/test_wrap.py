"""Racks where the numbers of a line go from the last one to the first: none carries both."""

from __future__ import annotations

import pytest

from edge.cell.exceptions import exceptions
from edge.cell.racks import numbers
from tests.support.cell.world import World, masters, telegram
from wire.masters import LoadOrder

SIZE = 12


def a_line(first: int, last: int, order: LoadOrder = LoadOrder.SAME) -> World:
    """Racks of twelve; *0000* stands for a vehicle that has no number yet."""
    world = World(checked=False)
    racks = {"size": SIZE, "load_order": order}
    world.adopt(
        masters(racks=racks, first_number=first, last_number=last, window=SIZE, max_jump=last)
    )
    world.start()
    return world


def around(world: World, first: int, before: int, wraps_to: int, until: int) -> None:
    """From ``first`` to ``before``, then from ``wraps_to`` on; all of it is picked."""
    world.hear(*(telegram(n, f"A{n}") for n in range(first, before + 1)))
    world.hear(*(telegram(n, f"B{n}") for n in range(wraps_to, until + 1)))
    world.pick_all()


def seats(world: World) -> list[tuple[str, list[int]]]:
    racks = sorted(world.state.racks.values(), key=lambda rack: (rack.epoch, rack.first_number))
    return [
        (rack.rack, list(numbers(world.state, rack)))
        for rack in racks
        if rack.rack_family == "SEAT"
    ]


def said(world: World, rack: str) -> tuple[str, str, str]:
    """First and last number and the slots of its valid rack label."""
    (fields,) = (
        label.fields
        for label in world.state.labels.values()
        if label.rack == rack and "lowest" in label.fields and not label.superseded
    )
    return fields["lowest"], fields["highest"], fields["slots"]


@pytest.mark.parametrize("order", list(LoadOrder))
@pytest.mark.parametrize("first_number", [0, 1], ids=["from_0000", "from_0001"])
def test_the_last_rack_before_a_wrap_is_short_and_its_label_says_so(
    first_number: int, order: LoadOrder
) -> None:
    """9999 is 833 twelves and three; the new run is divided from its own first number on. A line
    that calls 0000 what has no number yet wraps to 0001, whatever its masters say begins.
    """
    world = a_line(first_number, 9999, order)
    around(world, 9985, 9999, 1, 25)
    assert seats(world) == [
        ("SEAT-1-9985", list(range(9985, 9997))),
        ("SEAT-1-9997", [9997, 9998, 9999]),
        ("SEAT-2-0001", list(range(1, 13))),
        ("SEAT-2-0013", list(range(13, 25))),
        ("SEAT-2-0025", list(range(25, 37))),
    ]
    assert [said(world, rack) for rack, _ in seats(world)[:4]] == [
        ("9985", "9996", "12"),
        ("9997", "9999", "3"),
        ("0001", "0012", "12"),
        ("0013", "0024", "12"),
    ]
    assert exceptions(world.state, world.now_us) == ()


def test_a_line_that_numbers_from_0000_on_is_divided_from_there() -> None:
    world = World(checked=False)
    world.adopt(
        masters(
            racks={"size": SIZE},
            first_number=0,
            last_number=9999,
            window=SIZE,
            max_jump=9999,
            not_sequenced=(),
        )
    )
    world.start()
    around(world, 9984, 9999, 0, 12)
    assert seats(world) == [
        ("SEAT-1-9984", list(range(9984, 9996))),
        ("SEAT-1-9996", [9996, 9997, 9998, 9999]),
        ("SEAT-2-0000", list(range(12))),
        ("SEAT-2-0012", list(range(12, 24))),
    ]
    assert said(world, "SEAT-1-9996") == ("9996", "9999", "4")
    assert said(world, "SEAT-2-0000") == ("0000", "0011", "12")


def test_a_run_that_began_anew_early_ends_its_rack_where_it_ended() -> None:
    world = a_line(1, 9999)
    around(world, 25, 40, 1, 25)
    assert seats(world)[1] == ("SEAT-1-0037", [37, 38, 39, 40])
    assert said(world, "SEAT-1-0037") == ("0037", "0040", "4")
    assert world.rack("SEAT-1-0037").closed_us is not None


def test_the_last_number_before_a_wrap_that_did_not_come_is_a_hole_of_its_own_rack() -> None:
    world = a_line(1, 9999)
    around(world, 9985, 9998, 1, 25)
    assert world.rack("SEAT-1-9997").closed_us is None
    (hole,) = exceptions(world.state, world.now_us)
    assert (hole.kind, hole.epoch, hole.number) == ("hole", 1, 9999)
    world.hear(telegram(9999, "A9999"))
    world.pick_all()
    assert said(world, "SEAT-1-9997") == ("9997", "9999", "3")
