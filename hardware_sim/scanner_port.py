"""Scanners as devices: a serial one on a pseudo-terminal, a keyboard one on a fifo of input
events.

A stable symbolic link plays the part of /dev/serial/by-id: after replugging, the device behind it
is another one.
"""

from __future__ import annotations

import os
import select
import termios
import time
import tty
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from hardware_sim.scanner import Feedback, FeedbackReader, key_events

_SPLIT_PAUSE_S = 0.005


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Feedback to one scan, and how long it took from the last byte written."""

    feedback: Feedback
    after_ms: float


class SerialScanner:
    """Writes codes and reads the feedback line. Blocking; one thread uses it at a time."""

    def __init__(self, link: Path) -> None:
        self.link = link
        self._controller = self._terminal = -1
        self._reader = FeedbackReader()
        self._late: list[Feedback] = []
        self.plug_in()

    def plug_in(self) -> None:
        """A new pseudo-terminal behind the link."""
        self._controller, self._terminal = os.openpty()
        tty.setraw(self._terminal)
        os.set_blocking(self._controller, False)
        self._reader.clear()
        fresh = self.link.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(os.ttyname(self._terminal))
        fresh.replace(self.link)

    def unplug(self) -> None:
        """Both ends go; whoever has it open reads an end of file."""
        self.link.unlink(missing_ok=True)
        for descriptor in (self._terminal, self._controller):
            if descriptor >= 0:
                os.close(descriptor)
        self._controller = self._terminal = -1

    def scan(self, writes: Iterable[bytes], timeout_s: float) -> Heard | None:
        """Sends and waits for the first feedback. None: nobody answered in time; what nobody read
        is then taken out of the line again.
        """
        self._late += self._read(0)
        for place, data in enumerate(writes):
            if place:
                time.sleep(_SPLIT_PAUSE_S)
            self._write(data)
        sent_ns = time.perf_counter_ns()
        deadline = time.monotonic() + timeout_s
        while (left := deadline - time.monotonic()) > 0:
            found = self._read(left)
            if found:
                heard = Heard(
                    feedback=found[0], after_ms=(time.perf_counter_ns() - sent_ns) / 1_000_000
                )
                self._late += found[1:]
                return heard
        termios.tcflush(self._terminal, termios.TCIFLUSH)
        return None

    def late(self, wait_s: float = 0.0) -> list[Feedback]:
        """Feedback that came after its scan was given up, or beyond the first one."""
        self._late += self._read(wait_s)
        found, self._late = self._late, []
        return found

    def close(self) -> None:
        self.unplug()

    def _write(self, data: bytes) -> None:
        while data:
            try:
                data = data[os.write(self._controller, data) :]
            except BlockingIOError:
                select.select([], [self._controller], [], 0.05)

    def _read(self, wait_s: float) -> list[Feedback]:
        if not select.select([self._controller], [], [], wait_s)[0]:
            return []
        try:
            return self._reader.feed(os.read(self._controller, 4096))
        except BlockingIOError:
            return []


class KeyboardScanner:
    """Types codes as input events into a fifo. It hears nothing: its picker looks at the
    screen.
    """

    def __init__(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        os.mkfifo(path, 0o600)
        self.path = path
        self._descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK)

    def type(self, text: str) -> None:
        """Raises BlockingIOError when nobody reads."""
        os.write(self._descriptor, key_events(text))

    def forget(self) -> None:
        """What nobody read is gone, as with a keyboard."""
        try:
            while os.read(self._descriptor, 65_536):
                pass
        except BlockingIOError:
            return

    def close(self) -> None:
        os.close(self._descriptor)
        self.path.unlink(missing_ok=True)
