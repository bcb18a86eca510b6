"""A car that passes the point of fit without our part: the loudest alarm there is."""

from __future__ import annotations

import pytest

from edge.cell.inputs import (
    HandleException,
    ShipRack,
    SkipNumber,
    TelegramArrived,
)
from edge.cell.racks import hold_reasons
from edge.cell.tours import pickable
from tests.support.cell.passing import MIRRORS, SEATS, cell, divorce, fitted, kinds, texts
from tests.support.cell.world import ANNA, BEN, FEED, World, masters, telegram
from wire.events import (
    Source,
)
from wire.masters import Continuity
from wire.telegram import Status


def test_a_car_fitted_without_its_part_is_the_loudest_alarm_and_nobody_is_asked_for_it() -> None:
    world = cell()
    fitted(world, 2)
    assert kinds(world)[:4] == [
        ("fitted_without_part", "handle-exception"),
        ("fitted_without_part", "handle-exception"),
        ("fitted", "skip-number"),
        ("fitted", "skip-number"),
    ]
    assert texts(world) == [
        "call C0002, number 2, has passed F1 without mirror M-RED (0 of 1)",
        "call C0002, number 2, has passed F2 without seat S-CLOTH (0 of 1)",
    ]
    assert {pick.number for pick in pickable(world.state)} <= {1, 3, 4}
    assert world.pick_all()
    assert world.states(MIRRORS) == ["picked", "held", "picked", "picked"]
    assert hold_reasons(world.state, world.rack(MIRRORS), 2) == ("fitted",)


def test_a_person_lets_the_slot_of_a_car_that_passed_stay_empty() -> None:
    world = cell()
    fitted(world, 2)
    world.pick_all()
    world.do(SkipNumber(feed=FEED, epoch=1, number=2, person=BEN, reason="part was carried"))
    assert world.states(MIRRORS) == ["picked", "skipped", "picked", "picked"]
    for rack in (MIRRORS, SEATS):
        assert world.rack(rack).closed_us is not None
        world.do(ShipRack(rack=rack, person=BEN))
    assert [kind for kind, _ in kinds(world)] == ["fitted_without_part"] * 2
    for name in list(world.state.exceptions):
        world.do(HandleException(exception=name, person=BEN, closed=True))
    assert kinds(world) == []


def test_what_the_passed_car_had_stays_and_only_the_empty_slot_is_skipped() -> None:
    world = cell()
    world.pick_all()
    divorce(world, 2, world.rack(SEATS).picked[2][0].serial)
    fitted(world, 2)
    assert texts(world) == [
        "call C0002, number 2, has passed F1 without mirror M-RED (picked, still in MIRROR-1-0001)",
        "call C0002, number 2, has passed F2 without seat S-CLOTH (0 of 1)",
    ]
    world.do(SkipNumber(feed=FEED, epoch=1, number=2, person=BEN, reason="carried"))
    assert world.states(MIRRORS)[1] == "picked"
    assert world.states(SEATS)[1] == "skipped"
    assert world.rack(MIRRORS).closed_us is not None


def test_a_car_that_comes_back_is_picked_again() -> None:
    world = cell()
    fitted(world, 2)
    given = TelegramArrived(
        feed=FEED,
        raw_id=0,
        telegram=telegram(2),
        source=Source.HAND,
        person=BEN,
        second_person=ANNA,
        reason="it stands before the station again",
    )
    world.do(given)
    assert world.states(MIRRORS)[1] == "open"


def test_a_car_with_all_its_parts_or_of_before_this_cell_passes_in_silence() -> None:
    world = cell()
    world.pick_all()
    fitted(world, 99)
    for rack in (MIRRORS, SEATS):
        world.do(ShipRack(rack=rack, person=BEN))
    fitted(world, 2)
    fitted(world, 1)
    assert kinds(world) == []


def test_a_car_never_heard_of_that_names_no_place_is_an_alarm_behind_one_that_was() -> None:
    """Before the first known car passes, it may have passed here before this cell listened."""
    world = cell()
    world.hear(telegram("0000", "EARLY", status=Status.FITTED))
    assert not texts(world)
    world.pick_all()
    for rack in (MIRRORS, SEATS):
        world.do(ShipRack(rack=rack, person=BEN))
    fitted(world, 1)
    world.hear(telegram("0000", "EARLY", status=Status.FITTED, transmission=7))
    assert not texts(world), "said before"
    for _ in range(2):
        world.hear(telegram("0000", "UNKNOWN", status=Status.FITTED))
    said = "has passed and never had a number here"
    assert texts(world) == [
        f"call UNKNOWN {said} (fitted 0000): without mirror M-RED, seat S-CLOTH"
    ]
    assert kinds(world) == [("fitted_without_part", "handle-exception")]
    world.hear(telegram("", "BARE", status=Status.FITTED, colour="", options={}))
    world.hear(telegram("9999", "WRONG", status=Status.FITTED))
    world.hear(telegram("0000", "OTHER", status=Status.FITTED, colour="", options={"TRIM": "L1"}))
    assert [text.partition(said)[2] for text in texts(world)[1:]] == [
        " (fitted): it does not say what it needs",
        " (fitted 9999): without mirror M-RED, seat S-CLOTH",
        " (fitted 0000): without mirror M-BLUE, seat S-LEATHER",
    ]


def test_a_feed_that_tells_only_what_it_wants_parts_for_is_believed_to_want_none() -> None:
    world = cell()
    world.adopt(masters(2, continuity=Continuity.NONE))
    fitted(world, 1)
    before = texts(world)
    world.hear(telegram("0000", "BARE", status=Status.FITTED, colour="", options={}))
    assert texts(world) == before
    world.hear(telegram("0000", "NAMED", status=Status.FITTED))
    assert texts(world)[-1].endswith("(fitted 0000): without mirror M-RED, seat S-CLOTH")


def test_a_hole_whose_car_passes_without_a_word_of_what_it_needs_is_an_alarm() -> None:
    world = cell()
    world.hear(telegram(6))
    world.hear(telegram(5, "BARE", status=Status.FITTED, colour="", options={}))
    assert texts(world)[-1].endswith("(fitted 0005): it does not say what it needs")


def test_a_car_whose_part_is_picked_and_has_not_left_is_an_alarm() -> None:
    world = cell()
    world.pick_all()
    world.do(ShipRack(rack=MIRRORS, person=BEN))
    fitted(world, 2)
    assert kinds(world) == [("fitted_without_part", "handle-exception")]
    (said,) = texts(world)
    assert said.endswith("has passed F2 without seat S-CLOTH (picked, still in SEAT-1-0001)")


@pytest.mark.parametrize(
    ("number", "alarms"),
    [(6, 1), (7, 0), (9, 1), (18, 1), (19, 0), (3, 0)],
    ids=["a hole", "skipped", "the next", "in the window", "beyond it", "another car's"],
)
def test_a_car_of_which_fitted_is_the_first_word_is_an_alarm_if_it_was_to_come(
    number: int, alarms: int
) -> None:
    """Numbers 1 to 5 and 8 came; 7 was skipped by a person; the window is 10."""
    world = cell()
    world.line(5, 5)
    world.hear(telegram(8))
    world.do(SkipNumber(feed=FEED, epoch=1, number=7, person=BEN, reason="it was scrapped"))
    world.hear(telegram(number, "UNKNOWN", status=Status.FITTED))
    said = [text for text in texts(world) if text.startswith("call UNKNOWN has passed")]
    assert len(said) == alarms
    world.hear(telegram(number, "UNKNOWN", status=Status.FITTED))
    assert len([text for text in texts(world) if "UNKNOWN" in text]) == alarms


def test_a_car_that_was_fitted_before_its_own_telegram_came_is_an_alarm_too() -> None:
    world = cell()
    fitted(world, 5)
    assert kinds(world) == []
    world.hear(telegram(5, transmission=5))
    assert [kind for kind, _ in kinds(world)] == ["fitted_without_part"] * 2 + ["fitted"] * 2
    fitted(world, 5)
    assert {found.count for found in world.state.exceptions.values()} == {1}


def test_a_car_whose_part_is_not_clear_passes_with_an_alarm() -> None:
    world = cell()
    world.hear(telegram(5, options={"TRIM": "?"}))
    fitted(world, 5)
    assert "has passed F2 without seat (not clear)" in texts(world)[1]


def late_final(world: World, **values: object) -> None:
    given = telegram(2, **values)
    world.do(TelegramArrived(feed=FEED, raw_id=0, telegram=given))


@pytest.mark.parametrize("late", [{}, {"transmission": 2}, {"transmission": 90}])
@pytest.mark.parametrize("word", [{}, {"transmission": 50}])
def test_a_late_telegram_for_a_hole_whose_car_has_passed_is_an_alarm_and_held(
    late: dict[str, int], word: dict[str, int]
) -> None:
    world = World()
    world.adopt(masters())
    world.hear(telegram(1, transmission=1), telegram(3, transmission=3))
    late_word = telegram("", "C0002", status=Status.FITTED, **word)
    world.do(TelegramArrived(feed=FEED, raw_id=0, telegram=late_word))
    late_final(world, **late)
    assert [kind for kind, _ in kinds(world)][:2] == ["fitted_without_part"] * 2
    assert hold_reasons(world.state, world.rack(MIRRORS), 2) == ("fitted",)
    assert 2 not in {pick.number for pick in pickable(world.state)}
    world.do(
        TelegramArrived(
            feed=FEED,
            raw_id=0,
            telegram=telegram(2),
            source=Source.HAND,
            person=BEN,
            second_person=ANNA,
            reason="it stands before the station again",
        )
    )
    assert world.states(MIRRORS)[1] == "open"


def test_a_word_that_the_car_has_passed_counts_also_if_it_is_older_than_its_first_telegram() -> (
    None
):
    world = World()
    world.adopt(masters())
    world.hear(telegram(1, transmission=1), telegram(2, transmission=9))
    world.hear(telegram("", "C0002", status=Status.FITTED, transmission=5))
    assert hold_reasons(world.state, world.rack(MIRRORS), 2) == ("fitted",)
    assert [kind for kind, _ in kinds(world)][:2] == ["fitted_without_part"] * 2


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"status": Status.PREVIEW, "sequence_number": "0007"}, "preview 0007"),
        ({"sequence_number": "0000"}, "final 0000"),
    ],
)
def test_a_car_that_never_had_a_place_and_passed_is_an_alarm_if_it_needs_parts(
    values: dict[str, object], said: str
) -> None:
    world = cell()
    world.hear(telegram("", "C0007", **values))
    fitted(world, 7)
    fitted(world, 7)
    assert texts(world) == [
        f"call C0007 has passed and never had a number here ({said}): without "
        "mirror M-RED, seat S-CLOTH"
    ]
    assert kinds(world) == [("fitted_without_part", "handle-exception")]
