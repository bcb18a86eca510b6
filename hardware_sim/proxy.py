"""A TCP proxy that behaves like a bad network: delays, cuts, slices, half-opens, drops replies.

What happens to a connection is drawn when it opens (``draw_fate``, pure); the sockets only carry
it out.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from random import Random

_CHUNK = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """Chances for each new connection (0..1), except the delay, which is for each chunk."""

    cut: float = 0.0
    """Closed both ways after some thousand bytes."""
    slice: float = 0.0
    """Carried in pieces of a few bytes."""
    half_open: float = 0.0
    """Stays open, and after some bytes nothing passes any more."""
    drop_reply: float = 0.0
    """The request arrives, the reply is thrown away and the connection closed."""
    delay_ms_max: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What will happen to one connection. Byte counts are of the client's bytes."""

    cut_after: int | None = None
    stop_after: int | None = None
    drop_reply_after: int | None = None
    slice_bytes: int | None = None
    delay_ms_max: float = 0.0


def draw_fate(weather: Weather, rng: Random) -> Fate:
    after = rng.randint(200, 60_000)
    fate = rng.random()
    return Fate(
        cut_after=after if fate < weather.cut else None,
        stop_after=after if weather.cut <= fate < weather.cut + weather.half_open else None,
        drop_reply_after=after if rng.random() < weather.drop_reply else None,
        slice_bytes=rng.randint(1, 40) if rng.random() < weather.slice else None,
        delay_ms_max=weather.delay_ms_max,
    )


class Proxy:
    """Listens on ``port`` and carries to ``target``. ``async with`` opens and closes it."""

    def __init__(
        self,
        target: tuple[str, int],
        weather: Weather,
        rng: Random,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self.target = target
        self.weather = weather
        self.host = host
        self.port = port
        self.connections = 0
        self.broken = 0
        self._rng = rng
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._ends: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> Proxy:
        self._server = await asyncio.start_server(self._accept, self.host, self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()
        for end in list(self._ends):
            end.transport.abort()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._server is not None:
            await self._server.wait_closed()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        self.connections += 1
        fate = draw_fate(self.weather, self._rng)
        self.broken += bool(fate.cut_after or fate.stop_after or fate.drop_reply_after)
        try:
            far_reader, far_writer = await asyncio.open_connection(*self.target)
        except OSError:
            writer.transport.abort()
            return
        self._ends |= {writer, far_writer}
        link = _Link(fate, self._rng)
        carriers = {
            asyncio.create_task(link.carry_up(reader, far_writer)),
            asyncio.create_task(link.carry_down(far_reader, writer)),
        }
        try:
            await asyncio.wait(carriers, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for carrier in carriers:
                carrier.cancel()
            await asyncio.gather(*carriers, return_exceptions=True)
            self._ends -= {writer, far_writer}
            for end in (writer, far_writer):
                end.transport.abort()


class _Link:
    """One connection with its fate. A carrier that returns ends the connection both ways."""

    def __init__(self, fate: Fate, rng: Random) -> None:
        self._fate = fate
        self._rng = rng
        self._up = 0

    async def carry_up(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await source.read(_CHUNK):
                self._up += len(data)
                await self._pause()
                if self._beyond(self._fate.cut_after):
                    return
                if self._beyond(self._fate.stop_after):
                    continue
                await self._write(sink, data)

    async def carry_down(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await source.read(_CHUNK):
                await self._pause()
                if self._beyond(self._fate.drop_reply_after):
                    return
                if self._beyond(self._fate.stop_after):
                    continue
                await self._write(sink, data)

    def _beyond(self, limit: int | None) -> bool:
        return limit is not None and self._up >= limit

    async def _pause(self) -> None:
        if self._fate.delay_ms_max:
            await asyncio.sleep(self._rng.random() * self._fate.delay_ms_max / 1000)

    async def _write(self, sink: asyncio.StreamWriter, data: bytes) -> None:
        step = self._fate.slice_bytes or len(data)
        if len(data) > 4096:  # slicing megabytes byte by byte would only be slow
            step = max(step, 512)
        for start in range(0, len(data), step):
            sink.write(data[start : start + step])
            await sink.drain()
