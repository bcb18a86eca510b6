"""Scanners that send characters: a serial or USB-CDC port, a pseudo-terminal, a TCP socket.

``device``: a path (``/dev/serial/by-id/...`` is the one that survives replugging), or
``serial:NUMBER`` for the USB serial number wherever it is plugged in, or ``tcp://host:port`` for
a serial server or a networked scanner; the line that answers a scan goes back on it.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from random import SystemRandom
from typing import Any, Protocol
from urllib.parse import urlsplit

import serial
from serial.tools import list_ports

from edge.scanners import Rule, Scanner, ScannerError, ScannerSettings
from edge.scanners.endless import EndlessScanner, OpenDevice
from edge.scanners.framing import Framer

_CONNECT_S = 5.0
_KEEPALIVE = ((socket.TCP_KEEPIDLE, 10), (socket.TCP_KEEPINTVL, 5), (socket.TCP_KEEPCNT, 3))


class PortInfo(Protocol):
    """What is used of ``serial.tools.list_ports_common.ListPortInfo``."""

    device: str
    serial_number: str | None


class _Text(Framer):
    """The framing alone is the decoder of a character device."""

    def reset(self) -> None:
        self.flush(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(ScannerSettings):
    baud: int = 115_200
    """Of a serial line. USB takes no notice of it; with `tcp://` it is refused, because the serial
    server has a setting of its own.
    """

    def rules(self) -> tuple[Rule, ...]:
        usual = type(self).__dataclass_fields__["baud"].default
        on_a_line = self.baud == usual or not self.device.startswith("tcp://")
        return (
            *ScannerSettings.rules(self),
            Rule("baud", self.baud > 0, "must be above 0"),
            Rule(
                "baud",
                on_a_line,
                "is of a serial line: tcp:// has none, set it at the serial server",
            ),
        )


def open_scanner(settings: Settings) -> Scanner:
    device = settings.device
    if device.startswith("tcp://"):
        opener = partial(_open_tcp, *_address(settings))
    elif "://" in device:
        raise ScannerError(f"scanner {settings.name!r}: {device!r}: only tcp:// is understood")
    else:
        opener = partial(_open_port, device, settings.baud)
    decoder = _Text(
        terminators=settings.terminators.encode(),
        max_length=settings.max_length,
        encoding=settings.encoding,
    )
    return EndlessScanner(settings, open_device=opener, decoder=decoder, rng=SystemRandom())


def path_of(device: str, ports: Callable[[], Iterable[PortInfo]] = list_ports.comports) -> str:
    """The path behind ``serial:NUMBER``. OSError when no port, or more than one, carries it."""
    number = device.removeprefix("serial:")
    if number == device:
        return device
    paths = [port.device for port in ports() if port.serial_number == number]
    if not paths:
        raise FileNotFoundError(f"no port has the serial number {number!r}")
    if len(paths) > 1:
        raise OSError(f"serial number {number!r} is ambiguous: {', '.join(sorted(paths))}")
    return paths[0]


def _address(settings: ScannerSettings) -> tuple[str, int]:
    parts = urlsplit(settings.device)
    try:
        port = parts.port
    except ValueError:
        port = None
    if not parts.hostname or not port:
        raise ScannerError(
            f"scanner {settings.name!r}: write tcp://host:port, not {parts.geturl()!r}"
        )
    return parts.hostname, port


async def _open_port(device: str, baud: int) -> OpenDevice:
    path = await asyncio.to_thread(path_of, device)
    # timeout 0 puts the descriptor in non-blocking mode; opening drops what was there before
    port = serial.Serial(path, baud, timeout=0, exclusive=True)
    return OpenDevice(fd=port.fileno(), path=path, close=port.close, writable=True)


async def _open_tcp(host: str, port: int) -> OpenDevice:
    loop = asyncio.get_running_loop()
    last: OSError = FileNotFoundError(f"{host} has no address")
    try:
        async with asyncio.timeout(_CONNECT_S):
            for family, kind, proto, _, address in await loop.getaddrinfo(
                host, port, type=socket.SOCK_STREAM
            ):
                try:
                    link = await _connected(socket.socket(family, kind, proto), address)
                except OSError as error:
                    last = error
                    continue
                return OpenDevice(
                    fd=link.fileno(),
                    path=f"tcp://{host}:{port}",
                    close=link.close,
                    writable=True,
                )
    except TimeoutError:
        raise TimeoutError(f"no connection to {host}:{port} in {_CONNECT_S:g} s") from None
    raise last


async def _connected(link: socket.socket, address: tuple[Any, ...]) -> socket.socket:
    """A dead peer shows after 25 s: a scanner that is only idle keeps the line silent too."""
    try:
        link.setblocking(False)
        link.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for option, value in _KEEPALIVE:
            link.setsockopt(socket.IPPROTO_TCP, option, value)
        await asyncio.get_running_loop().sock_connect(link, address)
    except BaseException:
        link.close()
        raise
    return link
