"""Central and the cell fold the same facts to the same knowledge.

A random shift of the real cell gives facts; central takes them in batches of any size. At several
moments both are asked the same: who holds which number, what is missing, the state of every slot,
what is married where, racks, labels, exceptions, stock.
"""

from __future__ import annotations

import os
from random import Random

import pytest

from central.db.database import Database
from central.tracking.service import cells, search
from edge.cell import block_inputs
from edge.cell.identity import vin_of
from tests.edge.cell import test_random_pieces as pieces
from tests.edge.cell import test_restarts as restarts
from tests.edge.cell import test_version_conflicts as conflicts
from tests.support.cell.world import ANNA, BEN, World, masters, telegram
from tests.support.central.cell_and_central import Pair, Said, a_shift, assert_the_same, cell_says
from wire.ids import CallNumber, PersonId, Vin
from wire.masters import Continuity
from wire.telegram import Flag, Status

STEPS, LOOKS = 640, 4
SEEDS = (114,)
"""``LINESIDE_SAME_SHIFTS`` asks for more of them."""


VIN = Vin("WVWZZZ1JZXW000001")
OTHER_VIN = Vin("WVWZZZ1JZXW999999")


@pytest.mark.parametrize("seed", [*SEEDS, *range(int(os.environ.get("LINESIDE_SAME_SHIFTS", 0)))])
def test_central_knows_what_the_cell_knows(db: Database, seed: int) -> None:
    shift = a_shift(seed)
    pair = Pair(db, shift.world, seed)
    for _ in range(LOOKS):
        for _ in range(STEPS // LOOKS):
            shift.step()
        pair.send()
        assert_the_same(db, shift.world.state)


def test_central_knows_a_feed_that_does_not_tell_every_number(db: Database) -> None:
    """Also once new masters say otherwise what is waited for."""
    rng = Random(7)
    world = World()
    world.checked = False
    pair = Pair(db, world, 7)
    world.start()
    number = 1
    for version, rule in enumerate(("none", "number", "none"), start=2):
        world.adopt(masters(version, last_number=200, continuity=Continuity(rule)))
        for _ in range(40):
            before, number = number, (number + rng.choice([1, 1, 2, 5])) % 200 or 1
            world.hear(telegram(number, f"V{version}-{number:04d}"))
            if rng.random() < 0.2:
                world.hear(telegram(min(number + 3, 200), f"V{version}-{before:04d}"))
            if rng.random() < 0.3:
                world.pick_all()
        pair.send()
        assert_the_same(db, world.state)


@pytest.mark.parametrize("seed", range(2))
def test_central_knows_which_of_several_parts_of_a_family_is_there(db: Database, seed: int) -> None:
    """Also while a part is blocked, and once lines were amended."""
    day = pieces.Day(seed)
    pair = Pair(db, day.world, seed)
    for _ in range(5):
        for _ in range(60):
            day.step()
        pair.send()
        assert_the_same(db, day.world.state)
        block(day)
        pair.send()
        assert_the_same(db, day.world.state)
    slots = cell_says(day.world.state)["slots"].values()
    states = {state for rack in slots for state in rack.values()}
    assert {"open", "picked", "held"} <= states


def block(day: pieces.Day) -> None:
    """All of one part, or the newest piece; the block of before is lifted."""
    for name in list(day.world.state.blocks):
        day.world.do(
            block_inputs.LiftBlock(
                block=name, person=ANNA, second_person=PersonId("carl"), reason="r"
            )
        )
    lies = [m for married in day.truth.lies.values() for m in married]
    piece = day.rng.choice(lies)
    serials = day.rng.choice([(), (piece.serial,) if piece.serial else ()])
    day.world.do(
        block_inputs.BlockPieces(part=piece.part, lot="", serials=serials, person=BEN, reason="r")
    )


@pytest.mark.parametrize(
    "replayed",
    [
        pytest.param([61 + 52], id="of_the_new_run"),
        pytest.param([*range(40, 75)], id="over_the_restart"),
        pytest.param([62, 61, 60, 52], id="of_both_runs_backwards"),
    ],
)
def test_central_knows_the_run_of_a_number_that_came_late_after_a_restart(
    db: Database, replayed: list[int]
) -> None:
    """The run is in the fact: central infers nothing."""
    stream = restarts.two_runs()
    lost = 61 + 30
    soon = [place for place in range(1, 121) if place not in (lost, *replayed)]
    world = restarts.hear(stream, *soon)
    pair = Pair(db, world, 1)
    pair.send()
    assert_the_same(db, world.state)
    world.hear(*(stream[place - 1] for place in replayed))
    restarts.key_in(world, stream[lost - 1])
    pair.send()
    assert_the_same(db, world.state)
    run = world.feed.runs[2]
    assert (run.missing, run.owner[52], run.owner[30]) == ({}, "B52", "B30")


@pytest.mark.parametrize("new", [True, False])
def test_central_holds_what_nobody_can_tell_the_version_of(db: Database, new: bool) -> None:
    world = conflicts.world()
    pair = Pair(db, world, 1)
    world.pick_all()
    for number, said in ((1, {}), (2, {"status": Status.CANCELLED}), (3, {"vin": OTHER_VIN})):
        conflicts.doubt(world, number, **{"transmission": 990 if number == 3 else 2, **said})
        pair.send()
        assert_the_same(db, world.state)
        assert cell_says(world.state)["slots"]["MIRROR-1-0001"][number - 1] == "held"
    for call in ("C0001", "C0002", "C0003"):
        conflicts.decide(world, new=new, call=call)
        pair.send()
        assert_the_same(db, world.state)
    slots = cell_says(world.state)["slots"]["MIRROR-1-0001"]
    assert list(slots.values()) == ["held" if new else "picked"] * 3 + ["picked"]


@pytest.mark.parametrize("new", [True, False])
def test_central_holds_what_a_re_order_cancels(db: Database, new: bool) -> None:
    world = conflicts.world()
    pair = Pair(db, world, 1)
    cancelled = {"status": Status.CANCELLED, "flags": (Flag.RE_ORDER,)}
    conflicts.doubt(world, 1, transmission=990, **cancelled)
    pair.send()
    assert_the_same(db, world.state)
    assert cell_says(world.state)["slots"]["MIRROR-1-0001"][0] == "held"
    conflicts.decide(world, new=new)
    conflicts.doubt(world, 1, transmission=990, **cancelled)
    pair.send()
    assert_the_same(db, world.state)
    assert cell_says(world.state)["slots"]["MIRROR-1-0001"][0] == ("held" if new else "open")


@pytest.mark.parametrize("picked", ["before", "between", "after"])
def test_central_keeps_the_vin_that_a_later_telegram_does_not_name(
    db: Database, picked: str
) -> None:
    """Whatever comes when: a VIN is found with the parts that were picked for its car."""
    world = World()
    world.adopt(masters())
    words: tuple[Said, ...] = (
        {"vin": VIN},
        {"vin": Vin("")},
        {"vin": Vin(""), "status": Status.PREVIEW},
        {"vin": Vin(""), "status": Status.FITTED},
    )
    if picked == "before":
        words = ({"vin": Vin("")}, *words)
    pair = Pair(db, world, 1)
    world.hear(*(telegram(n, transmission=900 + n) for n in range(2, 5)))
    world.start()
    moment = {"before": 1, "between": 2, "after": 3}[picked]
    for said, one in enumerate(words, start=1):
        world.hear(telegram(1, **{"transmission": 904 + said, **one}))
        if said == moment:
            world.pick_all()
    pair.send()
    assert_the_same(db, world.state)
    found = search.find_vin(db, VIN)
    assert [(v.call_number, v.vin) for v in found.vehicles] == [("C0001", VIN)]
    assert {m.vin for m in found.marriages} == {VIN} and len(found.marriages) == 2
    assert {m.vin for m in cells.list_marriages(db) if m.call_number == "C0001"} == {VIN}


@pytest.mark.parametrize(
    ("words", "vin"),
    [
        pytest.param([(5, {}), (7, {"colour": "BLUE", "vin": VIN})], VIN, id="late"),
        pytest.param([(5, {}), (4, {"vin": VIN})], VIN, id="in_an_older_word"),
        pytest.param([(5, {"vin": VIN}), (4, {"vin": OTHER_VIN})], VIN, id="older_word"),
        pytest.param([(5, {}), (6, {"vin": VIN, "status": Status.FITTED})], VIN, id="fitted"),
        pytest.param([(5, {"vin": VIN}), (6, {"vin": OTHER_VIN})], OTHER_VIN, id="another"),
    ],
)
def test_central_and_the_cell_know_the_same_vin(
    db: Database, words: list[tuple[int, Said]], vin: Vin
) -> None:
    world = World()
    world.adopt(masters())
    for transmission, said in words:
        world.hear(telegram(1, **{"transmission": transmission, "vin": Vin(""), **said}))
    Pair(db, world, 1).send()
    (vehicle,) = search.find_call(db, "C0001").vehicles
    assert vehicle.vin == vin_of(world.feed.vehicles[CallNumber("C0001")]) == vin
