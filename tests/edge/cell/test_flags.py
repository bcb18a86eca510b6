"""Flags of a telegram: what is obeyed, what is set aside for a person."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from edge.cell.exceptions import exceptions
from edge.cell.inputs import (
    AskReplay,
    HandleException,
    RefusedError,
    ShipRack,
    TelegramArrived,
)
from edge.cell.tours import pickable
from tests.edge.cell import test_version_conflicts as conflicts
from tests.support.cell.world import ANNA, BEN, FEED, World, masters, telegram
from wire.events import ExceptionRaised, Reaction, SinglePickOrdered, Source, TelegramTaken
from wire.ids import CallNumber, PartNumber, RackId
from wire.telegram import Flag, PartLine, Status, Telegram

TEST, RE_ORDER = (Flag.TEST,), (Flag.RE_ORDER,)


def cell() -> World:
    world = World()
    world.adopt(masters())
    return world


def shipped() -> World:
    """Numbers 1 to 4 of both rack families are at the line."""
    world = cell()
    world.line(1, 4)
    world.start()
    world.pick_all()
    for rack in ("MIRROR-1-0001", "SEAT-1-0001"):
        world.do(ShipRack(rack=RackId(rack), person=BEN))
    return world


def told(world: World) -> list[tuple[str, str, str]]:
    views = exceptions(world.state, world.now_us)
    return [(view.kind, view.text, view.action) for view in views]


def unchanged(world: World, one: object) -> None:
    """The telegram moves nothing of the line's order and of the vehicles."""
    before = msgspec.msgpack.encode((world.feed.runs, world.feed.vehicles, world.state.racks))
    (decision,) = world.hear(one)  # type: ignore[arg-type]
    (taken,) = (fact for fact in decision.facts if isinstance(fact, TelegramTaken))
    assert taken.reaction is Reaction.SET_ASIDE
    after = msgspec.msgpack.encode((world.feed.runs, world.feed.vehicles, world.state.racks))
    assert after == before


def test_a_test_telegram_is_never_picked_and_a_person_is_told() -> None:
    world = cell()
    world.line(1, 4)
    unchanged(world, telegram(5, "TRIAL", flags=TEST))
    assert "TRIAL" not in {pick.vehicle.telegram.call_number for pick in pickable(world.state)}
    assert told(world) == [
        (
            "test_telegram",
            "test telegram of call TRIAL, number 0005, final: not taken; "
            "key it in if the vehicle is real",
            "handle-exception",
        )
    ]


def test_a_test_cannot_change_cancel_or_fit_a_vehicle_of_the_line() -> None:
    world = cell()
    world.line(1, 4)
    unchanged(world, telegram(2, flags=TEST, colour="BLUE"))
    unchanged(world, telegram(2, flags=TEST, status=Status.CANCELLED))
    unchanged(world, telegram(2, flags=(Flag.RE_ORDER, Flag.TEST), status=Status.FITTED))
    assert [kind for kind, _, _ in told(world)] == ["test_telegram"] * 3


def test_a_number_that_only_a_test_had_is_a_hole_once_the_line_has_gone_on() -> None:
    world = cell()
    world.hear(telegram(1), telegram(2, flags=TEST), telegram(3))
    assert world.states("MIRROR-1-0001") == ["open", "missing", "held", "missing"]
    world.do(
        TelegramArrived(
            feed=FEED,
            raw_id=0,
            telegram=telegram(2),
            source=Source.HAND,
            person=BEN,
            second_person=ANNA,
            reason="it is a real one",
        )
    )
    assert world.states("MIRROR-1-0001")[1] == "open"


def test_a_re_order_of_a_part_that_it_never_had_is_told_with_its_racks() -> None:
    world = shipped()
    line = PartLine(part=PartNumber("S-LEATHER"))
    unchanged(world, telegram(2, flags=RE_ORDER, parts=(line,)))
    assert told(world) == [
        (
            "re_order",
            "call C0002 is ordered again: S-LEATHER; number 2, MIRROR-1-0001 shipped, "
            "SEAT-1-0001 shipped; S-LEATHER is none of its parts here: ask the line what is meant",
            "handle-exception",
        )
    ]
    name = next(iter(world.state.exceptions))
    world.do(HandleException(exception=name, person=BEN, closed=True, note="sent by courier"))
    assert told(world) == []


def test_a_re_order_of_a_call_that_is_not_shipped_changes_nothing_and_is_told() -> None:
    world = cell()
    world.line(1, 4)
    line = PartLine(part=PartNumber("S-LEATHER"))
    unchanged(world, telegram(2, flags=RE_ORDER, parts=(line,)))
    assert [text for _, text, _ in told(world)] == [
        "call C0002 is ordered again: S-LEATHER; number 2, MIRROR-1-0001 open, SEAT-1-0001 open; "
        "S-LEATHER is none of its parts here: ask the line what is meant"
    ]
    assert len(pickable(world.state)) == 8


def called_off(number: int = 2, status: Status = Status.CANCELLED, **values: Any) -> Telegram:
    return telegram(number, flags=RE_ORDER, status=status, **{"transmission": 90, **values})


def picked_parts(world: World, number: int) -> list[str]:
    world.pick_all()
    racks = (world.rack(RackId("MIRROR-1-0001")), world.rack(RackId("SEAT-1-0001")))
    return [str(m.part) for rack in racks for m in rack.picked.get(number, ())]


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.FITTED])
def test_a_re_order_that_ends_its_vehicle_is_picked_by_nobody_until_a_person_decides(
    status: Status,
) -> None:
    world = cell()
    world.line(1, 4)
    world.start()
    world.hear(called_off(status=status))
    ((kind, text, action),) = told(world)
    assert (kind, action) == ("conflict", "decide-version")
    assert "re_order" in text and "ask the line" in text and "by hand" not in text
    assert picked_parts(world, 2) == []
    assert world.states("MIRROR-1-0001") == ["picked", "held", "picked", "picked"]


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.FITTED])
def test_a_person_decides_that_it_is_over_and_the_same_word_again_asks_nobody(
    status: Status,
) -> None:
    world = cell()
    world.line(1, 4)
    world.start()
    world.hear(called_off(status=status))
    conflicts.decide(world, new=True, call="C0002")
    vehicle = world.feed.vehicles[CallNumber("C0002")]
    assert (vehicle.withdrawn, vehicle.fitted) == (
        status is Status.CANCELLED,
        status is Status.FITTED,
    )
    world.hear(called_off(status=status))
    assert not {"conflict", "re_order"} & {kind for kind, _, _ in told(world)}
    assert picked_parts(world, 2) == []


def test_a_person_decides_that_it_is_still_built_and_the_same_word_again_asks_nobody() -> None:
    world = cell()
    world.line(1, 4)
    world.start()
    world.hear(called_off())
    conflicts.decide(world, new=False, call="C0002")
    world.hear(called_off())
    assert told(world) == []
    assert picked_parts(world, 2) == ["M-RED", "S-CLOTH"]


def test_a_vehicle_that_comes_after_its_contradictory_cancellation_waits_too() -> None:
    world = cell()
    world.hear(telegram(1), called_off(), telegram(2, transmission=80), telegram(3))
    world.start()
    assert picked_parts(world, 2) == []
    assert [action for _, _, action in told(world)] == ["decide-version"]


def test_a_re_order_of_a_shipped_car_that_is_fitted_meanwhile_is_a_replacement_like_any() -> None:
    world = shipped()
    unchanged(world, called_off(status=Status.FITTED))
    assert [(kind, action) for kind, _, action in told(world)] == [("re_order", "begin-single")] * 2


def test_a_re_order_of_a_car_that_is_cancelled_already_is_not_called_for() -> None:
    world = cell()
    world.line(1, 4)
    world.hear(telegram(2, status=Status.CANCELLED, transmission=20))
    unchanged(world, called_off())
    text = next(text for kind, text, _ in told(world) if kind == "re_order")
    assert "it is cancelled: ask the line" in text and "by hand" not in text


def test_a_test_that_is_flagged_as_a_re_order_too_cancels_and_holds_nothing() -> None:
    world = cell()
    world.line(1, 4)
    unchanged(world, telegram(2, flags=(*RE_ORDER, *TEST), status=Status.CANCELLED))
    assert [kind for kind, _, _ in told(world)] == ["test_telegram"]
    assert len(pickable(world.state)) == 8


def test_a_re_order_of_a_call_that_is_forgotten_or_was_never_known_is_told() -> None:
    world = shipped()
    unchanged(world, telegram(9, "OLD", flags=RE_ORDER))
    assert [text for _, text, _ in told(world)] == [
        "call OLD is ordered again: no part named; it is not known here; supply it by hand"
    ]


def test_the_same_re_order_again_is_told_once_and_a_second_one_anew() -> None:
    world = shipped()
    lines = {"flags": RE_ORDER, "parts": (PartLine(part=PartNumber("S-LEATHER")),)}
    world.hear(telegram(2, **lines, transmission=90))
    world.do(HandleException(exception="re_order:L1:C0002:90", person=BEN, closed=True))
    (again,) = world.hear(telegram(2, **lines, transmission=90))
    assert not [fact for fact in again.facts if isinstance(fact, ExceptionRaised)]
    assert told(world) == []
    world.hear(telegram(2, **lines, transmission=91))
    world.hear(telegram(2, **lines, transmission=89))
    assert sorted(world.state.exceptions) == ["re_order:L1:C0002:89", "re_order:L1:C0002:91"]


def test_a_re_order_for_another_part_under_the_same_transmission_is_told_anew() -> None:
    world = shipped()
    for part in ("M-RED", "S-CLOTH", "M-RED", "S-CLOTH"):
        lines = (PartLine(part=PartNumber(part)),)
        world.hear(telegram(2, flags=RE_ORDER, transmission=90, parts=lines))
        for name in list(world.state.exceptions):
            world.do(HandleException(exception=name, person=BEN, closed=True))
    ordered = [fact for _, fact in world.facts if isinstance(fact, SinglePickOrdered)]
    assert [fact.need.part for fact in ordered] == ["M-RED", "S-CLOTH"]
    assert len({fact.rack for fact in ordered}) == 2


def test_a_telegram_that_is_set_aside_counts_as_received() -> None:
    world = cell()
    world.hear(telegram(1, position=1, transmission=1))
    (decision,) = world.hear(
        telegram(9, "T", flags=TEST, position=4, transmission=2, previous_transmission=1)
    )
    assert decision.effects == (AskReplay(feed=FEED, first=2, last=3),)
    for number in range(2, 15):
        world.hear(telegram(number, transmission=number + 1, previous_transmission=number))
    assert [kind for kind, _, _ in told(world)] == ["test_telegram"]


def test_nobody_keys_in_a_test_or_a_re_order() -> None:
    world = cell()
    for flags in (TEST, RE_ORDER):
        with pytest.raises(RefusedError) as refused:
            world.do(
                TelegramArrived(
                    feed=FEED,
                    raw_id=0,
                    telegram=telegram(1, flags=flags),
                    source=Source.HAND,
                    person=BEN,
                    second_person=ANNA,
                    reason="r",
                )
            )
        assert refused.value.code == "telegram.flag"


def test_pre_series_and_emergency_calls_are_picked_like_others() -> None:
    world = cell()
    world.hear(telegram(1, flags=(Flag.PRE_SERIES,)), telegram(2, flags=(Flag.EMERGENCY_CALL,)))
    assert world.states("MIRROR-1-0001")[:2] == ["open", "open"]
    assert set(Flag) == {Flag.TEST, Flag.RE_ORDER, Flag.PRE_SERIES, Flag.EMERGENCY_CALL}
