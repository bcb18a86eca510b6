"""A checkpoint that an older program wrote."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import msgspec

from edge.cell.evolve import evolve
from edge.cell.model import CellState
from edge.cell.unit_inputs import PutOnUnit
from edge.journal.store import Checkpoint, Journal
from edge.node.recovery import Recovered, checkpoint_of, recover
from tests.support.cell.world import BEN, World
from wire.ids import RackId, UnitId

S1, M1, M5 = RackId("SEAT-1-0001"), RackId("MIRROR-1-0001"), RackId("MIRROR-1-0005")
P1, P2 = UnitId("JP0001"), UnitId("JP0002")


def a_day_with_pallets() -> World:
    world = World()
    world.line(1, 12)
    world.start()
    world.pick_all()
    for unit, rack in ((P1, S1), (P2, M5), (P1, M1)):
        world.do(PutOnUnit(unit=unit, rack=rack, person=BEN))
    return world


def written_by_unit(state: CellState) -> bytes:
    """As a program wrote it that kept the racks of each pallet."""
    plain = msgspec.msgpack.decode(msgspec.msgpack.encode(state))
    plain["units"] = {P1: [S1, M1], P2: [M5]}
    return msgspec.msgpack.encode(plain)


def restarted(tmp_path: Path, checkpoint: Checkpoint, world: World) -> Recovered:
    """From a journal of these facts."""
    with closing(Journal(tmp_path, now_us=lambda: world.now_us)) as journal:
        for at_us, fact in world.facts:
            journal.commit(None, [fact], at_us)
        journal.keep_checkpoint(checkpoint)
        return recover(journal)


def test_racks_stay_on_their_pallets_although_the_checkpoint_is_of_an_older_program(
    tmp_path: Path,
) -> None:
    world = a_day_with_pallets()
    older = Checkpoint(offset=world.state.offset, state=written_by_unit(world.state))
    found = restarted(tmp_path, older, world)
    assert (found.checkpoint_offset, found.folded) == (world.state.offset, 0)
    assert found.state.units == {S1: P1, M1: P1, M5: P2}
    found.state.units = world.state.units
    assert found.state == world.state


def test_a_journal_folded_anew_and_a_checkpoint_of_it_say_the_same(tmp_path: Path) -> None:
    world = a_day_with_pallets()
    anew = CellState()
    for offset, (at_us, fact) in enumerate(world.facts):
        evolve(anew, fact, at_us, offset)
    assert anew == world.state
    assert list(anew.units) == [S1, M5, M1]
    assert restarted(tmp_path, checkpoint_of(anew), world).state == anew


def test_one_that_no_program_wrote_is_passed_over(tmp_path: Path) -> None:
    world = a_day_with_pallets()
    strange = msgspec.msgpack.encode({"units": {}, "racks": 7})
    found = restarted(tmp_path, Checkpoint(offset=1, state=strange), world)
    assert found.checkpoint_offset == -1
    assert found.state.units == world.state.units
