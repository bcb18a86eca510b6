"""As long as nobody can tell which version of a vehicle counts, its slots wait for a person."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from edge.cell.evolve import evolve
from edge.cell.exceptions import exceptions
from edge.cell.inputs import (
    HandleException,
    PrintOnDemand,
    RefusedError,
    ReleaseRework,
    Reprint,
    ShipRack,
    SkipNumber,
)
from edge.cell.model import CellState
from edge.cell.racks import hold_reasons
from edge.cell.tours import current_pick
from edge.cell.version_inputs import DecideVersion
from edge.cell.versions import open_conflicts
from tests.support.cell.world import BEN, FEED, LEFT, MIRROR, World, code_of, masters, telegram
from wire.events import LabelRequested, TelegramQuarantined, VersionDecided
from wire.ids import CallNumber, LabelId, RackId, Vin
from wire.masters import LabelOn
from wire.telegram import Status

MIRRORS, SEATS = RackId("MIRROR-1-0001"), RackId("SEAT-1-0001")
DOUBT = "sequence.conflict"


def world(racks: dict[str, Any] | None = None, **rules: Any) -> World:
    """Four red vehicles of which the line's counter stands at 901 to 904, and a picker."""
    made = World()
    made.adopt(masters(racks=racks, **rules))
    made.hear(*(telegram(n, transmission=900 + n) for n in range(1, 5)))
    made.start()
    return made


def doubt(made: World, number: int = 1, **values: Any) -> None:
    """The same vehicle from a counter that may have begun anew."""
    made.hear(telegram(number, **{"transmission": 2, "colour": "BLUE", **values}))


def decide(made: World, *, new: bool, call: str = "C0001", version: str = "") -> Any:
    return made.do(
        DecideVersion(
            feed=FEED,
            call_number=CallNumber(call),
            take_new=new,
            version=version,
            person=BEN,
            reason="asked the line",
        )
    )


def held(made: World, rack: RackId, number: int) -> list[str]:
    return [reason.value for reason in hold_reasons(made.state, made.rack(rack), number)]


def needed(made: World, number: int) -> str:
    call = made.feed.runs[1].owner[number]
    (need,) = (n for n in made.feed.vehicles[call].needs if n.rack_family == MIRROR)
    return str(need.part)


def kinds(made: World) -> list[tuple[str, str]]:
    return [(it.kind, it.action) for it in exceptions(made.state, made.now_us)]


def test_nothing_is_picked_for_the_vehicle_until_a_person_decides() -> None:
    made = world()
    doubt(made)
    assert held(made, MIRRORS, 1) == held(made, SEATS, 1) == ["version"]
    assert held(made, MIRRORS, 2) == []
    assert kinds(made) == [("conflict", "decide-version")]
    pick = current_pick(made.state, LEFT)
    assert pick is not None and pick.number == 2
    made.pick_all()
    assert made.states(MIRRORS) == made.states(SEATS) == ["held", "picked", "picked", "picked"]
    assert made.rack(MIRRORS).closed_us is None
    decide(made, new=False)
    assert made.states(MIRRORS) == ["open", "picked", "picked", "picked"]
    assert kinds(made) == [] and made.state.exceptions == {}
    made.pick_all()
    assert made.rack(MIRRORS).picked[1][0].part == "M-RED"
    made.do(ShipRack(rack=MIRRORS, person=BEN))


def test_the_pick_that_has_its_turn_waits_too_and_a_scan_says_why() -> None:
    made = World()
    made.hear(telegram(1, transmission=901, colour="BLUE"), telegram(2, transmission=902))
    made.start()
    doubt(made, colour="RED")
    answer = made.scan(code_of("M-BLUE", "S1"))
    assert (answer.verdict, answer.code) == ("held", "slot.held.version")


def test_what_a_person_takes_is_picked_and_the_line_that_repeats_the_old_changes_nothing() -> None:
    made = world()
    doubt(made)
    decide(made, new=True)
    assert needed(made, 1) == "M-BLUE" and held(made, MIRRORS, 1) == []
    made.pick_all()
    assert [m.part for m in made.rack(MIRRORS).picked[1]] == ["M-BLUE"]
    made.hear(telegram(1, transmission=901))
    assert needed(made, 1) == "M-BLUE" and held(made, MIRRORS, 1) == [] and kinds(made) == []


@pytest.mark.parametrize("new", [True, False])
def test_nobody_is_asked_twice_of_the_same_telegram(new: bool) -> None:
    made = world()
    doubt(made)
    decide(made, new=new)
    before = needed(made, 1)
    doubt(made)
    assert (needed(made, 1), held(made, MIRRORS, 1)) == (before, [])


def test_after_a_counter_that_began_anew_the_next_word_counts() -> None:
    made = world()
    doubt(made)
    decide(made, new=True)
    made.hear(telegram(1, transmission=3, colour="RED"))
    assert needed(made, 1) == "M-RED" and held(made, MIRRORS, 1) == []
    made.hear(telegram(1, transmission=900, colour="BLUE"))
    assert held(made, MIRRORS, 1) == ["version"]


def test_what_was_picked_stays_until_the_decision_and_the_rack_does_not_leave() -> None:
    made = world()
    made.pick_all()
    picked = {number: list(pieces) for number, pieces in made.rack(MIRRORS).picked.items()}
    doubt(made)
    assert made.rack(MIRRORS).picked == picked
    for given in (
        ShipRack(rack=MIRRORS, person=BEN),
        ReleaseRework(rack=MIRRORS, number=1, person=BEN, reason="x"),
        SkipNumber(feed=FEED, epoch=1, number=1, person=BEN, reason="x"),
        PrintOnDemand(rack=MIRRORS, number=None, person=BEN),
        *(
            Reprint(label=LabelId(label), person=BEN, second_person=BEN, reason="torn")
            for label in made.state.labels
            if label.startswith((f"{MIRRORS}-1-", f"{MIRRORS}-R"))
        ),
    ):
        with pytest.raises(RefusedError):
            made.do(given)
    decide(made, new=False)
    made.do(ShipRack(rack=MIRRORS, person=BEN))


def test_what_was_picked_by_the_version_that_does_not_count_goes_to_rework() -> None:
    made = world()
    made.pick_all()
    doubt(made)
    decide(made, new=True)
    assert held(made, MIRRORS, 1) == ["late_change"] and held(made, SEATS, 1) == []
    made.do(ReleaseRework(rack=MIRRORS, number=1, person=BEN, reason="other colour"))
    made.pick_all()
    assert [m.part for m in made.rack(MIRRORS).picked[1]] == ["M-BLUE"]


def test_the_pieces_of_another_vin_go_to_rework_once_a_person_takes_the_vin() -> None:
    made = world()
    made.pick_all()
    made.hear(telegram(1, transmission=910, vin=Vin("WVWZZZ1JZXW999999")))
    assert held(made, MIRRORS, 1) == ["version"]
    decide(made, new=True)
    assert held(made, MIRRORS, 1) == held(made, SEATS, 1) == ["late_change"]
    made.hear(telegram(1, transmission=911, vin=Vin("")))
    assert held(made, MIRRORS, 1) == ["late_change"]
    made.do(ReleaseRework(rack=MIRRORS, number=1, person=BEN, reason="other car"))
    made.hear(telegram(1, transmission=912, vin=Vin("WVWZZZ1JZXW999999")))
    made.pick_all()
    assert made.rack(MIRRORS).picked[1][0].vin.endswith("999999")


def test_a_number_that_two_claim_is_held_and_goes_to_whom_a_person_says() -> None:
    made = world(re_sequencing=False)
    made.hear(telegram(2, "NEW", transmission=700, colour="BLUE"))
    assert held(made, MIRRORS, 2) == ["version"] and held(made, MIRRORS, 1) == []
    decide(made, new=True, call="NEW")
    assert made.feed.runs[1].owner[2] == "NEW"
    assert held(made, MIRRORS, 2) == ["contested"]


@pytest.mark.parametrize(
    ("values", "states"),
    [
        ({"status": Status.CANCELLED}, ["withdrawn"]),
        ({"status": Status.FITTED}, ["fitted"]),
    ],
)
def test_an_end_that_is_in_doubt_is_one_when_a_person_says_so(
    values: dict[str, Any], states: list[str]
) -> None:
    made = world()
    doubt(made, colour="RED", **values)
    assert held(made, MIRRORS, 1) == ["version"]
    decide(made, new=True)
    assert held(made, MIRRORS, 1) == states


def test_a_vehicle_that_was_cancelled_and_may_not_be_is_not_skipped() -> None:
    made = world()
    made.hear(telegram(1, transmission=950, status=Status.CANCELLED))
    made.do(SkipNumber(feed=FEED, epoch=1, number=1, person=BEN, reason="cancelled"))
    doubt(made)
    assert held(made, MIRRORS, 1) == ["version"]
    decide(made, new=True)
    assert made.states(MIRRORS)[0] == "open"


def test_no_slot_label_comes_out_for_it() -> None:
    made = world({"label_on": LabelOn.TELEGRAM})
    doubt(made)
    made.facts.clear()
    doubt(made, transmission=3)
    assert not [fact for _, fact in made.facts if isinstance(fact, LabelRequested)]
    decide(made, new=True)
    printed = [fact for _, fact in made.facts if isinstance(fact, LabelRequested)]
    assert [(fact.rack, fact.fields["part"]) for fact in printed] == [(MIRRORS, "M-BLUE")]


def test_a_decision_is_on_what_the_person_saw() -> None:
    made = world()
    doubt(made)
    (seen,) = open_conflicts(made.state)
    doubt(made, transmission=3, colour="GREEN")
    for version, call, code in (
        (seen.version, "C0001", "version.other"),
        ("", "C0002", "version.unknown"),
    ):
        with pytest.raises(RefusedError) as refused:
            decide(made, new=True, version=version, call=call)
        assert refused.value.code == code
    (newer,) = open_conflicts(made.state)
    assert newer.known is not None
    assert (newer.known.colour, newer.conflict.telegram.colour) == ("RED", "GREEN")
    decide(made, new=False, version=newer.version)
    doubt(made)
    assert held(made, MIRRORS, 1) == []


def test_it_is_not_closed_by_a_word_but_may_have_an_owner() -> None:
    made = world()
    doubt(made)
    (view,) = exceptions(made.state, made.now_us)
    word = HandleException(exception=view.exception, person=BEN, closed=False, note="")
    made.do(word)
    assert exceptions(made.state, made.now_us)[0].owner == BEN
    with pytest.raises(RefusedError) as refused:
        made.do(HandleException(exception=view.exception, person=BEN, closed=True, note=""))
    assert refused.value.code == "exception.open"


def test_start_up_ends_in_the_same_state_and_a_conflict_of_before_holds_nothing() -> None:
    made = world()
    doubt(made)
    decide(made, new=True)
    doubt(made, 2)
    again = CellState()
    old = CellState()
    for offset, (at_us, fact) in enumerate(made.facts):
        evolve(again, fact, at_us, offset)
        if isinstance(fact, TelegramQuarantined):
            fact = msgspec.structs.replace(fact, telegram=None)
        evolve(old, fact, at_us, offset)
    assert again == made.state
    assert old.feeds[FEED].conflicts == {} and old.exceptions != {}
    stored = msgspec.msgpack.decode(msgspec.msgpack.encode(made.state), type=CellState)
    assert stored == made.state
    assert any(isinstance(fact, VersionDecided) for _, fact in made.facts)
