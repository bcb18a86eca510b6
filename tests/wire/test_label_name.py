"""Names of labels: built and read in one place, as they always were."""

from __future__ import annotations

import pytest

from wire.ids import (
    CallNumber,
    FamilyId,
    FeedId,
    LabelId,
    PartNumber,
    PointOfFit,
    RackId,
    Vin,
)
from wire.label_name import (
    LabelName,
    name_of_piece,
    name_of_rack,
    name_of_slot,
    parse_label,
    racks_in,
)
from wire.words import Marriage

RACK = RackId("MIRROR-1-0001")
MARRIAGE = Marriage(
    feed=FeedId("L1"),
    call_number=CallNumber("7"),
    vin=Vin(""),
    point_of_fit=PointOfFit("P1"),
    rack=RACK,
    slot=3,
    family=FamilyId("mirror-l"),
    part=PartNumber("A1"),
    piece=2,
    quantity=2,
)


def test_names_are_those_that_journals_hold() -> None:
    assert name_of_rack(RACK).label == "MIRROR-1-0001-R00-1"
    assert name_of_slot(RACK, 0, 2).label == "MIRROR-1-0001-S01-2"
    assert name_of_slot(RACK, 99).label == "MIRROR-1-0001-S100-1"
    assert name_of_piece(MARRIAGE, 12).label == "MIRROR-1-0001-P04-mirror-l-2-12"


@pytest.mark.parametrize(
    "name", [name_of_rack(RACK, 3), name_of_slot(RACK, 7), name_of_piece(MARRIAGE)]
)
def test_a_name_is_read_as_it_was_built(name: LabelName) -> None:
    assert parse_label(name.label) == name
    assert parse_label(name.of_copy(4).label) == LabelName(name.base, 4)
    assert RACK in racks_in(name.label)


@pytest.mark.parametrize("text", ["", "-", "label", "a-b", "MIRROR-1-0001-R00-²"])
def test_a_text_that_is_no_name_has_copy_0(text: str) -> None:
    assert parse_label(text).copy == 0


def test_the_racks_a_name_may_be_of_come_longest_first_and_end() -> None:
    racks = list(racks_in(LabelId("A-1-2-R00-1")))
    assert racks[:4] == ["A-1-2-R00", "A-1-2", "A-1", "A"]
    assert len(racks) == 20
