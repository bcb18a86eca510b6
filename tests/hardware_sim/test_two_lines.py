"""Two lines of two makers beside each other: who needs what, and who is asked by phone."""

from __future__ import annotations

from pathlib import Path

import pytest

from hardware_sim.day import Wishes, make_day
from hardware_sim.demo_folder import Run
from hardware_sim.plant import Plant
from hardware_sim.trucks import FEED, LINE_2
from hardware_sim.two_lines import TwoLines
from hardware_sim.wire_formats import encode


@pytest.fixture
def day(tmp_path: Path) -> tuple[Plant, TwoLines]:
    plant, lines = make_day(Wishes(run=Run(folder=tmp_path, seed=3), vehicles=120))
    assert isinstance(lines, TwoLines)
    return plant, lines


def test_each_vehicle_needs_parts_of_racks_for_its_line_alone(day: tuple[Plant, TwoLines]) -> None:
    plant, lines = day
    racks = {rack.rack_family: rack.feed for cell in plant.cells for rack in cell.rack_families}
    for record in lines.records:
        needs = plant.expected_parts(record.vehicle)
        assert needs
        assert {racks[need.rack_family] == FEED for need in needs} == {record.vehicle.feed == FEED}


def test_both_lines_pass_evenly_and_each_feed_is_told_in_its_own_format(
    day: tuple[Plant, TwoLines],
) -> None:
    plant, lines = day
    cars, trucks = lines.lines
    told = []
    while not lines.done:
        told += lines.advance()
        assert abs(cars.passed / 120 - trucks.passed / 30) <= 1 / 30
    told += lines.finish()
    assert {t["feed"] for t in told} == {feed.feed for feed in plant.feeds}
    rows = [encode(t, LINE_2) for t in told if t["feed"] == FEED]
    assert len({len(row) for row in rows}) == 1
    assert max(r.run for r in trucks.records) == 1, "its numbers end and begin again"
    assert lines.passed == len(lines.records) == 150
    assert lines.outstanding == 0


def test_a_number_that_both_lines_have_is_asked_for_at_its_own(
    day: tuple[Plant, TwoLines],
) -> None:
    _, lines = day
    while not lines.done:
        lines.advance()
    for feed in ("L1", "L1-SUN", FEED):
        line = lines.of(feed)
        lost = [record for record in line.records if record.lost]
        told = [line.read_out(record.number) for record in lost]
        assert [t and t["call_number"] for t in told] == [r.vehicle.call_number for r in lost]
    assert lines.of("L1") is lines.of("L1-SUN") is not lines.of(FEED)
