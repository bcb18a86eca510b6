"""Minutes of cover are the same at the terminal and on the board: over a break, while the line is
silent, while it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.support.cell import world
from tests.support.truth.plant import Plant
from wire.codec import encode
from wire.masters import Masters, Shift
from wire.sync import Head


def masters_with_a_break() -> Masters:
    """A vehicle a minute; the mirror is fitted 10 vehicles after the call; a break from 08:04."""
    made = world.masters(takt_s=60)
    fits = tuple(msgspec.structs.replace(fit, offset_vehicles=10) for fit in made.fits)
    shift = Shift(
        shift="day",
        feeds=(world.FEED,),
        days=("mon",),
        begins="06:00",
        ends="22:00",
        breaks=("08:04-08:19",),
    )
    return msgspec.structs.replace(made, fits=fits, shifts=(shift,))


@pytest.fixture
def plant(tmp_path: Path, migrated_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Plant]:
    """08:00, and the first vehicle was just called."""
    made = Plant(tmp_path, migrated_file, monkeypatch, masters_with_a_break())
    made.passes(0)
    made.line(world.telegram(1, transmission=1))
    made.passes(0)
    yield made
    made.close()


def test_ten_vehicles_ahead_and_a_break_after_four_minutes_are_25_minutes(plant: Plant) -> None:
    assert plant.cover_min() == (25, 25)
    plant.passes(10 * 60)
    assert plant.cover_min() == (15, 15)
    plant.passes(9 * 60)
    assert plant.cover_min() == (6, 6)


def test_a_cell_that_died_leaves_a_cover_that_counts_on(plant: Plant) -> None:
    plant.wire.cut = True
    plant.passes(10 * 60)
    assert plant.cover_min() == (15, 15)


def test_nothing_counts_down_while_the_line_says_that_it_stands(plant: Plant) -> None:
    plant.passes(60)
    stands = Head(feed=world.FEED, position=1, at_us=1, line_running=False)
    plant.cell._node.take_head("L1", encode(stands))
    plant.passes(0)
    before = plant.cover_min()
    assert before == (24, 24)
    plant.passes(60)
    plant.clock.s += 20
    assert plant.cover_min() == before
