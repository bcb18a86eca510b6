"""``lineside plan --masters``: the masters' own rules, faces and layout plan the day."""

from __future__ import annotations

import csv
from pathlib import Path

from typer.testing import CliRunner

from edge.commands.plan import app
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
