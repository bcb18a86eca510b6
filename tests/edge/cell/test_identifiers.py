"""Vehicles that are not known by a VIN of ISO 3779, and numbers with letters in them."""

from __future__ import annotations

import pytest

from edge.cell.masters import MastersError, compile_masters
from edge.screen.racks_view import vin_last6
from tests.support.cell.world import World, masters, telegram
from wire.events import Verdict
from wire.ids import Vin


def world(**rules: object) -> World:
    made = World()
    made.adopt(masters(**rules))
    return made


def test_letters_around_a_number_are_not_counted() -> None:
    made = world(number_pattern="[A-Z](?P<number>[0-9]{4})[A-Z]?")
    made.hear(*(telegram(f"K{n:04d}B", f"V{n}") for n in (1, 2, 4)))
    run = made.feed.runs[1]
    assert (run.frontier, list(run.missing)) == (4, [3])
    made.hear(telegram("0005", "V5"))
    assert made.feed.quarantined == 1


def test_a_vehicle_without_a_vin_is_known_by_its_order() -> None:
    made = world()
    made.hear(telegram(1, "ORD-0815-77", vin=""))
    assert vin_last6(made.feed.vehicles["ORD-0815-77"]) == "815-77"  # type: ignore[index]
    made.start()
    assert made.scan("ORD-0815-77").code == "vin.right"
    assert made.scan("ORD-0815-78").verdict is Verdict.UNKNOWN
    made.scan("M-RED")
    (label,) = made.state.labels.values()
    assert (label.fields["vin_last6"], label.fields["call"]) == ("815-77", "ORD-0815-77")


def test_a_vin_of_another_form_is_on_the_label_and_its_code_is_the_vehicle() -> None:
    made = world(vin_pattern="TR[0-9]{8}")
    made.hear(telegram(1, vin=Vin("TR00012345")))
    made.start()
    assert made.scan("TR00012345").code == "vin.right"
    made.scan("M-RED")
    (label,) = made.state.labels.values()
    assert label.fields["vin"] == "TR00012345"


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ({"vin_pattern": "["}, "vin_pattern '\\[' is no pattern"),
        ({"number_pattern": "K[0-9]+"}, "does not say what is counted"),
        ({"vin_pattern": "T+", "vin_check_digit": True}, "leave it or vin_pattern out"),
    ],
)
def test_patterns_that_cannot_be_are_refused(rules: dict[str, object], words: str) -> None:
    with pytest.raises(MastersError, match=words):
        compile_masters(masters(**rules))
