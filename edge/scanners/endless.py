"""One descriptor, read on the event loop for ever: open, read, lose, wait, open again.

The descriptor is polled by the loop (no thread per scanner). Frames wait in a short queue; when
the consumer falls behind, reading stops and the device or the kernel holds the rest.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from random import Random
from typing import Protocol

import structlog

from edge.scanners import Frame, ScannerSettings, ScannerState

_READ_BYTES = 4096
_QUEUE_HIGH, _QUEUE_LOW = 256, 64

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDevice:
    """A descriptor in non-blocking mode, its resolved path, and how to close it."""

    fd: int
    path: str
    close: Callable[[], None]
    writable: bool = False


class Decoder(Protocol):
    """Bytes of the descriptor -> frames. Sans-IO."""

    @property
    def pending(self) -> bool: ...
    @property
    def noisy(self) -> int: ...
    def feed(self, data: bytes, now_ns: int) -> list[Frame]: ...
    def flush(self, now_ns: int) -> list[Frame]: ...
    def reset(self) -> None:
        """The device was opened anew."""
        ...


class EndlessScanner:
    """A ``Scanner`` over anything that opens to a descriptor. ``open_device`` raises OSError
    when the device is not there.
    """

    def __init__(
        self,
        settings: ScannerSettings,
        *,
        open_device: Callable[[], Awaitable[OpenDevice]],
        decoder: Decoder,
        rng: Random,
        first_delay_s: float = 0.2,
        longest_delay_s: float = 5.0,
    ) -> None:
        self._settings = settings
        self._open_device = open_device
        self._decoder = decoder
        self._rng = rng
        self._first_delay_s = first_delay_s
        self._longest_delay_s = longest_delay_s
        self._delay_s = first_delay_s
        self._queue: deque[Frame] = deque()
        self._wake = asyncio.Event()
        self._closing = asyncio.Event()
        self._device: OpenDevice | None = None
        self._reading = False
        self._silence: asyncio.TimerHandle | None = None
        self._connected_ns: int | None = None
        self._last_frame_ns: int | None = None
        self._frames = self._refused = self._connects = 0
        self._last_error: str | None = None

    @property
    def state(self) -> ScannerState:
        now_ns = time.monotonic_ns()
        return ScannerState(
            name=self._settings.name,
            device=self._settings.device,
            path=None if self._device is None else self._device.path,
            connected_for_s=_age_s(self._connected_ns, now_ns),
            last_frame_age_s=_age_s(self._last_frame_ns, now_ns),
            frames=self._frames,
            refused=self._refused,
            noisy=self._decoder.noisy,
            connects=self._connects,
            last_error=self._last_error,
        )

    async def frames(self) -> AsyncIterator[Frame]:
        while not self._closing.is_set():
            try:
                self._connect(await self._open_device())
            except OSError as error:
                self._note_lost(str(error))
                await self._back_off()
                continue
            try:
                while (frame := await self._next()) is not None:
                    yield frame
            finally:
                self._disconnect()
            await self._back_off()

    def answer(self, line: bytes) -> bool:
        if self._device is None or not self._device.writable:
            return False
        try:
            return os.write(self._device.fd, line) == len(line)
        except OSError:
            return False  # the reader will notice a device that is gone

    async def aclose(self) -> None:
        """Ends ``frames``; the descriptor is closed even if nobody iterates any more."""
        self._closing.set()
        self._disconnect()

    def _connect(self, device: OpenDevice) -> None:
        self._device = device
        self._decoder.reset()
        self._connects += 1
        self._connected_ns = time.monotonic_ns()
        self._last_error = None
        log.info("scanner connected", scanner=self._settings.name, path=device.path)
        self._resume()
        if self._closing.is_set():
            self._disconnect()

    def _disconnect(self) -> None:
        """Stop reading and close. Frames already taken stay in the queue."""
        self._pause()
        if self._silence is not None:
            self._silence.cancel()
            self._silence = None
        device, self._device = self._device, None
        self._connected_ns = None
        if device is not None:
            self._take(self._decoder.flush(time.monotonic_ns()))
            device.close()
        self._wake.set()

    def _note_lost(self, why: str) -> None:
        if self._last_error is None:
            log.warning("scanner lost", scanner=self._settings.name, error=why)
        self._last_error = why

    async def _back_off(self) -> None:
        """0.2 s, doubling to 5 s, each between half and all of it; a byte read starts anew."""
        delay_s = self._delay_s * self._rng.uniform(0.5, 1.0)
        self._delay_s = min(self._delay_s * 2, self._longest_delay_s)
        try:
            async with asyncio.timeout(delay_s):
                await self._closing.wait()
        except TimeoutError:
            return

    async def _next(self) -> Frame | None:
        """The next frame, or None when the device is gone and the queue is empty."""
        while not self._queue:
            if self._device is None:
                return None
            self._wake.clear()
            await self._wake.wait()
        frame = self._queue.popleft()
        if len(self._queue) <= _QUEUE_LOW:
            self._resume()
        return frame

    def _resume(self) -> None:
        if self._device is not None and not self._reading:
            asyncio.get_running_loop().add_reader(self._device.fd, self._readable)
            self._reading = True

    def _pause(self) -> None:
        if self._device is not None and self._reading:
            asyncio.get_running_loop().remove_reader(self._device.fd)
        self._reading = False

    def _readable(self) -> None:
        now_ns = time.monotonic_ns()
        device = self._device
        if device is None:
            return
        try:
            data = os.read(device.fd, _READ_BYTES)
        except BlockingIOError:
            return
        except OSError as error:
            self._note_lost(str(error))
            self._disconnect()
            return
        if not data:
            self._note_lost("the device ended")
            self._disconnect()
            return
        self._delay_s = self._first_delay_s
        self._take(self._decoder.feed(data, now_ns))
        self._watch_silence()
        if len(self._queue) >= _QUEUE_HIGH:
            self._pause()

    def _watch_silence(self) -> None:
        if self._silence is not None:
            self._silence.cancel()
            self._silence = None
        if self._decoder.pending:
            self._silence = asyncio.get_running_loop().call_later(
                self._settings.silence_ms / 1000, self._silent
            )

    def _silent(self) -> None:
        self._silence = None
        if self._reading:
            self._take(self._decoder.flush(time.monotonic_ns()))
        else:  # we stopped listening, so the silence is ours
            self._watch_silence()

    def _take(self, frames: list[Frame]) -> None:
        if not frames:
            return
        self._frames += len(frames)
        self._refused += sum(frame.problem is not None for frame in frames)
        self._last_frame_ns = time.monotonic_ns()
        self._queue.extend(frames)
        self._wake.set()


def _age_s(since_ns: int | None, now_ns: int) -> float | None:
    return None if since_ns is None else (now_ns - since_ns) / 1e9
