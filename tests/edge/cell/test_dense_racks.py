"""Dense racks: the next vehicles of the line that need the family, one slot each."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from edge.cell.evolve import evolve
from edge.cell.exceptions import exceptions
from edge.cell.inputs import (
    CloseShort,
    Divorce,
    RefusedError,
    ShipRack,
    SkipNumber,
    TourOffered,
)
from edge.cell.masters import compile_masters
from edge.cell.model import CellState
from edge.cell.racks import number_at, numbers, oldest_first, slot_of, slot_state
from edge.cell.tours import pickable
from tests.support.cell.world import BEN, FEED, PRINTERS, SEAT, World, code_of, masters, telegram
from wire.events import DivorceReason, RackClosed, RackDealt, RackFormed
from wire.ids import PersonId, RackId
from wire.masters import Continuity, Filling, GapPolicy, LabelOn, LoadOrder, Masters
from wire.telegram import Status

ONE, TWO, THREE = (RackId(f"SEAT-1-N000{count}") for count in (1, 2, 3))


def a_world(continuity: str = "none", **racks: object) -> World:
    made = masters(
        racks={"filling": Filling.DENSE, **racks}, continuity=Continuity(continuity), max_jump=200
    )
    return World(compile_masters(made, PRINTERS))


def dealt(world: World) -> dict[str, list[int]]:
    """Rack of seats to its numbers, in the order of the line."""
    return {
        rack.rack: list(numbers(world.state, rack))
        for rack in oldest_first(world.state)
        if rack.rack_family == SEAT
    }


def states(world: World, rack: RackId) -> list[str]:
    found = world.state.racks[rack]
    return [slot_state(world.state, found, number).value for number in numbers(world.state, found)]


def pick(world: World, *wanted: int) -> None:
    """Seats of these numbers alone, each by a tour of its own."""
    for number in wanted:
        refs = [
            pick.ref
            for pick in pickable(world.state)
            if pick.number == number and pick.rack.rack_family == SEAT
        ]
        world.do(TourOffered(workplace="left", picks=tuple(refs), engine="x", optimal=False))
        answer = world.scan(code_of("S-CLOTH", f"N{number}"))
        assert answer.verdict == "right", answer


def kinds(world: World) -> list[str]:
    return [found.exception for found in exceptions(world.state, world.now_us)]


def test_the_vehicles_that_come_fill_one_rack_whatever_their_numbers() -> None:
    """110, 113, 117, 118, 125 with racks of 4, of a feed that tells only the vehicles it wants
    parts for: no hole, and the first four make a rack that closes.
    """
    world = a_world()
    world.start()
    world.hear(*(telegram(n) for n in (110, 113, 117, 118, 125)))
    assert dealt(world) == {ONE: [110, 113, 117, 118], TWO: [125]}
    assert not kinds(world)
    world.pick_all()
    closed = [f.rack for _, f in world.facts if isinstance(f, RackClosed)]
    assert sorted(closed) == ["MIRROR-1-N0001", ONE]
    assert states(world, TWO) == ["picked"]
    labels = [label.fields for label in world.state.labels.values() if label.rack == ONE]
    (rack_label,) = (fields for fields in labels if "lowest" in fields)
    assert (rack_label["lowest"], rack_label["highest"], rack_label["slots"]) == (
        "0110",
        "0118",
        "4",
    )


def test_vehicles_that_need_nothing_take_no_slot() -> None:
    """A feed that tells every vehicle: brackets are for the heavy ones alone."""
    world = a_world("number", size=2)
    heavy = {"TRIM": "C", "HEAVY": "1"}
    made = world.compiled.masters
    families = tuple(f for f in made.families if f.family != "mirror")
    world.adopt(_replaced(made, families=families))
    world.hear(
        telegram(1),
        telegram(2, options=heavy),
        telegram(3),
        telegram(4, options=heavy),
        telegram(5, options=heavy),
    )
    mirrors = [r for r in oldest_first(world.state) if r.rack_family == "MIRROR"]
    assert [list(numbers(world.state, rack)) for rack in mirrors] == [[2, 4], [5]]


def _replaced(made: Masters, **values: Any) -> Masters:
    return replace(made, version=2, **values)


def test_a_late_vehicle_moves_on_what_nobody_has_touched() -> None:
    world = a_world()
    world.hear(*(telegram(n) for n in (110, 117, 118, 125, 130)))
    world.hear(telegram(113))
    assert dealt(world) == {ONE: [110, 113, 117, 118], TWO: [125, 130]}


@pytest.mark.parametrize(
    ("picked", "expected"),
    [
        ((110,), {ONE: [110, 113, 117, 118], TWO: [125]}),
        ((110, 117), {ONE: [110, 117, 118, 125], THREE: [113]}),
    ],
)
def test_what_is_picked_stays_and_a_late_vehicle_goes_round_it(
    picked: tuple[int, ...], expected: dict[RackId, list[int]]
) -> None:
    """The second: nothing is free between 110 and 117, so 113 gets a rack of its own."""
    world = a_world()
    world.start()
    world.hear(*(telegram(n) for n in (110, 117, 118, 125)))
    _end_tour(world)
    pick(world, *picked)
    world.hear(telegram(113))
    found = dealt(world)
    if THREE in expected:
        (own,) = (name for name, carried in found.items() if carried == [113])
        assert world.state.racks[RackId(own)].size == 1
        assert found == {ONE: [110, 117, 118, 125], own: [113]}
    else:
        assert found == expected
    assert slot_of(world.state.racks[ONE], 110) == 0


def _end_tour(world: World) -> None:
    assert world.state.workplaces["left"].tour is None  # type: ignore[index]


def test_a_rack_of_its_own_leaves_in_its_place_of_the_line() -> None:
    world = a_world(size=2)
    world.start()
    world.hear(*(telegram(n) for n in (110, 117, 120, 125)))
    world.pick_all()
    world.hear(telegram(113))
    (own,) = (name for name, carried in dealt(world).items() if carried == [113])
    world.pick_all()
    with pytest.raises(RefusedError, match=own):
        world.do(ShipRack(rack=TWO, person=BEN))
    for rack in (ONE, RackId(own), TWO):
        world.do(ShipRack(rack=rack, person=BEN))


def test_who_is_withdrawn_untouched_leaves_no_hole() -> None:
    world = a_world()
    world.hear(*(telegram(n) for n in (110, 113, 117, 118, 125)))
    world.hear(telegram(113, status=Status.CANCELLED))
    assert dealt(world) == {ONE: [110, 117, 118, 125]}
    assert TWO not in world.state.racks
    assert not kinds(world)


def test_who_is_withdrawn_with_a_piece_in_the_slot_is_held_for_a_person() -> None:
    world = a_world()
    world.start()
    world.hear(*(telegram(n) for n in (110, 113, 117, 118, 125)))
    pick(world, 113)
    world.hear(telegram(113, status=Status.CANCELLED))
    assert dealt(world) == {ONE: [110, 113, 117, 118], TWO: [125]}
    assert states(world, ONE)[1] == "held"
    assert f"withdrawn:{ONE}:113" in kinds(world)
    world.do(SkipNumber(feed=FEED, epoch=1, number=113, person=BEN, reason="never built"))
    assert dealt(world) == {ONE: [110, 117, 118, 125]}


def test_a_vehicle_that_moves_is_dealt_where_it_goes_now() -> None:
    world = a_world()
    world.hear(*(telegram(n) for n in (110, 113, 117, 118, 125)))
    world.hear(telegram(120, "C0113"))
    assert dealt(world) == {ONE: [110, 117, 118, 120], TWO: [125]}


def test_a_late_change_that_needs_nothing_any_more_frees_the_slot() -> None:
    world = a_world(size=2)
    made = world.compiled.masters
    none = tuple(f for f in made.families if f.family != "mirror")
    world.adopt(_replaced(made, families=none))
    heavy = {"TRIM": "C", "HEAVY": "1"}
    world.hear(*(telegram(n, options=heavy) for n in (2, 4, 5)))
    world.hear(telegram(4))
    mirrors = [r for r in oldest_first(world.state) if r.rack_family == "MIRROR"]
    assert [list(numbers(world.state, rack)) for rack in mirrors] == [[2, 5]]


def test_a_hole_of_a_feed_that_counts_holds_all_behind_it_and_then_takes_its_place() -> None:
    world = a_world("number")
    world.hear(*(telegram(n) for n in (1, 2, 4, 5, 6, 7)))
    assert dealt(world) == {ONE: [1, 2, 4, 5], TWO: [6, 7]}
    assert states(world, ONE) == ["open", "open", "held", "held"]
    assert states(world, TWO) == ["held", "held"]
    world.hear(telegram(3))
    assert dealt(world) == {ONE: [1, 2, 3, 4], TWO: [5, 6, 7]}
    assert states(world, TWO) == ["open", "open", "open"]


def test_a_rack_around_a_hole_does_not_close_until_a_person_skips_it() -> None:
    made = masters(racks={"filling": Filling.DENSE, "size": 2}, gap_policy=GapPolicy.LEAVE_EMPTY)
    world = World(compile_masters(made, PRINTERS))
    world.start()
    world.hear(telegram(1), telegram(3))
    world.pick_all()
    assert states(world, ONE) == ["picked", "picked"]
    assert world.state.racks[ONE].closed_us is None
    world.do(SkipNumber(feed=FEED, epoch=1, number=2, person=BEN, reason="never built"))
    assert world.state.racks[ONE].closed_us is not None


def test_a_person_closes_short_and_who_comes_after_begins_the_next() -> None:
    world = a_world()
    world.start()
    world.hear(telegram(110), telegram(113))
    with pytest.raises(RefusedError, match="not done"):
        world.do(CloseShort(rack=ONE, person=BEN, reason="shift ends"))
    world.pick_all()
    world.do(CloseShort(rack=ONE, person=BEN, reason="shift ends"))
    world.hear(telegram(117))
    assert dealt(world) == {ONE: [110, 113], TWO: [117]}
    assert world.state.racks[ONE].closed_us is not None
    assert world.state.racks[ONE].short_last == 113


def test_a_full_rack_is_not_closed_short() -> None:
    world = a_world(size=2)
    world.hear(telegram(110), telegram(113))
    with pytest.raises(RefusedError, match="announced"):
        world.do(CloseShort(rack=ONE, person=PersonId("ben"), reason="shift ends"))


def test_the_last_rack_of_a_run_ends_with_what_it_has() -> None:
    """9999 and 0001: racks do not go over the end of a run."""
    made = masters(
        racks={"filling": Filling.DENSE}, continuity=Continuity.NONE, last_number=400, max_jump=200
    )
    world = World(compile_masters(made, PRINTERS))
    world.start()
    world.hear(*(telegram(n, f"A{n}") for n in (395, 398)))
    world.hear(*(telegram(n, f"B{n}") for n in (2, 5)))
    assert dealt(world) == {ONE: [395, 398], "SEAT-2-N0001": [2, 5]}
    world.pick_all()
    assert world.state.racks[ONE].closed_us is None
    world.hear(telegram(12, "B12"))
    assert world.state.racks[ONE].closed_us is not None


def test_a_vin_that_is_called_anew_by_a_run_that_began_anew_gets_a_slot_there() -> None:
    made = masters(
        racks={"filling": Filling.DENSE}, continuity=Continuity.NONE, last_number=400, max_jump=200
    )
    world = World(compile_masters(made, PRINTERS))
    world.hear(telegram(200), telegram(205), telegram(3, "D3"))
    assert dealt(world) == {ONE: [200, 205], "SEAT-2-N0001": [3]}


def test_reverse_load_order_counts_slots_from_the_last() -> None:
    world = a_world(load_order=LoadOrder.REVERSE)
    world.hear(telegram(110), telegram(113))
    rack = world.state.racks[ONE]
    assert [slot_of(rack, number) for number in (110, 113)] == [3, 2]
    assert [number_at(rack, slot) for slot in (3, 2)] == [110, 113]


def test_a_slot_in_a_tour_does_not_change_under_the_pickers_hands() -> None:
    world = a_world()
    world.hear(*(telegram(n) for n in (110, 117, 118)))
    world.start()
    world.hear(telegram(113))
    tour = world.state.workplaces["left"].tour  # type: ignore[index]
    assert tour is not None
    numbers_of = {number_at(world.state.racks[ref.rack], ref.slot) for ref in tour.picks}
    assert numbers_of == {110, 117, 118}


def test_a_slot_whose_label_was_asked_for_stays() -> None:
    world = a_world(label_on=LabelOn.TELEGRAM, size=2)
    world.hear(telegram(110), telegram(117))
    world.hear(telegram(113))
    (own,) = (name for name, carried in dealt(world).items() if carried == [113])
    assert dealt(world)[ONE] == [110, 117]
    assert world.state.racks[RackId(own)].size == 1


def test_after_a_divorce_the_slot_is_the_same_vehicles() -> None:
    world = a_world(size=2)
    world.start()
    world.hear(telegram(110), telegram(113))
    world.pick_all()
    seat = world.state.racks[ONE].picked[110][0]
    world.do(
        Divorce(
            rack=ONE,
            number=110,
            serial=seat.serial,
            part=seat.part,
            reason=DivorceReason.SCRAP,
            person=BEN,
        )
    )
    assert states(world, ONE) == ["open", "picked"]
    assert dealt(world) == {ONE: [110, 113]}


def test_facts_alone_give_the_same_racks() -> None:
    world = a_world()
    world.hear(*(telegram(n) for n in (118, 110, 125, 113, 117)))
    state = CellState()
    for offset, (at_us, fact) in enumerate(world.facts):
        evolve(state, fact, at_us, offset)
    assert state == world.state
    assert any(isinstance(fact, RackDealt) for _, fact in world.facts)


def test_a_family_becomes_dense_under_way_and_its_blocks_stay() -> None:
    world = World()
    world.adopt(masters(racks={"size": 2}))
    world.line(1, 3)
    world.adopt(masters(2, racks={"size": 2, "filling": Filling.DENSE}))
    world.line(4, 6)
    assert dealt(world) == {"SEAT-1-0001": [1, 2], "SEAT-1-0003": [3, 4], "SEAT-1-N0001": [5, 6]}


def test_the_same_masters_again_deal_nothing_anew() -> None:
    world = a_world()
    world.hear(telegram(110), telegram(113))
    before = len(world.facts)
    world.adopt(world.compiled.masters)
    again = [fact for _, fact in world.facts[before:] if isinstance(fact, RackDealt | RackFormed)]
    assert not again
