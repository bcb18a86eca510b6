"""Replanning: what a disturbance costs, on the arrays and from the change to the plan as objects.

Times are CPU time of the thread; `ours_ms` is the median, the peer plans from new. Rows on arrays
are not compared with a full plan here (the -call rows are, and so do the tests); there `proven`
says that the cheapest cut was on time in every round, otherwise a search would follow.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from benchmarks.sequencer_cells import seeded_cell
from benchmarks.sequencer_rows import Row, row
from edge.sequencer import PlanParams, plan, reference
from edge.sequencer.replan import FaceOut, LineShifted, Moved, PickerLeft, Pulled, Replanner
from edge.sequencer.warm import warm
from edge.sequencer.windows import build_windows


def rows(*, full: bool) -> Iterator[Row]:
    """The table; nothing where the kernels cannot be compiled."""
    if warm().ready:
        yield from replan_rows(1_000, 2_000 if full else 400)


def replan_rows(n: int, rounds: int) -> Iterator[Row]:
    from edge.sequencer.live import LiveArrays

    problem = seeded_cell(n)
    begin = time.perf_counter()
    reference.solve(build_windows(problem), PlanParams())
    full_ms = (time.perf_counter() - begin) * 1e3
    rng = random.Random(3)

    def spread(name: str, times: list[float], equal: bool | None, proven: bool, **more: Any) -> Row:
        times.sort()
        p50, p99 = times[len(times) // 2], times[int(len(times) * 0.99)]
        return row(
            name,
            n,
            p50,
            peer="plain-python",
            peer_ms=full_ms,
            equal=equal,
            proven=proven,
            p99_ms=round(p99, 4),
            clock="cpu",
            **more,
        )

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
            begin = time.thread_time()
            for edit in edits:
                edit()
            late += live.certify()[1] > 0
            times.append((time.thread_time() - begin) * 1e3)
        yield spread(name, times, None, late == 0, late_rounds=late, includes="arrays only")

    gone = replace(problem, pickers=problem.pickers[:1], leaving=("bert",))
    live, times = LiveArrays(problem), []
    for _ in range(max(20, rounds // 20)):
        begin = time.thread_time()
        live.pickers(gone)
        outcome = live.decide(PlanParams())
        times.append((time.thread_time() - begin) * 1e3)
    full = plan(gone)
    same = (outcome.late_ms, outcome.cost) == (full.cost.late_ms, full.cost.work_ms)
    yield spread("picker-gone", times, same, full.certificate.optimal, includes="arrays only")

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
            begin = time.thread_time()
            answer = replanner.apply(what)
            times.append((time.thread_time() - begin) * 1e3)
            if number < 3:
                full = plan(answer.problem)
                equal &= (full.cost.late_ms, full.cost.work_ms) == (
                    answer.cost.late_ms,
                    answer.cost.work_ms,
                )
        yield (
            spread(
                name,
                times,
                equal,
                answer.certificate.optimal,
                late_s=answer.cost.late_ms / 1e3,
                gap_late_s=answer.certificate.gap_late_ms / 1e3,
                includes="from the change to the plan as objects",
            )
        )
