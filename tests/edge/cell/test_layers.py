"""Racks with layers: which compartment a slot is, on the terminal and on its label."""

from __future__ import annotations

import pytest

from edge.cell.label_fields import slot_fields
from edge.cell.layers import compartment_of
from edge.cell.masters import MastersError, compile_masters
from edge.screen.racks_view import slot_views
from tests.support.cell.world import PRINTERS, World, masters, telegram
from wire.masters import Continuity, FillFrom, Filling, LoadOrder


def a_world(**racks: object) -> World:
    world = World(compile_masters(masters(racks={"size": 6, "layers": 2, **racks}), PRINTERS))
    world.line(1, 4)
    return world


@pytest.mark.parametrize(
    ("racks", "expected"),
    [
        ({}, ["1-1", "1-2", "1-3", "2-1"]),
        ({"fill_from": FillFrom.TOP}, ["2-1", "2-2", "2-3", "1-1"]),
        ({"load_order": LoadOrder.REVERSE}, ["2-3", "2-2", "2-1", "1-3"]),
    ],
)
@pytest.mark.parametrize("filling", [Filling.NUMBER, Filling.DENSE])
def test_slots_go_layer_by_layer_in_load_order(
    racks: dict[str, object], expected: list[str], filling: Filling
) -> None:
    world = a_world(filling=filling, **racks)
    rack = next(iter(world.state.racks.values()))
    fields = [slot_fields(world.state, world.compiled, rack, n)["slot"] for n in range(1, 5)]
    assert fields == expected
    shown = {(view.number): f"{view.layer}-{view.cell}" for view in slot_views(world.state, rack)}
    assert [shown[number] for number in range(1, 5)] == expected


def test_a_rack_without_layers_counts_its_slots() -> None:
    world = a_world(layers=1)
    rack = next(iter(world.state.racks.values()))
    assert compartment_of(rack, 0) is None
    assert slot_fields(world.state, world.compiled, rack, 2)["slot"] == "2"


def test_a_late_vehicles_own_rack_and_a_short_one_have_no_layers() -> None:
    racks = {"size": 6, "layers": 2}
    dense = masters(racks={**racks, "filling": Filling.DENSE}, continuity=Continuity.NONE)
    world = World(compile_masters(dense, PRINTERS))
    world.start()
    world.hear(telegram(10), telegram(17))
    world.pick_all()
    world.hear(telegram(13))
    sizes = {(rack.size, rack.layers) for rack in world.state.racks.values()}
    assert sizes == {(6, 2), (1, 1)}
    world = World(compile_masters(masters(racks=racks), PRINTERS))
    world.hear(telegram(399))
    assert {(rack.size, rack.layers) for rack in world.state.racks.values()} == {(4, 1)}


def test_places_that_are_no_whole_number_a_layer_are_refused() -> None:
    with pytest.raises(MastersError, match="5 places are no whole number for each of 2 layers"):
        compile_masters(masters(racks={"size": 5, "layers": 2}))
