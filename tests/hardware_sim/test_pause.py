"""A line with a break in its calendar, and the cover that terminals have to show for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from hardware_sim.audit_pause import cover_problems
from hardware_sim.catalogue import synthetic_plant
from hardware_sim.found import Cover, Evidence
from hardware_sim.journal_reader import Book
from hardware_sim.pause import Pause, pause_soon

PAUSE = Pause(
    begins=datetime(2026, 3, 2, 9, 0, tzinfo=UTC), ends=datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
)


def at(hour: int, minute: int) -> float:
    return datetime(2026, 3, 2, hour, minute, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("since", "work_min", "reached"),
    [
        ((8, 0), 59, (8, 59)),
        ((8, 0), 60, (9, 0)),
        ((8, 50), 60, (10, 20)),
        ((9, 0), 10, (9, 40)),
        ((9, 10), 10, (9, 40)),
        ((9, 30), 10, (9, 40)),
    ],
)
def test_a_line_stands_in_its_break(
    since: tuple[int, int], work_min: int, reached: tuple[int, int]
) -> None:
    assert PAUSE.reached_s(at(*since), work_min * 60) == at(*reached)


def test_a_break_begins_at_a_whole_minute_of_the_day_in_utc() -> None:
    soon = pause_soon(datetime.fromisoformat("2026-03-02T23:55:31+01:00"))
    assert soon.as_stop(["L1"]) == {
        "stop": "Break",
        "feeds": ["L1"],
        "begins": "2026-03-02T23:05",
        "ends": "2026-03-02T23:35",
    }


def seen(minutes: float | None) -> Evidence:
    """The last telegram came at 08:50; the terminal was looked at a minute later."""
    book = Book("cell-a")
    book.heard_s["L1"] = at(8, 50)
    return Evidence(
        plant=replace(synthetic_plant(), pause=PAUSE),
        records=(),
        books=[book],
        central_marriages=(),
        facts_applied={},
        scans=(),
        tones=(),
        physical={},
        holes={},
        covers=[Cover(cell="cell-a", minutes=minutes, at_s=at(8, 51))],
    )


@pytest.mark.parametrize(
    ("minutes", "sound"), [(90, True), (80, True), (60, False), (120, False), (None, False)]
)
def test_the_cover_has_to_know_the_break(minutes: float | None, sound: bool) -> None:
    assert (not list(cover_problems(seen(minutes)))) is sound
