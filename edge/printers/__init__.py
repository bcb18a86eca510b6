"""Printers: the port, and how a driver is found.

A driver is a module ``edge/printers/<kind>.py`` with ``open_printer(settings) -> Printer`` and,
where it has options of its own, ``Settings``, a ``PrinterSettings`` with them. It is found by its
name; there is no list. A driver knows devices and bytes, never vehicles or racks.

Printing cannot be exactly once: a printer takes bytes into its buffer and says nothing about
paper. So a job that failed before its first byte is safe to send again, and after the first byte
nothing here ever sends it again by itself.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal, NamedTuple, Protocol

from settings.drivers import Unavailable, choose, drivers_in, read_settings


class PrinterError(ValueError):
    """The configuration of a printer is wrong; the text says what and what is possible. ``faults``
    are (key, text) where keys are at fault.
    """

    def __init__(self, text: str, faults: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(text)
        self.faults = tuple(faults)


CONNECT_S = 3.0


class Rule(NamedTuple):
    """An option, whether it is good, and what is wrong if it is not."""

    option: str
    good: bool
    fault: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterSettings:
    """One ``[[printer]]`` of the configuration: what every driver has."""

    name: str
    kind: str
    device: str
    """In the words of the driver."""
    allow: tuple[str, ...] = ("127.0.0.0/8",)
    """Where labels may go. ``tcp_9100``: addresses or networks, checked again at each connection;
    others: exact names or paths.
    """
    confirm: Literal["scan", "status"] = "scan"
    """What confirms a label: its scan-back, or the printer's own count when it stays clean."""
    answers_status: bool = True
    """The printer answers ``~HS``. False: jobs are sent blind, only a scan-back confirms."""
    connect_s: float = CONNECT_S
    write_s: float = 10.0
    status_s: float = 2.0
    """Silence after ``~HS`` for longer than this is the state SILENT."""

    def __post_init__(self) -> None:
        """Raises PrinterError with every fault."""
        if faults := [(key, text) for key, good, text in self.rules() if not good]:
            said = "; ".join(f"{key} {text}" for key, text in faults)
            raise PrinterError(f"printer {self.name!r}: {said}", faults)

    def rules(self) -> tuple[Rule, ...]:
        """A driver's own options add theirs."""
        answered = self.confirm != "status" or self.answers_status
        times = ("connect_s", "write_s", "status_s")
        return (
            Rule("device", bool(self.device), "is empty"),
            Rule("confirm", self.confirm in ("scan", "status"), "must be 'scan' or 'status'"),
            Rule("confirm", answered, "= 'status' needs answers_status = true"),
            *(Rule(key, getattr(self, key) > 0, "must be above 0") for key in times),
        )


class Condition(StrEnum):
    """What a printer says of itself, or what its silence says."""

    READY = "ready"
    PAUSED = "paused"
    PAPER_OUT = "paper_out"
    RIBBON_OUT = "ribbon_out"
    HEAD_OPEN = "head_open"
    BUFFER_FULL = "buffer_full"
    SILENT = "silent"
    """Connected, but no answer. A Zebra is silent with media or ribbon out and the head open."""
    UNREACHABLE = "unreachable"
    UNKNOWN = "unknown"
    """An answer that makes no sense, or none was ever asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterStatus:
    """The newest answer, or the newest failure to get one."""

    condition: Condition
    detail: str = ""
    at_monotonic_ns: int = 0
    formats_in_buffer: int | None = None
    labels_remaining: int | None = None

    @property
    def idle(self) -> bool:
        """All that was sent is printed, as far as the printer knows."""
        return (
            self.condition is Condition.READY
            and self.formats_in_buffer == 0
            and self.labels_remaining == 0
        )

    def age_s(self, now_monotonic_ns: int) -> float:
        return (now_monotonic_ns - self.at_monotonic_ns) / 1e9


class Outcome(StrEnum):
    SENT = "sent"
    """Every byte was taken over. Not: printed."""
    FAILED = "failed"
    """Before the first byte: nothing can have been printed, sending again is safe."""
    UNKNOWN = "unknown"
    """After the first byte: only a person can say what came out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendResult:
    outcome: Outcome
    condition: Condition
    """Why it failed; for SENT, what the printer said right behind the job (READY where it is not
    asked).
    """
    detail: str = ""


class Printer(Protocol):
    """One printer. The caller keeps one job in it at a time."""

    async def print(
        self, job: bytes, *, before_first_byte: Callable[[], Awaitable[None]]
    ) -> SendResult:
        """Send one job. ``before_first_byte`` is awaited once the printer was found fit, right
        before anything can reach it; if it was not awaited, the outcome is FAILED; if it raises,
        nothing is sent. Never raises for the device.
        """
        ...

    async def status(self) -> PrinterStatus:
        """Ask the printer. While a job is being sent: the newest known status. Never raises for
        the device; takes at most connect_s + status_s.
        """
        ...

    async def aclose(self) -> None: ...


Driver = Callable[[Any], Printer]
"""``open_printer`` of a module; takes its ``Settings``, or else ``PrinterSettings``."""


def available_drivers() -> dict[str, Driver | Unavailable]:
    """Every driver module of this folder by its name, or the reason why it cannot be loaded."""
    return drivers_in(__name__, __path__, "open_printer")


def read_printer(table: object, at: str = "") -> PrinterSettings:
    """``[[printer]]``, with the options of its kind's driver. Raises MisspeltError."""
    return read_settings(__name__, PrinterSettings, table, at, available_drivers())


def open_printer(settings: PrinterSettings) -> Printer:
    """The printer of ``settings.kind``. Nothing is connected before the first use.

    Raises PrinterError for an unknown or unavailable kind, a device it cannot mean, and a
    destination that ``allow`` does not name.
    """
    try:
        driver = choose(available_drivers(), settings.kind)
    except LookupError as error:
        raise PrinterError(f"printer {settings.name!r}: {error}") from None
    return driver(settings)
