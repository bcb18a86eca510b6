"""Real plant-days (LINESIDE_DATA names the folder that holds roadef2005), start, and memory."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.sequencer_cells import cell, plant_days
from benchmarks.sequencer_peers import fixed_racks
from benchmarks.sequencer_rows import Row, kernels_on, least, row
from edge.sequencer.warm import warm
from edge.sequencer.windows import build_windows

ROOT = Path(__file__).resolve().parent.parent
MEMORY = """
import resource, time
from edge.sequencer import plan
from edge.sequencer.warm import warm
from benchmarks.sequencer_cells import seeded_cell
warm()
problem = seeded_cell(10_000)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
begin = time.perf_counter()
answer = plan(problem)
spent = (time.perf_counter() - begin) * 1e3
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, before, spent)
"""


def rows(*, full: bool) -> Iterator[Row]:
    """The table; nothing where the kernels cannot be compiled, no days without the data."""
    if not warm().ready:
        return
    data = os.environ.get("LINESIDE_DATA")
    if data and (Path(data) / "roadef2005").is_dir():
        yield from day_rows(Path(data))
    yield from process_rows()


def day_rows(data: Path) -> Iterator[Row]:
    for day in plant_days(data):
        problem = cell(day.picks)
        ours, outcome = least(kernels_on(problem), 3)
        windows = build_windows(problem)
        begin = time.perf_counter()
        late, work = fixed_racks(windows)
        spent = (time.perf_counter() - begin) * 1e3
        yield (
            row(
                "plan-real-day",
                len(day.picks),
                ours,
                peer="fixed-racks-12",
                peer_ms=spent,
                equal=(outcome.late_ms, outcome.cost) == (late, work),
                proven=(outcome.late_ms, outcome.cost)
                == (outcome.bound_late_ms, outcome.bound_cost),
                day=day.name,
                late_s=outcome.late_ms / 1e3,
                fixed_late_s=late / 1e3,
                work_vs_fixed=f"{100 * (outcome.cost / work - 1):+.3f}%",
            )
        )


def process_rows() -> Iterator[Row]:
    """Cold and warm start and memory, each in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("plan-start-cold", "plan-start-warm"):
            env = {**os.environ, "NUMBA_CACHE_DIR": folder}
            begin, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
            script = "from edge.sequencer.warm import warm; assert warm().ready"
            subprocess.run([sys.executable, "-c", script], env=env, cwd=ROOT, check=True)
            spent = (time.perf_counter() - begin) * 1e3
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            yield row(name, 0, spent, cpu_ms=round(cpu * 1e3), includes="whole process")
        run = subprocess.run(
            [sys.executable, "-c", MEMORY],
            env={
                **os.environ,
                "NUMBA_CACHE_DIR": folder,
                "PYTHONPATH": os.pathsep.join(sys.path[:2]),
            },
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
    rss_kb, before_kb, spent_ms = run.stdout.split()
    yield (
        row(
            "plan-memory",
            10_000,
            float(spent_ms),
            rss_mb=int(rss_kb) // 1024,
            rss_before_mb=int(before_kb) // 1024,
            includes="the problem as objects",
        )
    )
