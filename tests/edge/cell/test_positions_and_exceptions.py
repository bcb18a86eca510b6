"""What central owes of the broadcast; and what people must look at, ranked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.cell.build_sequence import missing_positions
from edge.cell.exceptions import exceptions
from edge.cell.inputs import (
    AskReplay,
    HandleException,
    HeadArrived,
    MoveKanban,
    RefusedError,
    TelegramUnreadable,
)
from edge.cell.model import FeedState
from edge.cell.positions import BACKLOG_MAX, announce, receive
from tests.support.cell.world import ANNA, BEN, FEED, World, masters, telegram
from wire.events import HeadAdvanced, LabelState, Movement, TelegramQuarantined
from wire.ids import LabelId, LoopId
from wire.sync import Head
from wire.telegram import Status


def owed(feed: FeedState, limit: int = 10_000) -> set[int]:
    spans = missing_positions(feed, limit)
    return {n for span in spans for n in range(span.low, span.high + 1)}


@given(st.lists(st.integers(1, 60), max_size=60), st.integers(0, 70))
def test_what_is_owed_is_what_was_not_received_up_to_the_head(came: list[int], head: int) -> None:
    feed = FeedState()
    for position in came:
        receive(feed, position)
    if head:
        announce(feed, head)
    assert owed(feed) == set(range(1, max([*came, head, 0]) + 1)) - set(came)
    lows = [span.low for span in feed.positions]
    assert lows == sorted(lows)
    assert all(a.high + 1 < b.low for a, b in zip(feed.positions, feed.positions[1:], strict=False))


def test_ranges_are_bounded_and_a_new_cell_does_not_ask_for_years() -> None:
    feed = FeedState()
    announce(feed, 5_000_000)
    spans = missing_positions(feed, 3)
    assert (spans[0].low, spans[0].high) == (5_000_001 - BACKLOG_MAX, 5_000_500 - BACKLOG_MAX)
    assert len(spans) == 3
    receive(feed, 10)
    assert feed.head == 10
    assert owed(feed) == set(range(1, 10))


def head(world: World, position: int) -> tuple[list[object], list[tuple[int, int]]]:
    decision = world.do(HeadArrived(head=Head(feed=FEED, position=position, at_us=0)))
    asked = [(e.first, e.last) for e in decision.effects if isinstance(e, AskReplay)]
    return list(decision.facts), asked


def test_a_head_reveals_the_last_telegram_that_did_not_come() -> None:
    world = World()
    world.adopt(masters())
    world.hear(telegram(1, position=1), telegram(2, position=2))
    assert head(world, 2) == ([], [])
    assert head(world, 4) == ([HeadAdvanced(feed=FEED, position=4)], [(3, 4)])
    assert head(world, 4) == ([], [(3, 4)])
    assert head(world, 3) == ([], [(3, 4)])
    world.hear(telegram(3, position=3), telegram(4, position=4))
    assert head(world, 4) == ([], [])


def test_an_absurd_head_is_an_alarm_and_asks_for_nothing() -> None:
    world = World()
    world.adopt(masters())
    world.hear(telegram(1, position=1))
    facts, asked = head(world, 10**9)
    assert [f.code for f in facts if isinstance(f, TelegramQuarantined)] == ["head.absurd"]
    assert asked == []
    assert head(world, 10**9)[0] == []


def test_a_position_that_jumps_asks_at_once_for_what_lies_between() -> None:
    world = World()
    world.adopt(masters())
    (_, decision) = world.hear(telegram(1, position=1), telegram(2, position=5))
    assert decision.effects == (AskReplay(feed=FEED, first=2, last=4),)


def test_unreadable_bytes_are_counted_as_one_exception_a_cause() -> None:
    world = World()
    world.adopt(masters())
    for raw_id in (1, 2, 3):
        world.do(TelegramUnreadable(feed=FEED, raw_id=raw_id, code="not_json", detail="byte 0"))
    (found,) = exceptions(world.state, world.now_us)
    assert (found.kind, found.count, found.stored) == ("quarantine", 3, True)
    assert world.feed.quarantined == 3


def test_exceptions_are_ranked_and_name_one_action() -> None:
    world = World()
    world.adopt(masters())
    world.start()
    world.line(1, 4)
    world.pick_all()
    world.line(6, 6)
    world.hear(
        telegram(1, status=Status.CANCELLED),
        telegram(2, colour="BLUE"),
        telegram(3, options={"TRIM": "?"}),
        telegram(300),
    )
    label = LabelId("MIRROR-1-0001-P01-mirror-1-1")
    world.report(label, LabelState.SENDING, LabelState.UNKNOWN)
    found = exceptions(world.state, world.now_us)
    assert [(v.kind, v.action) for v in found] == [
        ("hole", "skip-number"),
        ("conflict", "handle-exception"),
        ("withdrawn", "skip-number"),
        ("withdrawn", "skip-number"),
        ("late_change", "release-rework"),
        ("usage", "telegram"),
        ("label_unknown", "reprint"),
    ]
    assert found[0].age_s > 0
    assert [v.rank for v in found] == sorted(v.rank for v in found)


def test_a_derived_exception_can_be_owned_but_closes_only_by_its_action() -> None:
    world = World()
    world.adopt(masters())
    world.hear(telegram(1), telegram(3))
    name = "hole:L1:1:2"
    world.do(HandleException(exception=name, person=ANNA, closed=False))
    assert [v.owner for v in exceptions(world.state, 0)] == [ANNA]
    for exception, code in ((name, "exception.open"), ("x", "exception.unknown")):
        with pytest.raises(RefusedError) as refused:
            world.do(HandleException(exception=exception, person=BEN, closed=True))
        assert refused.value.code == code
    world.hear(telegram(2))
    assert not exceptions(world.state, 0)


def test_a_stored_exception_is_closed_by_a_person() -> None:
    world = World()
    world.adopt(masters())
    world.do(TelegramUnreadable(feed=FEED, raw_id=1, code="not_json", detail="byte 0"))
    world.do(HandleException(exception="quarantine:L1:not_json", person=BEN, closed=True))
    assert not world.state.exceptions


def test_kanban_of_an_unknown_loop_is_refused() -> None:
    world = World()
    world.adopt(masters())
    given = {"card": "1", "movement": Movement.CONSUME, "person": ANNA}
    world.do(MoveKanban(loop=LoopId("K1"), **given))
    assert world.state.stock == {"A0/M-RED": -20}
    with pytest.raises(RefusedError):
        world.do(MoveKanban(loop=LoopId("K2"), **given))
