"""What shows that a vehicle of a feed did not come: a number that is jumped over, or nothing."""

from __future__ import annotations

import pytest

from edge.cell.exceptions import exceptions
from edge.cell.inputs import CloseShort, ShipRack
from edge.cell.masters import compile_masters
from edge.cell.racks import numbers
from edge.cell.silence import silent_feeds
from tests.support.cell.world import BEN, PRINTERS, World, masters, telegram
from wire.events import ContinuityChanged, TelegramQuarantined
from wire.ids import CallNumber, FeedId, RackId, SequenceNumber
from wire.masters import Continuity
from wire.telegram import Telegram


def a_world(continuity: str, **rules: object) -> World:
    made = masters(continuity=Continuity(continuity), **rules)
    world = World(compile_masters(made, PRINTERS))
    world.start()
    return world


def kinds(world: World) -> list[str]:
    return [found.exception for found in exceptions(world.state, world.now_us)]


def holes(world: World) -> list[str]:
    return [name for name in kinds(world) if name.startswith("hole:")]


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
    views = exceptions(world.state, world.now_us)
    (view,) = [it for it in views if it.exception == "late_change:MIRROR-1-0001:3"]
    assert view.at_us == world.state.feeds[FeedId("L1")].vehicles[CallNumber("C0003")].at_us > 0
    assert view.text.startswith("call C0003, number 3 of rack MIRROR-1-0001, changed after")


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
    assert kinds(world) == ["hole:L1:1:3-4"]
    world.adopt(masters(2, continuity=Continuity.NONE))
    assert [f.continuity for _, f in world.facts if isinstance(f, ContinuityChanged)] == ["none"]
    assert not kinds(world)
    assert world.rack("MIRROR-1-0001").closed_us is not None
    world.adopt(masters(3, continuity=Continuity.NUMBER))
    world.hear(telegram(8))
    assert kinds(world) == ["hole:L1:1:6-7"]


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


def named(number: int, before: int | str, call: str = "") -> Telegram:
    text = f"{before:04d}" if isinstance(before, int) else before
    return telegram(number, call, previous_number=SequenceNumber(text))


def test_a_number_that_another_names_before_its_own_is_a_hole_until_it_comes() -> None:
    """110, 113 after 110, 118 after 117: 117 is missing, 111 and 112 never were."""
    world = a_world("previous_number")
    world.hear(named(110, 105), named(113, 110), named(118, 117))
    assert kinds(world) == ["hole:L1:1:117"]
    assert world.states("MIRROR-1-0117") == ["missing", "held", "missing", "missing"]
    world.hear(named(117, 113))
    assert not kinds(world)
    assert world.states("MIRROR-1-0117")[:2] == ["open", "open"]


def test_what_is_named_before_the_first_of_a_run_is_missing_in_the_run_before() -> None:
    world = a_world("previous_number", last_number=400)
    world.hear(named(388, "", "A1"), named(390, 388, "A2"), named(3, 395, "B1"))
    assert holes(world) == ["hole:L1:1:395"]
    world.hear(named(395, 390, "A3"))
    assert not holes(world)


@pytest.mark.parametrize("text", ["", "0000", "ABC", "0999", "0113"])
def test_a_name_that_says_nothing_makes_no_hole(text: str) -> None:
    world = a_world("previous_number")
    world.hear(named(110, ""), named(113, text))
    assert not kinds(world)


def test_a_message_that_was_jumped_over_is_told_though_only_later_ones_show_it() -> None:
    world = a_world("transmission")
    for number, transmission in ((110, 40), (113, 41), (117, 44)):
        world.hear(telegram(number, transmission=transmission))
    assert kinds(world) == ["transmission:L1:42", "transmission:L1:43"]
    world.hear(telegram(115, transmission=43))
    assert kinds(world) == ["transmission:L1:42"]


def test_a_message_that_was_refused_was_heard_all_the_same() -> None:
    world = a_world("transmission")
    world.hear(telegram(110, transmission=40), telegram("ABC", "X", transmission=41))
    world.hear(telegram(113, transmission=42))
    assert [name for name in kinds(world) if name.startswith("transmission")] == []


def test_a_count_that_begins_anew_is_no_loss() -> None:
    world = a_world("transmission")
    for number, transmission in ((110, 4000), (113, 1), (117, 2), (118, 4)):
        world.hear(telegram(number, transmission=transmission))
    assert kinds(world) == ["transmission:L1:3"]


def test_numbers_mean_nothing_where_messages_are_counted() -> None:
    world = a_world("transmission")
    world.hear(*(telegram(n) for n in (110, 113, 117, 118, 125)))
    assert not kinds(world)


def test_a_feed_of_relevant_vehicles_is_silent_by_time() -> None:
    world = a_world("none", silence_s=1800)
    world.hear(telegram(110))
    heard_us = world.feed.last_telegram_us

    def said(minutes: int) -> list[str]:
        now_us = heard_us + minutes * 60_000_000
        return list(silent_feeds(world.state, world.compiled, ["L1"], 0, now_us))

    assert not said(29)
    assert said(31) == [
        "feed L1 said nothing for 31 min: ask the line whether it runs, and see to its link"
    ]
