"""Crew and cover are what planning each case says."""

from __future__ import annotations

import random
from dataclasses import replace

from edge.sequencer import PlanParams, plan
from edge.sequencer.crew import cover_curve, cover_ms, smallest_crew, with_pickers
from tests.support.sequencer.instances import small_cell

PLAIN = PlanParams(engine="reference")


def test_smallest_crew_is_on_time_and_one_less_is_not() -> None:
    rng = random.Random("crew")
    sizes = set()
    for _ in range(25):
        problem = small_cell(rng, n=8, regime="tight")
        crew = smallest_crew(problem, PLAIN, most=5)
        assert all(point.proven for point in crew.tried)
        late = [point.late_ms for point in crew.tried]
        assert late == sorted(late, reverse=True)
        if crew.pickers is None:
            assert late[-1] > 0
            continue
        sizes.add(crew.pickers)
        assert crew.plan.cost.late_ms == 0
        if crew.pickers > 1:
            assert plan(with_pickers(problem, crew.pickers - 1), PLAIN).cost.late_ms > 0
    assert len(sizes) > 1


def test_cover_is_where_lateness_begins() -> None:
    rng = random.Random("cover")
    found = 0
    for _ in range(20):
        problem = small_cell(rng, n=6)
        cover = cover_ms(problem, PLAIN)
        if cover is None:
            assert plan(problem, PLAIN).cost.late_ms > 0
            continue
        found += 1
        at, after = cover_curve(problem, (cover, cover + 2_000), PLAIN)
        assert at.late_ms == 0
        assert after.late_ms > 0
    assert found


def test_pickers_that_are_not_named_are_free_now() -> None:
    problem = replace(
        small_cell(random.Random(1), n=3), pickers=small_cell(random.Random(1), n=3).pickers[:1]
    )
    more = with_pickers(problem, 3)
    assert [picker.id for picker in more.pickers] == [problem.pickers[0].id, "extra 1", "extra 2"]
