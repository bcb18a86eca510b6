"""What the page of racks says of places at the line, and of weights."""

from __future__ import annotations

import msgspec
import pytest

from edge.cell.inputs import ShipRack
from edge.cell.masters import compile_masters
from edge.screen import texts
from edge.screen.line_side import places_rows, weights
from tests.support.cell.world import BEN, World, masters, telegram
from wire.ids import PartNumber, RackId
from wire.masters import Masters, Part
from wire.telegram import Status

WORDS = texts.load("en")


def cell(new: Masters | None = None) -> World:
    made = World(compiled=compile_masters(new or masters()))
    made.line(1, 4)
    made.start()
    made.pick_all()
    return made


def ship(made: World, rack: str) -> None:
    made.do(ShipRack(rack=RackId(rack), person=BEN))


def told(made: World, later_us: int = 0) -> list[tuple[str, str]]:
    rows = places_rows(made.state, made.compiled, WORDS, made.now_us + later_us)
    return [(row["level"], row["words"]) for row in rows]


def test_racks_at_the_line_are_counted_until_their_vehicles_have_passed() -> None:
    made = cell()
    assert told(made) == []
    ship(made, "MIRROR-1-0001")
    assert told(made) == [("ok", "F1: 1 racks at the line, 4 places")]
    assert told(made, later_us=24 * 3600 * 1_000_000) == []
    made.hear(*(telegram(n, status=Status.FITTED) for n in range(1, 5)))
    assert told(made) == []


def test_more_racks_than_places_ask_for_attention() -> None:
    new = masters()
    (first, *rest) = new.fits
    few = (msgspec.structs.replace(first, line_side_places=1), *rest)
    made = cell(msgspec.structs.replace(new, fits=few))
    made.line(5, 8)
    made.offer()
    made.pick_all()
    ship(made, "MIRROR-1-0001")
    assert told(made)[0][0] == "ok"
    ship(made, "MIRROR-1-0005")
    assert told(made) == [("attention", "F1: 2 racks at the line, 1 places")]


@pytest.mark.parametrize(("seat_g", "said"), [(18_500, {"SEAT-1-0001": "74.0 kg"}), (0, {})])
def test_a_rack_weighs_what_lies_in_it_if_the_masters_weigh_all_of_it(
    seat_g: int, said: dict[str, str]
) -> None:
    part = Part(part=PartNumber("S-CLOTH"), weight_g=seat_g)
    made = cell(msgspec.structs.replace(masters(), parts=(part,)))
    assert weights(made.state, made.compiled) == said
