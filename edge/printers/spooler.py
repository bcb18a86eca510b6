"""The queue of one printer: in order, one job in the printer, every step told before the next.

``on_state(job_id, state, detail)`` is awaited, so the caller can write the step down first: SENDING
is told when the printer was found fit, before the first byte. The steps::

    QUEUED -> SENDING -> SENT -> CONFIRMED
       |         |         \\-> UNKNOWN -> CONFIRMED (scanned back after all)
       |         \\-> UNKNOWN
       \\-> CANCELLED

That a job is queued is the caller's own decision and is not told. A printer that is not fit leaves
the job queued; after that, as after every UNKNOWN, the queue is paused until a person resumes it.
Only a printer that is away, or whose buffer is full, is tried again by itself.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from random import Random

import structlog

from edge.printers import (
    Condition,
    Outcome,
    Printer,
    PrinterSettings,
    PrinterStatus,
    SendResult,
)

log = structlog.get_logger(__name__)

_WAITED_FOR = {Condition.UNREACHABLE, Condition.BUFFER_FULL}
"""Conditions that pass by themselves."""
_PATIENT = {Condition.READY, Condition.PAUSED, Condition.BUFFER_FULL}
"""Conditions in which a job that was sent may still come out as it should."""
_REMEMBERED = 1000


class JobState(StrEnum):
    SENDING = "sending"
    SENT = "sent"
    CONFIRMED = "confirmed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"


class JobWithdrawnError(Exception):
    """May be raised by ``on_state`` for SENDING: the job is dropped, nothing is sent."""


OnState = Callable[[str, JobState, str], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpoolerTimes:
    first_poll_s: float = 0.02
    """After a job was sent, between questions; grows to ``longest_poll_s``."""
    longest_poll_s: float = 0.5
    print_within_s: float = 30.0
    """A job that is not out by then is UNKNOWN."""
    first_retry_s: float = 0.5
    longest_retry_s: float = 10.0
    check_every_s: float = 15.0
    """An idle printer is asked so often, so that its age is known and trouble shows early."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpoolerState:
    """For the health page."""

    name: str
    queued: int
    in_printer: str | None
    """Job that is being sent, or sent and not yet out."""
    paused: str | None
    """Why it waits for a person."""
    waiting_for: str | None
    """Why it tries again by itself."""
    status: PrinterStatus
    status_age_s: float | None


@dataclass(frozen=True, slots=True)
class _Job:
    job_id: str
    data: bytes


class Spooler:
    """``run`` for as long as the cell runs. Not thread-safe; all on one loop."""

    def __init__(
        self,
        printer: Printer,
        settings: PrinterSettings,
        *,
        on_state: OnState,
        rng: Random,
        times: SpoolerTimes | None = None,
    ) -> None:
        self._printer = printer
        self._settings = settings
        self._on_state = on_state
        self._rng = rng
        self._times = times or SpoolerTimes()
        self._queue: deque[_Job] = deque()
        self._sent: dict[str, JobState] = {}
        self._current: str | None = None
        self._paused: str | None = None
        self._waiting_for: str | None = None
        self._status = PrinterStatus(condition=Condition.UNKNOWN, detail="not asked yet")
        self._wake = asyncio.Event()

    @property
    def state(self) -> SpoolerState:
        asked = self._status.at_monotonic_ns
        return SpoolerState(
            name=self._settings.name,
            queued=len(self._queue),
            in_printer=self._current,
            paused=self._paused,
            waiting_for=self._waiting_for,
            status=self._status,
            status_age_s=self._status.age_s(time.monotonic_ns()) if asked else None,
        )

    def submit(self, job_id: str, data: bytes) -> None:
        """Behind all others. A job id is sent once: ValueError if it is known."""
        if job_id in self._sent or job_id == self._current or self._waits(job_id):
            raise ValueError(f"job {job_id!r} was submitted before")
        self._queue.append(_Job(job_id, data))
        self._wake.set()

    async def cancel(self, job_id: str, reason: str) -> bool:
        """Only what has not begun. False: too late, or unknown."""
        for job in self._queue:
            if job.job_id == job_id:
                self._queue.remove(job)
                self._wake.set()
                await self._on_state(job_id, JobState.CANCELLED, reason)
                return True
        return False

    async def confirm(self, job_id: str, detail: str = "scanned back") -> bool:
        """The label was seen. False: this spooler has not sent it, or it is confirmed."""
        if self._sent.get(job_id) not in (JobState.SENT, JobState.UNKNOWN):
            return False
        await self._tell(job_id, JobState.CONFIRMED, detail)
        return True

    def pause(self, reason: str) -> None:
        """A job that is being sent is finished first."""
        if self._paused is None:
            log.warning("printer paused", printer=self._settings.name, reason=reason)
        self._paused = reason

    def resume(self) -> None:
        """A person looked at the printer."""
        if self._paused is not None:
            log.info("printer resumed", printer=self._settings.name)
        self._paused = None
        self._wake.set()

    async def run(self) -> None:
        """For ever; cancelled by its owner, who then closes the printer."""
        while True:
            if self._paused is None and self._queue:
                await self._print(self._queue[0])
            elif not await self._woken_within(self._times.check_every_s):
                self._status = await self._printer.status()

    async def _print(self, job: _Job) -> None:
        """One try. The job stays first in the queue, and can be cancelled, until it begins."""

        async def begin() -> None:
            if not self._queue or self._queue[0] is not job:
                raise JobWithdrawnError
            self._queue.popleft()
            self._current = job.job_id
            await self._tell(job.job_id, JobState.SENDING, "")

        try:
            result = await self._printer.print(job.data, before_first_byte=begin)
            if self._current is None:
                await self._not_begun(result)
            elif result.outcome is Outcome.SENT:
                await self._tell(job.job_id, JobState.SENT, "")
                await self._follow(job.job_id, result)
            else:
                await self._unknown(job.job_id, result.detail)
        except JobWithdrawnError:
            self._sent.pop(job.job_id, None)
        finally:
            self._current = None

    async def _not_begun(self, result: SendResult) -> None:
        why = f"{result.condition.value}: {result.detail}"
        if result.condition not in _WAITED_FOR:
            self.pause(why)
            return
        self._waiting_for = why
        log.warning("printer away", printer=self._settings.name, reason=why)
        try:
            await self._wait_for_printer()
        finally:
            self._waiting_for = None

    async def _wait_for_printer(self) -> None:
        """Ask, with growing distance, until it is there."""
        delay_s = self._times.first_retry_s
        while self._queue and self._paused is None:
            await self._woken_within(delay_s * self._rng.uniform(0.5, 1.0))
            delay_s = min(delay_s * 2, self._times.longest_retry_s)
            self._status = await self._printer.status()
            if self._status.condition not in _WAITED_FOR:
                return

    async def _follow(self, job_id: str, result: SendResult) -> None:
        """Until the printer says it is done with the job, or cannot be believed: silence once, or
        a new connection, may hide that it was switched off and forgot the job.
        """
        if result.condition not in _PATIENT:
            await self._unknown(job_id, f"sent, then {result.condition.value}: {result.detail}")
        if not self._settings.answers_status:
            return
        by_status = self._settings.confirm == "status"
        deadline_s = time.monotonic() + self._times.print_within_s
        delay_s = self._times.first_poll_s
        clean = 0
        while self._sent.get(job_id) is JobState.SENT:
            self._status = await self._printer.status()
            clean = clean + 1 if self._status.idle else 0
            # one clean answer may have overtaken the job inside the printer
            if clean >= (2 if by_status else 1):
                if by_status and self._sent.get(job_id) is JobState.SENT:
                    await self._tell(job_id, JobState.CONFIRMED, "the printer counted it out")
                return
            if self._status.condition not in _PATIENT:
                said = f"{self._status.condition.value}: {self._status.detail}"
                await self._unknown(job_id, f"sent, then {said}")
            elif time.monotonic() >= deadline_s:
                within = f"{self._times.print_within_s:g} s"
                await self._unknown(job_id, f"sent, but not out within {within}")
            else:
                await asyncio.sleep(delay_s)
                delay_s = min(delay_s * 2, self._times.longest_poll_s)

    async def _unknown(self, job_id: str, detail: str) -> None:
        if self._sent.get(job_id) is JobState.CONFIRMED:
            return  # seen with a scanner while the printer was asked
        self.pause(detail)
        await self._tell(job_id, JobState.UNKNOWN, detail)

    async def _tell(self, job_id: str, state: JobState, detail: str) -> None:
        self._sent[job_id] = state
        while len(self._sent) > _REMEMBERED:
            del self._sent[next(iter(self._sent))]
        await self._on_state(job_id, state, detail)

    async def _woken_within(self, seconds: float) -> bool:
        self._wake.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return False
        return True

    def _waits(self, job_id: str) -> bool:
        return any(job.job_id == job_id for job in self._queue)
