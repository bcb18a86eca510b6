"""Published single-picker instances: every walk is as long as its proven optimum."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from edge.sequencer import (
    BlockLayout,
    Face,
    Part,
    Picker,
    PlanParams,
    PlanProblem,
    Vehicle,
    plan,
)
from edge.sequencer.walk import Walks

DATA = os.environ.get("LINESIDE_DATA")
pytestmark = pytest.mark.skipif(
    not DATA or not (Path(DATA) / "sprp").is_dir(), reason="LINESIDE_DATA has no folder sprp"
)


def read(path: Path) -> tuple[BlockLayout, tuple[Face, ...]]:
    """Layout and distinct stops; cells count from the top, our front is the depot's end."""
    head: dict[str, str] = {}
    faces = set()
    for line in path.read_text(encoding="latin-1").splitlines():
        if " : " in line:
            key, value = line.split(" : ", 1)
            head[key.strip()] = value.strip()
        elif " AISLE " in line:
            words = line.split()
            faces.add((int(words[3]), int(words[5])))
    between, step = int(head["DISTANCE_AISLE_TO_AISLE"]), int(head["DISTANCE_CELL_TO_CELL"])
    bottom, top = int(head["DISTANCE_BOTTOM_TO_CELL"]), int(head["DISTANCE_TOP_TO_CELL"])
    assert int(head["DISTANCE_TOP_OR_BOTTOM_TO_DEPOT"]) == 0
    length = (int(head["NUM_CELLS"]) - 1) * step + bottom + top
    layout = BlockLayout(
        aisle_mm=(length,) * int(head["NUM_AISLES"]),
        pitch_mm=between,
        depot_aisle=int(head["DEPOT_AISLE"]),
    )
    from_top = ((aisle, top + cell * step) for aisle, cell in sorted(faces))
    return layout, tuple(
        Face(aisle=aisle, position_mm=mm if head["DEPOT_LOCATION"] == "top" else length - mm)
        for aisle, mm in from_top
    )


def instances() -> list[tuple[Path, int]]:
    folder = Path(str(DATA)) / "sprp"
    with (folder / "optimal.csv").open() as file:
        return [
            (folder / row["instance"], int(row["optimal_tour_length"]))
            for row in csv.DictReader(file)
        ]


def test_plain_walks_equal_the_published_optima() -> None:
    listed = instances()
    assert len(listed) >= 240
    for path, optimum in listed:
        layout, faces = read(path)
        assert Walks(layout, faces).length_mm(range(len(faces))) == optimum, path.name


@pytest.mark.usefixtures("kernels")
def test_compiled_walks_equal_the_published_optima() -> None:
    for path, optimum in instances():
        layout, faces = read(path)
        problem = PlanProblem(
            now_ms=0,
            vehicles=(
                Vehicle(
                    id="v",
                    due_ms=10**9,
                    parts=tuple(Part(face=index) for index in range(len(faces))),
                ),
            ),
            faces=faces,
            layout=layout,
            pickers=(Picker(id="p"),),
            capacity=1,
            speed_mm_s=1000,
        )
        assert plan(problem, PlanParams(engine="kernels")).cost.work_ms == optimum, path.name
