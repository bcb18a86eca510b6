"""``lineside plan --masters``: the masters' own rules, faces and layout plan the day."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path

from typer.testing import CliRunner

from edge.cell.masters import compile_masters
from edge.commands.plan import app
from formats.masters_table import read_masters
from tests.support.paths import MASTERS
from wire.codec import encode
from wire.telegram import Status, Telegram

LINE = ({"LEA": "1"}, {"LEA": "1", "HEATED": "1"}, {"TOW": "1"})


def planned(folder: Path, *more: str, colour: str = "black") -> tuple[int, str]:
    telegrams = [
        Telegram(
            feed="L1",
            call_number=f"C{number}",
            status=Status.FINAL,
            sequence_number=f"{number:04d}",
            colour=colour,
            options=options,
        )
        for number, options in enumerate(LINE, start=1)
    ]
    (folder / "day.ndjson").write_bytes(b"\n".join(map(encode, telegrams)))
    words = [str(folder / "day.ndjson"), "--out", str(folder / "out"), "--plain", *more]
    done = CliRunner().invoke(app, words)
    return done.exit_code, done.output


def test_each_vehicle_is_picked_where_the_masters_say(tmp_path: Path) -> None:
    status, said = planned(tmp_path, "--masters", str(MASTERS))
    assert status == 0 and "synthetic" not in said
    with (tmp_path / "out" / "plan.csv").open(newline="") as file:
        picks = {(row["vehicle"], row["face"], row["rack"]) for row in csv.DictReader(file)}
    assert picks == {
        ("C1", "A01", "SEAT-0001"),
        ("C1", "B02", "MIRROR-0001"),
        ("C2", "A02", "SEAT-0001"),
        ("C2", "B02", "MIRROR-0001"),
        ("C3", "A03", "SEAT-0001"),
        ("C3", "B02", "MIRROR-0001"),
        ("C3", "B03", "MIRROR-0001"),
    }


def two_lines(folder: Path) -> None:
    """Two feeds, vehicle by vehicle in turn."""
    telegrams = [
        Telegram(
            feed=feed,
            call_number=f"{feed}{number}",
            status=Status.FINAL,
            sequence_number=f"{number:04d}",
            colour="black",
            options={"LEA": "1"},
        )
        for number in range(1, 7)
        for feed in ("L1", "L2")
    ]
    (folder / "day.ndjson").write_bytes(b"\n".join(map(encode, telegrams)))


def slots(folder: Path) -> dict[str, list[tuple[str, int]]]:
    """Rack to its vehicles and their slots."""
    found: dict[str, set[tuple[str, int]]] = {}
    with (folder / "out" / "plan.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["rack"], set()).add((row["vehicle"], int(row["slot"])))
    return {rack: sorted(held, key=lambda it: it[1]) for rack, held in found.items()}


def test_a_rack_is_of_one_feed_by_masters(tmp_path: Path) -> None:
    made = MASTERS.read_text("utf-8")
    seat = made.index('rack_family = "SEAT"')
    made = f'{made[:seat]}more_feeds = ["L2"]\n{made[seat:]}'
    made += '\n[[feeds]]\nfeed = "L2"\n'
    (tmp_path / "two.toml").write_text(made)
    two_lines(tmp_path)
    size = compile_masters(read_masters(tomllib.loads(made))).rack_families["SEAT"].size
    words = [str(tmp_path / "day.ndjson"), "--masters", str(tmp_path / "two.toml")]
    done = CliRunner().invoke(app, [*words, "--out", str(tmp_path / "out"), "--plain"])
    assert done.exit_code == 0, done.output
    racks = slots(tmp_path)
    assert racks["SEAT-0001"] == [(f"L1{n}", n) for n in range(1, min(6, size) + 1)]
    assert racks["SEAT-L2-0001"] == [(f"L2{n}", n) for n in range(1, min(6, size) + 1)]
    assert not any(rack.startswith("MIRROR-L2") for rack in racks)


def test_a_rack_is_of_one_feed_by_the_cells_own_rules(tmp_path: Path) -> None:
    two_lines(tmp_path)
    (tmp_path / "cell.toml").write_text("[cell]\nrack_size = 4\ncapacity = 4\n")
    words = [str(tmp_path / "day.ndjson"), "--cell", str(tmp_path / "cell.toml")]
    done = CliRunner().invoke(app, [*words, "--out", str(tmp_path / "out"), "--plain"])
    assert done.exit_code == 0, done.output
    assert slots(tmp_path) == {
        "R0001": [(f"L1{n}", n) for n in range(1, 5)],
        "R-L2-0001": [(f"L2{n}", n) for n in range(1, 5)],
        "R0002": [("L15", 1), ("L16", 2)],
        "R-L2-0002": [("L25", 1), ("L26", 2)],
    }
    with (tmp_path / "out" / "plan.csv").open(newline="") as file:
        tours = {(row["tour"], row["rack"]) for row in csv.DictReader(file)}
    assert len({tour for tour, _ in tours}) == len(tours) == 4


def test_what_the_rules_leave_open_or_is_written_twice_is_refused(tmp_path: Path) -> None:
    status, said = planned(tmp_path, "--masters", str(MASTERS), colour="blue")
    assert status == 2 and "vehicle C1: the rules leave mirror open" in said
    (tmp_path / "cell.toml").write_text("[layout]\naisles = 7\n")
    both = ("--masters", str(MASTERS), "--cell", str(tmp_path / "cell.toml"))
    status, said = planned(tmp_path, *both)
    assert status == 2 and "take [[family]] and [layout] out of --cell" in said
    (tmp_path / "twice.json").write_text('{"cell": "a", "cell": "b"}')
    status, said = planned(tmp_path, "--masters", str(tmp_path / "twice.json"))
    assert status == 2 and "the key 'cell' stands twice: leave it once" in said
    (tmp_path / "bad.toml").write_text(MASTERS.read_text("utf-8").replace("size =", "sise =", 1))
    status, said = planned(tmp_path, "--masters", str(tmp_path / "bad.toml"))
    assert status == 2 and "bad.toml: rack_families[1].sise: is unknown" in said
