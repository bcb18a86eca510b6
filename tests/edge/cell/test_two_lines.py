"""Two lines on one cell: usage rules, families and faces stand once, racks are each line's own."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from edge.cell.inputs import ShipRack, TelegramArrived
from edge.cell.masters import MastersError, compile_masters
from edge.cell.racks import numbers
from edge.cell.slot_times import cover_minutes
from tests.support.cell.world import BEN, FEED, PRINTERS, SEAT, World, masters, telegram
from wire.ids import FeedId, RackId
from wire.masters import Filling, Masters

OTHER = FeedId("L2")


def shared(filling: Filling = Filling.NUMBER, **values: object) -> Masters:
    """The masters of one line, and a second feed that shares its rack families."""
    made = masters(racks={"filling": filling})
    return replace(
        made,
        feeds=(*made.feeds, replace(made.feeds[0], feed=OTHER)),
        rack_families=tuple(replace(it, more_feeds=(OTHER,)) for it in made.rack_families),
        **values,
    )


def hear(world: World, feed: FeedId, *sent: int) -> None:
    for number in sent:
        one = telegram(number, f"{feed}{number}", feed=feed, transmission=number)
        world.do(TelegramArrived(feed=feed, raw_id=number, telegram=one))


def a_world(made: Masters) -> World:
    world = World(compile_masters(made, PRINTERS))
    world.start()
    return world


@pytest.mark.parametrize(
    ("filling", "ours", "theirs"),
    [
        (Filling.NUMBER, "SEAT-1-0001", "SEAT-L2-1-0001"),
        (Filling.DENSE, "SEAT-1-N0001", "SEAT-L2-1-N0001"),
    ],
)
def test_two_lines_share_their_rules_and_no_rack(filling: Filling, ours: str, theirs: str) -> None:
    world = a_world(shared(filling))
    hear(world, FEED, 1, 2)
    hear(world, OTHER, 1, 2, 3, 4)
    hear(world, FEED, 3, 4)
    found = {
        rack.rack: (rack.feed, list(numbers(world.state, rack)))
        for rack in world.state.racks.values()
        if rack.rack_family == SEAT
    }
    assert found == {ours: (FEED, [1, 2, 3, 4]), theirs: (OTHER, [1, 2, 3, 4])}
    world.pick_all()
    calls = {m.call_number for ms in world.rack(theirs).picked.values() for m in ms}
    assert calls == {"L21", "L22", "L23", "L24"}
    world.do(ShipRack(rack=RackId(theirs), person=BEN))
    assert world.rack(ours).shipped_us is None


def test_cover_is_that_of_the_line_that_is_covered_least() -> None:
    world = a_world(shared())
    hear(world, FEED, 1, 2)
    ours = cover_minutes(world.state, world.compiled, SEAT, world.now_us)
    hear(world, OTHER, 1)
    world.now_us += 600_000_000
    hear(world, FEED, 3)
    both = cover_minutes(world.state, world.compiled, SEAT, world.now_us)
    assert ours is not None and both is not None and both < ours


def test_a_family_may_be_of_one_of_the_lines_alone() -> None:
    made = shared()
    families = tuple(
        replace(it, feeds=(OTHER,)) if it.family == "seat" else it for it in made.families
    )
    world = a_world(replace(made, families=families))
    hear(world, FEED, 1)
    hear(world, OTHER, 1)
    needs = {
        feed: [need.family for need in state.vehicles[f"{feed}1"].needs]  # type: ignore[index]
        for feed, state in world.state.feeds.items()
    }
    assert needs == {FEED: ["mirror"], OTHER: ["mirror", "seat"]}


def test_feeds_that_are_not_there_or_not_shared_are_refused() -> None:
    made = masters()
    racks = tuple(replace(it, more_feeds=(OTHER, FEED)) for it in made.rack_families)
    with pytest.raises(MastersError, match=r"feed 'L2', which is not there.*'L1' 2 times"):
        compile_masters(replace(made, rack_families=racks))
    families = tuple(replace(it, feeds=(OTHER,)) for it in made.families)
    with pytest.raises(MastersError, match="add the feed to the rack family's more_feeds"):
        compile_masters(replace(made, families=families))
