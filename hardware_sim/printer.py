"""A label printer's brain: bytes in, replies and physical labels out; time is an argument.

It prints one label after the other, answers ``~HS`` with three lines, and says nothing at all
while paper is out or the head is open, as the real one does. What was buffered when paper ran out
comes out after reloading, whatever the sender believes by then.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from hardware_sim.zpl import Command, ZplLabel, ZplReader

STX, ETX = "\x02", "\x03"


@dataclass(frozen=True, slots=True, kw_only=True)
class PhysicalLabel:
    """A label that lies in the tray. Times in seconds of the caller's clock."""

    printer: str
    label: ZplLabel
    last_byte_s: float
    printed_s: float

    def first_code(self) -> str:
        codes = self.label.codes()
        return codes[0] if codes else ""


@dataclass(slots=True, kw_only=True)
class Habits:
    """How the printer behaves; changed by hand or by the plan of faults."""

    print_s: float = 0.0
    """Time for one label."""
    labels_on_roll: int | None = None
    """Paper runs out after so many; None: never."""
    silent_until_s: float = 0.0
    """Answers nothing until then, but prints."""
    cut_after_bytes: int | None = None
    """Closes the connection once, after so many more bytes."""
    head_open: bool = False


@dataclass(slots=True)
class _Waiting:
    label: ZplLabel
    last_byte_s: float


@dataclass(slots=True)
class PrinterBrain:
    """One printer. ``handle`` for bytes, ``step`` for time; both return bytes to send back."""

    name: str
    habits: Habits = field(default_factory=Habits)
    printed: list[PhysicalLabel] = field(default_factory=list)
    """Every label that ever came out, in order."""
    tray: deque[PhysicalLabel] = field(default_factory=deque)
    """Those that nobody took yet."""
    paper_out: bool = False
    on_printed: list[Callable[[], None]] = field(default_factory=list)
    """Told of every label that comes out."""
    _reader: ZplReader = field(default_factory=ZplReader)
    _waiting: deque[_Waiting] = field(default_factory=deque)
    _busy_until_s: float = 0.0
    _bytes_to_cut: int | None = None

    def handle(self, data: bytes, now_s: float) -> tuple[bytes, bool]:
        """Reply and whether the connection is to be cut. Bytes after a cut are lost."""
        data, cut = self._take_before_cut(data)
        reply = b""
        for item in self._reader.feed(data):
            if isinstance(item, ZplLabel):
                self._waiting.append(_Waiting(item, now_s))
            elif isinstance(item, Command):
                self.step(now_s)
                reply += self._answer(item, now_s)
        self.step(now_s)
        return reply, cut

    def step(self, now_s: float) -> None:
        """Prints what is due."""
        while self._waiting and not self.stopped:
            if self.habits.labels_on_roll == 0:
                self.paper_out = True
                return
            start_s = max(self._busy_until_s, self._waiting[0].last_byte_s)
            if start_s + self.habits.print_s > now_s:
                return
            self._print(self._waiting.popleft(), start_s + self.habits.print_s)

    @property
    def stopped(self) -> bool:
        return self.paper_out or self.habits.head_open

    def load_paper(self, labels: int | None, now_s: float) -> None:
        """A person puts in a new roll and closes the head."""
        self.habits.labels_on_roll = labels
        self.habits.head_open = False
        self.paper_out = False
        self._busy_until_s = max(self._busy_until_s, now_s)
        self.step(now_s)

    def take_labels(self, most: int = 1000) -> list[PhysicalLabel]:
        """Somebody takes labels out of the tray, the oldest first."""
        return [self.tray.popleft() for _ in range(min(most, len(self.tray)))]

    @property
    def partial_labels(self) -> int:
        return self._reader.partial_labels

    def _print(self, waiting: _Waiting, at_s: float) -> None:
        self._busy_until_s = at_s
        if self.habits.labels_on_roll is not None:
            self.habits.labels_on_roll -= 1
        for _ in range(min(waiting.label.quantity, 50)):
            physical = PhysicalLabel(
                printer=self.name,
                label=waiting.label,
                last_byte_s=waiting.last_byte_s,
                printed_s=at_s,
            )
            self.printed.append(physical)
            self.tray.append(physical)
        for tell in self.on_printed:
            tell()

    def _answer(self, command: Command, now_s: float) -> bytes:
        if command.name != "~HS" or self.stopped or now_s < self.habits.silent_until_s:
            return b""
        return host_status(formats=len(self._waiting), in_label=self._reader.in_label)

    def _take_before_cut(self, data: bytes) -> tuple[bytes, bool]:
        limit = self.habits.cut_after_bytes
        if limit is None:
            return data, False
        if len(data) < limit:
            self.habits.cut_after_bytes = limit - len(data)
            return data, False
        self.habits.cut_after_bytes = None
        return data[:limit], True


def host_status(*, formats: int, in_label: bool = False) -> bytes:
    """The three lines of ``~HS`` of a printer that is well; ``formats`` wait in its buffer."""
    lines = (
        f"030,0,0,1245,{min(formats, 999):03d},0,0,0,000,0,0,0",
        f"001,0,0,0,1,2,4,{int(in_label)},{formats:08d},1,000",
        "1234,0",
    )
    return "".join(f"{STX}{line}{ETX}\r\n" for line in lines).encode()
