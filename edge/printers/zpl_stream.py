"""A ZPL printer at the other end of two byte streams, whatever carries them.

One exchange at a time. Before a job the printer is asked ``~HS`` on the same connection: a printer
that is silent, open or out of paper gets nothing, and a dead connection shows before the first
byte. It is asked again behind the job: what it answers on that connection it answers after having
read the job, which the network's own acknowledgement does not say. A connection that was late
with an answer is closed, so that the late bytes are never taken for the answer to a later question.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from edge.printers import Condition, Outcome, PrinterSettings, PrinterStatus, SendResult, zpl

_READ_BYTES = 1024
STREAM_LIMIT = zpl.STATUS_BYTES_MAX
"""For StreamReader: asyncio buffers at most twice this before it stops reading."""
_KEEP_S = 5.0
"""An idle connection is closed after this, so that other hosts reach the printer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An open connection. ``close`` never waits and never raises."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    close: Callable[[], None]


class ZplStreamPrinter:
    """A ``Printer``. ``connect`` raises OSError with a text for the person."""

    def __init__(
        self, settings: PrinterSettings, *, connect: Callable[[], Awaitable[Link]]
    ) -> None:
        self._settings = settings
        self._connect = connect
        self._link: Link | None = None
        self._idle: asyncio.TimerHandle | None = None
        self._lock = asyncio.Lock()
        self._last = PrinterStatus(condition=Condition.UNKNOWN, detail="not asked yet")

    async def print(
        self, job: bytes, *, before_first_byte: Callable[[], Awaitable[None]]
    ) -> SendResult:
        async with self._lock:
            try:
                status = await self._before_job()
                if self._link is None or status.condition is not self._fit:
                    return SendResult(
                        outcome=Outcome.FAILED, condition=status.condition, detail=status.detail
                    )
                await before_first_byte()
                return await self._send(self._link, job)
            except BaseException:
                self._drop()
                raise

    async def status(self) -> PrinterStatus:
        if self._lock.locked():
            return self._last
        async with self._lock:
            try:
                self._last = await self._ask()
                return self._last
            except BaseException:
                self._drop()
                raise

    async def aclose(self) -> None:
        self._drop()

    @property
    def _fit(self) -> Condition:
        """The condition in which a job may be sent."""
        return Condition.READY if self._settings.answers_status else Condition.UNKNOWN

    async def _before_job(self) -> PrinterStatus:
        """A kept connection that turns out dead is replaced once."""
        kept = self._link is not None
        self._last = await self._ask()
        if kept and self._last.condition is Condition.UNREACHABLE:
            self._last = await self._ask()
        return self._last

    async def _send(self, link: Link, job: bytes) -> SendResult:
        try:
            async with asyncio.timeout(self._settings.write_s):
                link.writer.write(job)
                await link.writer.drain()
        except TimeoutError:
            self._drop()
            return _unknown(Condition.SILENT, "it stopped taking data in the middle of the label")
        except OSError as error:
            self._drop()
            return _unknown(Condition.UNREACHABLE, f"lost in the middle of the label: {error}")
        if not self._settings.answers_status:
            self._keep()
            return SendResult(outcome=Outcome.SENT, condition=Condition.READY)
        self._last = await self._ask()
        if self._last.condition is Condition.UNREACHABLE:
            return _unknown(Condition.UNREACHABLE, f"lost behind the label: {self._last.detail}")
        return SendResult(
            outcome=Outcome.SENT, condition=self._last.condition, detail=self._last.detail
        )

    async def _ask(self) -> PrinterStatus:
        try:
            link = await self._open()
            if not self._settings.answers_status:
                self._keep()
                return _status(Condition.UNKNOWN, "connected; it is not asked for its status")
            answer = await self._exchange(link)
        except TimeoutError:
            self._drop()
            return _status(
                Condition.SILENT,
                "no answer to ~HS: paper or ribbon out, head open or too hot; look at the printer",
            )
        except zpl.StatusGarbageError as error:
            self._drop()
            return _status(Condition.UNKNOWN, str(error))
        except OSError as error:
            self._drop()
            return _status(Condition.UNREACHABLE, str(error))
        self._keep()
        return _judge(answer)

    async def _exchange(self, link: Link) -> zpl.HostStatus:
        answer = zpl.HostStatusReader()
        async with asyncio.timeout(self._settings.status_s):
            link.writer.write(zpl.STATUS_REQUEST)
            await link.writer.drain()
            while True:
                data = await link.reader.read(_READ_BYTES)
                if not data:
                    raise ConnectionResetError("the printer closed the connection")
                status = answer.feed(data)
                if status is not None:
                    return status

    async def _open(self) -> Link:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None
        if self._link is None or not self._settings.answers_status:
            self._drop()
            try:
                async with asyncio.timeout(self._settings.connect_s):
                    self._link = await self._connect()
            except TimeoutError:
                raise ConnectionError(f"no connection in {self._settings.connect_s:g} s") from None
            # drain then waits for the last byte, not for a low mark
            self._link.writer.transport.set_write_buffer_limits(high=0)
        return self._link

    def _keep(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
        self._idle = asyncio.get_running_loop().call_later(_KEEP_S, self._drop)

    def _drop(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None
        link, self._link = self._link, None
        if link is not None:
            link.close()


def _unknown(condition: Condition, detail: str) -> SendResult:
    return SendResult(outcome=Outcome.UNKNOWN, condition=condition, detail=detail)


def _status(condition: Condition, detail: str) -> PrinterStatus:
    return PrinterStatus(condition=condition, detail=detail, at_monotonic_ns=time.monotonic_ns())


def _judge(answer: zpl.HostStatus) -> PrinterStatus:
    """The first trouble counts; what stops the printer comes before what slows it."""
    troubles = (
        (answer.head_open, Condition.HEAD_OPEN, "close the head"),
        (answer.paper_out, Condition.PAPER_OUT, "load paper"),
        (answer.ribbon_out, Condition.RIBBON_OUT, "load ribbon"),
        (answer.too_hot, Condition.PAUSED, "the head is too hot"),
        (answer.too_cold, Condition.PAUSED, "the head is too cold"),
        (answer.paused, Condition.PAUSED, "press the pause key"),
        (answer.buffer_full, Condition.BUFFER_FULL, "its buffer is full"),
    )
    condition, detail = next(
        ((condition, detail) for there, condition, detail in troubles if there),
        (Condition.READY, ""),
    )
    return PrinterStatus(
        condition=condition,
        detail=detail,
        at_monotonic_ns=time.monotonic_ns(),
        formats_in_buffer=answer.formats_in_buffer + answer.partial_format,
        labels_remaining=answer.labels_remaining,
    )
