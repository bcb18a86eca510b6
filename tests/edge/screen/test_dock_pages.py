"""The cell's pages of trucks, blocks and pieces, in both languages."""

from __future__ import annotations

import pytest

from edge.cell.block_inputs import BlockPieces, WithheldArrived
from edge.cell.load_inputs import LoadRack, OpenLoad
from edge.screen.app import create_screen
from tests.support.cell.world import ANNA, BEN, World, masters
from tests.support.screen import Client, FakePort
from wire.ids import RackId
from wire.masters import LoadOrder
from wire.withheld import ToldBlock, Withheld

M = RackId("MIRROR-1-0001")


def loaded_cell() -> World:
    world = World()
    world.adopt(masters())
    world.line(1, 8)
    world.start()
    world.pick_all()
    given = OpenLoad(truck="M-AB 1", dock="3", order=LoadOrder.SAME, person=ANNA, count=4)
    load = world.do(given).facts[0].load  # type: ignore[union-attr]
    world.do(LoadRack(load=load, rack=M, person=ANNA))
    world.do(BlockPieces(part="M-RED", lot="", serials=(), person=BEN, reason="haze"))
    told = ToldBlock(block="Q1", part="S-CLOTH", lot="L7", person="quinn", reason="seam", at_us=9)
    world.do(WithheldArrived(withheld=Withheld(blocks=(told,))))
    return world


@pytest.fixture(scope="module")
def world() -> World:
    return loaded_cell()


def shown(world: World, path: str, language: str = "en") -> str:
    port = FakePort(world.state)
    port.moment_us = world.now_us
    answer = Client(create_screen(port, language=language)).get(path)  # type: ignore[arg-type]
    assert answer.status_code == 200
    return str(answer.text)


def test_a_truck_shows_what_is_on_it_and_whose_turn_it_is(world: World) -> None:
    page = shown(world, "/loads")
    for word in ("M-AB 1", "line order", "being loaded", M, "SEAT-1-0001", "MIRROR-1-0005"):
        assert word in page
    assert "wird geladen" in shown(world, "/loads", "de")


def test_a_block_says_who_put_it_and_leads_to_its_pieces(world: World) -> None:
    page = shown(world, "/blocks")
    assert "haze" in page
    assert "this cell" in page
    assert "central" in page
    assert "/pieces?part=M-RED&amp;lot=&amp;serial=" in page


def test_pieces_say_where_they_are_and_what_to_do(world: World) -> None:
    page = shown(world, "/pieces?part=M-RED")
    assert page.count(">stop the truck<") == 4
    assert "M-AB 1" in page
    assert page.count(">take it out<") == 4
    assert "LKW anhalten" in shown(world, "/pieces?part=M-RED", "de")
    rows = Client(create_screen(FakePort(world.state))).get("/api/v1/pieces?part=M-RED").json()
    assert {row["todo"] for row in rows} == {"stop_truck", "take_out"}
