"""Several parts of one family in one vehicle, told apart by the index of their part lines."""

from __future__ import annotations

from dataclasses import replace as copied
from typing import Any

import pytest
from msgspec.structs import replace

from edge.cell.block_inputs import BlockPieces
from edge.cell.exceptions import exceptions
from edge.cell.inputs import DeferPick, Divorce, RefusedError, ReleaseRework
from edge.cell.places import kept_needs
from edge.cell.racks import hold_reasons, unfit_pieces
from edge.cell.shorts import queue
from edge.cell.tours import current_pick, pickable
from edge.planning.problem import problem_of
from edge.printers.labels import PART, SLOT, Label, render
from edge.screen.shorts_view import short_rows
from edge.screen.terminal_view import terminal_view
from hardware_sim.zpl import ZplLabel, ZplReader
from tests.support.cell.world import (
    ANNA,
    BEN,
    FEED,
    LEFT,
    World,
    code_of,
    masters,
    telegram,
)
from tests.support.screen import HEALTH
from wire.alarms import ExceptionRaised
from wire.events import DeferReason, DivorceReason, LabelKind, LabelRequested, Scanned
from wire.ids import FamilyId, PartNumber, RackId
from wire.masters import LabelOn
from wire.telegram import PartLine, Status

LEATHER, CLOTH = "S-LEATHER", "S-CLOTH"
RACK = "SEAT-1-0001"


def line(part: str, index: int, family: str = "seat", **values: Any) -> PartLine:
    return PartLine(part=PartNumber(part), family=FamilyId(family), index=index, **values)


def cell(*lines: PartLine) -> World:
    """Number 1 with these lines; of other families it needs nothing."""
    world = World()
    world.adopt(masters(racks={"size": 1}))
    world.hear(telegram(1, parts=lines))
    return world


def seats(world: World) -> list[tuple[str, int]]:
    return [
        (str(n.part), n.index) for n in world.feed.vehicles["C0001"].needs if n.family == "seat"
    ]  # type: ignore[index]


def seat_turn(world: World) -> None:
    """Whatever lies before the seats in the tour is picked first."""
    while (pick := current_pick(world.state, LEFT)) is None or pick.need.family != "seat":
        if pick is None:
            world.offer()
        else:
            world.scan(code_of(pick.need.part, f"M{len(world.facts)}"))


def scan_seat(world: World, part: str, serial: str) -> str:
    seat_turn(world)
    return world.scan(code_of(part, serial)).verdict.value


def texts(printed: Label, wanted: LabelRequested) -> list[str]:
    (found,) = ZplReader().feed(render(printed, wanted.fields))
    assert isinstance(found, ZplLabel)
    return found.texts()


def test_two_lines_of_one_family_are_two_needs_and_both_are_picked_before_the_rack_closes() -> None:
    world = cell(line(CLOTH, 2), line(LEATHER, 1))
    assert seats(world) == [(LEATHER, 1), (CLOTH, 2)]
    world.start()
    assert scan_seat(world, CLOTH, "A") == "wrong_part"
    assert scan_seat(world, LEATHER, "B") == "right"
    assert (world.states(RACK), world.rack(RACK).closed_us) == (["open"], None)
    assert scan_seat(world, LEATHER, "C") == "wrong_part"
    assert scan_seat(world, CLOTH, "D") == "right"
    assert world.states(RACK) == ["picked"]
    assert world.rack(RACK).closed_us is not None
    married = [f.marriage for _, f in world.facts if isinstance(f, Scanned) and f.marriage]
    assert [(m.part, m.serial, m.index, m.piece) for m in married if m.family == "seat"] == [
        (LEATHER, "B", 1, 1),
        (CLOTH, "D", 2, 2),
    ]


def test_the_same_part_at_two_places_is_scanned_twice_with_a_label_each() -> None:
    world = cell(line(LEATHER, 1), line(LEATHER, 2))
    world.start()
    assert scan_seat(world, LEATHER, "A") == "right"
    assert scan_seat(world, LEATHER, "B") == "right"
    assert world.states(RACK) == ["picked"]
    labels = [f for _, f in world.facts if isinstance(f, LabelRequested) and f.family == "seat"]
    assert [(each.label, each.fields["family"], each.fields["description"]) for each in labels] == [
        ("SEAT-1-0001-P01-seat-1-1", "seat 1", "Seat 1"),
        ("SEAT-1-0001-P01-seat-2-1", "seat 2", "Seat 2"),
    ]
    assert "Seat 2" in texts(PART, labels[1])


def test_pieces_are_numbered_after_those_of_the_parts_before() -> None:
    """Where the second part is picked first, the first keeps its numbers."""
    world = cell(line(CLOTH, 1, quantity=2), line(LEATHER, 2))
    world.start()
    assert scan_seat(world, LEATHER, "A") == "right"
    pick = current_pick(world.state, LEFT)
    assert pick is not None
    assert (pick.need.part, pick.pieces, pick.need.quantity) == (CLOTH, 0, 2)
    assert [scan_seat(world, CLOTH, serial) for serial in "BC"] == ["right", "right"]
    found = world.rack(RACK).picked[1]
    assert [(m.serial, m.piece, m.quantity) for m in found] == [
        ("A", 3, 1),
        ("B", 1, 2),
        ("C", 2, 2),
    ]


def test_a_piece_taken_out_opens_the_need_that_it_was_for() -> None:
    world = cell(line(LEATHER, 1), line(LEATHER, 2))
    world.start()
    scan_seat(world, LEATHER, "A")
    scan_seat(world, LEATHER, "B")
    world.do(
        Divorce(
            rack=RackId(RACK),
            number=1,
            part=PartNumber(LEATHER),
            serial="A",
            reason=DivorceReason.SWAP,
            person=ANNA,
        )
    )
    assert [(p.need.index, p.pieces) for p in pickable(world.state)] == [(1, 0)]
    assert scan_seat(world, LEATHER, "C") == "right"
    assert sorted((m.index, m.piece) for m in world.rack(RACK).picked[1]) == [(1, 1), (2, 2)]


def test_of_equal_pieces_without_a_serial_the_person_says_which_is_taken_out() -> None:
    world = cell(line("M-RED", 1, "mirror"), line("M-RED", 2, "mirror"))
    world.start()
    world.pick_all()
    taken = Divorce(
        rack=RackId("MIRROR-1-0001"),
        number=1,
        part=PartNumber("M-RED"),
        serial="",
        reason=DivorceReason.SWAP,
        person=ANNA,
    )
    with pytest.raises(RefusedError, match="is there as mirror 1 and mirror 2: say the index"):
        world.do(taken)
    with pytest.raises(RefusedError, match="is not in number 1 of MIRROR-1-0001 at index 3"):
        world.do(copied(taken, index=3))
    world.do(copied(taken, index=1))
    assert [m.index for m in world.rack("MIRROR-1-0001").picked[1]] == [2]
    superseded = [x.label for x in world.state.labels.values() if x.superseded]
    assert superseded == ["MIRROR-1-0001-P01-mirror-1-1"]
    assert [p.need.index for p in pickable(world.state)] == [1]


def test_what_changes_at_one_place_leaves_the_other_as_it_is() -> None:
    world = cell(line(LEATHER, 1), line(CLOTH, 2))
    world.start()
    scan_seat(world, LEATHER, "A")
    scan_seat(world, CLOTH, "B")
    world.hear(telegram(1, parts=(line(LEATHER, 1), line(LEATHER, 2))))
    rack = world.rack(RACK)
    assert [m.serial for m in unfit_pieces(world.state, rack, 1)] == ["B"]
    assert [reason.value for reason in hold_reasons(world.state, rack, 1)] == ["late_change"]
    world.do(ReleaseRework(rack=RackId(RACK), number=1, person=BEN, reason="new trim"))
    assert [(p.need.part, p.need.index) for p in pickable(world.state)] == [(LEATHER, 2)]


def test_parts_that_change_places_are_rework() -> None:
    world = cell(line(LEATHER, 1), line(CLOTH, 2))
    world.start()
    scan_seat(world, LEATHER, "A")
    scan_seat(world, CLOTH, "B")
    world.hear(telegram(1, parts=(line(CLOTH, 1), line(LEATHER, 2))))
    assert len(unfit_pieces(world.state, world.rack(RACK), 1)) == 2


def test_each_part_keeps_its_own_face_when_masters_come() -> None:
    world = cell(line(LEATHER, 1), line(CLOTH, 2))
    vehicle = world.feed.vehicles["C0001"]  # type: ignore[index]
    needs, problems = kept_needs(world.state, world.compiled, FEED, vehicle)
    assert (needs, problems) == (vehicle.needs, ())


def test_the_terminal_says_which_of_several_parts_is_wanted() -> None:
    world = cell(line(LEATHER, 1), line(LEATHER, 2, quantity=2))
    world.start()
    scan_seat(world, LEATHER, "A")
    scan_seat(world, LEATHER, "B")
    view = terminal_view(
        world.state, world.compiled, HEALTH, LEFT, now_us=world.now_us, cover_min=None
    )
    assert view.current is not None
    assert (view.current.part_name, view.current.index) == ("Seat 2", 2)
    assert (view.current.piece, view.current.quantity) == (2, 2)


def test_the_slot_label_says_which_part_is_for_which_place_and_is_new_when_they_change() -> None:
    world = World()
    world.adopt(masters(racks={"size": 1, "label_on": LabelOn.TELEGRAM}))
    world.hear(telegram(1, parts=(line(LEATHER, 1), line(CLOTH, 2))))
    world.hear(telegram(1, parts=(line(CLOTH, 1), line(LEATHER, 2))))
    world.hear(telegram(1, parts=(line(CLOTH, 1), line(LEATHER, 2)), colour="BLUE"))
    labels = [
        fact
        for _, fact in world.facts
        if isinstance(fact, LabelRequested) and fact.kind is LabelKind.SLOT and fact.rack == RACK
    ]
    assert [(each.copy, each.fields["description"]) for each in labels] == [
        (1, "seat 1: S-LEATHER, seat 2: S-CLOTH"),
        (2, "seat 1: S-CLOTH, seat 2: S-LEATHER"),
    ]
    assert (labels[0].fields["part"], labels[0].fields["quantity"]) == ("", "2")
    assert "seat 1: S-LEATHER, seat 2: S-CLOTH" in texts(SLOT, labels[0])


def test_the_alarm_of_a_car_that_passed_names_the_piece_that_it_lacks() -> None:
    world = cell(line(LEATHER, 1), line(LEATHER, 2))
    world.start()
    scan_seat(world, LEATHER, "A")
    world.hear(telegram(1, parts=(line(LEATHER, 1), line(LEATHER, 2)), status=Status.FITTED))
    texts = [fact.text for _, fact in world.facts if isinstance(fact, ExceptionRaised)]
    assert [text.partition(" without ")[2] for text in texts if "F2" in text] == [
        "seat 2 S-LEATHER (0 of 1), seat 1 S-LEATHER (picked, still in SEAT-1-0001)"
    ]


def test_a_part_that_is_blocked_holds_the_slot_until_every_piece_of_it_is_there() -> None:
    """One of two pieces of it is picked: the slot still wants the other."""
    world = cell(line(LEATHER, 1), line(CLOTH, 2))
    world.start()
    scan_seat(world, LEATHER, "A")
    world.do(BlockPieces(part=CLOTH, lot="", serials=(), person=BEN, reason="torn"))
    assert [reason.value for reason in hold_reasons(world.state, world.rack(RACK), 1)] == [
        "blocked"
    ]
    world = cell(line(LEATHER, 1), line(CLOTH, 2))
    world.start()
    scan_seat(world, LEATHER, "A")
    world.do(BlockPieces(part=LEATHER, lot="", serials=("B",), person=BEN, reason="torn"))
    assert world.states(RACK) == ["open"]


def test_a_family_without_a_name_is_told_by_its_id_on_the_terminal() -> None:
    unnamed = masters(racks={"size": 1})
    families = tuple(replace(family, name="") for family in unnamed.families)
    world = World()
    world.adopt(replace(unnamed, families=families))
    world.hear(telegram(1, parts=(line(LEATHER, 1), line(LEATHER, 2))))
    world.start()
    seat_turn(world)
    view = terminal_view(
        world.state, world.compiled, HEALTH, LEFT, now_us=world.now_us, cover_min=None
    )
    assert view.current is not None and view.current.part_name == "seat 1"


def test_a_plan_walks_for_each_part() -> None:
    world = cell(line(LEATHER, 1), line(CLOTH, 2))
    found = problem_of(
        world.state,
        world.compiled,
        pickable(world.state),
        {LEFT: world.now_us},
        horizon=10,
        now_us=world.now_us,
    )
    names = [part.name for vehicle in found.vehicles for part in vehicle.parts]
    assert names == ["0 mirror", "1 seat", "2 seat"]


def test_one_of_two_parts_put_off_waits_alone() -> None:
    world = cell(line(LEATHER, 1), line(LEATHER, 2))
    world.start()
    seat_turn(world)
    world.do(DeferPick(workplace=LEFT, reason=DeferReason.DAMAGED, person=ANNA))
    assert [(s.pick.need.index, s.exception) for s in queue(world.state)] == [
        (1, f"deferred:{RACK}:0:seat:1")
    ]
    assert [p.need.index for p in pickable(world.state)] == []
    now = current_pick(world.state, LEFT)
    assert now is not None and now.need.index == 2
    (row,) = short_rows(world.state, world.compiled, world.now_us)
    assert (row.family, row.index, row.exception) == ("seat", 1, f"deferred:{RACK}:0:seat:1")
    (waits,) = [x for x in exceptions(world.state, world.now_us) if x.exception == row.exception]
    assert waits.text.endswith("number 1 of rack SEAT-1-0001 waits for it as seat 1")


def test_a_single_line_keeps_no_index_and_a_second_one_makes_rework() -> None:
    """What was picked for the only part is not taken for one of two without a person."""
    world = cell(line(LEATHER, 4))
    assert seats(world) == [(LEATHER, 0)]
    world.start()
    scan_seat(world, LEATHER, "A")
    world.hear(telegram(1, parts=(line(LEATHER, 4), line(CLOTH, 5))))
    assert [m.serial for m in unfit_pieces(world.state, world.rack(RACK), 1)] == ["A"]
