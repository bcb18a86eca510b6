"""Where the kernels cannot be had the reference plans, and the reason is said."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from edge.sequencer.warm import cache_folder, warm
from tests.support.paths import ROOT

WITHOUT_NUMBA = """
import sys
sys.modules["numba"] = None
from edge.sequencer import Face, LineLayout, Part, Picker, PlanProblem, Vehicle, plan
from edge.sequencer.warm import warm
warmth = warm()
assert not warmth.ready and "numba" in warmth.reason, warmth
vehicle = Vehicle(id="v", due_ms=100_000, parts=(Part(face=0),))
problem = PlanProblem(
    now_ms=0, vehicles=(vehicle,), faces=(Face(position_mm=1),), layout=LineLayout(),
    pickers=(Picker(id="p"),), capacity=1,
)
answer = plan(problem)
assert answer.engine == "reference" and answer.certificate.optimal
assert not any(name.split(".")[0] == "numpy" for name in sys.modules), "the reference needs numpy"
"""


def test_without_numba_the_reference_plans() -> None:
    run = subprocess.run(
        [sys.executable, "-c", WITHOUT_NUMBA],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )
    assert run.returncode == 0, run.stderr


def test_a_cache_that_cannot_be_made_is_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    (tmp_path / "file").write_text("")
    warmth = warm(tmp_path / "file")
    assert not warmth.ready
    assert "NotADirectoryError" in warmth.reason


def test_the_cache_is_of_this_version_of_the_kernels(tmp_path: Path) -> None:
    assert cache_folder(tmp_path) == cache_folder(tmp_path)
    assert cache_folder(tmp_path).parent == tmp_path
