"""Measure the sequencer beside its peers: prints a table and writes build/bench.json.

    python benchmarks/sequencer.py [--full] [--data FOLDER]

Quick mode (minutes) gives CP-SAT 100 vehicles and leaves plain Python out where it is slow; --full
gives both 1,000. `ours_ms` is the least of several runs of the kernels on arrays that are made (the
rows say where more is in it); peers run once, in the same process and run. FOLDER holds roadef2005.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from sequencer_cells import TAKT_MS, cell, plant_days, seeded_cell, seeded_options, seeded_rules  # noqa: E402
from sequencer_peers import NumpyRules, cp_sat, fixed_racks  # noqa: E402

from edge.sequencer import PlanParams, PlanProblem, plan, reference  # noqa: E402
from edge.sequencer.warm import warm  # noqa: E402
from edge.sequencer.windows import build_windows  # noqa: E402

UNIT_MS = 200  # every time of the cell is a multiple
LATE_START_MS = 700_000
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
    made = {
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
    against = f"{peer:13} {peer_ms:12.2f} ms  x{peer_ms / ours_ms:<10.0f}" if peer_ms else " " * 42
    rest = " ".join(f"{key}={value}" for key, value in more.items())
    print(f"{name:22} {n:7} {ours_ms:10.4f} ms  {against} equal={equal} proven={proven} {rest}")
    return made


def explode_rows(sizes: list[int]) -> list[Row]:
    import numpy as np

    from edge.sequencer.compiled import CompiledRules

    rules, made = seeded_rules(), []
    compiled, columns = CompiledRules(rules), NumpyRules(rules)
    for n in sizes:
        sets = seeded_options(n)
        words = compiled.pack(sets)
        ours, out = least(lambda words=words: compiled.explode(words))
        plain_ms, plain = least(lambda sets=sets: rules.explode(sets), 1)
        numpy_ms, taken = least(lambda words=words: columns.explode(words), 1)
        bits = np.unpackbits(out.view(np.uint8), axis=1, bitorder="little")[:, : rules.faces]
        same = [tuple(np.flatnonzero(line).tolist()) for line in bits] == plain
        made.append(row("explode", n, ours, peer="plain-python", peer_ms=plain_ms, equal=same))
        same = bool((bits == taken).all())
        made.append(row("explode", n, ours, peer="numpy", peer_ms=numpy_ms, equal=same))
    return made


def kernels_on(problem: PlanProblem) -> Callable[[], reference.Outcome]:
    from edge.sequencer import compiled
    from edge.sequencer.arrays import as_arrays

    arrays = as_arrays(problem)
    return lambda: compiled.decide(arrays, compiled.price_all(arrays), 2000)


def plan_rows(
    name: str, sizes: list[int], plain_to: int, cp_sizes: list[int], seconds: float, **times: int
) -> list[Row]:
    made = []
    for n in sorted({*sizes, *cp_sizes}):
        problem = seeded_cell(n, **times)
        ours, outcome = least(kernels_on(problem))
        value = (outcome.late_ms, outcome.cost)
        proven = value == (outcome.bound_late_ms, outcome.bound_cost)
        facts = {"late_s": outcome.late_ms / 1e3, "work_s": outcome.cost / 1e3}
        if n <= plain_to:
            begin = time.perf_counter()
            windows = build_windows(problem)
            plain = reference.solve(windows, 2000)
            spent = (time.perf_counter() - begin) * 1e3
            same = (plain.late_ms, plain.cost) == value
            facts["plain_proven"] = (plain.late_ms, plain.cost) == (
                plain.bound_late_ms,
                plain.bound_cost,
            )
            made.append(
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
            made.append(
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
                    peer_work_s=rival.work_ms / 1e3,
                    **facts,
                )
            )
        if n > plain_to and n not in cp_sizes:
            made.append(row(name, n, ours, proven=proven, **facts))
    return made


def end_to_end_rows(sizes: list[int]) -> list[Row]:
    made = []
    for n in sizes:
        problem = seeded_cell(n)
        ours, answer = least(lambda problem=problem: plan(problem), 3)
        plain_ms, plain = least(lambda p=problem: plan(p, PlanParams(engine="reference")), 1)
        made.append(
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
    return made


def replan_rows(n: int, rounds: int) -> list[Row]:
    import random

    from edge.sequencer.live import LiveArrays
    from edge.sequencer.replan import FaceOut, LineShifted, Moved, PickerLeft, Pulled, Replanner

    problem = seeded_cell(n)
    begin = time.perf_counter()
    reference.solve(build_windows(problem), 2000)
    full_ms = (time.perf_counter() - begin) * 1e3
    rng = random.Random(3)

    def spread(name: str, times: list[float], equal: bool, **more: Any) -> Row:
        times.sort()
        p50, p99 = times[len(times) // 2], times[int(len(times) * 0.99)]
        return row(
            name,
            n,
            p50,
            peer="plain-python",
            peer_ms=full_ms,
            equal=equal,
            proven=True,
            p99_ms=round(p99, 4),
            **more,
        )

    made = []
    live = LiveArrays(problem)

    def stop() -> None:
        live.delay(rng.randrange(live.n), 100)

    def pull() -> None:
        v = rng.randrange(live.n)
        live.remove(v)
        live.settle()

    def put_back() -> None:
        v = rng.randrange(live.n)
        live.insert(v, replace(problem.vehicles[0], due_ms=live.due_ms(v)))
        live.settle()

    def short() -> None:
        face = rng.randrange(240)
        live.replace_many({v: other for v, other in touched[face].items() if v < live.n})
        live.settle()

    touched = {
        face: {
            v: replace(vehicle, parts=tuple(p for p in vehicle.parts if p.face != face))
            for v, vehicle in enumerate(problem.vehicles)
            if any(part.face == face for part in vehicle.parts)
        }
        for face in range(240)
    }
    kinds = {
        "replan-line-stop": [stop],
        "replan-pulled": [pull],
        "replan-moved": [pull, put_back],
        "part-short": [short],
    }
    for name, edits in kinds.items():
        live = LiveArrays(problem)
        times, late = [], 0
        for _ in range(rounds):
            if live.n < n // 2:
                live = LiveArrays(problem)
            elif name == "part-short":
                live.replace_many(dict(enumerate(problem.vehicles)))
            begin = time.perf_counter()
            for edit in edits:
                edit()
            late += live.certify()[1] > 0
            times.append((time.perf_counter() - begin) * 1e3)
        made.append(spread(name, times, True, late_rounds=late, includes="arrays only"))

    gone = replace(problem, pickers=problem.pickers[:1], leaving=("bert",))
    live, times = LiveArrays(problem), []
    for _ in range(max(20, rounds // 20)):
        begin = time.perf_counter()
        live.pickers(gone)
        outcome = live.decide(2000)
        times.append((time.perf_counter() - begin) * 1e3)
    full = plan(gone)
    same = (outcome.late_ms, outcome.cost) == (full.cost.late_ms, full.cost.work_ms)
    made.append(spread("picker-gone", times, same, includes="arrays only"))

    changes: dict[str, Callable[[Replanner], Any]] = {
        "replan-call-line-stop": lambda r: LineShifted(
            from_vehicle=rng.choice(r.plan.problem.vehicles).id, by_ms=1000
        ),
        "replan-call-pulled": lambda r: Pulled(vehicle=rng.choice(r.plan.problem.vehicles).id),
        "replan-call-moved": lambda r: Moved(
            vehicle=r.plan.problem.vehicles[5].id,
            before=r.plan.problem.vehicles[9].id,
            due_ms=r.plan.problem.vehicles[9].due_ms,
        ),
        "part-short-call": lambda r: FaceOut(face=rng.randrange(240), instead=rng.randrange(240)),
        "picker-gone-call": lambda r: PickerLeft(picker="bert"),
    }
    for name, change in changes.items():
        times, equal = [], True
        replanner = Replanner(problem)
        replanner.apply(LineShifted(from_vehicle="v0", by_ms=0))
        for number in range(max(5, rounds // 20) if name != "picker-gone-call" else 3):
            if name == "picker-gone-call":
                replanner = Replanner(problem)
                replanner.apply(LineShifted(from_vehicle="v0", by_ms=0))
            what = change(replanner)
            begin = time.perf_counter()
            answer = replanner.apply(what)
            times.append((time.perf_counter() - begin) * 1e3)
            if number < 3:
                full = plan(answer.problem)
                equal &= (full.cost.late_ms, full.cost.work_ms) == (
                    answer.cost.late_ms,
                    answer.cost.work_ms,
                )
        made.append(
            spread(
                name,
                times,
                equal,
                late_s=answer.cost.late_ms / 1e3,
                gap_late_s=answer.certificate.gap_late_ms / 1e3,
                includes="from the change to the plan as objects",
            )
        )
    return made


def day_rows(data: Path) -> list[Row]:
    made = []
    for day in plant_days(data):
        problem = cell(day.picks)
        ours, outcome = least(kernels_on(problem), 3)
        windows = build_windows(problem)
        begin = time.perf_counter()
        late, work = fixed_racks(windows)
        spent = (time.perf_counter() - begin) * 1e3
        made.append(
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
    return made


def process_rows() -> list[Row]:
    """Cold and warm start and memory, each in a process of its own."""
    made = []
    with tempfile.TemporaryDirectory() as folder:
        for name in ("plan-start-cold", "plan-start-warm"):
            env = {**os.environ, "NUMBA_CACHE_DIR": folder}
            begin = time.perf_counter()
            script = "from edge.sequencer.warm import warm; assert warm().ready"
            subprocess.run([sys.executable, "-c", script], env=env, cwd=ROOT, check=True)
            made.append(row(name, 0, (time.perf_counter() - begin) * 1e3, includes="whole process"))
        run = subprocess.run(
            [sys.executable, __file__, "--memory"],
            env={**os.environ, "NUMBA_CACHE_DIR": folder},
            capture_output=True,
            text=True,
            check=True,
        )
    rss, spent = run.stdout.split()
    made.append(row("plan-memory", 10_000, float(spent), rss_mb=int(rss) // 1024))
    return made


def memory() -> None:
    """Print resident memory (kB) after one plan of 10,000 vehicles, and its milliseconds."""
    warm()
    problem = seeded_cell(10_000)
    spent, _ = least(lambda: plan(problem), 1)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, spent)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--data", default=os.environ.get("LINESIDE_DATA"))
    args = parser.parse_args()
    if args.memory:
        memory()
        return
    warmth = warm()
    if not warmth.ready:
        raise SystemExit(f"the kernels cannot be compiled: {warmth.reason}")
    full = bool(args.full)
    rows = explode_rows([1_000, 10_000, *([100_000] if full else [])])
    limit = 300.0 if full else 60.0
    sizes = [1_000, 10_000, 100_000]
    cp_sizes = [100, 1_000] if full else [100]
    rows += plan_rows("plan", sizes, 10_000 if full else 1_000, cp_sizes, limit)
    rows += plan_rows(
        "coupled",
        [200, *sizes],
        1_000 if full else 200,
        cp_sizes,
        limit,
        pickers_from_ms=LATE_START_MS,
    )
    rows += end_to_end_rows([60, 1_000])
    rows += replan_rows(1_000, 2_000 if full else 400)
    if args.data and (Path(args.data) / "roadef2005").is_dir():
        rows += day_rows(Path(args.data))
    else:
        print("plan-real-day: left out, neither --data nor LINESIDE_DATA names a folder with it")
    rows += process_rows()
    out = ROOT / "build" / "bench.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    print(f"{len(rows)} rows in {out.relative_to(ROOT)}; takt {TAKT_MS / 1e3} s")


if __name__ == "__main__":
    main()
