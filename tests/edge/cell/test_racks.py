"""Racks and slots: one state each, holes that hold, closing, late changes, shipping."""

from __future__ import annotations

import pytest

from edge.cell.inputs import RefusedError, SkipNumber
from edge.cell.racks import hold_reasons, number_at, slot_of
from tests.support.cell.rack_world import MIRRORS, SEATS, cell, skip
from tests.support.cell.world import FEED, masters, telegram
from wire.events import LabelRequested, PartDivorced, RackClosed
from wire.ids import PersonId
from wire.masters import GapPolicy, LoadOrder
from wire.telegram import Status


def test_a_rack_is_a_fixed_block_of_numbers() -> None:
    world = cell()
    world.line(6, 6)
    rack = world.rack("MIRROR-1-0005")
    assert (rack.first_number, rack.last_number) == (5, 8)
    assert world.states("MIRROR-1-0005") == ["missing", "open", "missing", "missing"]
    assert not world.feed.runs[1].missing


def test_the_last_rack_of_a_run_is_cut_at_the_last_number() -> None:
    world = cell(last_number=398)
    world.line(390, 398)
    assert world.rack("MIRROR-1-0397").size == 2


def test_slots_count_in_load_order() -> None:
    world = cell(racks={"load_order": LoadOrder.REVERSE})
    world.line(1, 4)
    rack = world.rack(MIRRORS)
    assert [slot_of(rack, n) for n in (1, 4)] == [3, 0]
    assert [number_at(rack, slot) for slot in range(4)] == [4, 3, 2, 1]


def test_a_new_size_begins_after_the_last_rack_that_was_formed() -> None:
    world = cell()
    world.line(1, 6)
    world.adopt(masters(version=2, racks={"size": 3}))
    world.line(7, 12)
    ranges = sorted(
        (r.first_number, r.last_number)
        for r in world.state.racks.values()
        if r.rack_family == "MIRROR"
    )
    assert ranges == [(1, 4), (5, 8), (9, 11), (12, 14)]


@pytest.mark.parametrize(
    ("policy", "after", "seen", "wanted"),
    [
        (GapPolicy.HOLD_AT_ONCE, 0, [1, 3], ["open", "missing", "held", "missing"]),
        (GapPolicy.HOLD_AFTER, 3, [1, 3, 4], ["open", "missing", "open", "open"]),
        (GapPolicy.HOLD_AFTER, 3, [1, 3, 4, 5], ["open", "missing", "held", "held"]),
        (GapPolicy.LEAVE_EMPTY, 0, [1, 3, 4, 5], ["open", "missing", "open", "open"]),
    ],
)
def test_gap_policies(policy: GapPolicy, after: int, seen: list[int], wanted: list[str]) -> None:
    world = cell(gap_policy=policy, hold_after_vehicles=after)
    world.hear(*(telegram(n) for n in seen))
    assert world.states(MIRRORS) == wanted


@pytest.mark.parametrize("policy", list(GapPolicy))
def test_no_rack_with_a_hole_closes_until_it_is_filled_or_a_person_skips_it(
    policy: GapPolicy,
) -> None:
    world = cell(gap_policy=policy)
    world.start()
    world.hear(*(telegram(n) for n in (1, 3, 4)))
    world.pick_all()
    assert world.rack(MIRRORS).closed_us is None
    skip(world, 2)
    world.pick_all()
    assert world.states(MIRRORS) == ["picked", "skipped", "picked", "picked"]
    assert world.rack(MIRRORS).closed_us is not None


def test_filling_the_hole_releases_what_it_held() -> None:
    world = cell()
    world.hear(*(telegram(n) for n in (1, 3, 4)))
    world.hear(telegram(2))
    assert world.states(MIRRORS) == ["open"] * 4


def test_only_a_named_person_with_a_reason_skips_and_only_what_is_missing_or_withdrawn() -> None:
    world = cell()
    world.hear(telegram(1), telegram(3))
    for number, person, reason, code in (
        (2, "", "why", "person.missing"),
        (2, "ben", " ", "reason.missing"),
        (3, "ben", "why", "number.not_missing"),
        (9, "ben", "why", "number.not_missing"),
    ):
        with pytest.raises(RefusedError) as refused:
            world.do(
                SkipNumber(
                    feed=FEED, epoch=1, number=number, person=PersonId(person), reason=reason
                )
            )
        assert refused.value.code == code


def test_a_vehicle_that_comes_after_all_takes_its_skipped_slot() -> None:
    world = cell()
    world.hear(telegram(1), telegram(3))
    skip(world, 2)
    world.hear(telegram(2))
    assert world.states(MIRRORS)[1] == "open"


def test_a_withdrawn_vehicle_holds_its_slot_until_a_person_skips_it() -> None:
    world = cell()
    world.start()
    world.line(1, 4)
    world.pick_all()
    decision = world.hear(telegram(2, status=Status.CANCELLED))[0]
    assert not [f for f in decision.facts if isinstance(f, PartDivorced)]
    assert hold_reasons(world.state, world.rack(MIRRORS), 2) == ("withdrawn",)
    divorced = [f for f in skip(world, 2).facts if isinstance(f, PartDivorced)]
    assert {f.marriage.part for f in divorced} == {"M-RED", "S-CLOTH"}
    assert world.states(MIRRORS)[1] == "skipped"
    assert world.rack(MIRRORS).closed_us is not None


def test_the_rack_closes_with_its_last_pick_and_asks_for_its_label() -> None:
    world = cell()
    world.start()
    world.line(1, 4)
    world.pick_all()
    closed = [f for _, f in world.facts if isinstance(f, RackClosed)]
    assert {(f.rack, f.last_number, f.person) for f in closed} == {
        (MIRRORS, 4, ""),
        (SEATS, 4, ""),
    }
    labels = [f for _, f in world.facts if isinstance(f, LabelRequested) and f.kind == "rack"]
    assert labels[0].fields["lowest"] == "0001"
    assert labels[0].fields["highest"] == "0004"
