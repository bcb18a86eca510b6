"""What shows that a vehicle of a feed did not come: a number that is jumped over, or nothing."""

from __future__ import annotations

from edge.cell.exceptions import exceptions
from edge.cell.inputs import CloseShort, ShipRack
from edge.cell.masters import compile_masters
from edge.cell.racks import numbers
from tests.support.cell.world import BEN, PRINTERS, World, masters, telegram
from wire.events import ContinuityChanged, TelegramQuarantined
from wire.ids import RackId
from wire.masters import Continuity


def a_world(continuity: str, **rules: object) -> World:
    made = masters(continuity=Continuity(continuity), **rules)
    world = World(compile_masters(made, PRINTERS))
    world.start()
    return world


def kinds(world: World) -> list[str]:
    return [found.exception for found in exceptions(world.state, world.now_us)]


def test_a_feed_of_relevant_vehicles_alone_has_no_holes_and_its_racks_close() -> None:
    world = a_world("none", gap_policy="hold_at_once", max_jump=40)
    world.hear(*(telegram(n) for n in (110, 113, 117, 118, 125)))
    assert not kinds(world)
    assert [
        list(numbers(world.state, world.rack(f"MIRROR-1-{first:04d}"))) for first in (109, 113)
    ] == [
        [110],
        [113],
    ]
    world.pick_all()
    closed = [name for name, rack in world.state.racks.items() if rack.closed_us is not None]
    assert sorted(closed) == sorted(
        f"{family}-1-{first:04d}" for family in ("MIRROR", "SEAT") for first in (109, 113, 117)
    )
    assert world.rack("MIRROR-1-0125").closed_us is None
    assert world.states("MIRROR-1-0109") == ["missing", "picked", "missing", "missing"]


def test_a_finished_rack_closes_as_soon_as_the_line_has_gone_past_it() -> None:
    world = a_world("none")
    world.hear(telegram(2))
    world.pick_all()
    assert world.rack("MIRROR-1-0001").closed_us is None
    world.hear(telegram(7))
    rack = world.rack("MIRROR-1-0001")
    assert rack.closed_us is not None and (rack.last_number, rack.short_last) == (4, None)


def test_a_vehicle_that_comes_late_for_a_closed_rack_is_held_for_a_person() -> None:
    world = a_world("none")
    world.hear(telegram(2), telegram(7))
    world.pick_all()
    world.hear(telegram(3))
    assert world.states("MIRROR-1-0001") == ["missing", "picked", "held", "missing"]
    assert "late_change:MIRROR-1-0001:3" in kinds(world)


def test_a_picked_vehicle_that_moves_away_leaves_its_slot_held() -> None:
    world = a_world("none")
    world.hear(telegram(2), telegram(3))
    world.pick_all()
    world.hear(telegram(8, "C0003"))
    assert world.states("MIRROR-1-0001") == ["missing", "picked", "held", "missing"]
    assert "late_change:MIRROR-1-0001:3" in kinds(world)


def test_a_jump_beyond_the_bound_is_refused_however_a_feed_is_continuous() -> None:
    world = a_world("none", max_jump=40)
    world.hear(telegram(2), telegram(99))
    assert [f.code for _, f in world.facts if isinstance(f, TelegramQuarantined)] == [
        "sequence.jump"
    ]


def test_the_run_after_the_last_number_begins_anew() -> None:
    world = a_world("none", last_number=90)
    world.hear(*(telegram(n, f"A{n}") for n in (50, 80, 88)), telegram(3, "B3"))
    assert world.feed.runs[2].owner == {3: "B3"}
    world.pick_all()
    assert world.rack("MIRROR-1-0085").closed_us is not None
    assert not kinds(world)


def test_new_masters_change_what_a_run_under_way_waits_for() -> None:
    world = a_world("number")
    world.hear(telegram(2), telegram(5))
    world.pick_all()
    assert kinds(world) == ["hole:L1:1:3", "hole:L1:1:4"]
    world.adopt(masters(2, continuity=Continuity.NONE))
    assert [f.continuity for _, f in world.facts if isinstance(f, ContinuityChanged)] == ["none"]
    assert not kinds(world)
    assert world.rack("MIRROR-1-0001").closed_us is not None
    world.adopt(masters(3, continuity=Continuity.NUMBER))
    world.hear(telegram(8))
    assert kinds(world) == ["hole:L1:1:6", "hole:L1:1:7"]


def test_what_was_passed_over_before_is_waited_for_by_no_later_rule() -> None:
    world = a_world("none")
    world.hear(telegram(2), telegram(7))
    world.adopt(masters(2, continuity=Continuity.NUMBER))
    world.hear(telegram(8))
    world.pick_all()
    assert not kinds(world)
    assert list(numbers(world.state, world.rack("MIRROR-1-0005"))) == [7, 8]
    assert world.rack("MIRROR-1-0005").closed_us is not None


def test_a_rack_is_whole_once_the_vehicle_it_waited_for_moved_away() -> None:
    world = a_world("none")
    world.hear(telegram(2))
    world.pick_all()
    world.hear(telegram(3), telegram(8, "C0003"))
    assert world.rack("MIRROR-1-0001").closed_us is not None


def test_racks_of_a_sparse_feed_leave_in_order_and_unlike_an_empty_one() -> None:
    """All vehicles of the first rack moved on: it holds up nothing behind it."""
    world = a_world("none")
    world.hear(telegram(2), telegram(6), telegram(11), telegram(12))
    world.hear(telegram(14, "C0002"))
    world.pick_all()
    world.do(ShipRack(rack=RackId("MIRROR-1-0005"), person=BEN))
    assert world.rack("MIRROR-1-0005").shipped_us is not None
    assert "MIRROR-1-0001" not in world.state.racks


def test_a_rack_of_a_sparse_feed_is_closed_short_by_a_person() -> None:
    world = a_world("none")
    world.hear(telegram(2))
    world.pick_all()
    world.do(CloseShort(rack=RackId("MIRROR-1-0001"), person=BEN, reason="shift ends"))
    assert world.rack("MIRROR-1-0001").short_last == 2
