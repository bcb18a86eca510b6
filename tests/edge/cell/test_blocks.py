"""A part, a lot or serials that nobody may use: scans, slots, racks here and racks that left."""

from __future__ import annotations

import pytest
from msgspec import structs

from edge.cell.block_inputs import BlockPieces, LiftBlock
from edge.cell.exceptions import exceptions
from edge.cell.inputs import Decision, RefusedError, ReleaseRework, ReleaseScrap, ShipRack
from edge.cell.racks import hold_reasons, slot_state
from edge.cell.tours import current_pick
from tests.support.cell.passing import divorce
from tests.support.cell.world import ANNA, BEN, LEFT, World, code_of, masters
from wire.events import DivorceReason, LabelKind, LabelState, PiecesBlocked
from wire.ids import BlockId, PartNumber, PersonId, RackId
from wire.masters import Masters, Part

MIRRORS, SEATS = RackId("MIRROR-1-0001"), RackId("SEAT-1-0001")
CARL = PersonId("carl")


def cell() -> World:
    world = World()
    world.adopt(masters())
    world.line(1, 4)
    world.start()
    return world


def block(
    world: World, part: str = "S-CLOTH", lot: str = "", serials: tuple[str, ...] = ()
) -> BlockId:
    given = BlockPieces(part=part, lot=lot, serials=serials, person=BEN, reason="torn seam")
    fact = world.do(given).facts[0]
    assert isinstance(fact, PiecesBlocked)
    return fact.block


def lift(world: World, name: BlockId, second: PersonId = CARL) -> None:
    world.do(LiftBlock(block=name, person=ANNA, second_person=second, reason="sorted"))


def seats(world: World, *codes: str) -> list[str]:
    """Scan each code when it is the turn of a seat; the answers' codes."""
    found = []
    for code in codes:
        while (pick := current_pick(world.state, LEFT)) is None or pick.need.family != "seat":
            if pick is None:
                world.offer()
            else:
                assert world.scan("M-RED").verdict == "right"
        found.append(world.scan(code).code)
    return found


def seat(serial: str, lot: str = "") -> str:
    return code_of("S-CLOTH", serial).replace(
        "\x1e\x04", f"\x1d1T{lot}\x1e\x04" if lot else "\x1e\x04"
    )


def kinds(world: World) -> list[tuple[str, str]]:
    return [(view.kind, view.action) for view in exceptions(world.state, world.now_us)]


# -- scans


def test_a_blocked_serial_is_refused_by_whom_when_and_why() -> None:
    world = cell()
    said_us = world.now_us
    block(world, serials=("77", "78"))
    assert seats(world, seat("77")) == ["piece.blocked"]
    answer = world.scan(seat("77"))
    assert answer.verdict == "wrong_part"
    assert answer.values == {"at_us": str(said_us), "person": "ben", "note": "torn seam"}
    assert seats(world, seat("79")) == ["part.right"]


def test_a_blocked_lot_is_refused_and_so_is_a_code_that_does_not_say_its_lot() -> None:
    world = cell()
    block(world, lot="77")
    assert seats(world, seat("1", lot="77"), seat("2"), seat("77")) == [
        "piece.blocked",
        "lot.missing",
        "lot.missing",
    ]
    assert seats(world, seat("2", lot="78")) == ["part.right"]


def test_a_serial_once_named_with_a_blocked_lot_is_refused_under_any_other() -> None:
    world = cell()
    name = block(world, lot="77")
    assert seats(world, seat("1", lot="77"), seat("1", lot="78"), seat("1")) == [
        "piece.blocked",
        "piece.blocked_before",
        "piece.blocked_before",
    ]
    answer = world.scan(seat("1", lot="79"))
    assert (answer.verdict, answer.values["lot"], answer.values["person"]) == (
        "wrong_part",
        "77",
        "ben",
    )
    assert seats(world, seat("2", lot="78")) == ["part.right"]
    lift(world, name)
    assert seats(world, seat("1", lot="78")) == ["part.right"]


def test_what_was_named_with_a_lot_before_the_block_is_known_too() -> None:
    """Scanned as a wrong part, and married and taken out again."""
    world = cell()
    world.offer()
    assert world.scan(seat("1", lot="77")).code == "part.mismatch"
    assert seats(world, seat("2", lot="77")) == ["part.right"]
    divorce(world, 1, "2", DivorceReason.SWAP)
    block(world, lot="77")
    assert seats(world, seat("1", lot="78"), seat("2", lot="78")) == ["piece.blocked_before"] * 2


def test_a_piece_that_lies_in_a_rack_under_another_lot_is_held_and_told_when_it_left() -> None:
    world = cell()
    world.offer()
    assert world.scan(seat("1", lot="77")).code == "part.mismatch"
    assert seats(world, seat("1", lot="78")) == ["part.right"]
    name = block(world, lot="77")
    assert slot_state(world.state, world.rack(SEATS), 1).value == "held"
    lift(world, name)
    world.pick_all()
    world.do(ShipRack(rack=SEATS, person=BEN))
    block(world, lot="77")
    (told,) = world.state.exceptions.values()
    assert "lot 77 left with it in WVWZZZ1JZXW000001" in told.text


def test_the_serial_of_a_container_counts_as_the_lot_of_its_pieces() -> None:
    world = cell()
    block(world, part="M-RED", lot="BOX7")
    world.offer()
    assert world.scan(code_of("M-RED", "BOX7")).code == "piece.blocked"
    assert world.scan("M-RED").code == "lot.missing"
    assert world.scan(code_of("M-RED", "BOX8")).code == "part.right"


def test_of_a_blocked_part_nobody_is_sent_for_one_and_a_scan_of_it_is_refused() -> None:
    world = cell()
    name = block(world)
    assert world.states(SEATS) == ["held"] * 4
    world.pick_all()
    assert world.states(MIRRORS) == ["picked"] * 4
    assert world.scan(seat("1")).code == "piece.blocked"
    assert kinds(world) == [("block", "lift-block")]
    lift(world, name)
    assert world.states(SEATS) == ["open"] * 4
    world.pick_all()
    assert world.states(SEATS) == ["picked"] * 4


# -- pieces that are picked already


def test_a_rack_with_a_blocked_piece_neither_closes_nor_ships_until_it_is_taken_out() -> None:
    world = cell()
    world.pick_all()
    piece = world.rack(SEATS).picked[2][0]
    label = next(
        one
        for one in world.state.labels.values()
        if one.kind is LabelKind.PART and one.slot == 1 and one.rack == SEATS
    )
    world.report(label.label, LabelState.SENDING, LabelState.SENT)
    block(world, serials=(piece.serial,))
    assert world.states(SEATS) == ["picked", "held", "picked", "picked"]
    assert hold_reasons(world.state, world.rack(SEATS), 2) == ("blocked",)
    assert kinds(world) == [("blocked", "release-rework"), ("block", "lift-block")]
    assert world.scan(f"LS:PART:{label.label}").code == "piece.blocked"
    with pytest.raises(RefusedError, match="are held"):
        world.do(ShipRack(rack=SEATS, person=BEN))
    world.do(ReleaseRework(rack=SEATS, number=2, person=BEN, reason="to quarantine"))
    assert world.states(SEATS) == ["picked", "open", "picked", "picked"]
    assert seats(world, seat(piece.serial)) == ["piece.blocked"]
    world.pick_all()
    world.do(ShipRack(rack=SEATS, person=BEN))


def test_a_block_lifted_gives_the_rack_back_as_it_was() -> None:
    world = cell()
    world.pick_all()
    name = block(world, serials=(world.rack(SEATS).picked[2][0].serial,))
    lift(world, name)
    assert world.states(SEATS) == ["picked"] * 4
    world.do(ShipRack(rack=SEATS, person=BEN))


def test_a_rack_whose_last_slot_a_block_held_closes_when_it_is_lifted() -> None:
    world = cell()
    assert seats(world, seat("1"), seat("2"), seat("3")) == ["part.right"] * 3
    name = block(world, serials=("1",))
    assert seats(world, seat("4")) == ["part.right"]
    assert world.rack(SEATS).closed_us is None
    lift(world, name)
    assert world.rack(SEATS).closed_us is not None


def test_what_left_with_a_rack_is_told_until_the_block_is_lifted() -> None:
    world = cell()
    world.pick_all()
    world.do(ShipRack(rack=SEATS, person=BEN))
    name = block(world)
    (told,) = world.state.exceptions.values()
    assert told.kind == "blocked_shipped"
    assert told.text.startswith("stop rack SEAT-1-0001, call the line: part S-CLOTH left with it")
    assert "WVWZZZ1JZXW000001, WVWZZZ1JZXW000002" in told.text
    assert kinds(world)[0] == ("blocked_shipped", "handle-exception")
    lift(world, name)
    assert kinds(world) == []


def test_a_piece_whose_code_did_not_say_its_lot_is_held_and_perhaps_left_with_its_rack() -> None:
    world = cell()
    assert seats(world, seat("1"), seat("2", lot="78")) == ["part.right"] * 2
    name = block(world, lot="77")
    rack = world.rack(SEATS)
    assert [slot_state(world.state, rack, n).value for n in (1, 2)] == ["held", "picked"]
    lift(world, name)
    world.pick_all()
    world.do(ShipRack(rack=SEATS, person=BEN))
    block(world, lot="77")
    (told,) = world.state.exceptions.values()
    assert "lot 77 left with it in perhaps WVWZZZ1JZXW000001" in told.text
    assert "W000002" not in told.text


# -- people


def test_a_block_is_lifted_by_two_people_of_whom_the_second_did_not_block_it() -> None:
    world = cell()
    name = block(world)
    for person, second, code in (
        (ANNA, ANNA, "second_person.missing"),
        (ANNA, PersonId(""), "second_person.missing"),
        (ANNA, BEN, "second_person.same"),
    ):
        given = LiftBlock(block=name, person=person, second_person=second, reason="sorted")
        with pytest.raises(RefusedError) as refused:
            world.do(given)
        assert refused.value.code == code
    lift(world, name)
    with pytest.raises(RefusedError, match="no block"):
        lift(world, name)


def test_what_cannot_be_blocked_is_refused_with_what_to_do() -> None:
    world = cell()
    block(world, lot="7")
    for lot, serials, code in (("7", (), "block.there"), ("8", ("1",), "block.both")):
        with pytest.raises(RefusedError) as refused:
            block(world, lot=lot, serials=serials)
        assert refused.value.code == code
    with pytest.raises(RefusedError, match="the masters have no part s-cloth"):
        block(world, part="s-cloth")
    with pytest.raises(RefusedError, match="says why"):
        world.do(BlockPieces(part="M-RED", lot="", serials=(), person=BEN, reason=" "))


# -- a serial that was shipped


def test_a_shipped_serial_is_refused_with_its_rack_and_vehicle_until_a_person_lets_it_back() -> (
    None
):
    world = cell()
    world.pick_all()
    serial = world.rack(SEATS).picked[3][0].serial
    world.do(ShipRack(rack=SEATS, person=BEN))
    world.line(5, 8)
    assert seats(world, seat(serial)) == ["serial.shipped"]
    answer = world.scan(seat(serial))
    assert answer.verdict == "wrong_part"
    assert answer.values == {"rack": SEATS, "vin": "WVWZZZ1JZXW000003"}
    world.do(ReleaseScrap(part="S-CLOTH", serial=serial, person=BEN, reason="came back whole"))
    assert seats(world, seat(serial)) == ["part.right"]


# -- written as on a label, or wrong


LABEL = "4006381333931"


def named() -> Masters:
    cloth = Part(part=PartNumber("S-CLOTH"), aliases=(LABEL,))
    return structs.replace(masters(version=2), parts=(cloth,))


def test_a_block_by_a_labels_number_is_a_block_of_the_part() -> None:
    world = cell()
    world.adopt(named())
    block(world, part=f" {LABEL} ", lot="LOTQ")
    assert [it.part for it in world.state.blocks.values()] == ["S-CLOTH"]
    code = f"[)>\x1e06\x1dP{LABEL}\x1dSQX2\x1d1TLOTQ\x1e\x04"
    assert seats(world, code, seat("1", lot="LOTR")) == ["piece.blocked", "part.right"]


def test_lots_and_serials_are_the_same_in_other_case_and_with_blanks_around() -> None:
    world = cell()
    block(world, lot=" lot7 ")
    block(world, serials=(" sx9", "SY9"))
    assert seats(world, seat("1", lot="LOT7"), seat("2", lot="lot7")) == ["piece.blocked"] * 2
    assert seats(world, seat("SX9", lot="A"), seat("sy9", lot="A")) == ["piece.blocked"] * 2
    assert seats(world, seat("1", lot="A")) == ["piece.blocked_before"]
    assert seats(world, seat("SX10", lot="LOT77")) == ["part.right"]
    with pytest.raises(RefusedError, match="is blocked already"):
        block(world, lot="Lot7")


def test_a_block_that_an_older_journal_has_holds_in_either_case() -> None:
    world = cell()
    old = PiecesBlocked(block=BlockId("L1"), part="S-CLOTH", lot="lot7", person=BEN, reason="t")
    world.fold(Decision(facts=(old,)))
    assert seats(world, seat("1", lot="LOT7"), seat("2", lot="lot7")) == ["piece.blocked"] * 2


def test_a_part_that_nothing_names_is_blocked_only_by_who_insists() -> None:
    world = cell()
    for part, said in (("s-cloth", "there is S-CLOTH"), ("ZZZ-NO", "no part ZZZ-NO")):
        with pytest.raises(RefusedError, match=said) as refused:
            block(world, part=part)
        assert refused.value.code == "part.unknown"
    insists = BlockPieces(
        part="ZZZ-NO", lot="", serials=(), person=BEN, reason="to come", unknown_part=True
    )
    assert len(world.do(insists).facts) == 1
    with pytest.raises(RefusedError, match="no serial is written"):
        block(world, serials=(" ",))
