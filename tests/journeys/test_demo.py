"""The whole product, headless: central, three cells, a broker, the simulated plant, and an audit.

Without Mosquitto the demo brings its own broker, so this runs everywhere.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VEHICLES = 12


@pytest.mark.timeout(180)
def test_a_short_day_ends_audited(tmp_path: Path) -> None:
    ended = subprocess.run(
        [
            sys.executable,
            *("-m", "lineside", "demo", "--headless", "--json", "--speed", "max", "--seed", "7"),
            *("--vehicles", str(VEHICLES), "--dir", str(tmp_path / "demo")),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    summary = json.loads(ended.stdout.splitlines()[-1])
    assert summary["ok"] is True
    assert summary["problems"] == []
    assert summary["vehicles"] == VEHICLES
    assert summary["parts_married"] == summary["parts_expected"] > 0
    assert summary["wrong_accepted"] == 0
    assert summary["facts"] == summary["facts_applied"]
    assert summary["holes_open"] == 0
    assert summary["died"] == []
