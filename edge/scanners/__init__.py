"""Scanners: the port, and how a driver is found.

A driver is a module ``edge/scanners/<kind>.py`` with ``open_scanner(settings) -> Scanner`` and,
where it has options of its own, ``Settings``, a ``ScannerSettings`` with them. It is found by its
name; there is no list. A driver knows devices and bytes, never parts or racks.
"""

from __future__ import annotations

import codecs
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple, Protocol

from msgspec import Meta

from edge.scanners.framing import MAX_LENGTH, Frame, Problem
from settings.drivers import Unavailable, choose, drivers_in, read_settings

__all__ = [
    "ENCODING",
    "Driver",
    "Frame",
    "Problem",
    "Scanner",
    "ScannerError",
    "ScannerSettings",
    "ScannerState",
    "Unavailable",
    "available_drivers",
    "open_scanner",
    "read_scanner",
]


class ScannerError(ValueError):
    """The configuration of a scanner is wrong; the text says what and what is possible. ``faults``
    are (key, text) where keys are at fault.
    """

    def __init__(self, text: str, faults: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(text)
        self.faults = tuple(faults)


ENCODING = "utf-8"


class Rule(NamedTuple):
    """An option, whether it is good, and what is wrong if it is not."""

    option: str
    good: bool
    fault: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannerSettings:
    """One ``[[scanner]]`` of the configuration: what every driver has."""

    name: str
    kind: str
    device: str
    """In the words of the driver."""
    terminators: Annotated[str, Meta(extra={"controls": True})] = "\r\n"
    """Each character of it ends a code, so the default takes CR, LF and CR LF."""
    encoding: str = ENCODING
    max_length: int = MAX_LENGTH
    silence_ms: int = 250
    """A code that is begun and goes on no longer than this is given up."""
    feedback: bool = False
    """It gets a line back after each scan, since it beeps on command."""

    def __post_init__(self) -> None:
        """Raises ScannerError with every fault."""
        if faults := [(key, text) for key, good, text in self.rules() if not good]:
            said = "; ".join(f"{key} {text}" for key, text in faults)
            raise ScannerError(f"scanner {self.name!r}: {said}", faults)

    def rules(self) -> tuple[Rule, ...]:
        """A driver's own options add theirs."""
        terminators = bool(self.terminators) and set(self.terminators) <= set("\r\n\t")
        return (
            Rule("device", bool(self.device), "is empty"),
            Rule("max_length", self.max_length > 0, "must be above 0"),
            Rule("silence_ms", self.silence_ms > 0, "must be above 0"),
            Rule("terminators", terminators, "must be some of CR, LF and TAB"),
            Rule(
                "encoding", _is_encoding(self.encoding), f"{self.encoding!r} is no known encoding"
            ),
        )


def _is_encoding(name: str) -> bool:
    try:
        codecs.lookup(name)
    except LookupError:
        return False
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannerState:
    """For the health page: ages, not flags. ``None`` means never, or not now."""

    name: str
    device: str
    path: str | None
    """What is open now, resolved; None: not connected."""
    connected_for_s: float | None
    last_frame_age_s: float | None
    frames: int
    refused: int
    """Frames that had a problem."""
    noisy: int
    """Overlong runs without a terminator."""
    connects: int
    last_error: str | None


class Scanner(Protocol):
    """What the node asks of a scanner."""

    @property
    def state(self) -> ScannerState: ...

    def frames(self) -> AsyncIterator[Frame]:
        """Endless: reconnects by itself for ever, ends only after ``aclose``. One consumer."""
        ...

    def answer(self, line: bytes) -> bool:
        """Send feedback to the device, for scanners that beep or show on command. Never waits:
        False when the device is away, cannot be written, or did not take the whole line.
        """
        ...

    async def aclose(self) -> None: ...


Driver = Callable[[Any], Scanner]
"""``open_scanner`` of a module; takes its ``Settings``, or else ``ScannerSettings``."""


def available_drivers() -> dict[str, Driver | Unavailable]:
    """Every driver module of this folder by its name, or the reason why it cannot be loaded."""
    return drivers_in(__name__, __path__, "open_scanner")


def read_scanner(table: object, at: str = "") -> ScannerSettings:
    """``[[scanner]]``, with the options of its kind's driver. Raises MisspeltError."""
    return read_settings(__name__, ScannerSettings, table, at, available_drivers())


def open_scanner(settings: ScannerSettings) -> Scanner:
    """The scanner of ``settings.kind``. Nothing is opened before ``frames`` is iterated.

    Raises ScannerError for an unknown or unavailable kind and for a device it cannot mean.
    """
    try:
        driver = choose(available_drivers(), settings.kind)
    except LookupError as error:
        raise ScannerError(f"scanner {settings.name!r}: {error}") from None
    return driver(settings)
