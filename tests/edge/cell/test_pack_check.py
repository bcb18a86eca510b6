"""How a pack is checked before it leaves is a rule of the rack family."""

from __future__ import annotations

import pytest

from edge.cell.inputs import RefusedError, ShipRack
from edge.cell.load_inputs import DepartLoad, LoadRack, OpenLoad, UnloadRack
from edge.cell.masters import MastersError, compile_masters
from tests.support.cell.world import ANNA, BEN, World, masters
from wire.events import LabelState, RackLoaded, RackShipped
from wire.ids import LoadId, RackId
from wire.masters import LabelOn, LoadOrder, PackCheck

MIRRORS = RackId("MIRROR-1-0001")


def packed(**rack: object) -> World:
    """A whole rack of four mirrors whose labels the printer counted out."""
    made = World()
    made.adopt(masters(racks=rack))
    made.line(1, 4)
    made.start()
    made.pick_all()
    for name, label in list(made.state.labels.items()):
        if label.state is LabelState.QUEUED:
            made.report(name, LabelState.SENDING, LabelState.SENT, LabelState.CONFIRMED)
    return made


def check(made: World, slot: int) -> None:
    made.scan(f"LS:PART:{MIRRORS}-P{slot:02d}-mirror-1-1")


def ship(made: World, **values: object) -> None:
    made.do(ShipRack(rack=MIRRORS, person=BEN, **values))


@pytest.mark.parametrize(
    ("rule", "slots"),
    [
        ({"pack_check": PackCheck.EVERY}, [1, 2, 3, 4]),
        ({"pack_check": PackCheck.FIRST_LAST}, [1, 4]),
        ({"pack_check": PackCheck.SAMPLE, "pack_sample": 3}, [1, 4]),
        ({"pack_check": PackCheck.SAMPLE, "pack_sample": 2}, [1, 3]),
    ],
)
def test_a_rack_leaves_once_the_pieces_that_the_rule_names_are_scanned(
    rule: dict[str, object], slots: list[int]
) -> None:
    made = packed(**rule)
    for slot in slots:
        with pytest.raises(RefusedError, match=rf"slot {slot}\b"):
            ship(made)
        check(made, slot)
    ship(made)


def test_without_a_rule_nothing_is_asked() -> None:
    ship(packed())


def test_a_lead_may_let_it_go_with_a_reason_and_the_fact_says_what_was_not_checked() -> None:
    made = packed(pack_check=PackCheck.FIRST_LAST)
    check(made, 1)
    with pytest.raises(RefusedError, match="say why"):
        ship(made, unchecked=True)
    ship(made, unchecked=True, reason="scanner broken")
    (fact,) = [fact for _, fact in made.facts if isinstance(fact, RackShipped)]
    assert (fact.unchecked, fact.reason) == ((3,), "scanner broken")
    assert (fact.unchecked_by, fact.unchecked_reason) == (BEN, "scanner broken")


def on_truck(made: World, **values: object) -> LoadId:
    made.do(OpenLoad(truck="HH-1", dock="D1", order=LoadOrder.SAME, person=BEN))
    (load,) = made.state.loads
    made.do(LoadRack(load=load, rack=MIRRORS, person=BEN, **values))
    return load


def test_to_load_it_out_of_order_is_no_word_on_what_is_not_checked() -> None:
    made = packed(pack_check=PackCheck.EVERY)
    with pytest.raises(RefusedError, match="scan the labels"):
        on_truck(made, out_of_order=True, reason="another has its turn")


def test_a_rack_that_a_lead_let_on_a_truck_unchecked_leaves_with_who_and_why() -> None:
    """Whoever lets the truck depart is another person, and is asked nothing again."""
    made = packed(pack_check=PackCheck.EVERY)
    for slot in (1, 2):
        check(made, slot)
    load = on_truck(made, unchecked=True, reason="scanner broken")
    loaded = [fact for _, fact in made.facts if isinstance(fact, RackLoaded)]
    assert [(it.unchecked, it.person, it.reason) for it in loaded] == [
        ((2, 3), BEN, "scanner broken")
    ]
    check(made, 3)
    made.do(DepartLoad(load=load, seal="S1", person=ANNA))
    (fact,) = [fact for _, fact in made.facts if isinstance(fact, RackShipped)]
    assert (fact.person, fact.reason, fact.unchecked) == (ANNA, "", (3,))
    assert (fact.unchecked_by, fact.unchecked_reason) == (BEN, "scanner broken")


def test_a_rule_that_came_after_a_rack_was_loaded_is_asked_before_the_truck_departs() -> None:
    made = packed()
    load = on_truck(made)
    made.adopt(masters(2, racks={"pack_check": PackCheck.FIRST_LAST}))
    depart = DepartLoad(load=load, seal="S1", person=ANNA)
    with pytest.raises(RefusedError, match="scan the labels"):
        made.do(depart)
    check(made, 1)
    check(made, 4)
    made.do(depart)


def test_a_rack_that_was_taken_off_is_asked_about_again() -> None:
    made = packed(pack_check=PackCheck.EVERY)
    load = on_truck(made, unchecked=True, reason="scanner broken")
    made.do(UnloadRack(load=load, rack=MIRRORS, person=BEN, reason="wrong truck"))
    with pytest.raises(RefusedError, match="scan the labels"):
        made.do(LoadRack(load=load, rack=MIRRORS, person=BEN))


def test_a_check_needs_labels_of_pieces() -> None:
    with pytest.raises(MastersError, match="pack_check"):
        compile_masters(
            masters(racks={"pack_check": PackCheck.EVERY, "label_on": LabelOn.TELEGRAM})
        )
