"""The sequencer beside its peers: usage rules, certified plans, and the coupled case.

Quick mode gives CP-SAT up to 300 vehicles and a minute, and leaves plain Python out where it is
slow; full mode gives both up to 1,000 and CP-SAT five minutes each. `ours_ms` is the least of
several runs of the kernels on arrays that are made already (plan-call: from objects to objects);
peers run once, in the same process.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial

import numpy as np

from benchmarks.sequencer_cells import seeded_cell, seeded_options, seeded_rules
from benchmarks.sequencer_peers import NumpyRules, cp_sat
from benchmarks.sequencer_rows import Row, kernels_on, least, row
from edge.sequencer import PlanParams, plan, reference
from edge.sequencer.warm import warm
from edge.sequencer.windows import build_windows

UNIT_MS = 200  # every time of the cell is a multiple
LATE_START_MS = 700_000


def rows(*, full: bool) -> Iterator[Row]:
    """The table; nothing where the kernels cannot be compiled."""
    if not warm().ready:
        return
    yield from explode_rows([1_000, 10_000, *([100_000] if full else [])])
    seconds = 300.0 if full else 60.0
    sizes, cp_sizes = [1_000, 10_000, 100_000], [100, 300, *([1_000] if full else [])]
    yield from plan_rows("plan", sizes, 10_000 if full else 1_000, cp_sizes, seconds)
    yield from plan_rows(
        "coupled",
        sizes,
        1_000 if full else 300,
        cp_sizes,
        seconds,
        pickers_from_ms=LATE_START_MS,
    )
    yield from end_to_end_rows([60, 1_000])


def explode_rows(sizes: list[int]) -> Iterator[Row]:
    from edge.sequencer.compiled import CompiledRules

    rules = seeded_rules()
    compiled, columns = CompiledRules(rules), NumpyRules(rules)
    for n in sizes:
        sets = seeded_options(n)
        words = compiled.pack(sets)
        ours, out = least(partial(compiled.explode, words))
        plain_ms, plain = least(partial(rules.explode, sets), 1)
        numpy_ms, taken = least(partial(columns.explode, words), 1)
        bits = np.unpackbits(out.view(np.uint8), axis=1, bitorder="little")[:, : rules.faces]
        same = [tuple(np.flatnonzero(line).tolist()) for line in bits] == plain
        yield row("explode", n, ours, peer="plain-python", peer_ms=plain_ms, equal=same)
        same = bool((bits == taken).all())
        yield row("explode", n, ours, peer="numpy", peer_ms=numpy_ms, equal=same)


def plan_rows(
    name: str, sizes: list[int], plain_to: int, cp_sizes: list[int], seconds: float, **times: int
) -> Iterator[Row]:
    for n in sorted({*sizes, *cp_sizes}):
        problem = seeded_cell(n, **times)
        ours, outcome = least(kernels_on(problem))
        value = (outcome.late_ms, outcome.cost)
        proven = value == (outcome.bound_late_ms, outcome.bound_cost)
        facts = {"late_s": outcome.late_ms / 1e3, "work_s": outcome.cost / 1e3}
        if n <= plain_to:
            begin = time.perf_counter()
            windows = build_windows(problem)
            plain = reference.solve(windows, PlanParams())
            spent = (time.perf_counter() - begin) * 1e3
            same = (plain.late_ms, plain.cost) == value
            facts["plain_proven"] = (plain.late_ms, plain.cost) == (
                plain.bound_late_ms,
                plain.bound_cost,
            )
            yield (
                row(
                    name,
                    n,
                    ours,
                    peer="plain-python",
                    peer_ms=spent,
                    equal=same,
                    proven=proven,
                    **facts,
                )
            )
        if n in cp_sizes:
            windows = build_windows(problem)
            begin = time.perf_counter()
            # our lateness of 0 is proven, so CP-SAT gets the easier problem with hard dues
            rival = cp_sat(windows, unit_ms=UNIT_MS, seconds=seconds, late=outcome.late_ms > 0)
            spent = (time.perf_counter() - begin) * 1e3
            yield (
                row(
                    name,
                    n,
                    ours,
                    peer="cp-sat",
                    peer_ms=spent,
                    equal=(rival.late_ms, rival.work_ms) == value,
                    proven=proven,
                    peer_proven=rival.proven,
                    peer_limit_s=seconds,
                    peer_late_s=rival.late_ms / 1e3,
                    peer_work_s=rival.work_ms / 1e3,
                    **facts,
                )
            )
        if n > plain_to and n not in cp_sizes:
            yield row(name, n, ours, proven=proven, **facts)


def end_to_end_rows(sizes: list[int]) -> Iterator[Row]:
    for n in sizes:
        problem = seeded_cell(n)
        ours, answer = least(partial(plan, problem), 3)
        plain_ms, plain = least(partial(plan, problem, PlanParams(engine="reference")), 1)
        yield (
            row(
                "plan-call",
                n,
                ours,
                peer="plain-python",
                peer_ms=plain_ms,
                equal=answer.cost == plain.cost,
                proven=answer.certificate.optimal,
                includes="objects checked and made into arrays, plan made into objects",
            )
        )
