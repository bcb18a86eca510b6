"""What a telegram does not name of a vehicle's identity has not changed: what was named counts."""

from __future__ import annotations

import pytest

from edge.cell.exceptions import exceptions
from edge.cell.identity import shown_name
from edge.cell.label_fields import slot_fields
from edge.screen.racks_view import slot_views
from tests.support.cell.passing import MIRRORS
from tests.support.cell.world import World, masters, telegram
from wire.events import Scanned
from wire.ids import CallNumber, Vin
from wire.telegram import Status

VIN = Vin("WVWZZZ1JZXW000001")
NAMELESS = Vin("")


def cell() -> World:
    world = World()
    world.adopt(masters())
    return world


def vins(world: World) -> set[str]:
    return {
        fact.marriage.vin
        for _, fact in world.facts
        if isinstance(fact, Scanned) and fact.marriage and fact.marriage.call_number == "C0001"
    }


def test_a_telegram_without_a_vin_takes_none_from_the_marriages_that_follow() -> None:
    world = cell()
    world.line(1, 4)
    world.hear(telegram(1, vin=NAMELESS))
    world.start()
    world.pick_all()
    assert vins(world) == {VIN}


def test_a_slot_label_bears_the_vin_that_was_named_before() -> None:
    world = cell()
    world.line(1, 4)
    world.hear(telegram(1, vin=NAMELESS))
    fields = slot_fields(world.state, world.compiled, world.rack(MIRRORS), 1)
    assert (fields["vin"], fields["vin_last6"]) == (VIN, "000001")


@pytest.mark.parametrize("field", ["short_vin", "body_number"])
def test_the_screen_and_a_label_show_the_short_name_that_was_named_before(field: str) -> None:
    world = cell()
    world.hear(telegram(1, vin=NAMELESS, **{field: "AB123456"}))
    world.hear(*(telegram(n) for n in range(2, 5)))
    world.hear(telegram(1, vin=NAMELESS))
    assert slot_views(world.state, world.rack(MIRRORS))[0].vin_last6 == "123456"


def test_the_code_of_the_car_is_right_though_its_last_telegram_named_no_vin() -> None:
    world = cell()
    world.line(1, 4)
    world.start()
    world.hear(telegram(1, vin=NAMELESS))
    answer = world.scan(f"I{VIN}")
    assert (answer.verdict, answer.code) == ("confirmed", "vin.right")


def test_a_late_word_between_may_not_give_a_picked_car_another_vin() -> None:
    """It is older than the last telegram, which names none, and newer than the VIN."""
    world = cell()
    world.hear(*(telegram(n, transmission=10 * n) for n in range(1, 5)))
    world.hear(telegram(1, vin=NAMELESS, transmission=50))
    world.start()
    world.pick_all()
    world.hear(telegram(1, vin=Vin("WVWZZZ1JZXW999999"), transmission=49))
    assert [view.action for view in exceptions(world.state, world.now_us)] == ["decide-version"]
    assert shown_name(world.feed.vehicles[CallNumber("C0001")]) == VIN


def test_the_word_that_a_car_is_fitted_may_name_its_vin_for_the_first_time() -> None:
    world = cell()
    world.hear(telegram(1, vin=NAMELESS), telegram(1, vin=VIN, status=Status.FITTED))
    world.hear(telegram(1, vin=NAMELESS))
    assert slot_views(world.state, world.rack(MIRRORS))[0].vin_last6 == "000001"
