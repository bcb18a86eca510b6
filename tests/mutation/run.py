"""Mutation run of one room: ``python -m tests.mutation.run ROOM [--sample N] [--seed S]``, and with
``--again`` only of what was not noticed the last time, by the tests as they are now.

Works on a copy under ``build/mutation/ROOM``; the tree itself is not touched. Needs the extra
``mutation``. Prints a line for each mutant that no test of the room noticed, and the score.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.mutation.rooms import PACKAGES, ROOMS, Room

ROOT = Path(__file__).resolve().parents[2]
KILLED = frozenset({1, 3})
SURVIVED, NOT_COVERED = 0, 33
"""Exit codes that mutmut keeps: pytest's, or its own where no test runs the line at all."""
CHUNK = 400
PYTEST = ("-p", "no:cacheprovider", "-x", "--timeout=300", "-k", "not postgresql")


def project(room: Room, folder: Path) -> None:
    """A copy of the tree in which mutmut mutates the files of this room alone."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    left_out = shutil.ignore_patterns("__pycache__")
    for package in (*PACKAGES, "tests", "docs"):
        shutil.copytree(ROOT / package, folder / package, ignore=left_out)
    for file in ("lineside.py", "pyproject.toml"):
        shutil.copy(ROOT / file, folder / file)
    with (folder / "pyproject.toml").open("a") as settings:
        settings.write(_settings(room))


def renew_tests(room: Room, folder: Path) -> None:
    """The tests as they are now, beside the mutants of before."""
    for place in (folder / "tests", folder / "mutants" / "tests"):
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(ROOT / "tests", place, ignore=shutil.ignore_patterns("__pycache__"))
    for place in (folder, folder / "mutants"):
        text = (ROOT / "pyproject.toml").read_text("utf-8")
        (place / "pyproject.toml").write_text(text + _settings(room), "utf-8")


def _settings(room: Room) -> str:
    values = {
        "source_paths": list(PACKAGES),
        "only_mutate": list(room.files),
        "pytest_add_cli_args": [
            "-p",
            "no:cacheprovider",
            "-x",
            "--timeout=300",
            "-k",
            "not postgresql",
        ],
        "pytest_add_cli_args_test_selection": list(room.tests),
        "also_copy": ["lineside.py", "docs"],
        "timeout_multiplier": 30.0,
        "timeout_constant": 10.0,
        "use_git_change_detection": False,
        "track_dependencies": False,
    }
    lines = [f"{name} = {json.dumps(value)}" for name, value in values.items()]
    return "\n[tool.mutmut]\n" + "\n".join(lines) + "\n"


def run(folder: Path, mutants: Sequence[str], children: int) -> int:
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(children), *mutants]
    with (folder / "log").open("ab") as log:
        return subprocess.run(
            command, cwd=folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL
        ).returncode


def results(folder: Path) -> dict[str, int | None]:
    """Exit code by mutant; None: it did not run yet."""
    found: dict[str, int | None] = {}
    for meta in sorted((folder / "mutants").rglob("*.meta")):
        found.update(json.loads(meta.read_text("utf-8"))["exit_code_by_key"])
    return found


def kept_results(folder: Path) -> dict[str, int | None]:
    """Those of all runs: mutmut forgets its own where other tests are chosen."""
    file = folder / "results.json"
    found: dict[str, int | None] = json.loads(file.read_text("utf-8")) if file.exists() else {}
    found.update({name: code for name, code in results(folder).items() if code is not None})
    file.write_text(json.dumps(found), "utf-8")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("room", choices=sorted(ROOMS))
    parser.add_argument("--sample", type=int, default=0, help="so many mutants; 0: all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--children", type=int, default=1)
    parser.add_argument("--again", action="store_true", help="what was not noticed last time")
    asked = parser.parse_args()
    folder = ROOT / "build" / "mutation" / asked.room.replace("/", "-")
    if asked.again:
        before = kept_results(folder)
        renew_tests(ROOMS[asked.room], folder)
        chosen = [name for name, code in before.items() if code in (SURVIVED, NOT_COVERED)]
        _run_all(folder, chosen, asked.children)
        return report(asked.room, folder, list(before), len(results(folder)))
    project(ROOMS[asked.room], folder)
    # Mutants are made, and the tests run once unchanged; the name is nobody's, so none runs yet.
    run(folder, ["nobody.*"], asked.children)
    every = sorted(results(folder))
    if not every:
        sys.stderr.write((folder / "log").read_text("utf-8", "replace")[-3000:])
        return 2
    chosen = every
    if 0 < asked.sample < len(every):
        chosen = sorted(random.Random(asked.seed).sample(every, asked.sample))
    _run_all(folder, chosen, asked.children)
    return report(asked.room, folder, chosen, len(every))


def _run_all(folder: Path, mutants: Sequence[str], children: int) -> None:
    for begin in range(0, len(mutants), CHUNK):
        run(folder, mutants[begin : begin + CHUNK], children)


def report(room: str, folder: Path, chosen: Sequence[str], every: int) -> int:
    found = kept_results(folder)
    codes = Counter(found.get(name) for name in chosen)
    for name in chosen:
        if found.get(name) in (SURVIVED, NOT_COVERED):
            how = "survived" if found[name] == SURVIVED else "no test"
            print(f"{how}: {name}")
    killed = sum(codes[code] for code in KILLED)
    timeouts = sum(n for code, n in codes.items() if code not in KILLED | {0, 33, None})
    ran = len(chosen) - codes[None]
    share = 100 * (killed + timeouts) / ran if ran else 0.0
    print(
        f"{room}: {every} mutants, {ran} ran: {killed} killed, {timeouts} ended otherwise "
        f"(too slow, broken), {codes[SURVIVED]} survived, {codes[NOT_COVERED]} without a test: "
        f"{share:.1f} %"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
