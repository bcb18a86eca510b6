"""Cells as real processes, quickly: one process imports the cell once and forks each run of it.

A forked cell does what ``python -m edge run`` does after its imports: its own session, signals,
files and exit status. The planner's compiled kernels are left out (the reference plans): they have
no part in what is stored, and compiling them would be all the time a test takes.
Run as a program this file is that process; it speaks JSON lines on its standard streams.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.support.paths import ROOT

_PR_SET_PDEATHSIG = 1
_C = ctypes.CDLL(None, use_errno=True)


def die_with_parent() -> None:
    """The end of the process that made this one is its own end (Linux)."""
    _C.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class Forks:
    """The other side of the pipe. Not thread-safe."""

    def __init__(self, log: Path) -> None:
        self._log = log.open("wb")
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            cwd=ROOT,
        )

    def start(
        self,
        config: Path,
        log: Path,
        *,
        crash: str = "",
        file_bytes_max: int | None = None,
        files_max: int | None = None,
    ) -> int:
        """The pid of a cell that begins to run."""
        return int(
            self._ask(
                [
                    "start",
                    str(config),
                    str(log),
                    crash,
                    -1 if file_bytes_max is None else file_bytes_max,
                    -1 if files_max is None else files_max,
                ]
            )
        )

    def status(self, pid: int) -> int | None:
        """None: it runs. Else the exit status, or minus the signal that ended it."""
        answer = self._ask(["status", pid])
        return None if answer is None else int(answer)

    def close(self) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()
        self._log.close()

    def _ask(self, question: list[Any]) -> Any:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(question).encode() + b"\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"the process that forks cells is gone: {Path(self._log.name).read_text()}"
        return json.loads(line)


def serve() -> None:
    """Until the pipe ends; what still runs then is killed."""
    die_with_parent()
    for left_out in ("numba", "pandas"):  # sqlite_utils imports pandas where it is installed
        sys.modules[left_out] = None  # type: ignore[assignment]
    import sqlite_utils.db  # noqa: F401 - imported by the cell only as it opens its journal

    import edge.app.composition
    import edge.commands.cell  # noqa: F401

    ended: dict[int, int] = {}
    running: set[int] = set()
    while line := sys.stdin.buffer.readline():
        word, *given = json.loads(line)
        if word == "start":
            pid = _fork(*given)
            running.add(pid)
            answer: int | None = pid
        else:
            answer = _status(given[0], ended)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    for pid in running - ended.keys():
        if os.waitpid(pid, os.WNOHANG)[0] == 0:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _status(pid: int, ended: dict[int, int]) -> int | None:
    if pid not in ended:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found == 0:
            return None
        ended[pid] = os.waitstatus_to_exitcode(status)
    return ended[pid]


def _fork(config: str, log: str, crash: str, file_bytes_max: int, files_max: int) -> int:
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        os.setsid()
        die_with_parent()
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)
        os.dup2(file, 1)
        os.dup2(file, 2)
        os.environ["LINESIDE_CRASH"] = crash
        if file_bytes_max >= 0:
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes_max, file_bytes_max))
        if files_max >= 0:
            resource.setrlimit(resource.RLIMIT_NOFILE, (files_max, files_max))
        status = _run_cell(config)
    finally:
        os._exit(status)


def _run_cell(config: str) -> int:
    import traceback

    from edge.commands.cell import app

    try:
        app(["run", "--config", config], prog_name="python -m edge")
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:  # noqa: BLE001 - what the interpreter would do
        traceback.print_exc()
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


if __name__ == "__main__":
    serve()
