"""Scanners on real descriptors, and their driver."""

import asyncio
import struct
from contextlib import asynccontextmanager

from edge.scanners import ScannerSettings, open_scanner
from settings.drivers import settings_kind

US = {"A": 30, "B": 48, "C": 46, "1": 2, "2": 3, "\r": 28}


def keys(text):
    return b"".join(
        struct.pack("qqHHi", 0, 0, 1, US[char], value) for char in text for value in (1, 0)
    )


def settings_for(kind, **keys_):
    """The settings that the driver of that kind takes."""
    made = settings_kind("edge.scanners", ScannerSettings, kind)
    return made(kind=kind, **keys_)


@asynccontextmanager
async def running(settings):
    scanner = open_scanner(settings)
    try:
        yield scanner, scanner.frames()
    finally:
        await scanner.aclose()


async def texts(frames, count):
    async with asyncio.timeout(4):
        return [(await anext(frames)).payload for _ in range(count)]
