"""Compile the kernels, or load them from the cache, before anybody needs them.

To be called at install and at start, in a worker thread: it takes seconds the first time and a
part of one after that. Until it has returned, the reference plans.
"""

from __future__ import annotations

import hashlib
import os
import platform
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from edge.sequencer import engines
from edge.sequencer.problem import (
    BlockLayout,
    Face,
    LineLayout,
    Part,
    Picker,
    PlanParams,
    PlanProblem,
    Vehicle,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Warmth:
    """Whether the kernels serve, and if not, why; and where they are kept."""

    ready: bool
    reason: str
    cache: Path | None


def cache_folder(base: Path) -> Path:
    """The folder of this version of the kernels on this kind of machine under `base`: numba looks
    for changes in one source file at a time, and code for one processor is not for another."""
    files = sorted(Path(__file__).parent.glob("*kernel*.py"))
    source = b"".join(file.read_bytes() for file in files)
    parts = [metadata.version("numba"), platform.machine(), platform.python_version()]
    digest = hashlib.sha256(source + "|".join(parts).encode()).hexdigest()[:12]
    return base / f"kernels-{parts[0]}-{platform.machine()}-{digest}"


def warm(cache: Path | None = None) -> Warmth:
    """Make the kernels serve. `cache`: where compiled code is kept; by default NUMBA_CACHE_DIR,
    else lineside/ in the user's cache folder. Never raises for a missing or broken numba."""
    folder = None
    try:
        named = os.environ.get("NUMBA_CACHE_DIR")
        given = cache or (Path(named) if named else Path.home() / ".cache" / "lineside")
        folder = given if given.name.startswith("kernels-") else cache_folder(given)
        folder.mkdir(parents=True, exist_ok=True)
        os.environ["NUMBA_CACHE_DIR"] = str(folder)
        import numba

        numba.config.CACHE_DIR = str(folder)  # type: ignore[attr-defined]
        from edge.sequencer.live import reach_all
        from edge.sequencer.live_changes import LiveSolver

        solver = LiveSolver()
        for late in (False, True):
            for block in (False, True):
                solver.solve(_sample(late=late, block=block), PlanParams(label_limit=4))
        reach_all(_sample(late=False, block=True))
    except Exception as error:  # noqa: BLE001 - whatever numba and LLVM raise, the reference plans
        return Warmth(ready=False, reason=f"{type(error).__name__}: {error}", cache=folder)
    engines.enable(solver)
    return Warmth(ready=True, reason="", cache=folder)


def _sample(*, late: bool, block: bool) -> PlanProblem:
    """A small problem that reaches every kernel."""
    vehicles = tuple(
        Vehicle(id=str(i), due_ms=i * 1000 if late else 10**9, parts=(Part(face=i % 2),))
        for i in range(6)
    )
    return PlanProblem(
        now_ms=0,
        vehicles=vehicles,
        faces=(Face(position_mm=1000), Face(position_mm=3000)),
        layout=BlockLayout(aisle_mm=(5000,), pitch_mm=1) if block else LineLayout(),
        pickers=(Picker(id="a"), Picker(id="b")),
        capacity=3,
        line_side_places=4,
        setup_ms=1000,
    )
