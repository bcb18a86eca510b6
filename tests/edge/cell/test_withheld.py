"""What central tells that must not be used: blocks of others, their ends, pieces of other cells."""

from __future__ import annotations

import pytest
from msgspec import structs

from edge.cell.block_inputs import LiftBlock, WithheldArrived
from edge.cell.exceptions import exceptions
from edge.cell.inputs import Decision, RefusedError, ReleaseScrap, ShipRack
from edge.cell.racks import hold_reasons
from tests.edge.cell.test_blocks import CARL, LABEL, MIRRORS, SEATS, cell, named, seat, seats
from tests.support.cell.world import ANNA, BEN, World, masters
from wire.ids import BlockId
from wire.withheld import PieceElsewhere, ToldBlock, ToldLift, Whereabouts, Withheld

TOLD = ToldBlock(
    block=BlockId("Q1"), part="S-CLOTH", lot="77", person="quinn", reason="torn seam", at_us=1_000
)


def arrive(world: World, **told: object) -> Decision:
    return world.do(WithheldArrived(withheld=Withheld(**told)))  # type: ignore[arg-type]


def test_a_block_of_central_refuses_by_who_when_and_why_it_was_put() -> None:
    world = cell()
    arrive(world, blocks=(TOLD,))
    assert seats(world, seat("1", lot="77")) == ["piece.blocked"]
    answer = world.scan(seat("1", lot="77"))
    assert answer.values == {"at_us": "1000", "person": "quinn", "note": "torn seam"}


def test_what_is_known_is_no_fact_and_what_is_not_mentioned_stays() -> None:
    world = cell()
    assert len(arrive(world, blocks=(TOLD,)).facts) == 1
    assert arrive(world, blocks=(TOLD,)).facts == ()
    assert arrive(world).facts == ()
    assert list(world.state.blocks) == ["Q1"]


def test_only_a_lift_that_names_it_ends_it_and_nobody_here_lifts_it() -> None:
    world = cell()
    arrive(world, blocks=(TOLD,))
    with pytest.raises(RefusedError) as refused:
        world.do(LiftBlock(block=TOLD.block, person=ANNA, second_person=CARL, reason="sorted"))
    assert refused.value.code == "block.of_others"
    end = ToldLift(block=TOLD.block, person="quinn", second_person="uma", reason="sorted")
    arrive(world, lifted=(end,))
    assert world.state.blocks == {}
    assert arrive(world, lifted=(end,)).facts == ()


def test_a_told_block_holds_slots_and_calls_for_racks_that_left() -> None:
    world = cell()
    assert seats(world, *(seat(str(it), lot="77") for it in (1, 2, 3, 4))) == ["part.right"] * 4
    world.do(ShipRack(rack=SEATS, person=BEN))
    arrive(world, blocks=(TOLD,))
    kinds = [view.kind for view in exceptions(world.state, world.now_us)]
    assert kinds.count("blocked_shipped") == 1
    mirrors = ToldBlock(block=BlockId("Q2"), part="M-RED", person="quinn", reason="haze")
    arrive(world, blocks=(TOLD, mirrors))
    rack = world.state.racks[MIRRORS]
    assert any("blocked" in {it.value for it in hold_reasons(world.state, rack, n)} for n in (1, 2))


def away(state: Whereabouts, serial: str = "5") -> PieceElsewhere:
    return PieceElsewhere(
        part="S-CLOTH", serial=serial, state=state, node="cell-b", rack="SEAT-9", vin="VIN9",
        person="ann", note="torn", at_us=7,
    )  # fmt: skip


@pytest.mark.parametrize("state", [Whereabouts.PICKED, Whereabouts.SHIPPED, Whereabouts.SCRAPPED])
def test_a_serial_of_another_cell_is_refused_by_name(state: Whereabouts) -> None:
    world = cell()
    arrive(world, pieces=(away(state),), upto=12)
    assert seats(world, seat("5"), seat("6")) == [f"serial.elsewhere.{state.value}", "part.right"]
    assert world.state.elsewhere_upto == 12
    arrive(world, pieces=(away(Whereabouts.FREE),), upto=13)
    assert seats(world, seat("5")) == ["part.right"]


def test_a_person_releases_what_another_cell_shipped_but_not_what_lies_in_its_rack() -> None:
    world = cell()
    arrive(world, pieces=(away(Whereabouts.SHIPPED), away(Whereabouts.PICKED, "6")), upto=2)
    release = ReleaseScrap(part="S-CLOTH", serial="5", person=BEN, reason="came back")
    world.do(release)
    assert seats(world, seat("5")) == ["part.right"]
    with pytest.raises(RefusedError) as refused:
        world.do(ReleaseScrap(part="S-CLOTH", serial="6", person=BEN, reason="mine"))
    assert refused.value.code == "serial.elsewhere"


def test_a_told_block_by_a_labels_number_holds_the_part_also_when_masters_name_it_later() -> None:
    world = cell()
    by_label = structs.replace(TOLD, part=LABEL)
    assert len(arrive(world, blocks=(by_label,)).facts) == 1
    assert arrive(world, blocks=(by_label,)).facts == ()
    world.adopt(named())
    assert len(arrive(world, blocks=(by_label,)).facts) == 1
    assert arrive(world, blocks=(by_label,)).facts == ()
    assert seats(world, seat("1", lot="77")) == ["piece.blocked"]
    world.adopt(masters(version=3))
    assert arrive(world, blocks=(by_label,)).facts == (), "what holds goes on holding"
    assert [it.part for it in world.state.blocks.values()] == ["S-CLOTH"]
