"""A restart without a named epoch: numbers find their run however late they are replayed."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from edge.cell import trail
from edge.cell.evolve import evolve
from edge.cell.inputs import TelegramArrived
from edge.cell.model import CellState, Run
from tests.support.cell.line_day import LATE, WINDOW, Line, heard, meaning
from tests.support.cell.world import FEED, World, masters, telegram
from tests.support.examples import examples
from wire.events import Source, TelegramTaken
from wire.ids import PersonId
from wire.telegram import Telegram

HOLE = WINDOW + 2
"""Positions that a cell does not hear in one piece: fewer than a run has, so that what comes after
one shows whether the numbers began anew.
"""
SHORTEST_RUN = WINDOW + LATE
HEAD = WINDOW + 6
"""Heard in order: the cell is at work."""


def a_day(seed: int, lengths: list[int], *, quiet: bool) -> list[Telegram]:
    line = Line(Random(seed), 400)
    for number, length in enumerate(lengths):
        if number:
            line.restart()
        for _ in range(length):
            line.vehicle()
            if not quiet and line.rng.random() < 0.3:
                line.event()
    return line.stream


def holes(rng: Random, length: int) -> Iterator[range]:
    """Places that are heard later, with a window that is heard between them."""
    place = HEAD
    while True:
        first = place + rng.randint(1, 3 * WINDOW)
        end = first + rng.randint(1, HOLE)
        if end >= length:
            return
        yield range(first, end)
        place = end + WINDOW


def replayed(stream: list[Telegram], seed: int, shake: float) -> list[Telegram]:
    """What is heard is shaken; a hole is filled at any time until the end, in order or in none."""
    rng = Random(seed)
    when = [place + rng.uniform(0, shake) for place in range(len(stream))]
    for hole in holes(rng, len(stream)):
        filled = rng.uniform(hole.stop, len(stream) + 5)
        spread = rng.choice([0, LATE, len(stream) - filled])
        for place in hole:
            when[place] = filled + 1e-4 * place + rng.uniform(0, max(0.0, spread))
    arrivals = [(when[place], one) for place, one in enumerate(stream)]
    arrivals += [(at + rng.uniform(0, LATE), one) for at, one in arrivals if rng.random() < 0.1]
    return [one for _, one in sorted(arrivals, key=lambda arrival: arrival[0])]


@pytest.mark.parametrize("quiet", [True, False])
@settings(
    max_examples=examples(15), deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate]
)
@given(
    seed=st.integers(0, 2**32),
    order=st.integers(0, 2**32),
    shake=st.sampled_from([0, LATE]),
    lengths=st.lists(st.integers(SHORTEST_RUN, 3 * WINDOW), min_size=2, max_size=4),
)
@example(seed=184010414, order=23, shake=0, lengths=[23, 23, 28, 23])
def test_holes_replayed_at_any_time_across_restarts_end_in_the_same_state(
    quiet: bool, seed: int, order: int, shake: float, lengths: list[int]
) -> None:
    stream = a_day(seed, lengths, quiet=quiet)
    ordered = heard(stream, last_number=400, max_jump=200)
    late = heard(replayed(stream, order, shake), last_number=400, max_jump=200)
    assert not late.feed.quarantined
    assert without_breaks(late) == without_breaks(ordered)


def without_breaks(cell: Any) -> dict[str, Any]:
    """A transmission that comes later than the window was called broken, and rightly."""
    return {name: said for name, said in meaning(cell).items() if name != "breaks"}


def two_runs(first: int = 61, second: int = 80) -> list[Telegram]:
    """Positions 1.. ; calls A1.. of the first run and B1.. of the second."""
    numbers = [*range(1, first + 1), *range(1, second + 1)]
    return [
        telegram(
            number,
            f"A{number}" if place < first else f"B{number}",
            position=place + 1,
            transmission=place + 1,
        )
        for place, number in enumerate(numbers)
    ]


def hear(stream: list[Telegram], *positions: int, **rules: Any) -> World:
    world = World(checked=False)
    world.adopt(masters(window=40, max_jump=200, **rules))
    world.hear(*(stream[position - 1] for position in positions))
    return world


def same_as_ordered(world: World, stream: list[Telegram]) -> bool:
    ordered = hear(stream, *range(1, len(stream) + 1))
    return without_breaks(world) == without_breaks(ordered)


@pytest.mark.parametrize("second", [60, 80])
def test_a_replay_right_after_a_restart_stays_in_its_run(second: int) -> None:
    """Number 52 of the new run comes by replay while the cell has heard no more of it than 1."""
    stream = two_runs(61, second)
    last = 61 + second
    world = hear(stream, *range(1, 63), 61 + 52, *range(63, 61 + 52), *range(61 + 53, last + 1))
    first, then = world.feed.runs[1], world.feed.runs[2]
    assert (first.contested, then.owner[52]) == ({}, "B52")
    assert same_as_ordered(world, stream)


@pytest.mark.parametrize(
    "heard_last",
    [
        pytest.param([*range(50, 72)], id="hole_over_the_restart"),
        pytest.param([*range(71, 49, -1)], id="hole_over_the_restart_backwards"),
        pytest.param([61], id="end_of_the_old_run_in_the_new_one"),
        pytest.param([62, 61, 60], id="new_run_before_its_first_and_the_old_ones_last"),
        pytest.param([*range(62, 100)], id="all_of_the_beginning"),
    ],
)
def test_a_restart_is_found_whatever_of_it_is_heard_last(heard_last: list[int]) -> None:
    stream = two_runs()
    soon = [position for position in range(1, len(stream) + 1) if position not in heard_last]
    for done in (len(soon), 105 - len(heard_last)):
        world = hear(stream, *soon[:done], *heard_last, *soon[done:])
        assert same_as_ordered(world, stream)


def test_a_restart_is_found_where_the_line_lost_a_fifth_of_what_was_not_heard() -> None:
    """Fifteen positions are not heard: those of fifteen of the first nineteen numbers. What follows
    until the end of the old run has numbers that other vehicles have.
    """
    told = [*range(1, 16), *range(20, 80)]
    stream = [
        telegram(number, call, position=place, transmission=place)
        for place, (number, call) in enumerate(
            [*((n, f"A{n}") for n in range(1, 24)), *((n, f"B{n}") for n in told)], start=1
        )
    ]
    rules = {"last_number": 400, "max_jump": 200}
    world = heard([*stream[:23], *stream[38:]], **rules)
    assert (world.feed.runs[1].contested, world.feed.runs[2].owner[20]) == ({}, "B20")
    world.hear(*stream[23:38])
    assert without_breaks(world) == without_breaks(heard(stream, **rules))


def test_a_cell_that_starts_after_a_restart_leaves_the_run_before_alone() -> None:
    """It still asks for positions before the first one that it heard."""
    stream = two_runs()
    world = hear(stream, *range(71, 100), *range(1, 71), *range(100, 142))
    run = world.feed.runs[1]
    assert (run.first, run.contested, run.missing) == (1, {}, {})
    assert run.owner == {number: f"B{number}" for number in range(1, 81)}


def key_in(world: World, one: Telegram) -> None:
    world.do(
        TelegramArrived(
            feed=FEED,
            raw_id=0,
            telegram=msgspec.structs.replace(one, position=None),
            source=Source.HAND,
            person=PersonId("a"),
            second_person=PersonId("b"),
            reason="phone",
        )
    )


@pytest.mark.parametrize("frontier", [55, 76, 96, 120])
@pytest.mark.parametrize("counted", [True, False])
def test_a_keyed_telegram_fills_the_hole_that_it_was_keyed_in_for(
    frontier: int, counted: bool
) -> None:
    """Number 52 of the new run was lost by the line; 52 of the run before is held by a vehicle."""
    stream = two_runs(61, frontier)
    world = hear(stream, *(place for place in range(1, 62 + frontier) if place != 61 + 52))
    one = stream[61 + 52 - 1]
    key_in(world, one if counted else msgspec.structs.replace(one, transmission=None))
    first, then = world.feed.runs[1], world.feed.runs[2]
    assert (first.contested, first.owner[52]) == ({}, "A52")
    assert (then.missing, then.owner[52]) == ({}, "B52")


def test_a_keyed_telegram_fills_the_hole_of_the_run_before() -> None:
    stream = two_runs()
    world = hear(stream, *(place for place in range(1, 121) if place != 52))
    key_in(world, stream[51])
    assert not world.feed.runs[1].missing
    assert not world.feed.runs[2].contested


@pytest.mark.parametrize(("position", "run"), [(52, 1), (61 + 52, 2)])
def test_of_two_holes_with_one_number_the_transmission_tells_which(position: int, run: int) -> None:
    stream = two_runs()
    world = hear(stream, *(place for place in range(1, 142) if place not in (52, 113)))
    key_in(world, stream[position - 1])
    assert [epoch for epoch, one in world.feed.runs.items() if not one.missing] == [run]


def test_a_keyed_telegram_without_a_hole_goes_with_what_is_known_now() -> None:
    stream = two_runs()
    world = hear(stream, *range(1, 70))
    key_in(world, telegram(9, "B9"))
    world.hear(stream[70], stream[69])
    assert world.feed.runs[2].frontier == 10
    assert world.feed.runs[2].owner[9] == "B9"


def test_a_gateway_that_counts_anew_is_not_believed() -> None:
    stream = two_runs()
    world = hear(stream, *range(1, len(stream) + 1))
    for number in range(81, 90):
        world.hear(telegram(number, f"B{number}", position=number - 80, transmission=1000 + number))
    assert sorted(world.feed.runs) == [1, 2]
    assert world.feed.runs[2].frontier == 89


def test_many_previews_in_a_hole_are_no_restart() -> None:
    stream = two_runs(20, 0)
    world = hear(stream, *range(1, 21))
    world.hear(telegram(21, "A21", position=320, transmission=320))
    assert list(world.feed.runs) == [1]
    assert world.feed.runs[1].frontier == 21


def test_a_checkpoint_without_a_trail_is_read_and_the_trail_begins_with_the_next() -> None:
    stream = two_runs()
    world = hear(stream, *range(1, 80))
    plain = msgspec.to_builtins(world.state)
    for run in plain["feeds"][FEED]["runs"].values():
        del run["trail"]
    world.state = msgspec.msgpack.decode(msgspec.msgpack.encode(plain), type=CellState)
    world.hear(*stream[79:90])
    assert world.feed.runs[2].trail == [(position, position - 61) for position in range(80, 91)]
    assert world.feed.runs[2].frontier == 29


def test_the_trail_is_folded_from_facts_alone_and_in_any_order_the_same() -> None:
    stream = two_runs()
    world = hear(stream, *range(1, 63), 113, *range(63, 113))
    state = CellState()
    for offset, (at_us, fact) in enumerate(world.facts):
        evolve(state, fact, at_us, offset)
    assert state == world.state
    taken = [fact for _, fact in world.facts if isinstance(fact, TelegramTaken)]
    assert [fact.epoch for fact in taken[61:64]] == [2, 2, 2]


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(1, 60)), unique_by=lambda s: s[0]))
def test_a_trail_is_the_highest_number_up_to_each_position(steps: list[tuple[int, int]]) -> None:
    run = Run(frontier=0, first=1)
    for position, number in steps:
        trail.note(run, position, number)
    for position in range(1, 61):
        told = [number for at, number in run.trail if at <= position]
        heard_numbers = [number for at, number in steps if at <= position]
        assert max(told, default=0) == max(heard_numbers, default=0)
    assert len({number for _, number in run.trail}) == len(run.trail)


def test_a_trail_is_bounded_and_keeps_its_beginning() -> None:
    run = Run(frontier=0, first=1)
    for number in range(1, 3 * trail.TRAIL_MAX):
        trail.note(run, 2 * number, number)
    assert len(run.trail) == trail.TRAIL_MAX
    assert run.trail[0] == (2, 1)
    assert run.trail[-1][1] == 3 * trail.TRAIL_MAX - 1
