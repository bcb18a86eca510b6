"""Scanners that type: any descriptor that yields ``struct input_event``.

``device``: a path (``/dev/input/by-id/...-event-kbd``, or a fifo), ``name:TEXT`` for the one input
device with that name (needs the evdev package), or ``fd:N`` for a descriptor that is already
open. A real input device is grabbed, so its codes reach no other program.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import SystemRandom

from edge.scanners import ENCODING, Frame, Rule, Scanner, ScannerError, ScannerSettings
from edge.scanners.endless import EndlessScanner, OpenDevice
from edge.scanners.framing import Framer
from edge.scanners.keymap import LAYOUTS, Keymap

_EVIOCGRAB = 0x40044590
"""linux/input.h: _IOW('E', 0x90, int)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(ScannerSettings):
    layout: str = "us"
    """Keyboard layout that the scanner is set to: `us`, `de` or `fr`."""

    def rules(self) -> tuple[Rule, ...]:
        names = ", ".join(LAYOUTS)
        plain = self.encoding == ENCODING
        return (
            *ScannerSettings.rules(self),
            Rule("layout", self.layout in LAYOUTS, f"{self.layout!r} is not one of {names}"),
            Rule(
                "encoding",
                plain,
                "is of a scanner that sends bytes; this one types: set its layout",
            ),
            Rule(
                "feedback",
                not self.feedback,
                "cannot be: nothing goes back to a scanner that types",
            ),
        )


def open_scanner(settings: Settings) -> Scanner:
    device = settings.device
    if device.startswith("fd:") and not device[3:].isdecimal():
        raise ScannerError(f"scanner {settings.name!r}: write fd:NUMBER, not {device!r}")

    async def open_device() -> OpenDevice:
        path = await asyncio.to_thread(path_of, device)
        return _open(path)

    return EndlessScanner(
        settings, open_device=open_device, decoder=KeyDecoder(settings), rng=SystemRandom()
    )


class KeyDecoder:
    """Keys to characters to frames."""

    def __init__(self, settings: Settings) -> None:
        self._keymap = Keymap(settings.layout)
        self._framer = Framer(
            terminators=settings.terminators.encode(), max_length=settings.max_length
        )

    @property
    def pending(self) -> bool:
        return self._framer.pending

    @property
    def noisy(self) -> int:
        return self._framer.noisy

    def feed(self, data: bytes, now_ns: int) -> list[Frame]:
        frames: list[Frame] = []
        for stroke in self._keymap.feed(data):
            if stroke is None:
                self._framer.mark_damaged()
            else:
                frames += self._framer.feed(stroke.encode(), now_ns)
        return frames

    def flush(self, now_ns: int) -> list[Frame]:
        return self._framer.flush(now_ns)

    def reset(self) -> None:
        self._keymap.reset()
        self._framer.flush(0)


def path_of(device: str, devices: Callable[[], Iterable[tuple[str, str]]] | None = None) -> str:
    """The path behind ``name:TEXT``. OSError when no device, or more than one, has that name.

    ``devices`` gives (path, name) of every input device.
    """
    name = device.removeprefix("name:")
    if name == device:
        return device
    paths = [path for path, its_name in (devices or _input_devices)() if its_name == name]
    if not paths:
        raise FileNotFoundError(f"no input device is named {name!r}")
    if len(paths) > 1:
        raise OSError(f"input device name {name!r} is ambiguous: {', '.join(sorted(paths))}")
    return paths[0]


def _input_devices() -> Iterable[tuple[str, str]]:
    try:
        import evdev
    except ImportError as error:
        raise OSError(f"name: needs the evdev package ({error}); give a path instead") from None
    for path in evdev.list_devices():
        device = evdev.InputDevice(path)
        yield path, device.name
        device.close()


def _open(path: str) -> OpenDevice:
    if path.startswith("fd:"):
        fd = os.dup(int(path[3:]))
    else:
        fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    try:
        os.set_blocking(fd, False)
        if stat.S_ISCHR(os.fstat(fd).st_mode):
            fcntl.ioctl(fd, _EVIOCGRAB, 1)
    except OSError:
        os.close(fd)
        raise
    return OpenDevice(fd=fd, path=path, close=lambda: os.close(fd))
