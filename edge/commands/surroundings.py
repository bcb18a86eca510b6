"""What a cell's configuration names and what is not here now: files, folders, scanners, printers.

Looks at the table as it is written, so that a file with mistakes is told of these too. Opens no
scanner; asks each printer for its state.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from edge.printers import Condition, PrinterError, PrinterSettings, open_printer, read_printer
from edge.scanners import ScannerError, ScannerSettings, open_scanner, read_scanner
from settings.folders import unwritable
from settings.reader import MisspeltError

Settings = TypeVar("Settings", ScannerSettings, PrinterSettings)
Found = Iterator[tuple[str, str]]


def absent(table: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Key and what is not here, as ``MisspeltError.faults``. Takes as long as printers that do not
    answer.
    """
    return [*_folders(table), *_secrets(table), *_scanners(table), *_printers(table)]


def _text(table: Mapping[str, Any], section: str, key: str) -> str:
    found = table.get(section)
    text = found.get(key) if isinstance(found, Mapping) else None
    return text if isinstance(text, str) else ""


def _folders(table: Mapping[str, Any]) -> Found:
    text = _text(table, "cell", "data_dir")
    if not text:
        return
    if why := unwritable(Path(text)):
        yield "cell.data_dir", f"{text}: {why}"


def _secrets(table: Mapping[str, Any]) -> Found:
    enrol = "lineside edge enrol fetches it"
    for section, key, hint in (
        ("central", "token_file", enrol),
        ("broker", "password_file", "write the broker's password of this cell into it"),
    ):
        file = _text(table, section, key)
        if not file:
            continue
        try:
            if not Path(file).read_text("utf-8").strip():
                yield f"{section}.{key}", f"{file} is empty: {hint}"
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "it is no text"
            yield f"{section}.{key}", f"{file} cannot be read ({why}): {hint}"


def _readable(
    section: str, read: Callable[[object], Settings], table: Mapping[str, Any]
) -> Iterator[tuple[str, Settings]]:
    """The tables that can be read, with their key; the others are faults already."""
    rows = table.get(section)
    for number, row in enumerate(rows if isinstance(rows, list) else (), 1):
        try:
            yield f"{section}[{number}]", read(row)
        except MisspeltError:
            continue


def _scanners(table: Mapping[str, Any]) -> Found:
    for key, settings in _readable("scanner", read_scanner, table):
        try:
            open_scanner(settings)
        except ScannerError as error:
            yield f"{key}.device", str(error)
            continue
        try:
            _look_for(settings)
        except OSError as error:
            yield f"{key}.device", f"{settings.device} is not here now: {error.strerror or error}"


def _look_for(settings: ScannerSettings) -> None:
    """OSError where the device is not here."""
    device = settings.device
    if device.startswith("tcp://"):
        socket.getaddrinfo(urlsplit(device).hostname, None)
    elif not device.startswith("fd:"):
        driver = import_module(f"edge.scanners.{settings.kind}")
        path_of: Callable[[str], str] = getattr(driver, "path_of", str)
        Path(path_of(device)).stat()


def _printers(table: Mapping[str, Any]) -> Found:
    for key, settings in _readable("printer", read_printer, table):
        try:
            said = asyncio.run(_asked(settings))
        except PrinterError as error:
            yield f"{key}.device", str(error)
            continue
        if said:
            yield f"{key}.device", f"{settings.device} {said}"


async def _asked(settings: PrinterSettings) -> str:
    """Why nothing can be printed there; empty: it is there and speaks, whatever its state."""
    printer = open_printer(settings)
    try:
        status = await printer.status()
    finally:
        await printer.aclose()
    if status.condition is Condition.UNREACHABLE:
        return f"cannot be reached now: {status.detail or 'no connection'}"
    return f"does not answer now: {status.detail}" if status.condition is Condition.SILENT else ""
