"""What did not come is told in unbroken runs, which shrink, split and end as it comes after all."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.cell.exceptions import ExceptionView, exceptions
from edge.cell.holes import hole_runs
from edge.cell.inputs import HandleException, RefusedError, SkipNumber
from edge.cell.masters import compile_masters
from edge.cell.offers_of import of_exception
from edge.cell.situation import Situation
from edge.screen.racks_view import hole_views
from tests.support.cell.world import ANNA, BEN, FEED, PRINTERS, World, masters, telegram
from wire.events import NumberSkipped


def a_world() -> World:
    world = World(compile_masters(masters(window=60, max_jump=60), PRINTERS))
    world.start()
    return world


def missing(world: World) -> list[ExceptionView]:
    return [it for it in exceptions(world.state, world.now_us) if it.kind == "hole"]


def names(world: World) -> list[str]:
    return [it.exception for it in missing(world)]


def skip(number: int, last: int | None = None, reason: str = "never built") -> SkipNumber:
    return SkipNumber(feed=FEED, epoch=1, number=number, last=last, person=BEN, reason=reason)


def test_one_jump_is_one_exception_with_first_last_count_and_the_racks_that_wait() -> None:
    world = a_world()
    world.hear(telegram(1), telegram(50))
    (found,) = missing(world)
    assert (found.exception, found.number, found.last) == ("hole:L1:1:2-49", 2, 49)
    assert found.text.startswith("numbers 2 to 49 of feed L1 did not come (48); racks that wait: ")
    assert found.text.endswith(", ".join(found.racks))
    assert {"MIRROR-1-0001", "SEAT-1-0001", "MIRROR-1-0049", "SEAT-1-0049"} == set(found.racks)
    (view,) = hole_views(world.state, world.now_us)
    assert (view.number, view.last, view.count) == (2, 49, 48)
    assert view.sequence_number == "0002–0049"


def test_a_run_shrinks_splits_and_ends_as_late_telegrams_fill_it() -> None:
    world = a_world()
    world.hear(telegram(1), telegram(10))
    world.hear(telegram(2))
    assert names(world) == ["hole:L1:1:3-9"]
    world.hear(telegram(6))
    assert names(world) == ["hole:L1:1:3-5", "hole:L1:1:7-9"]
    world.hear(telegram(7), telegram(8), telegram(9))
    assert names(world) == ["hole:L1:1:3-5"]
    world.hear(telegram(5), telegram(4), telegram(3))
    assert not missing(world)


def test_who_took_a_run_has_what_is_left_of_it() -> None:
    world = a_world()
    world.hear(telegram(1), telegram(10))
    world.do(HandleException(exception="hole:L1:1:2-9", person=ANNA, closed=False))
    world.hear(telegram(5))
    assert [it.owner for it in missing(world)] == [ANNA, ANNA]
    world.do(HandleException(exception="hole:L1:1:2-9", person=BEN, closed=False))
    assert [it.owner for it in missing(world)] == [BEN, BEN]
    world.hear(telegram(20))
    assert {it.exception: it.owner for it in missing(world)}["hole:L1:1:11-19"] == ""


def test_who_took_single_numbers_in_an_older_journal_has_their_run() -> None:
    world = a_world()
    world.hear(telegram(1), telegram(10))
    world.do(HandleException(exception="hole:L1:1:9", person=ANNA, closed=False))
    assert [(it.exception, it.owner) for it in missing(world)] == [("hole:L1:1:2-9", ANNA)]


def test_a_lead_closes_a_run_or_a_part_of_it_with_a_reason() -> None:
    world = a_world()
    world.hear(telegram(1), telegram(10))
    world.do(skip(4, 6))
    assert names(world) == ["hole:L1:1:2-3", "hole:L1:1:7-9"]
    world.do(skip(7, 9))
    world.do(skip(2, 3, "the line counted anew"))
    assert not missing(world)
    told = [it for _, it in world.facts if isinstance(it, NumberSkipped)]
    assert [it.number for it in told] == [4, 5, 6, 7, 8, 9, 2, 3]
    assert {it.reason for it in told} == {"never built", "the line counted anew"}


def test_what_came_meanwhile_is_not_closed_with_the_rest() -> None:
    world = a_world()
    world.hear(telegram(1), telegram(10), telegram(5))
    for refused, code in ((skip(2, 9), "number.came"), (skip(9, 2), "number.order")):
        with pytest.raises(RefusedError) as caught:
            world.do(refused)
        assert caught.value.code == code
    assert names(world) == ["hole:L1:1:2-4", "hole:L1:1:6-9"]


def test_what_is_offered_of_a_run_closes_all_that_is_left_of_it() -> None:
    world = a_world()
    world.hear(telegram(1), telegram(10), telegram(5))
    at = Situation(world.state, world.compiled, world.now_us)
    offered = [it for it in of_exception(at, "hole:L1:1:2-9") if it.action == "skip-number"]
    assert [(it.body["number"], it.body["last"]) for it in offered] == [(2, 4), (6, 9)]
    assert all(it.permitted for it in offered)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("hear"), st.integers(1, 40), st.integers(0, 0)),
        st.tuples(st.just("skip"), st.integers(1, 40), st.integers(0, 9)),
    ),
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_runs_are_exactly_what_neither_came_nor_was_closed(
    steps: list[tuple[str, int, int]],
) -> None:
    world, came, closed = a_world(), {1}, set[int]()
    world.hear(telegram(1))
    for what, number, more in steps:
        if what == "hear":
            world.hear(telegram(number))
            came.add(number)
            closed.discard(number)
        else:
            try:
                world.do(skip(number, number + more))
            except RefusedError:
                continue
            closed |= set(range(number, number + more + 1))
        _check(world, came, closed)


def _check(world: World, came: set[int], closed: set[int]) -> None:
    feed = world.state.feeds[FEED]
    known = feed.runs[1]
    runs = hole_runs(feed)
    told = [number for run in runs for number in range(run.first, run.last + 1)]
    should = set(range(known.first, known.frontier + 1)) - came - closed
    assert sorted(told) == told and set(told) == should and len(told) == len(should)
    assert all(one.last + 1 < after.first for one, after in pairwise(runs))
    assert sorted(names(world)) == sorted(
        f"hole:L1:1:{run.first}" + (f"-{run.last}" if run.amount > 1 else "") for run in runs
    )
