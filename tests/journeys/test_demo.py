"""The whole product, headless and audited: the plant with its cells, and the office.

Without Mosquitto the demo brings its own broker, so this runs everywhere.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.paths import ROOT

VEHICLES, TRUCKS = 12, 8


def demo(folder: Path, *words: str) -> dict[str, Any]:
    """The summary of a demo that ended well."""
    ended = subprocess.run(
        [
            sys.executable,
            *("-m", "lineside", "demo", "--headless", "--json", "--seed", "7"),
            *("--dir", str(folder), *words),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    summary: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    assert summary["ok"] is True
    return summary


@pytest.mark.timeout(420)
def test_two_days_of_the_office_end_audited(tmp_path: Path) -> None:
    summary = demo(tmp_path / "demo", "--office", "--days", "3", "--kill")
    assert summary["files"] > summary["files_by_state"]["posted"] > 0
    assert summary["released"] > 0
    assert summary["orders"] > 0
    assert summary["acknowledgements"] > 0
    assert summary["notes_posted_late"] > 0
    assert summary["pieces_left_behind"] > 0
    assert summary["pieces_refused_or_missing"] > 0
    assert summary["moves_of_parts_refused"] > 0


@pytest.mark.timeout(180)
def test_a_short_day_ends_audited(tmp_path: Path) -> None:
    summary = demo(tmp_path / "demo", "--speed", "max", "--vehicles", str(VEHICLES))
    assert summary["problems"] == []
    assert summary["vehicles"] == VEHICLES + TRUCKS
    assert summary["parts_married"] == summary["parts_expected"] > 0
    assert summary["wrong_accepted"] == 0
    assert summary["facts"] == summary["facts_applied"]
    assert summary["holes_open"] == 0
    assert summary["died"] == []
