"""A relay with a lamp or a horn: some bytes switch it on, others off; over TCP or a serial line."""

from __future__ import annotations

import os
import select
import socket
import termios
import tty
from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import Meta

from central.ways import Message, NotSentError, Way, WaySettings

Bytes = Annotated[str, Meta(min_length=1, max_length=100, extra={"controls": True})]
TCP = "tcp://"
_SPEEDS = {speed: getattr(termios, f"B{speed}") for speed in (1200, 2400, 4800, 9600, 19200, 38400)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(WaySettings):
    """Of a relay."""

    device: Annotated[str, Meta(pattern=r"^(tcp://[^/:]+:\d+|/.+)$")]
    """`tcp://host:port`, or a serial line by its path (`/dev/serial/by-id/...`)."""
    on: Bytes
    """Bytes that switch it on, characters of Latin-1."""
    off: Bytes
    answer: Annotated[str, Meta(max_length=100, extra={"controls": True})] = ""
    """What must come back; empty: it does not answer."""
    baud: Literal[1200, 2400, 4800, 9600, 19200, 38400] = 9600
    """Of a serial line."""


def open_way(settings: Settings) -> Way:
    return _Relay(settings)


class _Relay:
    """Off only when nothing else is told by it any more."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def send(self, message: Message) -> None:
        if message.over and not message.last:
            return
        data = (self._settings.off if message.over else self._settings.on).encode("latin-1")
        try:
            if self._settings.device.startswith(TCP):
                self._over_tcp(data)
            else:
                self._over_serial(data)
        except (OSError, termios.error, ValueError) as error:
            raise NotSentError(f"{type(error).__name__}: {error}") from error

    def _over_tcp(self, data: bytes) -> None:
        host, _, port = self._settings.device.removeprefix(TCP).rpartition(":")
        with socket.create_connection((host, int(port)), self._settings.timeout_s) as line:
            line.sendall(data)
            line.shutdown(socket.SHUT_WR)
            self._check(line.fileno())

    def _over_serial(self, data: bytes) -> None:
        line = os.open(self._settings.device, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        try:
            tty.setraw(line)
            given = termios.tcgetattr(line)
            given[4] = given[5] = _SPEEDS[self._settings.baud]
            termios.tcsetattr(line, termios.TCSANOW, given)
            if os.write(line, data) != len(data):
                raise NotSentError("the serial line did not take all bytes")
            self._check(line)
        finally:
            os.close(line)

    def _check(self, line: int) -> None:
        wanted, came = self._settings.answer.encode("latin-1"), b""
        while len(came) < len(wanted):
            if not select.select([line], [], [], self._settings.timeout_s)[0]:
                break
            if not (piece := os.read(line, len(wanted) - len(came))):
                break
            came += piece
        if came != wanted:
            raise NotSentError(f"answered {came!r} instead of {wanted!r}")
