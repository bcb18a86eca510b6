"""Any arrival order inside the window, duplicates included, ends in the ordered stream's state."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.support.cell.line_day import LATE, Line, heard, meaning
from tests.support.examples import examples
from wire.telegram import Telegram


def a_day(seed: int, vehicles: int, last_number: int, restart_at: int) -> list[Telegram]:
    line = Line(Random(seed), last_number)
    for count in range(vehicles):
        if count == restart_at:
            line.restart()
        line.vehicle()
        if line.number == line.last_number:
            line.recent = []
        if line.rng.random() < 0.3:
            line.event()
    return line.stream


def shaken(stream: list[Telegram], seed: int, window: int) -> list[Telegram]:
    """Each telegram up to ``window`` places late, some of them twice."""
    rng = Random(seed)
    placed = [(place + rng.uniform(0, window), one) for place, one in enumerate(stream)]
    placed += [
        (place + rng.uniform(0, window), one)
        for place, one in enumerate(stream)
        if rng.random() < 0.15
    ]
    return [one for _, one in sorted(placed, key=lambda item: item[0])]


@pytest.mark.parametrize("policy", ["hold_at_once", "hold_after", "leave_empty"])
@settings(
    max_examples=examples(12), deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate]
)
@given(
    seed=st.integers(0, 2**32),
    shake=st.integers(0, 2**32),
    last_number=st.sampled_from([77, 90, 400]),
    restart_at=st.sampled_from([0, 55, 60]),
)
def test_any_permutation_with_duplicates_ends_in_the_same_state(
    policy: str, seed: int, shake: int, last_number: int, restart_at: int
) -> None:
    stream = a_day(seed, 110, last_number, restart_at)
    rules = {"last_number": last_number, "gap_policy": policy, "hold_after_vehicles": 3}
    ordered = heard(stream, **rules)
    permuted = heard(shaken(stream, shake, LATE), **rules)
    assert not ordered.feed.quarantined
    assert meaning(permuted) == meaning(ordered)
