"""ZPL printers on a serial or USB-CDC line. ``device`` is a path and stands in ``allow``."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from functools import partial

import serial

from edge.printers import Printer, PrinterError, PrinterSettings, Rule
from edge.printers.zpl_stream import STREAM_LIMIT, Link, ZplStreamPrinter


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(PrinterSettings):
    baud: int = 9600

    def rules(self) -> tuple[Rule, ...]:
        own = Rule("baud", self.baud > 0, "must be above 0")
        return (*PrinterSettings.rules(self), own)


def open_printer(settings: Settings) -> Printer:
    if settings.device not in settings.allow:
        raise PrinterError(
            f"printer {settings.name!r}: {settings.device} is not in allow "
            f"({', '.join(settings.allow) or 'empty'})"
        )
    return ZplStreamPrinter(settings, connect=partial(_connect, settings.device, settings.baud))


async def _connect(path: str, baud: int) -> Link:
    port = serial.Serial(path, baud, timeout=0, write_timeout=0, exclusive=True)
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=STREAM_LIMIT)
    try:
        incoming, _ = await loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), _duplicate(port, "rb")
        )
        protocol = asyncio.StreamReaderProtocol(asyncio.StreamReader())
        outgoing, _ = await loop.connect_write_pipe(lambda: protocol, _duplicate(port, "wb"))
    except BaseException:
        port.close()
        raise

    def close() -> None:
        incoming.close()
        outgoing.abort()
        port.close()

    writer = asyncio.StreamWriter(outgoing, protocol, None, loop)
    return Link(reader=reader, writer=writer, close=close)


def _duplicate(port: serial.Serial, mode: str) -> object:
    return os.fdopen(os.dup(port.fileno()), mode, buffering=0)
