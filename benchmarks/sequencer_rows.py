"""Rows of the sequencer's table, and how a time in them is taken."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from edge.sequencer import PlanParams, PlanProblem, reference

Row = dict[str, Any]


def least(work: Callable[[], Any], runs: int = 7) -> tuple[float, Any]:
    """Least wall-clock milliseconds of several runs, and the last result."""
    best, result = float("inf"), None
    for _ in range(runs):
        begin = time.perf_counter()
        result = work()
        best = min(best, (time.perf_counter() - begin) * 1e3)
    return best, result


def row(
    name: str,
    n: int,
    ours_ms: float,
    *,
    peer: str = "",
    peer_ms: float | None = None,
    equal: bool | None = None,
    proven: bool | None = None,
    **more: Any,
) -> Row:
    """One row of the table; `more` follows its columns."""
    return {
        "name": name,
        "n": n,
        "ours_ms": round(ours_ms, 4),
        "peer": peer,
        "peer_ms": None if peer_ms is None else round(peer_ms, 3),
        "ratio": None if peer_ms is None else round(peer_ms / ours_ms, 1),
        "equal_objective": equal,
        "proven": proven,
        **more,
    }


def kernels_on(problem: PlanProblem) -> Callable[[], reference.Outcome]:
    from edge.sequencer import compiled
    from edge.sequencer.arrays import as_arrays

    arrays = as_arrays(problem)
    return lambda: compiled.decide(arrays, compiled.price_all(arrays), PlanParams())
