"""``lineside plan``: both kinds of files, every output, and refusals by name."""

from __future__ import annotations

import csv
import json
import xml.etree.ElementTree as ET
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

from edge.commands.plan import app

DAY = """Date;SeqRank;Ident;Paint Color;HPRC1;LPRC1;
2003 38 3;1;022038230001;4;1;0;
2003 38 3;2;022038230002;4;0;0;
2003 38 3;3;022038230002;4;0;0;
2003 38 3;4;022038230003;1;0;1;

"""
CELL = """
[cell]
pickers = 1
takt_s = 60
capacity = 2
rack_size = 2
line_side_places = 6
[layout]
kind = "line"
positions = 4
[[family]]
name = "seat"
[[family.variant]]
face = 0
needs = ["HPRC1"]
[[family.variant]]
face = 2
without = ["HPRC1"]
"""


def run(*args: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(args))
    return done.exit_code, done.output


def plan_day(folder: Path, cell: str, *more: str) -> tuple[int, str]:
    (folder / "vehicles.txt").write_text(DAY, encoding="latin-1")
    (folder / "cell.toml").write_text(cell, encoding="utf-8")
    out = str(folder / "out")
    return run(str(folder), "--cell", str(folder / "cell.toml"), "--out", out, "--plain", *more)


def test_a_plant_day_gives_plan_and_pictures(tmp_path: Path) -> None:
    status, said = plan_day(tmp_path, CELL, "--compare", "fixed")
    assert status == 0, said
    assert "fixed racks" in said
    out = tmp_path / "out"
    whole = json.loads((out / "plan.json").read_text())
    assert whole["certificate"]["optimal"]
    assert [v for tour in whole["tours"] for v in tour["vehicles"]] == [
        "022038230001",
        "022038230002",
        "022038230003",
    ]
    with (out / "plan.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["face"] for row in rows if row["vehicle"] == "022038230001"] == ["1-01"]
    assert {row["rack"] for row in rows} == {"R0001", "R0002"}
    for picture in ("gantt.svg", "walk.svg"):
        assert ET.parse(out / picture).getroot().tag.endswith("svg")  # noqa: S314


def test_telegrams_are_read(tmp_path: Path) -> None:
    file = tmp_path / "day.jsonl"
    lines = [
        {
            "type": "cat3",
            "feed": "L1",
            "call_number": f"C{i}",
            "status": "final",
            "options": {"A": "1"},
        }
        for i in range(5)
    ]
    file.write_bytes(b"\n".join(msgspec.json.encode(line) for line in lines))
    status, said = run(str(file), "--out", str(tmp_path / "out"), "--plain")
    assert status in (0, 1), said
    assert "5 vehicles read" in said
    assert "synthetic" in said


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("[cell]\ntact_s = 3\n", "unknown key 'tact_s'"),
        ("[cell]\ncapacity = 'x'\n", "capacity is of type int"),
        ("[plant]\n", "unknown table 'plant'"),
        ("[cell]\npickers = 0\n", "no picker"),
        (CELL.replace("face = 2", "face = 9"), "face does not exist"),
        (CELL.replace('without = ["HPRC1"]', 'needs = ["LPRC1"]'), "no variant fires"),
        (CELL.replace('kind = "line"', 'kind = "ring"'), "layout.kind is block or line"),
    ],
)
def test_bad_cells_are_refused_by_name(tmp_path: Path, cell: str, says: str) -> None:
    status, said = plan_day(tmp_path, cell)
    assert status == 2
    assert says in said
