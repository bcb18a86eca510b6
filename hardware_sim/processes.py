"""Real processes under the demo's hand: started, stopped, killed and started again, with their
output in files. None outlives us, even when we are killed ourselves.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_STOP_S = 5.0
_C = ctypes.CDLL(None, use_errno=True)


def die_with_parent() -> None:
    """Runs in the child between fork and exec (Linux): our end is its end."""
    _C.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


@dataclass(slots=True, kw_only=True)
class Program:
    """One program that may be started many times. Not thread-safe: use it from one thread, the
    main one, because the kernel ties the child's life to the thread that made it.
    """

    name: str
    command: Sequence[str]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None
    starts: int = 0
    kills: int = 0
    _process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        return self._process.pid if self._process is not None else 0

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def exit_status(self) -> int | None:
        return None if self._process is None else self._process.poll()

    def start(self) -> None:
        """Raises RuntimeError if it runs already, OSError if it cannot be started."""
        if self.running:
            raise RuntimeError(f"{self.name} is running")
        self.starts += 1
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own programs
                list(self.command),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, **self.environment},
                cwd=self.folder,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )

    def kill(self) -> None:
        """kill -9 of the program and all it started."""
        self.kills += 1
        self._signal(signal.SIGKILL)
        self._wait(_STOP_S)

    def stop(self) -> bool:
        """SIGTERM, and SIGKILL after five seconds. True if it went by itself."""
        if self._process is None or not self.running:
            return True
        self._signal(signal.SIGTERM)
        if self._wait(_STOP_S):
            return True
        self._signal(signal.SIGKILL)
        self._wait(_STOP_S)
        return False

    def resident_mb(self) -> float:
        """Resident memory now; 0 when it does not run."""
        try:
            text = Path(f"/proc/{self.pid}/status").read_text("ascii")
        except OSError:
            return 0.0
        for line in text.splitlines():
            if line.startswith("VmRSS:"):
                return round(int(line.split()[1]) / 1024, 1)
        return 0.0

    def last_lines(self, count: int = 5) -> str:
        """End of its log, for a failure that has to be explained."""
        try:
            lines = self.log.read_text("utf-8", "replace").splitlines()
        except OSError:
            return ""
        return "\n".join(lines[-count:])

    def _signal(self, number: signal.Signals) -> None:
        if self._process is None or self._process.poll() is not None:
            return
        try:
            os.killpg(self._process.pid, number)
        except ProcessLookupError:
            return

    def _wait(self, timeout_s: float) -> bool:
        if self._process is None:
            return True
        try:
            self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            return False
        return True


def stop_all(programs: Sequence[Program]) -> None:
    """Asks all to stop at once, then waits for each; the last ones are killed."""
    for program in programs:
        if program.running:
            os.kill(program.pid, signal.SIGTERM)
    deadline = time.monotonic() + _STOP_S
    while any(program.running for program in programs) and time.monotonic() < deadline:
        time.sleep(0.02)
    for program in programs:
        program.stop()
