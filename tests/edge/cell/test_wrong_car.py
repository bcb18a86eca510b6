"""A car that becomes another, a piece that is waste, and a label whose piece was taken out."""

from __future__ import annotations

import msgspec
import pytest

from edge.cell import evolve as folding
from edge.cell.inputs import (
    CancelPrint,
    Divorce,
    RefusedError,
    ReleaseScrap,
    Reprint,
    ShipRack,
    SkipNumber,
)
from edge.cell.model import CellState
from edge.cell.tours import current_pick
from tests.support.cell.passing import MIRRORS, SEATS, cell, divorce, fitted, kinds, texts
from tests.support.cell.world import ANNA, BEN, FEED, LEFT, World, code_of, masters, telegram
from wire.events import (
    DivorceReason,
    LabelMoved,
    LabelState,
    PartDivorced,
    TelegramQuarantined,
)
from wire.ids import LabelId, PartNumber, PersonId, Vin
from wire.telegram import Status


def seat(world: World, serial: str) -> str:
    """Scan a seat until it is the turn of one; the answer's code."""
    while (pick := current_pick(world.state, LEFT)) is None or pick.need.family != "seat":
        if pick is None:
            world.offer()
        else:
            assert world.scan("M-RED").verdict == "right"
    return world.scan(code_of("S-CLOTH", serial)).code


# -- a car that becomes another


def test_another_vin_for_a_picked_vehicle_is_a_conflict_and_nothing_changes() -> None:
    world = cell()
    world.pick_all()
    before = world.feed.vehicles["C0001"]  # type: ignore[index]
    (decision,) = world.hear(telegram(1, vin=Vin("WVWZZZ1JZXW999999")))
    (fact,) = decision.facts
    assert isinstance(fact, TelegramQuarantined)
    assert (fact.code, fact.call_number) == ("sequence.identity", "C0001")
    assert "VIN WVWZZZ1JZXW000001 became WVWZZZ1JZXW999999 after 2 picked" in fact.detail
    assert world.feed.vehicles["C0001"] == before  # type: ignore[index]
    assert kinds(world) == [("conflict", "decide-version")]


@pytest.mark.parametrize("field", ["short_vin", "body_number"])
@pytest.mark.parametrize("status", [Status.FINAL, Status.CANCELLED, Status.FITTED])
def test_every_identity_counts_in_every_status_and_after_shipping(
    field: str, status: Status
) -> None:
    world = World()
    world.adopt(masters())
    world.hear(*(telegram(n, **{field: f"B{n}"}) for n in range(1, 5)))
    world.start()
    world.pick_all()
    world.do(ShipRack(rack=MIRRORS, person=BEN))
    (decision,) = world.hear(telegram(1, status=status, **{field: "B9"}))
    assert [type(fact) for fact in decision.facts] == [TelegramQuarantined]


def test_a_person_takes_the_pieces_out_and_then_the_other_vin_is_taken() -> None:
    world = cell()
    assert seat(world, "77") == "part.right"
    number = world.rack(SEATS).first_number
    for marriage in list(world.rack(MIRRORS).picked.get(number, ())):
        world.do(
            Divorce(
                rack=MIRRORS,
                number=number,
                serial="",
                part=marriage.part,
                reason=DivorceReason.REWORK,
                person=BEN,
            )
        )
    divorce(world, number, "77", DivorceReason.REWORK)
    world.hear(telegram(1, vin=Vin("WVWZZZ1JZXW999999")))
    assert world.feed.vehicles["C0001"].telegram.vin.endswith("999999")  # type: ignore[index]


def test_another_vin_before_anything_is_picked_is_taken_and_seen() -> None:
    world = cell()
    world.hear(telegram(1, vin=Vin("WVWZZZ1JZXW999999")))
    assert world.feed.vehicles["C0001"].telegram.vin.endswith("999999")  # type: ignore[index]
    assert kinds(world) == [("identity_changed", "handle-exception")]
    assert texts(world) == [
        "call C0001: VIN WVWZZZ1JZXW000001 became WVWZZZ1JZXW999999; nothing was picked, "
        "it is taken"
    ]


def test_a_vin_that_comes_later_or_is_left_out_is_no_other_vehicle() -> None:
    world = World()
    world.adopt(masters())
    world.hear(*(telegram(n, vin=Vin("")) for n in range(1, 5)))
    world.start()
    world.pick_all()
    world.hear(telegram(1), telegram(1, vin=Vin(""), colour="RED", body_number="7"))
    assert kinds(world) == []


# -- a piece that is waste


def test_a_scrapped_serial_is_refused_by_name_also_after_a_restart() -> None:
    world = cell()
    assert seat(world, "77") == "part.right"
    divorce(world, 1, "77")
    at_us = world.facts[-1][0]
    answer_code = seat(world, "77")
    assert answer_code == "serial.scrapped"
    answer = world.scan(code_of("S-CLOTH", "77"))
    assert answer.verdict == "wrong_part"
    assert answer.values == {"at_us": str(at_us), "person": "ben", "note": "torn cover"}
    packed = msgspec.msgpack.encode(world.state)
    world.state = msgspec.msgpack.decode(packed, type=CellState)
    assert world.scan(code_of("S-CLOTH", "77")).code == "serial.scrapped"
    assert seat(world, "78") == "part.right"


def test_a_person_releases_a_piece_that_is_no_waste_after_all() -> None:
    world = cell()
    assert seat(world, "77") == "part.right"
    divorce(world, 1, "77")
    assert seat(world, "77") == "serial.scrapped"
    given = {"part": "S-CLOTH", "serial": "77", "person": BEN, "reason": "the wrong one was keyed"}
    for change, code in (
        ({"serial": "78"}, "serial.not_scrapped"),
        ({"reason": " "}, "reason.missing"),
        ({"person": PersonId("")}, "person.missing"),
    ):
        with pytest.raises(RefusedError) as refused:
            world.do(ReleaseScrap(**{**given, **change}))
        assert refused.value.code == code
    world.do(ReleaseScrap(**given))
    assert seat(world, "77") == "part.right"


def test_only_scrap_makes_a_piece_waste() -> None:
    world = cell()
    for reason in (DivorceReason.REWORK, DivorceReason.SWAP, DivorceReason.LATE_CHANGE):
        assert seat(world, "77") == "part.right"
        divorce(world, 1, "77", reason)
        world.offer()
    assert seat(world, "77") == "part.right"


def test_scrap_is_kept_for_the_retention_however_much_there_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(folding, "SCRAPPED_MAX", 2)
    world = cell()
    assert seat(world, "77") == "part.right"
    fact = next(f for f in divorce(world, 1, "77") if isinstance(f, PartDivorced))
    for serial in ("1", "2", "3"):
        other = msgspec.structs.replace(fact.marriage, serial=serial)
        day = msgspec.structs.replace(fact, marriage=other)
        folding.evolve(world.state, day, world.now_us, world.state.offset + 1)
    assert list(world.state.scrapped) == [f"S-CLOTH/{n}" for n in ("77", "1", "2", "3")]
    late = world.now_us + folding.SCRAPPED_KEPT_US
    other = msgspec.structs.replace(fact.marriage, serial="4")
    folding.evolve(
        world.state, msgspec.structs.replace(fact, marriage=other), late, world.state.offset + 1
    )
    assert list(world.state.scrapped) == ["S-CLOTH/3", "S-CLOTH/4"]


# -- a label whose piece was taken out


def label_of(world: World, number: int) -> str:
    return f"{SEATS}-P{number:02d}-seat-1-1"


def test_the_label_of_a_piece_that_went_to_another_vehicle_is_superseded() -> None:
    world = cell()
    assert seat(world, "77") == "part.right"
    first = label_of(world, 1)
    world.report(first, LabelState.SENDING, LabelState.SENT)
    code = world.state.labels[LabelId(first)].fields["code"]
    assert world.scan(code).verdict == "confirmed"
    divorce(world, 1, "77", DivorceReason.SWAP)
    assert world.scan(code).code == "label.superseded"
    assert seat(world, "78") == "part.right"
    assert seat(world, "77") == "part.right"
    valid = [label.label for label in world.state.labels.values() if not label.superseded]
    assert label_of(world, 2) in valid
    assert f"{SEATS}-P01-seat-1-2" in valid
    assert first not in valid
    assert world.scan(code).verdict == "superseded"


@pytest.mark.parametrize(
    "states", [(), (LabelState.SENDING, LabelState.UNKNOWN)], ids=["queued", "unknown"]
)
def test_a_label_that_nobody_has_seen_is_cancelled_with_its_piece(
    states: tuple[LabelState, ...],
) -> None:
    world = cell()
    assert seat(world, "77") == "part.right"
    first = LabelId(label_of(world, 1))
    world.report(first, *states)
    done = divorce(world, 1, "77", DivorceReason.SWAP)
    moved = LabelMoved(label=first, state=LabelState.CANCELLED, detail="its piece was taken out")
    assert moved in done
    assert CancelPrint(label=first) in done


def test_the_label_of_a_piece_that_is_gone_is_not_printed_again() -> None:
    world = cell()
    assert seat(world, "77") == "part.right"
    divorce(world, 1, "77", DivorceReason.SWAP)
    with pytest.raises(RefusedError) as refused:
        world.do(
            Reprint(
                label=LabelId(label_of(world, 1)), person=BEN, second_person=ANNA, reason="lost"
            )
        )
    assert refused.value.code == "label.superseded"
    assert world.scan("LS:CMD:REPRINT").code == "label.superseded"


def test_the_wrong_part_of_a_family_does_not_count_for_a_car_that_passed() -> None:
    world = cell()
    world.pick_all()
    world.hear(telegram(2, colour="BLUE"))
    fitted(world, 2)
    assert PartNumber("M-BLUE") in texts(world)[0]
    world.do(SkipNumber(feed=FEED, epoch=1, number=2, person=BEN, reason="carried"))
    assert world.states(MIRRORS)[1] == "skipped"


# -- brothers: words left out, words that come late, cars that never had a place


OTHER = Vin("WVWZZZ1JZXW888888")


@pytest.mark.parametrize("status", [Status.FINAL, Status.FITTED])
@pytest.mark.parametrize("shipped", [False, True])
def test_an_empty_vin_in_between_does_not_make_another_vin_the_same_vehicle(
    status: Status, shipped: bool
) -> None:
    world = cell()
    world.pick_all()
    if shipped:
        world.do(ShipRack(rack=MIRRORS, person=BEN))
    world.hear(telegram(2, vin=Vin("")))
    (decision,) = world.hear(telegram(2, vin=OTHER, status=status))
    (fact,) = decision.facts
    assert isinstance(fact, TelegramQuarantined)
    assert fact.detail.startswith("call C0002: VIN WVWZZZ1JZXW000002 became WVWZZZ1JZXW888888")
    assert kinds(world) == [("conflict", "decide-version")]


@pytest.mark.parametrize("field", ["short_vin", "body_number"])
def test_every_identity_is_remembered_over_telegrams_that_leave_it_out(field: str) -> None:
    world = World()
    world.adopt(masters())
    world.hear(*(telegram(n, **{field: f"B{n}"}) for n in range(1, 5)))
    world.start()
    world.pick_all()
    world.hear(telegram(1), telegram(1, colour="RED", model="M2"))
    (decision,) = world.hear(telegram(1, **{field: "B9"}))
    assert [type(fact) for fact in decision.facts] == [TelegramQuarantined]


def test_a_second_call_with_the_vin_of_a_picked_vehicle_is_seen() -> None:
    world = cell()
    world.pick_all()
    vin = world.feed.vehicles["C0002"].telegram.vin  # type: ignore[index]
    world.hear(telegram(5, vin=vin), telegram(6, vin=Vin("")), telegram(5, vin=vin, model="X"))
    assert texts(world) == [
        f"call C0005, number 5, names VIN {vin} of call C0002, picked in MIRROR-1-0001: "
        "ask the line which is the car"
    ]
    assert kinds(world) == [("identity_changed", "handle-exception")]


def test_two_calls_with_one_vin_are_seen_before_anything_is_picked() -> None:
    world = cell()
    vin = world.feed.vehicles["C0002"].telegram.vin  # type: ignore[index]
    world.hear(telegram(5, vin=vin))
    assert texts(world) == [
        f"call C0005, number 5, names VIN {vin} of call C0002, number 2: ask the line which is the "
        "car"
    ]


def test_a_withdrawn_call_leaves_its_vin_to_another() -> None:
    world = cell()
    world.pick_all()
    vin = world.feed.vehicles["C0002"].telegram.vin  # type: ignore[index]
    world.hear(telegram(2, status=Status.CANCELLED), telegram(5, vin=vin))
    assert "identity_changed" not in [kind for kind, _ in kinds(world)]
