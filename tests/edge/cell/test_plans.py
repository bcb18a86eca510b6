"""Plans as facts, walks and pace as the cell remembers them, and how probable it is to be late."""

from __future__ import annotations

from statistics import NormalDist
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.cell.evolve_plans import ALL_FAMILIES, ENDED_TOURS_MAX, PACE_LONGEST_S
from edge.cell.inputs import CallHelp, PlanFound, SignIn, SkipNumber, TourOffered
from edge.cell.late_risk import forecasts, late_permille, pace_of, waits
from edge.cell.model import CellState, Pace
from edge.cell.plans import SHIFT_TOLD_US
from edge.cell.slot_times import rack_due_us
from edge.cell.tours import current_pick, fallback_tour
from tests.support.cell.world import ANNA, BEN, FEED, LEFT, RIGHT, World, masters, telegram
from wire.codec import decode_fact, encode
from wire.events import HelpKind, PlanMade, TourStarted
from wire.ids import FamilyId, PersonId, RackId
from wire.masters import GapPolicy
from wire.telegram import Status
from wire.tours import LateBand, PlannedTour, band_of, late_band

MIRRORS = RackId("MIRROR-1-0001")
SECOND = 1_000_000


def a_tour(start_us: int, **values: Any) -> PlannedTour:
    return PlannedTour(
        **{
            "workplace": LEFT,
            "start_us": start_us,
            "finish_us": start_us + 60 * SECOND,
            "due_us": start_us + 900 * SECOND,
            "rack": MIRRORS,
            "first_number": 1,
            "last_number": 3,
            "picks": 3,
            **values,
        }
    )


def a_plan(*tours: PlannedTour, **values: Any) -> PlanMade:
    return PlanMade(
        **{
            "engine": "kernels",
            "optimal": True,
            "argument": "proof",
            "late_ms": 0,
            "work_ms": 60_000,
            "vehicles": 3,
            "tours_count": len(tours),
            "tours": tours,
            **values,
        }
    )


def cell(last: int = 4) -> World:
    world = World()
    world.adopt(masters())
    world.line(1, last)
    world.start()
    return world


def told(world: World, plan: PlanMade) -> list[PlanMade]:
    return [f for f in world.do(PlanFound(plan=plan)).facts if isinstance(f, PlanMade)]


# -- what is told of a plan


def test_a_plan_is_told_with_forecasts_once_and_again_only_when_it_says_something_new() -> None:
    world = cell()
    tour = a_tour(world.now_us)
    (first,) = told(world, a_plan(tour))
    assert [f.rack for f in first.forecasts] == [MIRRORS, "SEAT-1-0001"]
    assert (world.state.plan, world.state.plan_us) == (first, world.facts[-1][0])
    assert told(world, a_plan(tour)) == []
    near = a_tour(tour.start_us + SHIFT_TOLD_US)
    assert told(world, a_plan(near)) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"start_us": SHIFT_TOLD_US + 1},
        {"workplace": RIGHT},
        {"last_number": 2},
        {"picks": 2},
        {"optimal": False},
        {"engine": "reference"},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_another_tour_another_time_or_another_proof_is_news(changed: dict[str, Any]) -> None:
    world = cell()
    tour = a_tour(world.now_us)
    assert told(world, a_plan(tour))
    of_plan = {k: v for k, v in changed.items() if k in ("optimal", "engine")}
    of_tour = {k: v for k, v in changed.items() if k not in of_plan}
    if "start_us" in of_tour:
        of_tour["start_us"] += tour.start_us
    assert told(world, a_plan(msgspec.structs.replace(tour, **of_tour), **of_plan))


def test_a_cell_that_never_had_a_plan_tells_only_of_racks() -> None:
    world = World()
    world.adopt(masters())
    assert told(world, a_plan(vehicles=0)) == []
    world.line(1, 2)
    (plan,) = told(world, a_plan(vehicles=0))
    assert plan.forecasts


def test_a_tour_carries_when_it_should_end_and_is_due_into_what_is_remembered_of_it() -> None:
    world = cell()
    world.pick_all()
    world.line(5, 5)
    picks = fallback_tour(world.state, world.compiled, LEFT)
    offer = TourOffered(
        workplace=LEFT, picks=picks, engine="e", optimal=True, planned_finish_us=7, due_us=9
    )
    decision = world.do(offer)
    assert [(f.planned_finish_us, f.due_us) for f in decision.facts] == [(7, 9)]  # type: ignore[union-attr]
    world.pick_all()
    ended = [t for t in world.state.ended_tours if t.planned_finish_us == 7]
    assert [(t.due_us, t.completed, t.picks) for t in ended] == [(9, True, len(picks))]
    assert ended[0].started_us < ended[0].ended_us


def test_a_later_plan_does_not_touch_a_tour_that_a_picker_was_shown() -> None:
    world = cell()
    shown = world.state.workplaces[LEFT].tour
    assert told(world, a_plan(a_tour(world.now_us), a_tour(world.now_us, workplace=RIGHT)))
    assert world.do(TourOffered(workplace=LEFT, picks=(), engine="x", optimal=True)).facts == ()
    assert world.state.workplaces[LEFT].tour == shown


# -- what is remembered


def test_ended_tours_are_bounded() -> None:
    world = cell()
    for _ in range(ENDED_TOURS_MAX + 5):
        world.do(SignIn(workplace=LEFT, person=PersonId("")))
        world.start()
    assert len(world.state.ended_tours) == ENDED_TOURS_MAX
    assert world.state.ended_tours[-1].tour == f"left-{ENDED_TOURS_MAX + 5}"
    assert world.state.ended_tours[-1].person == ANNA


def test_pace_is_timed_from_piece_to_piece_by_family_and_of_all() -> None:
    world = cell()
    world.pick_all()
    paces = world.state.paces
    assert paces[ALL_FAMILIES].pieces == 8
    assert paces[FamilyId("mirror")].pieces == paces[FamilyId("seat")].pieces == 4
    assert 0.5 < paces[ALL_FAMILIES].mean_s < 5


def test_a_break_is_no_pick() -> None:
    world = cell()
    world.now_us += (PACE_LONGEST_S + 1) * SECOND
    world.scan("M-RED")
    assert world.state.paces == {}
    for kind in (HelpKind.PAUSE, HelpKind.RESUME):
        world.do(CallHelp(kind=kind, workplace=LEFT, person=ANNA))
    world.scan("M-RED")
    assert world.state.paces == {}


def test_a_checkpoint_keeps_plan_tours_pace_and_scores() -> None:
    world = cell()
    told(world, a_plan(a_tour(world.now_us)))
    world.pick_all()
    assert world.state.ended_tours
    assert world.state.paces
    assert world.state.scores[LateBand.SAFE].racks == 2
    data = msgspec.msgpack.encode(world.state)
    assert msgspec.msgpack.Decoder(CellState).decode(data) == world.state


def test_a_checkpoint_of_a_version_without_plans_still_reads() -> None:
    state = msgspec.to_builtins(CellState(offset=3))
    for name in ("plan", "plan_us", "ended_tours", "paces", "promises", "scores"):
        del state[name]
    assert msgspec.convert(state, CellState) == CellState(offset=3)


def test_what_is_told_goes_over_the_wire() -> None:
    world = cell()
    (plan,) = told(world, a_plan(a_tour(world.now_us)))
    assert decode_fact(encode(plan)) == plan
    assert decode_fact(
        b'{"type":"tour_started","tour":"t","workplace":"w","person":"p","picks":[]}'
    ) == (
        TourStarted(tour="t", workplace="w", person="p", picks=())  # type: ignore[arg-type]
    )


# -- late risk


@given(
    st.integers(-10_000, 10_000).map(lambda s: s * SECOND),
    st.floats(0.1, 5_000),
)
def test_the_risk_is_the_share_of_a_normal_time_after_the_deadline(
    ahead: int, spread: float
) -> None:
    expected = 1 - NormalDist(0, spread).cdf(ahead / SECOND)
    assert late_permille(10**15 + ahead, 10**15, spread) == pytest.approx(1000 * expected, abs=1)


def test_the_bands_begin_at_5_and_at_20_percent() -> None:
    assert [late_band(p) for p in (0, 49, 50, 199, 200, 1000)] == [
        LateBand.SAFE,
        LateBand.SAFE,
        LateBand.WATCH,
        LateBand.WATCH,
        LateBand.LATE,
        LateBand.LATE,
    ]


def test_risk_grows_with_the_work_ahead_and_falls_with_hands() -> None:
    world = cell()
    world.state.paces[ALL_FAMILIES] = Pace(pieces=300, mean_s=60, variance_s2=900)
    alone = forecasts(world.state, world.compiled, world.now_us)
    assert alone[0].done_us < alone[1].done_us
    assert alone[0].spread_ms < alone[1].spread_ms
    world.do(SignIn(workplace=RIGHT, person=PersonId("ben")))
    both = forecasts(world.state, world.compiled, world.now_us)
    assert both[1].done_us < alone[1].done_us


def test_a_rack_that_is_overdue_is_late_for_certain() -> None:
    world = cell()
    due = rack_due_us(world.state, world.compiled, world.rack(MIRRORS))
    assert due is not None
    before, after = (
        forecasts(world.state, world.compiled, due + step)[0].late_permille for step in (0, 1)
    )
    assert 0 < before < 1000
    assert after == 1000


def test_a_rack_is_not_done_before_its_last_number_is_announced() -> None:
    world = cell(last=2)
    run = world.feed.runs[1]
    takt_us = world.compiled.feeds[FamilyId("L1")].takt_s * SECOND  # type: ignore[index]
    (mirrors, _) = forecasts(world.state, world.compiled, world.now_us)
    assert mirrors.done_us > run.frontier_us + 2 * takt_us


def test_pace_comes_from_the_family_then_from_all_then_from_the_layout() -> None:
    world = cell()
    seat = FamilyId("seat")
    by_layout = pace_of(world.state, world.compiled, seat)
    assert by_layout.mean_s > 0
    world.state.paces[ALL_FAMILIES] = Pace(pieces=20, mean_s=4)
    assert pace_of(world.state, world.compiled, seat).mean_s == 4
    world.state.paces[seat] = Pace(pieces=3, mean_s=9)
    assert pace_of(world.state, world.compiled, seat).mean_s == 4
    world.state.paces[seat].pieces = 8
    assert pace_of(world.state, world.compiled, seat).mean_s == 9


def test_a_closed_rack_counts_once_in_the_band_of_its_first_forecast() -> None:
    world = cell()
    told(world, a_plan(a_tour(world.now_us)))
    world.state.promises[MIRRORS].late_permille = 900
    assert current_pick(world.state, LEFT) is not None
    world.pick_all()
    assert world.state.scores[LateBand.LATE].racks == 1
    assert world.state.scores[LateBand.LATE].late == 0
    assert world.state.scores[LateBand.SAFE].racks == 1
    assert world.state.promises == {}


def test_forecasts_of_a_hundred_vehicles_are_normalised_by_what_is_left() -> None:
    world = World(checked=False)
    world.adopt(masters())
    world.hear(*(telegram(n) for n in range(1, 101)))
    found = forecasts(world.state, world.compiled, world.now_us)
    assert len(found) == 40
    assert [f.done_us for f in found] == sorted(f.done_us for f in found)


def test_a_rack_with_a_hole_or_a_held_slot_cannot_close_however_early_it_is() -> None:
    """Numbers 103 and 104 of four are missing, and of the rack before one vehicle is withdrawn."""
    world = World()
    world.adopt(masters(gap_policy=GapPolicy.LEAVE_EMPTY))
    world.line(101, 108)
    world.hear(telegram(106, status=Status.CANCELLED))
    world.line(111, 112)
    found = {
        f.rack: (f.waits, band_of(f))
        for f in forecasts(world.state, world.compiled, world.now_us)
        if f.rack.startswith("MIRROR")
    }
    assert found["MIRROR-1-0101"][0] == 0
    assert found["MIRROR-1-0101"][1] is not LateBand.BLOCKED
    assert found["MIRROR-1-0105"] == (1, LateBand.BLOCKED)
    assert found["MIRROR-1-0109"] == (2, LateBand.BLOCKED)


def test_a_slot_that_a_person_skipped_waits_for_nobody() -> None:
    world = World()
    world.line(1, 2)
    world.line(5, 8)
    rack = world.rack("MIRROR-1-0001")
    assert waits(world.state, world.compiled, rack) == 2
    for number in (3, 4):
        world.do(SkipNumber(feed=FEED, epoch=1, number=number, person=BEN, reason="never built"))
    assert waits(world.state, world.compiled, rack) == 0


def test_nothing_is_promised_of_a_rack_that_cannot_close() -> None:
    world = World()
    world.line(1, 2)
    world.line(5, 8)
    world.do(PlanFound(plan=a_plan()))
    assert RackId("MIRROR-1-0001") not in world.state.promises
    assert RackId("MIRROR-1-0005") in world.state.promises
