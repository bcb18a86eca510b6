"""Lines for people on stderr: what stays, and one line of progress that is written over."""

from __future__ import annotations

import contextlib
import shutil
import sys
import time
from collections.abc import Callable
from typing import TextIO

RARELY_S = 30.0
"""So often progress is told where nothing can be written over: in a pipe or a file."""
_BACK = "\r\x1b[K"


class Console:
    """``stream`` is taken anew for each line; nothing is raised when nobody reads any more."""

    def __init__(self, stream: Callable[[], TextIO], now_s: Callable[[], float]) -> None:
        self._stream = stream
        self._now_s = now_s
        self._told_s: float | None = None
        self._open = False
        """The last line is progress, and the cursor stands at its end."""

    def say(self, text: str) -> None:
        """A line that stays."""
        self._write((_BACK if self._open else "") + text + "\n")
        self._open = False

    def progress(self, text: str) -> None:
        """On a terminal instead of the last progress, elsewhere a line now and then."""
        if self._stream().isatty():
            self._write(_BACK + text[: shutil.get_terminal_size().columns - 1])
            self._open = True
        elif self._told_s is None or self._now_s() - self._told_s >= RARELY_S:
            self._told_s = self._now_s()
            self._write(text + "\n")

    def _write(self, text: str) -> None:
        with contextlib.suppress(OSError):
            stream = self._stream()
            stream.write(text)
            stream.flush()


_CONSOLE = Console(lambda: sys.stderr, time.monotonic)
say, progress = _CONSOLE.say, _CONSOLE.progress
