"""A rack that takes the next vehicles is late by its first one, whoever is to fill it."""

from __future__ import annotations

import pytest

from edge.cell.free_places import filled, places_free
from edge.cell.inputs import CloseShort, PlanFound
from edge.cell.late_risk import forecasts
from tests.edge.cell.test_dense_racks import ONE, TWO, a_world
from tests.edge.cell.test_plans import a_plan
from tests.support.cell.world import BEN, World, masters, telegram
from wire.events import PlanMade, RackForecast
from wire.ids import RackId
from wire.masters import Continuity, Filling
from wire.tours import LateBand, band_of

MINUTE = 60_000_000
DUE_US = (200 - 15) * MINUTE
"""Of the first vehicle of a rack of seats: 200 takts of a minute, less transport and safety."""


def two_came(**rules: object) -> tuple[World, int]:
    """Two vehicles of a rack of four, a takt apart, all picked; and when the first one came."""
    world = a_world(**rules)  # type: ignore[arg-type]
    world.start()
    came_us = world.now_us
    world.hear(telegram(1))
    world.now_us = came_us + MINUTE
    world.hear(telegram(2))
    world.pick_all()
    return world, came_us


def forecast(world: World, rack: RackId, now_us: int) -> RackForecast:
    return next(it for it in forecasts(world.state, world.compiled, now_us) if it.rack == rack)


@pytest.mark.parametrize(
    ("minutes", "mean", "spread_s"),
    [(2, 2 + 2 * 1, 85), (60, 60 + 2 * 30, 2546), (150, 150 + 2 * 75, 6364)],
)
def test_it_is_full_when_vehicles_came_as_often_as_until_now(
    minutes: int, mean: int, spread_s: int
) -> None:
    """Two came in so many minutes, and two are to come: the mean of each is half of that."""
    world, came_us = two_came()
    full = filled(world.state, world.compiled, world.rack(ONE), came_us + minutes * MINUTE)
    assert full is not None and full.places == 2
    assert (full.at_us, round(full.spread_s)) == (came_us + mean * MINUTE, spread_s)


def test_its_risk_rises_before_it_is_due_by_its_first_vehicle() -> None:
    world, came_us = two_came()
    bands = []
    for minutes in (3, 60, 100, 150, 186):
        it = forecast(world, ONE, came_us + minutes * MINUTE)
        assert (it.due_us, it.waits) == (came_us + DUE_US, 0)
        bands.append(band_of(it))
    assert bands == [LateBand.SAFE, LateBand.WATCH, *[LateBand.LATE] * 3]


def test_a_rack_that_is_full_or_closed_short_waits_for_nobody() -> None:
    world, came_us = two_came()
    later_us = came_us + 150 * MINUTE
    world.hear(telegram(3), telegram(4))
    world.pick_all()
    assert world.rack(ONE).closed_us is not None
    world.hear(telegram(5))
    assert places_free(world.state, world.rack(TWO)) == 3
    world.pick_all()
    world.do(CloseShort(rack=TWO, person=BEN, reason="end of the shift"))
    left = [it.rack for it in forecasts(world.state, world.compiled, later_us)]
    assert left == ["MIRROR-1-N0002"]


def test_one_that_masters_fill_no_more_waits_for_a_person() -> None:
    world, came_us = two_came()
    world.adopt(masters(2, continuity=Continuity.NONE, max_jump=200))
    it = forecast(world, ONE, came_us + 5 * MINUTE)
    assert (it.waits, band_of(it)) == (2, LateBand.BLOCKED)
    world.do(CloseShort(rack=ONE, person=BEN, reason="filled by number now"))
    assert ONE not in [it.rack for it in forecasts(world.state, world.compiled, world.now_us)]


def test_a_group_of_the_maker_waits_for_its_vehicles_too() -> None:
    world, _ = two_came()
    rack = world.rack(ONE)
    rack.filling = Filling.GROUP
    assert places_free(world.state, rack) == 2


def test_central_is_told_whenever_the_figure_has_moved() -> None:
    """In one band too: cell and board show one figure."""
    world, came_us = two_came()
    told: list[RackForecast] = []
    for minutes in range(10, 200):
        world.now_us = came_us + minutes * MINUTE
        shown = forecast(world, ONE, world.now_us)
        for fact in world.do(PlanFound(plan=a_plan())).facts:
            assert isinstance(fact, PlanMade)
            told += [it for it in fact.forecasts if it.rack == ONE]
        assert abs(told[-1].late_permille - shown.late_permille) <= 50
        assert band_of(told[-1]) is band_of(shown)
    assert len({it.late_permille for it in told if band_of(it) is LateBand.LATE}) > 5
