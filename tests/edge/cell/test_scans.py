"""What a scan is: judged against the slot whose turn it is, exactly, once, and never normalised."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from edge.cell.exceptions import exceptions
from edge.cell.inputs import CallHelp, CodeScanned, PrintLabel, ShipRack, SkipNumber
from edge.cell.masters import compile_masters
from edge.cell.tours import current_pick
from tests.support.cell.world import ANNA, FEED, LEFT, RIGHT, World, code_of, masters, telegram
from wire.events import HelpKind, LabelMoved, LabelState, Scanned, TourEnded
from wire.ids import DeviceId, PartNumber, RackId
from wire.masters import LabelOn, Part

HEAVY = {"TRIM": "L1", "HEAVY": "1"}
MIRRORS, SEATS = RackId("MIRROR-1-0001"), RackId("SEAT-1-0001")


def cell(vehicles: int = 4, **values: Any) -> World:
    world = World()
    world.adopt(masters())
    world.line(1, vehicles, **values)
    world.start()
    return world


def at_seats() -> World:
    """All mirrors are picked; the seats, with serials, come now."""
    world = cell()
    while (pick := current_pick(world.state, LEFT)) and pick.rack.rack == MIRRORS:
        world.scan(pick.need.part)
        if current_pick(world.state, LEFT) is None:
            world.offer()
    return world


WRONG = [
    ("M-BLUE", "wrong_part", "part.mismatch"),
    (code_of("M-BLUE"), "wrong_part", "part.mismatch"),
    (code_of("M-RED-2"), "wrong_part", "part.mismatch"),
    ("M-RE\u0501", "wrong_part", "part.mismatch"),
    ("m-red", "wrong_part", "part.mismatch"),
    ("M-RED ", "wrong_part", "part.mismatch"),
    ("'; DROP TABLE x", "unknown", "code.unknown"),
    ("{{7*7}}", "unknown", "code.unknown"),
    ("../../etc/passwd", "unknown", "code.unknown"),
    ("M\u200b-RED", "unreadable", "barcode.invisible_character"),
    ("", "unreadable", "barcode.empty"),
    ("LS:NOPE:1", "unreadable", "barcode.unknown_card"),
    ("S12345", "unknown", "code.no_part"),
    ("LS:PART:X-1", "unknown", "label.unknown"),
    ("LS:RACK:X:1", "unknown", "label.unknown"),
    ("LS:BADGE:nobody", "unknown", "badge.unknown"),
    ("LS:KB:K9:1", "unknown", "kanban.unknown"),
]


@pytest.mark.parametrize(("text", "verdict", "code"), WRONG)
def test_what_is_not_the_part_is_never_accepted(text: str, verdict: str, code: str) -> None:
    world = cell()
    answer = world.scan(text)
    assert (answer.verdict, answer.code) == (verdict, code)
    assert not world.rack(MIRRORS).picked


def test_the_right_part_is_married_labelled_and_the_next_pick_comes() -> None:
    world = cell()
    answer = world.scan(code_of("M-RED"))
    assert (answer.verdict, answer.code, answer.expected) == ("right", "part.right", "M-RED")
    (married,) = world.rack(MIRRORS).picked[1]
    assert (married.call_number, married.vin[-3:], married.piece) == ("C0001", "001", 1)
    assert [e for e in world.last.effects if isinstance(e, PrintLabel)]
    pick = current_pick(world.state, LEFT)
    assert pick is not None
    assert pick.number == 2


def test_a_problem_of_the_frame_is_unreadable() -> None:
    answer = cell().scan("", problem="too_long")
    assert (answer.verdict, answer.code) == ("unreadable", "frame.too_long")


def test_a_bounce_is_not_a_second_part() -> None:
    world = cell()
    scan = CodeScanned(device=DeviceId("s"), workplace=LEFT, raw_id=0, text="M-RED")
    verdicts = []
    for later_us in (0, 100_000, 250_000, 350_000):
        at = world.now_us
        world.now_us += later_us
        decision = world.do(scan)
        verdicts += [f.code for f in decision.facts if isinstance(f, Scanned)]
        world.now_us = at
    assert verdicts == ["part.right", "scan.bounce", "scan.bounce", "part.right"]


def test_two_long_codes_that_begin_alike_are_no_bounce() -> None:
    """What is kept of a text is shorter than the code; the serials differ in its last character."""
    world = at_seats()
    codes = []
    at = world.now_us
    for last in "12":
        world.now_us = at
        text = code_of("S-CLOTH", "A" * 180 + last)
        given = CodeScanned(device=DeviceId("s"), workplace=LEFT, raw_id=0, text=text)
        codes += [f.code for f in world.do(given).facts if isinstance(f, Scanned)]
    assert codes == ["part.right", "part.right"]


def test_the_code_of_a_container_bounces_as_well() -> None:
    world = cell()
    codes = []
    at = world.now_us
    for _ in range(2):
        world.now_us = at
        text = code_of("M-RED", "BOX1")
        given = CodeScanned(device=DeviceId("s"), workplace=LEFT, raw_id=0, text=text)
        codes += [f.code for f in world.do(given).facts if isinstance(f, Scanned)]
    assert codes == ["part.right", "scan.bounce"]


def test_the_same_code_from_another_scanner_is_another_part() -> None:
    """Two scanners at one workplace read two pieces of one part: neither is a bounce."""
    world = cell()
    codes = []
    at = world.now_us
    for device in ("s", "t"):
        world.now_us = at
        given = CodeScanned(device=DeviceId(device), workplace=LEFT, raw_id=0, text="M-RED")
        codes += [f.code for f in world.do(given).facts if isinstance(f, Scanned)]
    assert codes == ["part.right", "part.right"]
    assert sorted(world.rack(MIRRORS).picked) == [1, 2]


def test_quantity_counts_scans_and_a_further_one_is_already_done() -> None:
    world = cell(1, options=HEAVY)
    world.scan("M-RED")
    pieces = [world.scan("B-STD").verdict for _ in range(2)]
    assert pieces == ["right", "right"]
    assert [m.piece for m in world.rack(MIRRORS).picked[1]] == [1, 1, 2]
    world = cell(2, options=HEAVY)
    verdicts = [world.scan("M-RED").verdict for _ in range(3)]
    assert verdicts == ["right", "right", "already_done"]
    assert world.last.facts[0].code == "pick.done"


def test_a_part_that_was_done_a_while_ago_is_another_piece_and_a_wrong_one() -> None:
    world = cell(2, options=HEAVY)
    assert [world.scan("M-RED").verdict for _ in range(2)] == ["right", "right"]
    world.now_us += 12_000_000
    assert world.scan("M-RED").verdict == "wrong_part"


def test_a_tracked_part_needs_a_serial_and_one_serial_is_one_vehicle() -> None:
    world = at_seats()
    assert world.scan("S-CLOTH").code == "serial.missing"
    assert world.scan(code_of("S-CLOTH", "77")).verdict == "right"
    assert world.scan(code_of("S-CLOTH", "77")).code == "serial.married"
    assert not world.state.exceptions
    assert world.scan(code_of("S-CLOTH", "78")).verdict == "right"
    again = world.scan(code_of("S-CLOTH", "77"))
    assert (again.verdict, again.code) == ("wrong_part", "serial.elsewhere")
    assert (again.values["rack"], again.values["slot"]) == ("SEAT-1-0001", "1")
    assert [e.kind for e in world.state.exceptions.values()] == ["serial_twice"]
    (told,) = [v for v in exceptions(world.state, world.now_us) if v.kind == "serial_twice"]
    assert told.text == "[)>␞06␝PS-CLOTH␝S77␞␄ is married to call C0001 already"


def test_a_serial_of_an_untracked_part_is_kept_as_its_lot() -> None:
    world = cell()
    world.scan(code_of("M-RED", "BOX1"))
    world.scan(code_of("M-RED", "BOX1"))
    assert [m[0].lot for m in world.rack(MIRRORS).picked.values()] == ["BOX1", "BOX1"]
    assert not world.state.serials


def test_without_a_person_a_tour_or_in_a_pause_nothing_is_expected() -> None:
    world = World()
    world.adopt(masters())
    assert world.scan("M-RED").code == "workplace.nobody"
    assert world.scan("LS:BADGE:anna!").code == "badge.signed_in"
    assert world.state.workplaces[LEFT].person == ANNA
    assert world.scan("M-RED").code == "tour.none"
    assert world.scan("LS:CMD:PAUSE").code == "command.pause"
    assert world.scan("M-RED").code == "workplace.paused"
    assert world.scan("LS:CMD:RESUME").verdict == "confirmed"


def test_a_badge_is_never_kept() -> None:
    world = cell()
    world.scan("LS:BADGE:anna!")
    world.scan("]d2LS:BADGE:secret")
    kept = [f.text for _, f in world.facts if isinstance(f, Scanned)]
    assert kept == ["badge", "badge"]


def test_who_signs_in_elsewhere_leaves_the_tour_to_others() -> None:
    world = cell()
    world.scan("LS:BADGE:anna!", RIGHT)
    assert world.state.workplaces[LEFT].tour is None
    assert world.state.workplaces[LEFT].person == ""
    assert world.state.workplaces[RIGHT].person == ANNA


def test_a_slot_that_becomes_held_is_passed_over() -> None:
    world = cell(3)
    world.hear(telegram(1, status=telegram().status.CANCELLED))
    pick = current_pick(world.state, LEFT)
    assert pick is not None
    assert pick.number == 2
    assert world.scan("M-RED").verdict == "right"
    assert list(world.rack(MIRRORS).picked) == [2]


def test_a_part_that_only_a_held_slot_wants_is_held() -> None:
    world = cell(2)
    world.hear(telegram(2, colour="BLUE"), telegram(2, "X", colour="BLUE"))
    assert world.states(MIRRORS)[:2] == ["open", "held"]
    answer = world.scan("M-BLUE")
    assert (answer.verdict, answer.code) == ("held", "slot.held.contested")


def test_the_tour_ends_when_nothing_is_left_in_it() -> None:
    world = cell(3)
    world.scan("M-RED")
    world.scan("M-RED")
    world.hear(telegram(3, status=telegram().status.CANCELLED))
    ended = [f for _, f in world.facts if isinstance(f, TourEnded)]
    assert [f.completed for f in ended] == [False]
    assert world.state.workplaces[LEFT].tour is None


def test_our_label_scanned_back_is_confirmed_and_an_old_copy_refused() -> None:
    world = cell()
    world.scan("M-RED")
    label = "MIRROR-1-0001-P01-mirror-1-1"
    assert world.scan(f"LS:PART:{label}").code == "label.not_printed"
    world.report(label, LabelState.SENDING, LabelState.SENT)
    assert world.scan(world.state.labels[label].fields["code"]).code == "label.confirmed"
    assert world.state.labels[label].state is LabelState.CONFIRMED
    assert world.scan(f"LS:PART:{label}").code == "label.confirmed_before"
    assert world.scan("LS:CMD:REPRINT").code == "command.reprint"
    assert world.scan("LS:CMD:REPRINT").code in ("reprint.second_person", "scan.bounce")
    assert world.scan(f"LS:PART:{label}").code == "label.superseded"
    copy = world.state.labels[label[:-1] + "2"]
    assert (copy.copy, copy.fields["copy"], copy.superseded) == (2, "2", False)


def test_a_slot_label_of_another_slot_is_the_wrong_slot() -> None:
    world = World()
    world.adopt(masters(racks={"label_on": LabelOn.TELEGRAM}))
    world.line(1, 3)
    world.start()
    for slot in (1, 2):
        label = f"MIRROR-1-0001-S0{slot}-1"
        world.report(label, LabelState.SENDING, LabelState.SENT, LabelState.CONFIRMED)
    assert world.scan("LS:SLOT:MIRROR-1-0001-S01-1").code == "slot.right"
    answer = world.scan("LS:SLOT:MIRROR-1-0001-S02-1")
    assert (answer.verdict, answer.code) == ("wrong_slot", "slot.mismatch")


def test_a_label_of_a_shipped_rack_is_refused_with_an_alarm() -> None:
    world = cell()
    world.pick_all()
    world.do(ShipRack(rack=MIRRORS, person=ANNA))
    answer = world.scan("LS:RACK:MIRROR-1-0001:1")
    assert (answer.verdict, answer.code) == ("superseded", "label.already_shipped")
    assert [e.kind for e in world.state.exceptions.values()] == ["shipped_label_scanned"]


def test_an_empty_carrier_is_bound_to_the_rack_of_the_tour() -> None:
    world = cell()
    assert world.scan("LS:CARRIER:R7").code == "carrier.bound_now"
    assert world.rack(MIRRORS).carrier == "R7"
    assert world.scan("LS:CARRIER:R7").code == "carrier.bound"
    assert world.scan("LS:CARRIER: R7 ").code == "carrier.bound", "blanks make no other carrier"
    assert world.scan("LS:CARRIER:R8").code == "carrier.not_needed"


def test_a_kanban_card_moves_the_stock() -> None:
    world = cell()
    assert world.scan("LS:KB:K1:007").code == "kanban.consume"
    assert world.scan("LS:KB:K1:007:replenish").code == "kanban.replenish"
    assert world.scan("LS:KB:K1:008:empty").code == "kanban.empty"
    assert world.state.stock == {"A0/M-RED": 0}


def test_short_names_the_face_and_help_the_workplace() -> None:
    world = cell()
    world.scan("LS:CMD:SHORT")
    world.do(CallHelp(kind=HelpKind.HELP, workplace=LEFT, person=ANNA))
    found = {e.kind: e for e in exceptions(world.state, world.now_us)}
    assert (found["short"].face, found["short"].part) == ("A0", "M-RED")
    assert found["help"].workplace == LEFT


def test_a_vin_tells_whether_it_is_this_vehicle() -> None:
    world = cell()
    vin = world.feed.vehicles[telegram(1).call_number].telegram.vin
    assert world.scan(f"I{vin}").code == "vin.right"
    assert world.scan(f"I{vin[:-1]}9").verdict == "wrong_slot"


def test_scans_are_judged_without_masters_too() -> None:
    world = cell()
    world.compiled = None  # type: ignore[assignment]
    assert world.scan("M-RED").verdict in ("right", "wrong_part")


def test_every_scan_is_one_fact_whatever_it_was() -> None:
    world = cell()
    texts = [text for text, _, _ in WRONG] + ["M-RED", "LS:CMD:HELP", "LS:BADGE:ben!"]
    for text in texts:
        before = len(world.facts)
        world.scan(text)
        facts = [f for _, f in world.facts[before:]]
        assert sum(isinstance(f, Scanned) for f in facts) == 1
        assert all(len(f.text) <= 200 for f in facts if isinstance(f, Scanned))
    assert sum(world.state.scans.values()) == len(texts)


def test_a_lone_surrogate_or_a_long_text_can_be_kept() -> None:
    world = cell()
    world.scan("\ud800" + "x" * 5000)
    (fact,) = (f for _, f in world.facts if isinstance(f, Scanned))
    assert fact.text.encode()
    assert len(fact.text) == 200


def test_reports_of_a_label_that_a_scan_overtook_say_nothing_new() -> None:
    world = cell()
    world.scan("M-RED")
    label = "MIRROR-1-0001-P01-mirror-1-1"
    world.report(label, LabelState.SENDING)
    assert world.scan(f"LS:PART:{label}").verdict == "confirmed"
    before = len(world.facts)
    world.report(label, LabelState.SENT)
    assert not [f for _, f in world.facts[before:] if isinstance(f, LabelMoved)]


def test_skipping_the_slot_in_hand_moves_the_picker_on() -> None:
    world = cell(3)
    world.hear(telegram(1, status=telegram().status.CANCELLED))
    world.do(SkipNumber(feed=FEED, epoch=1, number=1, person=ANNA, reason="gone"))
    pick = current_pick(world.state, LEFT)
    assert pick is not None
    assert pick.number == 2


def test_another_piece_of_the_part_before_is_a_wrong_part_and_not_done_already() -> None:
    """The cloth seat is in its slot and a leather one is wanted: a second cloth seat, with a serial
    of its own, must be put back.
    """
    world = cell(2)
    world.hear(telegram(3, options={"TRIM": "C"}), telegram(4, options=HEAVY))
    while (pick := current_pick(world.state, LEFT)) is None or pick.need.part != "S-LEATHER":
        if pick is None:
            world.offer()
        else:
            serial = str(pick.number) if pick.rack.rack == SEATS else ""
            last = code_of(pick.need.part, serial) if serial else pick.need.part
            assert world.scan(last).verdict == "right"
    assert world.scan(last).verdict == "already_done"
    answer = world.scan(code_of("S-CLOTH", "999"))
    assert (answer.verdict, answer.code) == ("wrong_part", "part.mismatch")
    assert "S-CLOTH/999" not in world.state.serials


def test_a_suppliers_label_under_an_alias_is_the_part_and_names_it_on_ours() -> None:
    world = World()
    parts = (Part(part=PartNumber("M-RED"), name="Mirror, red", aliases=("8E5-035-411",)),)
    world.adopt(msgspec.structs.replace(masters(), parts=parts))
    world.line(1, 4)
    world.start()
    answer = world.scan("8E5-035-411")
    assert (answer.verdict, answer.expected) == ("right", "M-RED")
    assert (
        compile_masters(msgspec.structs.replace(masters(), parts=parts)).part_names["M-RED"]
        == "Mirror, red"
    )
    assert world.scan("8E5-035-412").verdict != "right"
