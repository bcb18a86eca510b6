"""A journal of the version before, by the commands that people type: ``lineside replay`` reads it,
``lineside edge run`` takes it over and works, and nothing that stood in it changes.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from edge.journal.migrations import names
from tests.support.faults.little_plant import expected_parts
from tests.support.faults.little_plant import telegram as make_telegram
from tests.support.faults.rig import Rig
from tests.support.waiting import soon

pytestmark = pytest.mark.timeout(180)  # whole programs start: on a busy machine that takes long
ROOT = Path(__file__).resolve().parents[2]
FACTS = "SELECT * FROM facts ORDER BY 1"


class Commands:
    """Cells as whole processes of their own, as a service manager starts them."""

    def __init__(self) -> None:
        self._running: dict[int, subprocess.Popen[bytes]] = {}

    def start(self, config: Path, log: Path, **_: Any) -> int:
        with log.open("ab") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "lineside", "edge", "run", "--config", str(config)],
                cwd=ROOT,
                env={**os.environ, "NUMBA_DISABLE_JIT": "1"},  # as in ``forks``: not compiled here
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )
        self._running[process.pid] = process
        return process.pid

    def status(self, pid: int) -> int | None:
        return self._running[pid].poll()

    def close(self) -> None:
        for process in self._running.values():
            if process.poll() is None:
                process.kill()
            process.wait()


@pytest.fixture
def made_rig(mosquitto: Path, tmp_path: Path) -> Iterator[Rig]:
    commands = Commands()
    rig = Rig(tmp_path / "rig", commands, mosquitto)  # type: ignore[arg-type]
    yield rig
    rig.close()
    commands.close()


def lineside(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "lineside", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def replayed(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(lineside("replay", str(folder)))
    return found


def rows(file: Path) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(file)) as db:
        return db.execute(FACTS).fetchall()


def test_the_journal_of_the_version_before_is_taken_over_and_works(made_rig: Rig) -> None:
    rig = made_rig
    before_newest = Path(__file__).parent / "journals" / f"schema-{len(names()) - 1}.sql"
    rig.data.mkdir()
    file = rig.data / "journal.sqlite3"
    with closing(sqlite3.connect(file)) as old, old:
        old.executescript(before_newest.read_text("utf-8"))
    then, facts_then = replayed(rig.data), rows(file)
    assert (then["chain"], then["facts"]["scanned"] > 3) == ("holds", True)
    assert "good, cell" in lineside("edge", "check-config", "--config", str(rig.config))
    for number in range(1, 5):
        rig.place(make_telegram(number))
        rig.announced[f"C{number:06d}"] = expected_parts(number)
    rig.serials = 1000
    rig.start(wait=False)
    soon(rig.ready, "ready", 90)
    picked = rig.picked()
    rig.pick(3)
    assert rig.picked() == picked + 3
    soon(rig.settled, "central has it")
    os.kill(rig.pid, signal.SIGTERM)
    assert rig.exit_status(60) == 0
    now = replayed(rig.data)
    assert now["chain"] == "holds" and now["last_offset"] > then["last_offset"]
    assert now["facts"]["scanned"] >= then["facts"]["scanned"] + 3
    assert rows(file)[: len(facts_then)] == facts_then
