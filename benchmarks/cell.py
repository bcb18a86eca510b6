"""A cell's promises measured: scan to feedback and telegram to label in a running plant and, alone,
with a long journal beside an empty one; start-up with a long journal.

The plant is ``lineside demo`` at a speed that leaves the machine time, so that the figures are of
the cell and not of
the queue before it.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.alone import latencies
from edge.cell.model import CellState
from edge.journal.store import Journal, RawInput
from edge.node.recovery import checkpoint_of, recover
from wire.events import AnyFact, Scanned, Verdict
from wire.ids import DeviceId, PersonId, WorkplaceId

LONG_JOURNAL_FACTS = 1_500_000
SHORTER_FACTS = 150_000
LATENCIES = 240
TAIL_FACTS = 20_000
"""Facts behind the newest checkpoint: the most there can be in a cell that works without a pause.
"""
STARTS = 5
PROGRAM = str(Path(sys.executable).with_name("lineside"))


def rows(*, full: bool) -> list[dict[str, Any]]:
    """Figures by name, each with the number of measurements it rests on."""
    with tempfile.TemporaryDirectory() as folder:
        return [
            *plant(full=full),
            *commits(Path(folder) / "c"),
            *starts(Path(folder) / "s", full),
            *journals(full=full),
        ]


def journals(*, full: bool) -> list[dict[str, Any]]:
    """The cell of ``alone`` with nothing behind it, and with ``facts`` that central holds and of
    which none is old enough to go.
    """
    facts = LONG_JOURNAL_FACTS if full else SHORTER_FACTS

    def filled(folder: Path) -> None:
        fill(folder, facts)
        journal = Journal(folder, now_us=_now_us)
        journal.set_mark("acknowledged", str(journal.last_offset))
        journal.close()

    found = []
    for number in range(2):
        for name, journal in (("empty", None), (f"of {facts} facts", filled)):
            rows = latencies(
                vehicles=LATENCIES, journal=journal, name=f", journal {name}, run {number + 1}"
            )
            found += [{**row, "load": round(os.getloadavg()[0], 1)} for row in rows]
    return found


def plant(*, full: bool) -> list[dict[str, Any]]:
    """A day of ``vehicles`` at 30 times real speed, with the usual faults, to its audit."""
    vehicles = 120 if full else 30
    answer = subprocess.run(
        [
            PROGRAM,
            "demo",
            "--headless",
            "--speed",
            "30",
            "--vehicles",
            str(vehicles),
            "--seed",
            "7",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    summary = json.loads(answer.stdout.splitlines()[-1])
    found = [
        {
            "name": f"plant {name} {key}",
            "n": summary["parts_married"],
            "ours_ms": summary[name][key],
            "ok": summary["ok"],
        }
        for name in ("scan_to_feedback_ms", "telegram_to_label_ms")
        for key in ("p50", "p99")
    ]
    found.append(
        {
            "name": "plant cell resident",
            "n": 3,
            "mb": max(v for k, v in summary["resident_mb"].items() if k.startswith("cell")),
        }
    )
    return found


def commits(folder: Path) -> list[dict[str, Any]]:
    """One scan's durable commit: raw bytes and one fact."""
    journal = Journal(folder, now_us=_now_us)
    times = []
    for number in range(2000):
        began = time.perf_counter()
        journal.commit(RawInput(source="scanner:s", data=b"P123"), [_fact(number)], _now_us())
        times.append((time.perf_counter() - began) * 1e3)
    journal.close()
    times.sort()
    return [
        {"name": "commit of a scan p50", "n": len(times), "ours_ms": times[len(times) // 2]},
        {"name": "commit of a scan p99", "n": len(times), "ours_ms": times[-len(times) // 100]},
    ]


def starts(folder: Path, full: bool) -> list[dict[str, Any]]:
    """Process start to ready, with a short journal and with a long one."""
    found = []
    for facts in (1000, LONG_JOURNAL_FACTS if full else SHORTER_FACTS):
        place = folder / str(facts)
        fill(place, facts)
        began = time.perf_counter()
        journal = Journal(place, now_us=_now_us)
        recover(journal)
        recovery_ms = (time.perf_counter() - began) * 1e3
        journal.close()
        ready = [start_once(place) for _ in range(STARTS)]
        found += [
            {"name": "recovery", "n": facts, "ours_ms": recovery_ms},
            {"name": "process start to ready", "n": facts, "ours_ms": median(ready)},
        ]
    return found


def fill(folder: Path, facts: int) -> None:
    """A journal of scans with a checkpoint ``TAIL_FACTS`` before its end."""
    journal = Journal(folder, now_us=_now_us)
    state = CellState()
    checkpoint_at = max(0, facts - TAIL_FACTS)
    for first in range(0, facts, 10_000):
        batch: list[AnyFact] = [_fact(n) for n in range(first, min(first + 10_000, facts))]
        journal.commit(None, batch, _now_us())
        if first <= checkpoint_at < first + 10_000:
            state.offset = checkpoint_at
            journal.keep_checkpoint(checkpoint_of(state))
    journal.close()


def start_once(folder: Path) -> float:
    """Milliseconds from the process's start until its screen says that it is ready."""
    port = _free_port()
    token = folder / "token"
    token.write_text("none")
    config = folder / "cell.toml"
    config.write_text(
        f'[cell]\nnode = "bench"\ndata_dir = "{folder}"\n'
        f'[central]\nurl = "http://127.0.0.1:1"\ntoken_file = "{token}"\n'
        '[broker]\nhost = "127.0.0.1"\nport = 1\n[broadcast]\nfeeds = ["L1"]\n'
        f"[screen]\nport = {port}\n"
        '[[workplace]]\nname = "left"\nscanner = "s"\n'
        f'[[scanner]]\nname = "s"\nkind = "serial_port"\ndevice = "{folder}/none"\n'
    )
    began = time.perf_counter()
    process = subprocess.Popen(
        [PROGRAM, "edge", "run", "--config", str(config)],
        stdout=subprocess.DEVNULL,
        env=os.environ | {"LINESIDE_CRASH": ""},
    )
    try:
        while time.perf_counter() - began < 60:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return (time.perf_counter() - began) * 1e3
            time.sleep(0.005)
        raise SystemExit("the cell did not come up")
    finally:
        process.terminate()
        process.wait(20)


def _fact(number: int) -> Scanned:
    return Scanned(
        device=DeviceId("s"),
        workplace=WorkplaceId("left"),
        person=PersonId("p"),
        verdict=Verdict.UNKNOWN,
        code="code.unknown",
        text=f"P7L0-012-{number:07d}",
        raw_id=0,
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _now_us() -> int:
    return time.time_ns() // 1000
