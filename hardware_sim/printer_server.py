"""The printer's socket: port 9100 in small. Several connections may be open; bytes are taken in
the order in which they come.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable

from hardware_sim.printer import PrinterBrain

_CHUNK = 4096
_TICK_S = 0.02


class PrinterServer:
    """Runs one brain behind a TCP port. ``async with`` opens and closes it."""

    def __init__(
        self,
        brain: PrinterBrain,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.brain = brain
        self.host = host
        self.port = port
        self.clock = clock
        self._server: asyncio.Server | None = None
        self._ticker: asyncio.Task[None] | None = None
        self._writers: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> PrinterServer:
        self._server = await asyncio.start_server(self._serve, self.host, self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        self._ticker = asyncio.create_task(self._tick())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._ticker is not None:
            self._ticker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._ticker
        if self._server is not None:
            self._server.close()
        for writer in list(self._writers):
            writer.close()
        if self._server is not None:
            await self._server.wait_closed()

    async def _tick(self) -> None:
        while True:
            self.brain.step(self.clock())
            await asyncio.sleep(_TICK_S)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            while data := await reader.read(_CHUNK):
                reply, cut = self.brain.handle(data, self.clock())
                if reply:
                    writer.write(reply)
                    await writer.drain()
                if cut:
                    writer.transport.abort()
                    return
        except (ConnectionError, asyncio.IncompleteReadError):
            return
        finally:
            self._writers.discard(writer)
            writer.close()
