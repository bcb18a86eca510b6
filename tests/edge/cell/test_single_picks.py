"""A part that the line orders again is picked by itself, before every tour, with its own label."""

from __future__ import annotations

import msgspec
import pytest

from edge.cell.block_inputs import BlockPieces
from edge.cell.exceptions import exceptions
from edge.cell.inputs import (
    DeferPick,
    Divorce,
    RefusedError,
    ReleaseScrap,
    Reprint,
    SignIn,
)
from edge.cell.masters import compile_masters
from edge.cell.single_inputs import BeginSingle, EndSingle
from edge.cell.tours import Pick, current_pick, pickable, placed, remaining
from edge.cell.whereabouts import Asked, pieces_here
from edge.planning.problem import first_tour, problem_of
from edge.printers.labels import LABELS, render
from edge.sequencer import PlanParams, plan
from tests.edge.cell.test_flags import RE_ORDER, cell, shipped
from tests.support.cell.world import ANNA, BEN, LEFT, RIGHT, World, code_of, masters, telegram
from wire.events import (
    DeferReason,
    DivorceReason,
    LabelKind,
    LabelState,
    Verdict,
)
from wire.ids import CallNumber, LabelId, PartNumber, RackId, WorkplaceId
from wire.telegram import Change, Flag, PartLine

VIN = telegram(2).vin
RE_1, RE_2 = RackId("RE-1"), RackId("RE-2")


def line(part: str, quantity: int = 1) -> PartLine:
    return PartLine(part=PartNumber(part), quantity=quantity)


def told(made: World) -> list[tuple[str, str, str]]:
    views = exceptions(made.state, made.now_us)
    return [(view.kind, view.text, view.action) for view in views]


def begin(made: World, rack: RackId, workplace: WorkplaceId = LEFT) -> None:
    person = made.state.workplaces[workplace].person
    made.do(BeginSingle(workplace=workplace, person=person, rack=rack))


def again(made: World, *parts: str) -> None:
    made.hear(telegram(2, flags=RE_ORDER, parts=tuple(line(part) for part in parts)))


def test_a_shipped_part_that_is_ordered_again_is_picked_first_and_closed_when_it_is_there() -> None:
    made = shipped()
    made.line(5, 8)
    made.offer()
    again(made, "S-CLOTH")
    assert told(made) == [
        (
            "re_order",
            f"RE-1: call C0002 ({VIN}) ordered again: seat S-CLOTH for F2; to be picked first",
            "begin-single",
        )
    ]
    begin(made, RE_1)
    pick = current_pick(made.state, LEFT)
    assert pick is not None
    assert (pick.need.part, pick.need.face) == ("S-CLOTH", "A4")
    assert made.scan(code_of("M-RED")).verdict is Verdict.WRONG_PART
    answer = made.scan(code_of("S-CLOTH", "N77"))
    assert answer.verdict is Verdict.RIGHT
    label = made.state.labels[LabelId("RE-1-P01-seat-1-1")]
    assert (label.kind, label.state, label.rack) == (LabelKind.SINGLE, LabelState.QUEUED, RE_1)
    assert (label.fields["part"], label.fields["serial"]) == ("S-CLOTH", "N77")
    assert render(LABELS[label.kind], label.fields)
    assert current_pick(made.state, LEFT) != pick
    assert made.scan(code_of("S-CLOTH", "N77")).verdict is Verdict.ALREADY_DONE
    assert told(made)[0][2] == "end-single"
    made.do(EndSingle(rack=RE_1, delivered=True, person=BEN))
    assert told(made) == []
    assert made.state.labels[label.label].superseded


def test_before_shipping_it_is_the_same_and_the_slot_stays_what_it_was() -> None:
    made = cell()
    made.line(1, 4)
    made.start()
    made.pick_all()
    states = made.states("SEAT-1-0001")
    again(made, "S-CLOTH")
    begin(made, RE_1)
    assert made.scan(code_of("S-CLOTH", "N77")).verdict is Verdict.RIGHT
    assert made.states("SEAT-1-0001") == states
    assert len(made.rack("SEAT-1-0001").picked[2]) == 1


def test_without_a_part_named_every_part_of_the_vehicle_here_is_ordered() -> None:
    made = shipped()
    again(made)
    assert [single.order.need.part for single in made.state.singles.values()] == [
        "M-RED",
        "S-CLOTH",
    ]
    again(made)
    assert len(made.state.singles) == 4  # without a counter nobody can tell it from a new one


def test_the_same_message_again_orders_nothing_again() -> None:
    made = shipped()
    one = telegram(2, flags=RE_ORDER, transmission=77)
    made.hear(one, one)
    assert len(made.state.singles) == 2


@pytest.mark.parametrize("parts", [("S-LEATHER",), ("S-CLOTH", "M-BLUE")])
def test_a_part_that_is_none_of_its_parts_is_asked_about_and_not_picked(
    parts: tuple[str, ...],
) -> None:
    made = shipped()
    again(made, *parts)
    assert made.state.singles == {}
    assert [kind for kind, _, _ in told(made)] == ["re_order"]


def test_lines_of_other_cells_are_left_to_them() -> None:
    """Nobody is asked of them here, and what is named beside them is picked."""
    made = shipped()
    again(made, "ZZZ")
    assert (made.state.singles, told(made)) == ({}, [])
    again(made, "ZZZ", "S-CLOTH")
    assert [single.order.need.part for single in made.state.singles.values()] == ["S-CLOTH"]


def test_a_cell_that_knows_the_call_and_has_no_part_of_it_asks_nobody() -> None:
    made = cell()
    made.hear(telegram(2, options={"TRIM": "C"}))
    made.feed.vehicles[CallNumber("C0002")].needs = ()
    again(made, "ZZZ")
    assert told(made) == []


def test_a_line_of_ours_of_a_call_that_is_not_known_here_is_picked_by_what_it_names() -> None:
    """Its other families are not asked for, so that nobody has to know them."""
    made = cell()
    parts = (line("S-CLOTH"),)
    made.hear(telegram(9, flags=RE_ORDER, parts=parts, options={}, colour="RED"))
    assert [single.order.need.part for single in made.state.singles.values()] == ["S-CLOTH"]


def test_a_line_that_may_be_ours_or_takes_a_part_away_is_asked_about() -> None:
    made = shipped()
    made.hear(telegram(2, flags=RE_ORDER, parts=(line("s-cloth"),)))
    delete = PartLine(part=PartNumber("S-CLOTH"), change=Change.DELETE)
    made.hear(telegram(2, flags=RE_ORDER, parts=(delete,)))
    assert made.state.singles == {}
    assert [kind for kind, _, _ in told(made)] == ["re_order"] * 2


def test_only_pieces_that_it_got_are_ordered_again_and_each_has_its_label() -> None:
    made = cell()
    made.hear(telegram(1, options={"TRIM": "C", "HEAVY": "1"}))
    made.start()
    made.hear(telegram(1, flags=RE_ORDER, parts=(line("B-STD", 5),)))
    single = made.state.singles[RE_1]
    assert single.order.need.quantity == 2
    begin(made, RE_1)
    for _ in range(2):
        assert made.scan(code_of("B-STD")).verdict is Verdict.RIGHT
        made.now_us += 1_000_000
    assert single is not None and made.state.singles[RE_1].is_picked
    assert LabelId("RE-1-P01-bracket-2-1") in made.state.labels


def test_one_workplace_has_it_and_one_at_a_time() -> None:
    made = shipped()
    again(made)
    made.do(SignIn(workplace=RIGHT, person=BEN))
    begin(made, RE_1)
    with pytest.raises(RefusedError, match="picked at left"):
        begin(made, RE_1, RIGHT)
    with pytest.raises(RefusedError, match="finish urgent pick RE-1"):
        begin(made, RE_2)
    begin(made, RE_2, RIGHT)
    with pytest.raises(RefusedError, match="not picked yet"):
        made.do(EndSingle(rack=RE_2, delivered=True, person=BEN))


def test_a_short_part_does_not_stop_the_workplace() -> None:
    made = shipped()
    again(made, "S-CLOTH")
    begin(made, RE_1)
    made.do(DeferPick(workplace=LEFT, person=ANNA, reason=DeferReason.SHORT))
    assert current_pick(made.state, LEFT) is None
    assert told(made)[0][1].endswith("put back by anna (short)")
    begin(made, RE_1)
    assert made.scan(code_of("S-CLOTH", "N78")).verdict is Verdict.RIGHT


def test_it_is_given_up_with_a_reason() -> None:
    made = shipped()
    again(made, "S-CLOTH")
    with pytest.raises(RefusedError, match="say why"):
        made.do(EndSingle(rack=RE_1, delivered=False, person=BEN))
    made.do(EndSingle(rack=RE_1, delivered=False, person=BEN, reason="the line had one"))
    assert told(made) == []


def test_a_piece_that_is_blocked_is_neither_picked_nor_brought_to_the_line() -> None:
    made = shipped()
    again(made, "S-CLOTH")
    begin(made, RE_1)
    made.scan(code_of("S-CLOTH", "N77"))
    made.do(BlockPieces(part="S-CLOTH", lot="", serials=("N77", "N78"), person=BEN, reason="torn"))
    with pytest.raises(RefusedError, match="is blocked"):
        made.do(EndSingle(rack=RE_1, delivered=True, person=BEN))


def test_its_label_is_confirmed_by_a_scan_and_may_be_printed_again() -> None:
    made = shipped()
    again(made, "S-CLOTH")
    begin(made, RE_1)
    made.scan(code_of("S-CLOTH", "N77"))
    first = "RE-1-P01-seat-1-1"
    made.report(first, LabelState.SENDING, LabelState.SENT)
    assert made.scan(f"LS:PART:{first}").verdict is Verdict.CONFIRMED
    made.do(Reprint(label=LabelId(first), person=BEN, second_person=ANNA, reason="torn"))
    assert made.state.labels[LabelId("RE-1-P01-seat-1-2")].kind is LabelKind.SINGLE
    assert made.scan(f"LS:PART:{first}").verdict is Verdict.SUPERSEDED


def test_start_up_ends_in_the_same_state() -> None:
    made = shipped()
    again(made)
    begin(made, RE_1)
    kept = msgspec.msgpack.encode(made.state)
    assert msgspec.msgpack.encode(msgspec.msgpack.decode(kept, type=type(made.state))) == kept


def test_a_cell_that_never_heard_of_the_vehicle_asks() -> None:
    made = World(compiled=compile_masters(masters()))
    made.hear(telegram(call="OTHER", flags=RE_ORDER, options={}, parts=(line("S-CLOTH"),)))
    assert [kind for kind, _, _ in told(made)] == ["re_order"]


def urgent(made: World, number: int) -> None:
    made.hear(telegram(number, flags=(Flag.EMERGENCY_CALL,)))


def offered(made: World) -> list[int]:
    place = made.state.workplaces[LEFT]
    picks = remaining(made.state, place.tour) if place.tour else ()
    return [pick.number for pick in picks]


def test_an_emergency_call_is_picked_before_all_others_in_a_tour_of_its_own() -> None:
    made = cell()
    made.line(1, 6)
    urgent(made, 7)
    assert [pick.number for pick in pickable(made.state)][:2] == [7, 7]
    assert told(made) == [
        (
            "emergency_call",
            "call C0007, number 7, is an emergency call: it is picked before all others",
            "handle-exception",
        )
    ]
    made.start()
    assert set(offered(made)) == {7}
    made.scan(code_of("M-RED"))
    assert len(told(made)) == 1
    made.scan(code_of("S-CLOTH", "N99"))
    assert told(made) == []
    made.offer()
    assert 7 not in offered(made)


def test_an_emergency_call_that_comes_while_its_tour_is_walked_has_the_next_turn() -> None:
    made = cell()
    made.line(1, 4)
    made.start()
    assert offered(made)[0] == 1
    urgent(made, 3)
    assert offered(made)[0] == 3


def test_the_planner_plans_an_emergency_call_first() -> None:
    made = cell()
    made.line(1, 6)
    urgent(made, 7)
    made.start()
    problem = problem_of(
        made.state,
        made.compiled,
        placed(made.compiled, sorted_picks(made)),
        {LEFT: made.now_us},
        horizon=50,
        now_us=made.now_us,
    )
    found = plan(problem, PlanParams())
    first = first_tour(found, LEFT)
    assert first is not None
    assert {vehicle.rpartition("/")[2] for vehicle in first.vehicles} == {"7"}


def sorted_picks(made: World) -> list[Pick]:
    """As if nobody walked a tour yet."""
    for place in made.state.workplaces.values():
        place.tour = None
    return pickable(made.state)


def picked(made: World, serial: str = "N77") -> LabelId:
    """A seat is ordered again and picked; its label."""
    again(made, "S-CLOTH")
    begin(made, RE_1)
    assert made.scan(code_of("S-CLOTH", serial)).verdict is Verdict.RIGHT
    return LabelId("RE-1-P01-seat-1-1")


def take_out(made: World, reason: DivorceReason, serial: str = "N77") -> None:
    made.do(Divorce(rack=RE_1, number=0, serial=serial, part="S-CLOTH", reason=reason, person=BEN))


@pytest.mark.parametrize("reason", [DivorceReason.REWORK, DivorceReason.SWAP])
def test_a_piece_is_taken_out_again_and_another_one_picked(reason: DivorceReason) -> None:
    made = shipped()
    label = picked(made)
    take_out(made, reason)
    assert made.state.labels[label].superseded
    assert made.state.labels[label].state is LabelState.CANCELLED
    assert made.scan("LS:PART:RE-1-P01-seat-1-1").verdict is Verdict.SUPERSEDED
    assert told(made)[0][2] == "begin-single"
    with pytest.raises(RefusedError, match="not picked yet"):
        made.do(EndSingle(rack=RE_1, delivered=True, person=BEN))
    with pytest.raises(RefusedError, match="N77 is not in RE-1"):
        take_out(made, reason)
    begin(made, RE_1)
    assert made.scan(code_of("S-CLOTH", "N77")).verdict is Verdict.RIGHT
    newest = made.state.labels[LabelId("RE-1-P01-seat-1-2")]
    assert (newest.state, newest.superseded) == (LabelState.QUEUED, False)


def test_a_piece_that_is_scrapped_does_not_come_again() -> None:
    made = shipped()
    picked(made)
    take_out(made, DivorceReason.SCRAP)
    begin(made, RE_1)
    answer = made.scan(code_of("S-CLOTH", "N77"))
    assert (answer.verdict, answer.code) == (Verdict.WRONG_PART, "serial.scrapped")
    assert made.scan(code_of("S-CLOTH", "N78")).verdict is Verdict.RIGHT


def test_one_of_two_pieces_is_taken_out_and_its_own_label_alone() -> None:
    made = cell()
    made.hear(telegram(1, options={"TRIM": "C", "HEAVY": "1"}))
    made.start()
    made.hear(telegram(1, flags=RE_ORDER, parts=(line("B-STD", 2),)))
    begin(made, RE_1)
    for _ in range(2):
        made.scan(code_of("B-STD"))
        made.now_us += 10_000_000
    rework = DivorceReason.REWORK
    made.do(Divorce(rack=RE_1, number=0, serial="", part="B-STD", reason=rework, person=BEN))
    superseded = {name: it.superseded for name, it in made.state.labels.items() if "RE-1" in name}
    assert superseded == {"RE-1-P01-bracket-1-1": False, "RE-1-P01-bracket-2-1": True}
    assert len(made.state.singles[RE_1].picked) == 1


def test_what_is_given_up_leaves_its_piece_free_for_others() -> None:
    made = shipped()
    label = picked(made)
    where = Asked(part=PartNumber("S-CLOTH"), serials=("N77",))
    assert [(it.rack.rack, it.labels) for it in pieces_here(made.state, where)] == [
        (RE_1, (label,))
    ]
    release = ReleaseScrap(part="S-CLOTH", serial="N77", person=BEN, reason="came back")
    with pytest.raises(RefusedError, match="neither scrapped nor shipped"):
        made.do(release)
    made.do(EndSingle(rack=RE_1, delivered=False, person=BEN, reason="not wanted any more"))
    assert list(pieces_here(made.state, where)) == []
    made.line(5, 5)
    made.offer()
    assert made.scan(code_of("M-RED")).verdict is Verdict.RIGHT
    made.offer()
    assert made.scan(code_of("S-CLOTH", "N77")).verdict is Verdict.RIGHT
