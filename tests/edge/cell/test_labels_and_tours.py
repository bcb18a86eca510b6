"""Labels move by one table and copies are counted; tours start only with what can be picked."""

from __future__ import annotations

import pytest

from edge.cell.inputs import (
    CancelPrint,
    LabelReported,
    PrintLabel,
    PrintOnDemand,
    RefusedError,
    Reprint,
    ShipRack,
    SignIn,
    TourOffered,
)
from edge.cell.labels import MOVES
from edge.cell.masters import compile_masters
from edge.cell.tours import current_pick, fallback_tour, pickable
from edge.printers import labels as printed
from tests.support.cell.world import ANNA, BEN, LEFT, PRINTERS, RIGHT, World, masters, telegram
from wire.events import LabelKind, LabelRequested, LabelState, PickRef, TourStarted
from wire.ids import FamilyId, LabelId, PersonId, RackId
from wire.masters import LabelOn

MIRRORS = RackId("MIRROR-1-0001")
LABEL = LabelId("MIRROR-1-0001-P01-mirror-1-1")


def cell(**racks: object) -> World:
    world = World()
    world.adopt(masters(racks=racks))
    world.line(1, 4)
    world.start()
    world.scan("M-RED")
    return world


@pytest.mark.parametrize("before", list(LabelState))
@pytest.mark.parametrize("after", list(LabelState))
def test_a_label_moves_as_the_table_says(before: LabelState, after: LabelState) -> None:
    world = cell()
    world.state.labels[LABEL].state = before
    overtaken = before is LabelState.CONFIRMED and after in (LabelState.SENT, LabelState.UNKNOWN)
    sent_twice = before is after is LabelState.SENDING
    if (before is after or overtaken) and not sent_twice:
        assert not world.do(LabelReported(label=LABEL, state=after)).facts
    elif after in MOVES[before]:
        world.do(LabelReported(label=LABEL, state=after))
        assert world.state.labels[LABEL].state is after
    else:
        with pytest.raises(RefusedError):
            world.do(LabelReported(label=LABEL, state=after))


def test_nothing_leads_back_to_sending() -> None:
    assert [s for s, after in MOVES.items() if LabelState.SENDING in after] == [LabelState.QUEUED]


def reprint(world: World, label: str, person: PersonId, second: str = "") -> list[object]:
    given = Reprint(
        label=LabelId(label), person=person, second_person=PersonId(second), reason="torn"
    )
    return list(world.do(given).effects)


def test_a_reprint_is_a_new_copy_with_a_reason_and_then_a_second_person() -> None:
    world = cell()
    assert reprint(world, LABEL, ANNA) == [
        CancelPrint(label=LABEL),
        PrintLabel(label=LabelId(LABEL[:-1] + "2")),
    ]
    assert world.state.labels[LABEL].superseded
    for second in ("", "anna"):
        with pytest.raises(RefusedError) as refused:
            reprint(world, LABEL, ANNA, second)
        assert refused.value.code == "reprint.second_person"
    reprint(world, LABEL, ANNA, "ben")
    newest = world.state.labels[LabelId(LABEL[:-1] + "3")]
    assert (newest.copy, newest.superseded, newest.fields["label"]) == (3, False, newest.label)
    with pytest.raises(RefusedError):
        world.do(Reprint(label=LABEL, person=ANNA, second_person=BEN, reason=" "))


def test_a_label_of_a_shipped_rack_is_not_reprinted() -> None:
    world = cell()
    world.pick_all()
    world.do(ShipRack(rack=MIRRORS, person=ANNA))
    with pytest.raises(RefusedError) as refused:
        reprint(world, LABEL, ANNA)
    assert refused.value.code == "rack.shipped"


def test_print_on_demand_never_past_a_hole_and_never_a_second_copy() -> None:
    world = World()
    world.adopt(masters())
    world.hear(telegram(1), telegram(3))
    ask = {"rack": MIRRORS, "person": ANNA}
    for number in (2, 3, None):
        with pytest.raises(RefusedError):
            world.do(PrintOnDemand(**ask, number=number))
    world.do(PrintOnDemand(**ask, number=1))
    with pytest.raises(RefusedError) as refused:
        world.do(PrintOnDemand(**ask, number=1))
    assert refused.value.code == "label.exists"
    world.hear(telegram(2))
    world.do(PrintOnDemand(**ask, number=None))
    assert "MIRROR-1-0001-R00-1" in world.state.labels


def test_every_label_that_the_cell_asks_for_can_be_rendered() -> None:
    world = cell(label_on=LabelOn.TELEGRAM)
    world.pick_all()
    other = cell()
    other.pick_all()
    requested = [f for _, f in world.facts + other.facts if isinstance(f, LabelRequested)]
    assert {f.kind for f in requested} == set(LabelKind) - {LabelKind.SINGLE}
    for fact in requested:
        assert printed.render(printed.LABELS[fact.kind.value], fact.fields).startswith(b"^XA")


def test_a_cell_without_a_printer_prints_nothing() -> None:
    world = cell()
    world.compiled = compile_masters(masters(), {})
    world.scan("M-RED")
    assert [x for x in world.state.labels] == [LABEL]
    with pytest.raises(RefusedError):
        world.do(PrintOnDemand(rack=MIRRORS, number=None, person=ANNA))
    assert set(PRINTERS) == set(LabelKind)


# -- tours


def ref(slot: int, family: str = "mirror", rack: RackId = MIRRORS) -> PickRef:
    return PickRef(rack=rack, slot=slot, family=FamilyId(family))


def offered(world: World, *picks: PickRef, optimal: bool = True) -> list[TourStarted]:
    given = TourOffered(workplace=RIGHT, picks=picks, engine="plan", optimal=optimal)
    return [f for f in world.do(given).facts if isinstance(f, TourStarted)]


def test_only_what_can_be_picked_and_is_in_no_other_tour_is_started() -> None:
    world = cell()
    world.do(SignIn(workplace=RIGHT, person=BEN))
    seat = RackId("SEAT-1-0001")
    (tour,) = offered(
        world,
        ref(1),
        ref(3),
        ref(3),
        ref(9),
        ref(0, "bracket"),
        ref(0, "seat", seat),
        ref(0, "seat", RackId("X")),
    )
    assert tour.picks == (ref(3), ref(0, "seat", seat))
    assert (tour.tour, tour.person, tour.optimal) == ("right-2", BEN, False)
    assert not offered(world, ref(2, "seat", seat))


def test_nobody_at_the_workplace_gets_no_tour() -> None:
    world = cell()
    assert not offered(world, ref(3))
    assert fallback_tour(world.state, world.compiled, LEFT) == ()


def test_the_fallback_walks_face_by_face_through_the_next_vehicles_of_the_oldest_rack() -> None:
    world = World()
    world.adopt(masters())
    world.hear(*(telegram(n, options={"TRIM": "C", "HEAVY": "1"}) for n in range(1, 6)))
    picks = fallback_tour(world.state, world.compiled, LEFT)
    assert [(p.family, p.slot) for p in picks] == [
        (family, slot) for family in ("mirror", "bracket") for slot in (0, 1, 2)
    ]


def test_pickable_is_in_line_order_and_without_held_slots() -> None:
    world = World()
    world.adopt(masters())
    world.hear(telegram(1), telegram(3), telegram(5))
    found = [(p.rack.rack_family, p.number) for p in pickable(world.state)]
    assert found == [("MIRROR", 1), ("SEAT", 1), ("MIRROR", 5), ("SEAT", 5)]


def test_signing_out_gives_the_tour_back() -> None:
    world = cell()
    world.do(SignIn(workplace=LEFT, person=PersonId("")))
    assert current_pick(world.state, LEFT) is None
    assert len(pickable(world.state)) == 7
