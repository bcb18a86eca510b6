"""Racks when something changes: late changes, pieces taken out, masters, shipping."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from edge.cell.exceptions import exceptions
from edge.cell.inputs import CloseShort, Divorce, RefusedError, ReleaseRework, ShipRack
from edge.cell.racks import hold_reasons, slot_status, unfit_pieces
from edge.cell.slot_times import cover_minutes, slot_times
from edge.cell.tours import pickable
from edge.screen.racks_view import rack_view
from tests.support.cell.rack_world import MIRRORS, SEATS, cell, skip
from tests.support.cell.world import ANNA, BEN, LEFT, World, code_of, masters, telegram
from wire.events import (
    DivorceReason,
    LabelMoved,
    PartDivorced,
    RackFormed,
    RackShipped,
    ReworkReleased,
)
from wire.ids import RackFamilyId, RackId
from wire.masters import LabelOn
from wire.slot_state import SlotState


def test_a_late_change_that_still_fits_is_taken_silently() -> None:
    world = cell()
    world.start()
    world.line(1, 4)
    world.pick_all()
    world.hear(telegram(1, options={"TRIM": "L1"}))
    assert world.states(MIRRORS)[0] == "picked"
    assert world.states(SEATS)[0] == "held"


def test_a_late_change_goes_to_rework_only_by_a_person() -> None:
    world = cell()
    world.start()
    world.line(1, 4)
    world.pick_all()
    world.hear(telegram(1, colour="BLUE"))
    rack = world.rack(MIRRORS)
    assert hold_reasons(world.state, rack, 1) == ("late_change",)
    assert [m.part for m in unfit_pieces(world.state, rack, 1)] == ["M-RED"]
    with pytest.raises(RefusedError):
        world.do(ShipRack(rack=MIRRORS, person=ANNA))
    decision = world.do(ReleaseRework(rack=MIRRORS, number=1, person=BEN, reason="late change"))
    assert [type(f) for f in decision.facts] == [LabelMoved, PartDivorced, ReworkReleased]
    assert (world.states(MIRRORS)[0], rack.closed_us) == ("open", None)
    world.pick_all()
    assert rack.picked[1][0].part == "M-BLUE"
    assert world.rack(MIRRORS).closed_us is not None
    with pytest.raises(RefusedError):
        world.do(ReleaseRework(rack=MIRRORS, number=1, person=BEN, reason="again"))


def test_re_sequencing_of_a_picked_vehicle_is_a_late_change_of_its_slot() -> None:
    world = cell()
    world.start()
    world.line(1, 4)
    world.pick_all()
    world.hear(telegram(2, "C0001"), telegram(1, "C0002"))
    assert world.states(MIRRORS) == ["held", "held", "picked", "picked"]


def test_one_piece_can_be_taken_out_and_the_slot_is_open_again() -> None:
    world = cell()
    world.start()
    world.line(1, 4)
    world.pick_all()
    serial = world.rack(SEATS).picked[2][0].serial
    with pytest.raises(RefusedError):
        world.do(_divorce("nobody"))
    world.do(_divorce(serial))
    assert world.states(SEATS)[1] == "open"
    assert f"S-CLOTH/{serial}" not in world.state.serials


def _divorce(serial: str) -> Divorce:
    return Divorce(
        rack=SEATS,
        number=2,
        serial=serial,
        part="S-CLOTH",
        reason=DivorceReason.SCRAP,
        person=BEN,
    )


def test_the_last_rack_of_a_run_ends_where_the_run_ended() -> None:
    world = cell()
    world.start()
    world.line(1, 30)
    world.pick_all()
    rack = world.rack("MIRROR-1-0029")
    assert rack.closed_us is None
    world.hear(*(telegram(n, f"X{n}") for n in range(1, 10)))
    assert rack.closed_us is None
    world.hear(telegram(10, "X10"))
    assert (rack.closed_us is not None, rack.last_number) == (True, 30)


def test_close_short_only_when_nothing_that_came_is_left_out() -> None:
    world = cell()
    world.start()
    world.line(1, 6)
    given = CloseShort(rack=RackId("MIRROR-1-0005"), person=BEN, reason="end of shift")
    with pytest.raises(RefusedError) as refused:
        world.do(given)
    assert refused.value.code == "rack.unfinished"
    world.pick_all()
    world.do(given)
    assert world.rack("MIRROR-1-0005").last_number == 6
    world.line(7, 7)
    assert world.rack("MIRROR-1-0007").first_number == 7
    with pytest.raises(RefusedError) as refused:
        world.do(CloseShort(rack=MIRRORS, person=BEN, reason="x"))
    assert refused.value.code == "rack.closed"


def test_a_shipped_rack_is_final_and_a_change_is_told() -> None:
    world = cell()
    world.start()
    world.line(1, 4)
    with pytest.raises(RefusedError):
        world.do(ShipRack(rack=MIRRORS, person=ANNA))
    world.pick_all()
    world.do(ShipRack(rack=MIRRORS, person=ANNA))
    world.hear(telegram(1, colour="BLUE"))
    assert world.states(MIRRORS) == ["shipped"] * 4
    assert world.rack(MIRRORS).picked[1][0].part == "M-RED"
    kinds = {e.kind: e for e in exceptions(world.state, world.now_us)}
    assert "C0001" in kinds["changed_after_shipping"].text
    for given in (
        ReleaseRework(rack=MIRRORS, number=1, person=BEN, reason="x"),
        ShipRack(rack=MIRRORS, person=ANNA),
    ):
        with pytest.raises(RefusedError) as refused:
            world.do(given)
        assert refused.value.code == "rack.shipped"


def test_a_usage_problem_holds_only_the_rack_of_its_family() -> None:
    world = cell()
    world.hear(telegram(1, options={"TRIM": "?"}))
    assert (world.states(MIRRORS)[0], world.states(SEATS)[0]) == ("open", "held")
    assert hold_reasons(world.state, world.rack(SEATS), 1) == ("usage",)


def test_new_masters_revise_untouched_vehicles_only() -> None:
    world = cell()
    world.start()
    world.line(1, 3)
    world.offer()
    world.scan(code_of("M-RED"))
    new = masters(version=2)
    family = new.families[0]
    variants = (
        msgspec.structs.replace(family.variants[0], part="M-BLUE"),
        msgspec.structs.replace(family.variants[1], part="M-RED"),
    )
    new = msgspec.structs.replace(
        new,
        families=(msgspec.structs.replace(family, variants=variants), *new.families[1:]),
    )
    world.adopt(new)
    needs = [world.feed.vehicles[telegram(n).call_number].needs[0].part for n in (1, 2, 3)]
    assert needs == ["M-RED", "M-BLUE", "M-BLUE"]
    assert world.state.masters_version == 2
    assert not world.adopt(new).facts


def test_labels_on_telegram_print_past_no_hole_and_again_for_another_vehicle() -> None:
    world = cell(racks={"label_on": LabelOn.TELEGRAM})

    def slots() -> list[str]:
        return [x for x in world.state.labels if x.startswith("MIRROR-1-0001-S")]

    world.hear(telegram(1), telegram(3))
    assert slots() == ["MIRROR-1-0001-S01-1"]
    world.hear(telegram(2))
    assert slots() == [f"MIRROR-1-0001-S0{n}-1" for n in (1, 2, 3)]
    world.hear(telegram(2, "C0001"), telegram(1, "C0002"))
    assert [x for x in slots() if x.endswith("-2")] == [f"MIRROR-1-0001-S0{n}-2" for n in (1, 2)]
    assert world.state.labels[slots()[0]].superseded


def test_earliest_and_latest_safe_time_and_cover() -> None:
    world = cell()
    world.line(1, 4)
    compiled, rack, takt = world.compiled, world.rack(SEATS), 60_000_000
    vehicle = world.feed.vehicles[telegram(1).call_number]
    times = slot_times(world.state, compiled, rack, 1)
    assert times is not None
    assert times.passes_us == vehicle.at_us + 200 * takt
    assert times.latest_us == times.passes_us - 900_000_000
    frontier_us = world.feed.runs[1].frontier_us
    assert times.earliest_us == frontier_us + 2 * takt
    missing = slot_times(world.state, compiled, world.rack(MIRRORS), 4)
    assert missing is not None
    cover = cover_minutes(world.state, compiled, RackFamilyId("SEAT"), world.now_us)
    assert cover is not None
    assert 196 < cover < 197  # three of the 200 are behind the first already
    assert cover_minutes(world.state, compiled, RackFamilyId("DOOR"), world.now_us) is None


def test_old_shipped_racks_are_forgotten_and_their_vehicles_never_come_back() -> None:
    world = cell(last_number=9999)
    world.checked = False
    world.start()
    for first in range(1, 300, 4):
        world.hear(*(telegram(n) for n in range(first, first + 4)))
        world.pick_all()
        for family in ("MIRROR", "SEAT"):
            world.do(ShipRack(rack=RackId(f"{family}-1-{first:04d}"), person=ANNA))
    assert len(world.state.racks) == 100
    assert world.state.racks_shipped() == 150, "75 lots of two families"
    assert len(world.feed.vehicles) == 200
    assert MIRRORS in world.state.shipped
    before = len(world.facts)
    for late in (telegram(5, transmission=5), telegram(97, transmission=97)):
        (decision,) = world.hear(late)
        assert not [f for f in decision.facts if isinstance(f, RackFormed)]
    assert [f.reaction for _, f in world.facts[before:]] == ["outdated", "outdated"]
    assert not pickable(world.state)
    answer = world.scan("LS:RACK:MIRROR-1-0001:1", LEFT)
    assert (answer.verdict, answer.code) == ("superseded", "label.already_shipped")


def ready(world: World, *firsts: int) -> None:
    """Vehicles of these racks, picked and labelled."""
    for first in firsts:
        world.line(first, first + 3)
    world.start()
    world.pick_all()


def ship(world: World, first: int, **said: Any) -> RackShipped:
    decision = world.do(ShipRack(rack=RackId(f"MIRROR-1-{first:04d}"), person=BEN, **said))
    (fact,) = decision.facts
    assert isinstance(fact, RackShipped)
    return fact


def test_a_rack_does_not_leave_before_an_earlier_one_of_its_family() -> None:
    world = cell()
    ready(world, 1, 5, 9)
    with pytest.raises(RefusedError, match="MIRROR-1-0001, MIRROR-1-0005 of MIRROR must") as error:
        ship(world, 9)
    assert error.value.code == "rack.out_of_order"
    assert [ship(world, first).ahead_of for first in (1, 5, 9)] == [(), (), ()]


def test_a_person_may_ship_out_of_order_and_the_fact_carries_what_was_left() -> None:
    world = cell()
    ready(world, 1, 5, 9)
    with pytest.raises(RefusedError, match="say why"):
        ship(world, 5, out_of_order=True)
    fact = ship(world, 5, out_of_order=True, reason="line asked for it")
    assert (fact.ahead_of, fact.reason, fact.person) == (
        ("MIRROR-1-0001",), "line asked for it", BEN,
    )  # fmt: skip
    in_order = ship(world, 1, out_of_order=True, reason="a habit")
    assert (in_order.ahead_of, in_order.reason) == ((), "")


def test_numbers_that_are_missing_and_have_no_rack_come_first_too() -> None:
    world = cell()
    world.line(1, 4)
    world.line(9, 12)
    world.start()
    world.pick_all()
    ship(world, 1)
    with pytest.raises(RefusedError, match="number 5, number 6, number 7, number 8 of MIRROR"):
        ship(world, 9)
    for number in range(5, 9):
        skip(world, number)
    assert ship(world, 9).ahead_of == ()


def test_a_slot_that_a_rack_closed_short_does_not_carry_has_no_vehicle_and_no_reason() -> None:
    """Numbers 1 to 6 are picked, the rack of 5 and 6 is closed short, then 7 comes after all."""
    world = cell()
    world.line(1, 6)
    world.start()
    world.pick_all()
    short = RackId("MIRROR-1-0005")
    world.do(CloseShort(rack=short, person=BEN, reason="end of the day"))
    world.line(7, 7)
    for picked in (False, True):
        if picked:
            world.pick_all()
        view = rack_view(world.state, None, world.rack("MIRROR-1-0005"), world.now_us)
        seven, eight = view.slots[2:]
        assert (seven.number, eight.number) == (7, 8)
        for slot in (seven, eight):
            assert slot.unused and slot.state == "missing" and not slot.hole
            assert (slot.call_number, slot.vin_last6, slot.reasons, slot.total) == ("", "", (), 0)
        assert view.counts == {"picked": 2}
        assert not [found for found in exceptions(world.state, 0) if found.rack == short]
    assert slot_status(world.state, world.rack("MIRROR-1-0005"), 7) == (SlotState.MISSING, None)
    ship(world, 1)
    assert ship(world, 5).last_number == 6
