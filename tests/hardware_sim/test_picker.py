"""The picker knows the screen and what is in their hand, and nothing else."""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hardware_sim.failings import Failings, Pace
from hardware_sim.picker import BOX, Boxes, Picker, Scan, Shelves, View
from hardware_sim.plant import Loop
from hardware_sim.scanner import supplier_label
from hardware_sim.store import Store

CAREFUL, FAST = Failings(), Pace()
CLUMSY = Failings(
    wrong_part=0.2, double=0.3, garbage=0.1, wrong_label=0.1, slips=0.2, kanban=0.1, pause=0.1
)


LOOP = Loop(loop="L", part="N", location="C/N", quantity=10)


def tidy_store() -> Store:
    """Everything that came is put down."""
    store = Store([LOOP])
    while store.put_down():
        pass
    return store


def picker(
    failings: Failings = CAREFUL, pace: Pace = FAST, seed: int = 1, store: Store | None = None
) -> Picker:
    return Picker(
        "PA1",
        "4711",
        shelves=Shelves(parts=["A", "B", "C"], serial_tracked=["F"]),
        store=store or tidy_store(),
        failings=failings,
        pace=pace,
        rng=Random(seed),
    )


def view(part: str = "A", *, slot: int = 0, piece: int = 1, family: str = "F") -> View:
    current = {
        "rack": "R-0-0001",
        "slot": slot,
        "family": family,
        "piece": piece,
        "part": part,
        "aisle": 0,
        "position": 2,
    }
    return {"person": "PA1", "paused": False, "current": current}


def scan(one: Picker, now_s: float = 0.0) -> Scan:
    found = one.step(now_s)
    assert found is not None
    return found


def test_the_second_of_two_equal_parts_is_another_pick_and_has_its_own_serial() -> None:
    """Only the index on the screen tells them apart; pieces count in each of them from 1."""
    one, seen = picker(), []
    for index in (1, 2):
        shown = view()
        shown["current"]["index"] = index
        one.see(shown)
        part = scan(one).part
        assert part is not None
        seen.append(part.serial)
        one.hear("right", "", 0)
    assert all(seen) and len(set(seen)) == 2
    assert [spot.index for spot, _ in one.tally.placed] == [1, 2]


def test_signs_in_resumes_and_waits_for_work() -> None:
    one = picker()
    assert one.step(0) is None
    one.see({"person": "", "current": None})
    assert scan(one).text == "LS:BADGE:4711"
    one.hear("confirmed", "", 0)
    one.see({"person": "PA1", "paused": True, "current": None})
    assert scan(one).text == "LS:CMD:RESUME"
    one.hear("confirmed", "", 0)
    one.see({"person": "PA1", "paused": False, "current": None})
    assert one.step(0) is None
    assert one.idle


def test_scans_the_part_on_the_screen_and_goes_on_only_when_the_screen_does() -> None:
    one = picker()
    one.see(view())
    first = scan(one)
    assert first.text == supplier_label("A", "PA1000001", lot="PA1-1")
    one.hear("right", "", 0)
    assert one.step(0.1) is None
    one.see(view(piece=2))
    assert scan(one, 0.2).text == supplier_label("A", "PA1000002", lot="PA1-1")


def test_a_part_without_serial_is_scanned_by_its_number() -> None:
    one = picker()
    one.see(view(family="PLAIN"))
    assert scan(one).text == "PA"


def test_walks_before_he_scans() -> None:
    one = picker(pace=Pace(walk_s_per_m=1.0, reach_s=0.5))
    one.see(view())
    assert one.step(0) is None
    assert one.step(2.4) is None
    assert one.step(2.5) is not None


def test_puts_a_wrong_part_back_and_takes_another() -> None:
    one = picker(Failings(wrong_part=1.0))
    one.see(view())
    wrong = scan(one)
    assert wrong.part is not None
    assert wrong.part.wrong
    assert wrong.part.part != "A"
    one.hear("wrong_part", "", 0)
    assert one.tally.wrong_parts == 1
    again = scan(one, 1.0)
    assert again.part is not None
    assert again.part.serial != wrong.part.serial


def test_no_answer_and_the_same_screen_means_scanning_the_same_part_again() -> None:
    one = picker()
    one.see(view())
    first = scan(one)
    one.hear(None, "", 0)
    assert one.step(0.1) is None
    assert scan(one, 1.0).text == first.text
    one.hear("already_done", "", 1.0)
    assert len(one.tally.placed) == 1


def test_no_answer_but_the_screen_went_on_means_it_was_taken() -> None:
    one = picker()
    one.see(view())
    first = scan(one)
    one.hear(None, "", 0)
    one.see(view("B", slot=1))
    assert scan(one, 1.0).text != first.text
    assert [part.serial for _, part in one.tally.placed] == ["PA1000001"]


def test_labels_are_scanned_back_until_they_are_taken_or_refused_for_good() -> None:
    one = picker()
    one.see(view())
    one.find_labels(["LS:SLOT:x-1", "LS:SLOT:y-1"])
    assert scan(one).text == "LS:SLOT:x-1"
    one.hear(None, "", 0)
    assert scan(one).text == "LS:SLOT:y-1"
    one.hear("confirmed", "", 0)
    for _ in range(3):
        if one.labels_in_hand:
            assert scan(one).text == "LS:SLOT:x-1"
            one.hear("unknown", "", 0)
    assert one.labels_in_hand == 0
    assert one.tally.labels_refused == [("LS:SLOT:x-1", "unknown")]


def test_the_same_code_is_never_scanned_again_at_once_when_it_has_no_serial() -> None:
    one = picker()
    one.see(view(family="PLAIN"))
    scan(one)
    one.hear("right", "", 0)
    one.see(view(family="PLAIN", slot=1))
    assert one.step(0.1) is None
    assert scan(one, 0.4).text == "PA"


@given(
    seed=st.integers(),
    verdicts=st.lists(
        st.sampled_from(
            ["right", "wrong_part", "already_done", "unreadable", "held", "idle", None]
        ),
        max_size=40,
    ),
)
def test_whatever_he_hears_he_goes_on_and_every_part_has_its_own_serial(
    seed: int, verdicts: list[str | None]
) -> None:
    one = picker(CLUMSY, seed=seed)
    now_s = 0.0
    answered: dict[str, str] = {}
    for place, verdict in enumerate(verdicts):
        shown: dict[str, Any] = view("ABC"[place % 3], slot=place)
        one.see(shown)
        now_s += 2.0
        found = one.step(now_s)
        assert found is not None
        if found.part is not None and found.part.serial in answered:
            assert answered[found.part.serial] == found.part.part
        if found.part is not None:
            answered[found.part.serial] = found.part.part
        one.hear(verdict, "", now_s)
    placed = [part.serial for _, part in one.tally.placed]
    assert len(placed) == len(set(placed))


def test_a_box_is_a_lot_and_a_bad_one_is_left() -> None:
    boxes = Boxes("anna")
    assert {boxes.take("A") for _ in range(BOX)} == {"anna-1"}
    assert boxes.take("A") == "anna-2"
    boxes.leave("A")
    assert (boxes.take("A"), boxes.take("B")) == ("anna-3", "anna-1")
