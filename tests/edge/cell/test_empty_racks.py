"""A rack in which nothing is, and nothing will be, is no rack any more."""

from __future__ import annotations

import pytest

from edge.cell.inputs import CloseShort, Decision, RefusedError, ShipRack, SkipNumber
from tests.support.cell.world import BEN, FEED, World, masters, telegram
from wire.events import LabelRequested, RackClosed, RackDissolved
from wire.ids import RackId
from wire.masters import Continuity, LabelOn
from wire.telegram import Status

FIRST, SECOND = RackId("MIRROR-1-0001"), RackId("MIRROR-1-0005")


def dissolved(made: World) -> set[str]:
    return {fact.rack for _, fact in made.facts if isinstance(fact, RackDissolved)}


def moved_away() -> World:
    """Of a line that does not tell every number, the only vehicle of the first rack moves."""
    made = World()
    made.adopt(masters(continuity=Continuity.NONE))
    made.hear(telegram(1, "MOVES"), *(telegram(n) for n in range(5, 10)))
    made.hear(telegram(9, "MOVES"))
    return made


def skip(made: World, number: int) -> None:
    made.do(SkipNumber(feed=FEED, epoch=1, number=number, person=BEN, reason="never built"))


def test_its_only_vehicle_moved_away_and_the_next_rack_leaves_in_order() -> None:
    made = moved_away()
    assert dissolved(made) == {"MIRROR-1-0001", "SEAT-1-0001"}
    assert FIRST not in made.state.racks
    made.start()
    made.pick_all()
    made.do(ShipRack(rack=SECOND, person=BEN))


def test_a_vehicle_that_comes_to_its_numbers_forms_it_anew() -> None:
    made = moved_away()
    made.hear(telegram(2, "BACK"))
    assert made.states(FIRST) == ["missing", "open", "missing", "missing"]


@pytest.mark.parametrize("cancelled", [True, False])
def test_all_its_numbers_are_skipped(cancelled: bool) -> None:
    made = World()
    made.adopt(masters(racks={"label_on": LabelOn.TELEGRAM}))
    if cancelled:
        made.line(1, 8)
        made.hear(*(telegram(n, status=Status.CANCELLED) for n in range(1, 5)))
    else:
        made.hear(telegram(1, "GOES"), *(telegram(n) for n in range(5, 9)))
        made.hear(telegram(9, "GOES"))
    printed = len([1 for _, fact in made.facts if isinstance(fact, LabelRequested)])
    for number in range(1, 5):
        assert FIRST in made.state.racks
        skip(made, number)
    assert FIRST not in made.state.racks
    of_rack = [label for label in made.state.labels.values() if label.rack == FIRST]
    assert printed and of_rack and all(label.superseded for label in of_rack)
    assert {label.state.value for label in of_rack} == {"cancelled"}
    made.start()
    made.pick_all()
    made.do(ShipRack(rack=SECOND, person=BEN))
    made.hear(telegram(2, "LATE"))
    assert made.states(FIRST)[1] == "open"
    second = [it.copy for it in made.state.labels.values() if (it.rack, it.slot) == (FIRST, 1)]
    assert max(second) == (2 if cancelled else 1)


def test_one_of_an_older_program_is_in_nobodys_way_and_ended_by_a_person() -> None:
    made = World()
    made.adopt(masters(continuity=Continuity.NONE))
    for given in moved_away().facts[1:]:
        if not isinstance(given[1], RackDissolved):
            made.fold(Decision(facts=(given[1],)))
    assert FIRST in made.state.racks
    made.start()
    made.pick_all()
    made.do(ShipRack(rack=SECOND, person=BEN))
    decision = made.do(CloseShort(rack=FIRST, person=BEN, reason="nothing is in it"))
    (ended,) = decision.facts
    assert isinstance(ended, RackDissolved) and ended.person == BEN
    assert FIRST not in made.state.racks


def test_nobody_is_to_look_for_the_label_of_one_that_is_closed_short_with_nothing_in_it() -> None:
    made = World()
    made.adopt(masters())
    made.hear(telegram(1))
    made.hear(telegram(1, status=Status.CANCELLED))
    skip(made, 1)
    decision = made.do(CloseShort(rack=FIRST, person=BEN, reason="end of the day"))
    assert [type(fact) for fact in decision.facts] == [RackClosed, RackDissolved]
    assert FIRST not in made.state.racks


def test_one_with_a_piece_or_a_slot_that_waits_stays() -> None:
    made = World()
    made.adopt(masters())
    made.line(1, 4)
    made.start()
    made.pick_all()
    made.hear(*(telegram(n, status=Status.CANCELLED) for n in range(1, 5)))
    for number in range(1, 4):
        skip(made, number)
    assert FIRST in made.state.racks
    with pytest.raises(RefusedError):
        made.do(ShipRack(rack=FIRST, person=BEN))
