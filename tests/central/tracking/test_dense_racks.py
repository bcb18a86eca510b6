"""Racks that take the next vehicles of the line, as central knows them."""

from __future__ import annotations

import contextlib
from random import Random

import pytest

from central.db.database import Database
from central.tracking.service import search
from central.tracking.service.unbroken import progress
from edge.cell.inputs import RefusedError, ReleaseRework, ShipRack
from edge.cell.masters import compile_masters
from edge.cell.racks import numbers
from tests.support.cell.world import BEN, PRINTERS, World, masters, telegram
from tests.support.central.cell_and_central import Pair, a_shift, assert_the_same, cell_says
from wire.ids import FamilyId, PartNumber, RackId, SequenceNumber
from wire.masters import Continuity, Filling
from wire.telegram import PartLine, Status

ONE, TWO, THREE = (RackId(f"SEAT-1-N000{count}") for count in (1, 2, 3))


def a_world(continuity: Continuity = Continuity.NONE) -> World:
    made = masters(racks={"filling": Filling.DENSE}, continuity=continuity, max_jump=200)
    return World(compile_masters(made, PRINTERS), checked=False)


def at(db: Database) -> dict[str, int | None]:
    rows = db.read(lambda c: progress(c, "L1"))
    return {row["what"]: row["number"] for row in rows if row["rack_family"] == "SEAT"}


def test_a_rack_is_the_first_four_vehicles_that_came(db: Database) -> None:
    world = a_world()
    pair = Pair(db, world, 1)
    world.hear(*(telegram(n) for n in (110, 113, 117, 118, 125)))
    pair.send()
    assert_the_same(db, world.state)
    (rack,) = search.find_rack(db, ONE).racks
    assert [(slot.slot, slot.number) for slot in rack.slots] == [
        (0, 110),
        (1, 113),
        (2, 117),
        (3, 118),
    ]


def test_a_position_is_the_last_vehicle_of_the_unbroken_row(db: Database) -> None:
    """The second rack leaves first: nothing has left as far as the line is concerned. Then the
    first one leaves too, and the position is the last number of the second.
    """
    world = a_world()
    pair = Pair(db, world, 1)
    world.start()
    world.hear(telegram(101, "X", options={"TRIM": "C"}))
    world.hear(*(telegram(n) for n in (110, 113, 117, 118, 125, 130, 131, 140)))
    world.pick_all()
    pair.send()
    assert at(db) == {"picked": 140, "racked": 131, "shipped": None}
    world.do(ShipRack(rack=TWO, person=BEN, out_of_order=True, reason="asked for"))
    pair.send()
    assert at(db)["shipped"] is None
    world.do(ShipRack(rack=ONE, person=BEN))
    pair.send()
    assert at(db)["shipped"] == 131


@pytest.mark.parametrize("continuity", list(Continuity))
def test_central_knows_how_racks_were_dealt_whatever_came(
    db: Database, continuity: Continuity
) -> None:
    rng = Random(11)
    world = a_world(continuity)
    world.start()
    pair = Pair(db, world, 11)
    number = 1
    for _ in range(6):
        for _ in range(20):
            number += rng.choice([1, 1, 2, 3])
            late = max(1, number - rng.choice([0, 0, 0, 1, 2]))
            status = rng.choices([Status.FINAL, Status.CANCELLED], weights=[9, 1])[0]
            before = SequenceNumber(f"{max(1, late - 1):04d}")
            one = telegram(late, f"V{late:04d}", status=status, previous_number=before)
            world.hear(one)
            if rng.random() < 0.2:
                world.pick_all()
        pair.send()
        assert_the_same(db, world.state)


@pytest.mark.parametrize("seed", [114, 7])
def test_central_knows_dense_racks_in_a_random_shift(db: Database, seed: int) -> None:
    shift = a_shift(seed, Filling.DENSE)
    pair = Pair(db, shift.world, seed)
    for _ in range(4):
        for _ in range(160):
            shift.step()
        pair.send()
        assert_the_same(db, shift.world.state)


def test_central_knows_the_groups_of_the_maker_whatever_it_names(db: Database) -> None:
    """Also what names no place of its own, moves while a piece lies there, or comes too late."""
    rng = Random(5)
    made = masters(
        racks={"filling": Filling.GROUP, "size": 3}, continuity=Continuity.NONE, max_jump=200
    )
    world = World(compile_masters(made, PRINTERS), checked=False)
    world.start()
    pair = Pair(db, world, 5)
    seen: set[str] = set()
    for number in range(1, 90):
        line = _line(rng, number)
        status = rng.choices([Status.FINAL, Status.CANCELLED], weights=[12, 1])[0]
        world.hear(
            telegram(max(1, number - rng.choice([0, 0, 0, 1, 2])), status=status, parts=(line,))
        )
        if rng.random() < 0.3:
            world.pick_all()
        for rack in list(world.state.racks.values()):
            for held in numbers(world.state, rack) if rng.random() < 0.05 else ():
                with contextlib.suppress(RefusedError):
                    world.do(ReleaseRework(rack=rack.rack, number=held, person=BEN, reason="r"))
        if number % 11 == 0:
            pair.send()
            assert_the_same(db, world.state)
            slots = cell_says(world.state)["slots"].values()
            seen |= {state for rack in slots for state in rack.values()}
    assert {"open", "picked", "held"} <= seen


def _line(rng: Random, number: int) -> PartLine:
    group = str((number + rng.choice([0, 0, 0, 3])) // 3)
    return PartLine(
        part=PartNumber("S-CLOTH"),
        family=FamilyId("seat"),
        group=rng.choice([group] * 9 + [""]),
        group_index=rng.choice([number % 3 + 1] * 8 + [2, 4]),
    )
