"""A right part in the wrong compartment is seen: the put is confirmed by scan."""

from __future__ import annotations

import pytest

from edge.cell.exceptions import exceptions
from edge.cell.inputs import ConfirmPut, Divorce, RefusedError
from edge.cell.puts import waiting_at
from edge.cell.racks import slot_state
from edge.cell.tours import current_pick
from tests.support.cell.world import ANNA, BEN, LEFT, RIGHT, World, code_of, masters, telegram
from wire.events import DivorceReason, LabelState, PutConfirmed
from wire.ids import PersonId, RackId
from wire.masters import LabelOn, PutCheck
from wire.masters_faults import faults_of
from wire.slot_state import SlotState

MIRRORS = RackId("MIRROR-1-0001")
SECOND = 1_000_000


def cell(check: PutCheck = PutCheck.COMPARTMENT, **first: object) -> World:
    """Numbers 1 to 4: M-RED, M-BLUE, M-RED, M-BLUE; number 1 wants two brackets if it is heavy."""
    racks = {"put_check": check}
    if check is PutCheck.SLOT_LABEL:
        racks["label_on"] = LabelOn.TELEGRAM
    world = World()
    world.adopt(masters(racks=racks))
    for n in range(1, 5):
        options = first if n == 1 else {}
        world.hear(telegram(n, colour="RED" if n % 2 else "BLUE", options=options))
    world.start()
    return world


def pick(world: World, serial: str) -> str:
    now = current_pick(world.state, LEFT)
    assert now is not None
    answer = world.scan(code_of(now.need.part, serial))
    return f"{answer.verdict.value} {answer.code}"


def state(world: World, number: int) -> SlotState:
    return slot_state(world.state, world.state.racks[MIRRORS], number)


def bound() -> World:
    world = cell()
    assert world.scan("LS:CARRIER:R7").code == "carrier.bound_now"
    return world


def test_a_part_is_picked_when_its_compartment_was_scanned() -> None:
    world = bound()
    assert pick(world, "A") == "right part.right"
    assert state(world, 1) is SlotState.OPEN, "nobody has seen where it lies"
    assert world.scan("LS:PUT:R7:1").code == "put.right"
    assert state(world, 1) is SlotState.PICKED
    fact = next(fact for _, fact in world.facts if isinstance(fact, PutConfirmed))
    assert (fact.person, fact.marriage.slot, fact.reason) == (ANNA, 0, "")


def test_another_compartment_is_the_wrong_slot_and_says_which_is_right() -> None:
    world = bound()
    pick(world, "A")
    answer = world.scan("LS:PUT:R7:2")
    assert (answer.verdict.value, answer.code) == ("wrong_slot", "put.mismatch")
    assert answer.values == {"rack": MIRRORS, "slot": "1", "part": "M-RED"}
    assert state(world, 1) is SlotState.OPEN


def test_no_part_for_another_slot_is_taken_before_the_put() -> None:
    world = bound()
    pick(world, "A")
    assert pick(world, "B") == "held put.first"
    assert not world.state.racks[MIRRORS].picked.get(2)
    world.scan("LS:PUT:R7:1")
    assert pick(world, "B") == "right part.right"


def test_pieces_of_one_need_are_shown_together_and_those_of_another_need_are_not() -> None:
    world = cell(HEAVY="1")
    world.scan("LS:CARRIER:R7")
    order = []
    while (now := current_pick(world.state, LEFT)) is not None:
        order.append(now.need.part)
        assert pick(world, f"S{len(order)}") == "right part.right"
        if now.pieces + 1 == now.need.quantity:
            place = world.state.racks[MIRRORS].unput[0].marriage.slot + 1
            assert world.scan(f"LS:PUT:R7:{place}").code == "put.right"
    assert order.count("B-STD") == 2
    assert state(world, 1) is SlotState.PICKED


def test_the_last_put_closes_the_rack_and_the_last_scan_does_not() -> None:
    world = bound()
    for n in (1, 3, 2, 4):  # face by face, and number 4 in a tour of its own
        world.offer()
        assert pick(world, f"N{n}") == "right part.right"
        assert world.state.racks[MIRRORS].closed_us is None
        assert world.scan(f"LS:PUT:R7:{n}").code == "put.right"
    assert world.state.racks[MIRRORS].closed_us is not None


def test_a_compartment_of_no_bound_carrier_is_not_known() -> None:
    world = cell()
    pick(world, "A")
    answer = world.scan("LS:PUT:R7:1")
    assert (answer.verdict.value, answer.code) == ("unknown", "carrier.not_bound")
    assert world.scan("LS:PUT:R7").code == "barcode.unknown_card"
    assert world.scan("LS:PUT:R7:0").code == "barcode.unknown_card"


def test_a_carrier_is_bound_to_the_rack_of_the_part_in_the_hand() -> None:
    world = cell()
    for n in (1, 3, 2):
        pick(world, "A")
        if n == 1:
            assert world.scan("LS:CARRIER:R7").code == "carrier.bound_now"
        world.scan(f"LS:PUT:R7:{n}")
    world.line(5, 6, colour="RED", options={})
    world.offer()
    pick(world, "B")
    world.scan("LS:PUT:R7:4")
    world.offer()
    pick(world, "C")
    assert world.scan("LS:CARRIER:R8").code == "carrier.bound_now"
    assert world.scan("LS:PUT:R8:1").code == "put.right"
    assert pick(world, "D") == "right part.right"
    assert world.state.workplaces[LEFT].tour is None, "the last scan ended the tour"
    assert world.scan("LS:PUT:R8:2").code == "put.right"


def test_the_last_part_of_a_tour_still_names_the_rack_of_a_carrier() -> None:
    world = cell()
    world.line(5, 5, colour="RED", options={})
    for n in (1, 3, 2, 4, 5):
        world.offer()
        pick(world, "A")
        if n in (1, 5):
            world.scan(f"LS:CARRIER:R{n}")
        assert world.scan(f"LS:PUT:R{5 if n == 5 else 1}:{1 if n == 5 else n}").code == "put.right"


def test_a_scan_with_nothing_in_the_hand_changes_nothing() -> None:
    world = bound()
    before = len(world.facts)
    answer = world.scan("LS:PUT:R7:1")
    assert (answer.verdict.value, answer.code) == ("idle", "put.nothing")
    assert len(world.facts) == before + 1


def test_the_label_of_the_slot_shows_the_put_and_that_it_came_out() -> None:
    world = cell(PutCheck.SLOT_LABEL)
    for slot in (1, 2):
        world.report(f"{MIRRORS}-S{slot:02d}-1", LabelState.SENDING, LabelState.SENT)
    pick(world, "A")
    assert world.scan(f"LS:SLOT:{MIRRORS}-S02-1").code == "put.mismatch"
    assert world.state.labels[f"{MIRRORS}-S02-1"].state.value == "sent", "it proves nothing there"
    assert world.scan(f"LS:SLOT:{MIRRORS}-S01-1").code == "put.right"
    assert world.state.labels[f"{MIRRORS}-S01-1"].state.value == "confirmed"
    assert state(world, 1) is SlotState.PICKED


def test_a_piece_that_is_taken_out_again_waits_no_more() -> None:
    world = bound()
    pick(world, "A")
    world.do(
        Divorce(
            rack=MIRRORS,
            number=1,
            serial="",
            part="M-RED",
            reason=DivorceReason.SWAP,
            person=BEN,
        )
    )
    assert waiting_at(world.state, LEFT) == []
    assert pick(world, "B") == "right part.right", "the slot wants one again"


def test_another_workplace_finishes_what_somebody_left() -> None:
    world = bound()
    pick(world, "A")
    world.start(RIGHT, BEN)
    assert world.scan("LS:PUT:R7:2", workplace=RIGHT).code == "put.nothing"
    assert world.scan("LS:PUT:R7:1", workplace=RIGHT).code == "put.right"
    assert waiting_at(world.state, LEFT) == []


def test_a_lead_who_has_looked_confirms_it_by_name_and_reason() -> None:
    world = bound()
    pick(world, "A")
    lead = PersonId("lea")
    for number, reason in ((1, " "), (2, "looked")):
        with pytest.raises(RefusedError):
            world.do(ConfirmPut(rack=MIRRORS, number=number, person=lead, reason=reason))
    world.do(ConfirmPut(rack=MIRRORS, number=1, person=lead, reason="code torn off"))
    assert state(world, 1) is SlotState.PICKED
    fact = next(fact for _, fact in world.facts if isinstance(fact, PutConfirmed))
    assert (fact.person, fact.reason, fact.workplace) == (lead, "code torn off", LEFT)


def test_what_nobody_shows_for_minutes_is_told_to_a_lead() -> None:
    world = bound()
    pick(world, "A")
    found = [e for e in exceptions(world.state, world.now_us) if e.kind == "put_waits"]
    assert found == []
    world.now_us += 121 * SECOND
    (told,) = (e for e in exceptions(world.state, world.now_us) if e.kind == "put_waits")
    assert (told.action, told.rack, told.number) == ("confirm-put", MIRRORS, 1)


def test_slot_labels_show_nothing_where_none_print() -> None:
    wrong = masters(racks={"put_check": PutCheck.SLOT_LABEL})
    assert "put_check slot_label needs labels of the slots" in faults_of(wrong)[0]
    right = masters(racks={"put_check": PutCheck.SLOT_LABEL, "label_on": LabelOn.TELEGRAM})
    assert faults_of(right) == []
