"""Measurements of a running cell: latencies of its promises, memory and disk."""

from __future__ import annotations

import os
import shutil
import time
from bisect import bisect_left
from collections import deque
from itertools import accumulate
from pathlib import Path

from edge.health import Delay, Spread

WINDOW = 5000
BUCKETS_MS = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 500.0)


class Latency:
    """Measurements of one promise, in milliseconds: the last ones for percentiles, all of them for
    the spread.
    """

    def __init__(self) -> None:
        self._ms: deque[float] = deque(maxlen=WINDOW)
        self._ordered: list[float] = []
        self._ordered_at = 0
        self._buckets = [0] * (len(BUCKETS_MS) + 1)
        self._sum_ms = 0.0
        self.count = 0

    def add(self, ms: float) -> None:
        self._ms.append(ms)
        self._buckets[bisect_left(BUCKETS_MS, ms)] += 1
        self._sum_ms += ms
        self.count += 1

    def spread(self) -> Spread:
        within = zip(BUCKETS_MS, accumulate(self._buckets), strict=False)
        return Spread(at_most=tuple(within), count=self.count, sum_ms=self._sum_ms)

    def figures(self) -> Delay:
        return Delay(ms_p50=self.percentile(50), ms_p99=self.percentile(99), spread=self.spread())

    def percentile(self, percent: int) -> float | None:
        """Nearest rank over the window, at most 2 % of it behind; None before the first one."""
        if not self._ms:
            return None
        if self.count - self._ordered_at > len(self._ordered) // 50:
            self._ordered, self._ordered_at = sorted(self._ms), self.count
        ordered = self._ordered
        rank = max(1, -(-percent * len(ordered) // 100))
        return round(ordered[rank - 1], 3)


def resident_bytes() -> int:
    """Memory of this process that is in RAM now; 0: the system cannot say, it has no file left."""
    try:
        said = Path("/proc/self/status").read_text("ascii")
    except OSError:
        return 0
    for line in said.splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0


def process_age_s() -> float:
    """Since the kernel started this process, so that imports count as part of a start."""
    fields = Path("/proc/self/stat").read_text("ascii").rpartition(")")[2].split()
    started_s = int(fields[19]) / os.sysconf("SC_CLK_TCK")
    return time.clock_gettime(time.CLOCK_BOOTTIME) - started_s


def free_disk_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free
