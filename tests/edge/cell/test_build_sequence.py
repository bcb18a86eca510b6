"""What each telegram is, reaction by reaction, and what the run of numbers then looks like."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from edge.cell.build_sequence import TABLE
from edge.cell.inputs import RefusedError, TelegramArrived
from edge.cell.racks import slot_state
from tests.support.cell.world import FEED, World, masters, telegram
from wire.events import Reaction, RunOpened, Source, TelegramQuarantined, TelegramTaken
from wire.ids import FeedId, PersonId, RackId
from wire.telegram import Status, Telegram


def cell(**rules: Any) -> World:
    world = World()
    world.adopt(masters(**rules))
    return world


def reaction(world: World, one: Telegram) -> str:
    (decision,) = world.hear(one)
    for fact in decision.facts:
        if isinstance(fact, TelegramTaken):
            return fact.reaction.value
        if isinstance(fact, TelegramQuarantined):
            return fact.code
    raise AssertionError(decision)


CANCELLED, FITTED, PREVIEW = Status.CANCELLED, Status.FITTED, Status.PREVIEW

# what came before (numbers, then telegrams), what comes, what it is
REACTIONS: dict[str, tuple[list[Any], Telegram, str]] = {
    "first_heard": ([], telegram(17), "in_order"),
    "next": ([1, 2], telegram(3), "in_order"),
    "opens_a_gap": ([1, 2], telegram(5), "ahead"),
    "fills_a_gap": ([1, 2, 5], telegram(4), "late"),
    "a_little_before_the_first": ([5, 6], telegram(4), "late"),
    "long_before_the_first": ([300, 301], telegram(280), "outdated"),
    "same_again": ([1], telegram(1), "duplicate"),
    "same_message_again": ([], telegram(1, transmission=1), "in_order"),
    "older_version": ([telegram(1, colour="BLUE", transmission=9)], telegram(1), "outdated"),
    "other_content": ([1], telegram(1, colour="BLUE"), "amended"),
    "other_number": ([1, 2], telegram(3, "C0001"), "re_sequenced"),
    "number_taken_by_another": ([1, 2], telegram(2, "X"), "re_sequenced"),
    "number_of_a_withdrawn": (
        [1, 2, telegram(2, status=CANCELLED)],
        telegram(2, "X"),
        "late",
    ),
    "cancelled": ([1], telegram(1, status=CANCELLED), "withdrawn"),
    "cancelled_unknown": ([1], telegram("", "X", status=CANCELLED), "withdrawn"),
    "cancelled_twice": (
        [1, telegram(1, status=CANCELLED)],
        telegram(1, status=CANCELLED),
        "duplicate",
    ),
    "comes_back": ([1, telegram(1, status=CANCELLED)], telegram(1), "amended"),
    "fitted": ([1], telegram(1, status=FITTED), "fitted"),
    "not_sequenced": ([1], telegram("0000", "X"), "not_sequenced"),
    "empty_number": ([1], telegram("", "X"), "not_sequenced"),
    "taken_out_of_the_order": ([1], telegram("0000", "C0001"), "re_sequenced"),
    "preview": ([1], telegram(2, status=PREVIEW), "not_sequenced"),
    "preview_after_final": ([1], telegram(1, status=PREVIEW), "outdated"),
    "final_after_preview": ([1, telegram(2, status=PREVIEW)], telegram(2), "in_order"),
    "restart": ([*range(1, 40)], telegram(1, "X"), "restart"),
    "wrap": ([*range(390, 401)], telegram(1, "X"), "restart"),
    "after_a_wrap_one_of_before": ([*range(390, 400), telegram(1, "X")], telegram(400), "late"),
    "jump": ([1], telegram(100), "sequence.jump"),
    "out_of_range": ([1], telegram(401), "sequence.range"),
    "no_number": ([1], telegram("12A4", vin=""), "sequence.number"),
    "not_ascii": ([1], telegram("\u0661", vin=""), "sequence.number"),
    "same_version_other_words": (
        [telegram(1, transmission=1)],
        telegram(1, colour="BLUE", transmission=1),
        "sequence.conflict",
    ),
    "new_run_by_name": (
        [telegram(1, "A", epoch=4)],
        telegram(1, "B", epoch=5),
        "restart",
    ),
    "old_run_by_name": ([telegram(1, "A", epoch=4)], telegram(7, "B", epoch=2), "outdated"),
}


@pytest.mark.parametrize("name", REACTIONS)
def test_reaction(name: str) -> None:
    before, one, wanted = REACTIONS[name]
    world = cell()
    world.hear(*(telegram(item) if isinstance(item, int) else item for item in before))
    assert reaction(world, one) == wanted


def test_every_reaction_to_what_the_build_order_follows_stands_in_the_table() -> None:
    apart = {Reaction.CONFLICT, Reaction.SET_ASIDE}
    assert {line for line, _ in TABLE} == set(Reaction) - apart


@pytest.mark.parametrize(
    ("rules", "one", "wanted"),
    [
        ({"amendments": False}, telegram(1, colour="BLUE"), "sequence.conflict"),
        ({"amendments": False}, telegram(1, planned_us=5), "amended"),
        ({"re_sequencing": False}, telegram(3, "C0001"), "sequence.conflict"),
        ({"re_sequencing": False}, telegram(38, "X"), "sequence.conflict"),
        ({"restarts": False, "last_number": 9999}, telegram(1, "X"), "sequence.restart"),
        ({"place_from": Status.PREVIEW}, telegram(41, status=PREVIEW), "in_order"),
        ({"not_sequenced": ("-",)}, telegram("-", "X", vin=""), "not_sequenced"),
    ],
)
def test_rules_of_a_feed(rules: dict[str, Any], one: Telegram, wanted: str) -> None:
    world = cell(**rules)
    world.line(1, 40)
    assert reaction(world, one) == wanted


def test_a_conflict_changes_nothing_but_is_shown_and_counted() -> None:
    world = cell(re_sequencing=False)
    world.line(1, 2)
    world.hear(telegram(2, "X"))
    assert world.feed.runs[1].owner[2] == "C0002"
    assert world.feed.quarantined == 1
    assert [e.kind.value for e in world.state.exceptions.values()] == ["conflict"]


def test_numbers_before_the_first_are_not_missing_but_those_between_are() -> None:
    world = cell()
    world.line(101, 102)
    assert not world.feed.runs[1].missing
    world.hear(telegram(98), telegram(105))
    run = world.feed.runs[1]
    assert (run.first, run.frontier, set(run.missing)) == (98, 105, {99, 100, 103, 104})


def test_after_a_wrap_the_numbers_up_to_the_last_are_missing() -> None:
    world = cell()
    world.line(390, 396)
    world.hear(telegram(2, "X"))
    assert set(world.feed.runs[1].missing) == {397, 398, 399, 400}
    assert set(world.feed.runs[2].missing) == {1}


def test_after_a_restart_the_old_run_simply_ends() -> None:
    world = cell()
    world.line(1, 50)
    world.hear(*(telegram(n, f"X{n}") for n in range(1, 12)))
    first, second = world.feed.runs[1], world.feed.runs[2]
    assert (first.ended, first.frontier, first.missing) == (True, 50, {})
    assert (second.ended, second.frontier, world.feed.epoch) == (False, 11, 2)


def test_a_late_replay_of_a_low_hole_does_not_open_a_run() -> None:
    world = cell()
    world.line(1, 2)
    world.hear(*(telegram(n, transmission=n) for n in range(4, 100)))
    assert reaction(world, telegram(3, transmission=3)) == "late"
    assert list(world.feed.runs) == [1]


def test_a_hole_far_from_the_beginning_is_filled_however_late() -> None:
    world = cell()
    world.line(1, 19)
    world.line(21, 100)
    assert reaction(world, telegram(20)) == "late"


def test_the_displaced_call_is_contested_until_it_comes_again() -> None:
    world = cell()
    world.line(1, 4)
    world.hear(telegram(2, "C0003"))
    run = world.feed.runs[1]
    assert run.owner[2] == "C0003"
    assert run.contested == {2: ["C0002"]}
    assert set(run.missing) == {3}
    rack = world.rack("MIRROR-1-0001")
    assert slot_state(world.state, rack, 2).value == "held"
    world.hear(telegram(3, "C0002"))
    assert run.contested == {}
    assert world.states("MIRROR-1-0001") == ["open"] * 4


def test_an_amendment_never_loses_to_an_older_one_that_comes_late() -> None:
    world = cell()
    world.hear(telegram(1, transmission=1))
    world.hear(telegram(1, colour="BLUE", transmission=3))
    world.hear(telegram(1, colour="GREEN", transmission=2))
    assert world.feed.vehicles[telegram(1).call_number].telegram.colour == "BLUE"


def test_without_transmissions_the_position_orders_versions() -> None:
    world = World()
    world.adopt(masters())
    for position, colour in ((1, "RED"), (3, "BLUE"), (2, "GREEN")):
        one = telegram(1, colour=colour, position=position)
        world.do(TelegramArrived(feed=FEED, raw_id=1, telegram=one))
    assert world.feed.vehicles[telegram(1).call_number].telegram.colour == "BLUE"


def test_a_telegram_of_another_feed_or_without_masters_is_quarantined() -> None:
    world = World()
    unknown = msgspec.structs.replace(telegram(1, position=7), feed=FeedId("L9"))
    decision = world.do(TelegramArrived(feed=FeedId("L9"), raw_id=1, telegram=unknown))
    (fact,) = decision.facts
    assert isinstance(fact, TelegramQuarantined)
    assert (fact.code, fact.position) == ("feed.unknown", None)
    world.adopt(masters())
    wrong = telegram(1, feed="L2")
    decision = world.do(TelegramArrived(feed=FEED, raw_id=1, telegram=wrong))
    assert [f.code for f in decision.facts if isinstance(f, TelegramQuarantined)] == ["feed.wrong"]


def test_a_keyed_telegram_needs_two_people_and_gives_way_to_the_line() -> None:
    world = cell()
    world.line(1, 1)
    world.line(3, 3)
    keyed = {"feed": FEED, "raw_id": 0, "telegram": telegram(2), "source": Source.HAND}
    with pytest.raises(RefusedError):
        world.do(TelegramArrived(**keyed, person=PersonId("a"), reason="phone"))
    world.do(
        TelegramArrived(**keyed, person=PersonId("a"), second_person=PersonId("b"), reason="phone")
    )
    assert world.states("MIRROR-1-0001") == ["open", "open", "open", "missing"]
    assert reaction(world, telegram(2, colour="BLUE", transmission=1)) == "amended"


def test_a_keyed_telegram_that_conflicts_is_refused_to_the_person() -> None:
    world = cell()
    world.line(1, 1)
    with pytest.raises(RefusedError) as refused:
        world.do(
            TelegramArrived(
                feed=FEED,
                raw_id=0,
                telegram=telegram(200),
                source=Source.HAND,
                person=PersonId("a"),
                second_person=PersonId("b"),
                reason="fax",
            )
        )
    assert refused.value.code == "sequence.jump"


def test_a_lost_transmission_shows_once_the_window_has_passed_and_goes_when_it_comes() -> None:
    world = cell()
    world.hear(*(telegram(n, transmission=n, previous_transmission=n - 1) for n in (1, 2)))
    for n in range(4, 20):
        world.hear(telegram(n, transmission=n, previous_transmission=n - 1))
    assert list(world.state.exceptions) == ["transmission:L1:3"]
    world.hear(telegram(3, transmission=3, previous_transmission=2))
    assert not world.state.exceptions


def test_the_fact_that_opens_a_run_carries_the_rules_of_its_numbers() -> None:
    world = cell()
    (decision,) = world.hear(telegram(7))
    opened = decision.facts[0]
    assert isinstance(opened, RunOpened)
    assert (opened.epoch, opened.first, opened.last_number, opened.window) == (1, 7, 400, 10)
    assert RackId("MIRROR-1-0005") in world.state.racks
