"""Printers behind a queue of the operating system (CUPS), through the zebra package.

zebra pipes bytes to ``lpr -P<queue> -oraw``; it neither checks that the queue is there nor looks at
the exit status, so both are done here. What the queue confirms is that it handed the job to the
device, which is less than paper: ``confirm = "scan"`` is the honest setting.
"""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import zebra

from edge.printers import (
    CONNECT_S,
    Condition,
    Outcome,
    Printer,
    PrinterError,
    PrinterSettings,
    PrinterStatus,
    Rule,
    SendResult,
)

_OUTPUT_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(PrinterSettings):
    def rules(self) -> tuple[Rule, ...]:
        own = self.connect_s == CONNECT_S
        return (
            *PrinterSettings.rules(self),
            Rule(
                "connect_s", own, "is of a printer that the cell connects to; a queue has write_s"
            ),
        )


def open_printer(settings: Settings) -> Printer:
    if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,126}", settings.device):
        raise PrinterError(
            f"printer {settings.name!r}: {settings.device!r} is not a name of a queue"
        )
    if settings.device not in settings.allow:
        raise PrinterError(
            f"printer {settings.name!r}: queue {settings.device!r} is not in allow "
            f"({', '.join(settings.allow) or 'empty'})"
        )
    return QueuePrinter(settings)


class QueuePrinter:
    """A ``Printer`` whose buffer is the queue: its jobs are the formats that wait."""

    def __init__(self, settings: PrinterSettings) -> None:
        self._settings = settings
        self._zebra = _CheckedZebra(settings.device, settings.write_s)
        self._lock = asyncio.Lock()
        self._last = PrinterStatus(condition=Condition.UNKNOWN, detail="not asked yet")

    async def print(
        self, job: bytes, *, before_first_byte: Callable[[], Awaitable[None]]
    ) -> SendResult:
        async with self._lock:
            self._last = await asyncio.to_thread(self._ask)
            if self._last.condition is not Condition.READY:
                return SendResult(
                    outcome=Outcome.FAILED,
                    condition=self._last.condition,
                    detail=self._last.detail,
                )
            await before_first_byte()
            try:
                await asyncio.to_thread(self._zebra.output, job)
            except (OSError, subprocess.SubprocessError) as error:
                return SendResult(
                    outcome=Outcome.UNKNOWN, condition=Condition.UNREACHABLE, detail=_why(error)
                )
            return SendResult(outcome=Outcome.SENT, condition=Condition.READY)

    async def status(self) -> PrinterStatus:
        if self._lock.locked():
            return self._last
        async with self._lock:
            self._last = await asyncio.to_thread(self._ask)
            return self._last

    async def aclose(self) -> None:
        """Nothing is kept open between jobs."""

    def _ask(self) -> PrinterStatus:
        try:
            condition, detail = _queue_condition(self._lpstat("-p"))
            waiting = len(self._lpstat("-o").splitlines())
        except (OSError, subprocess.SubprocessError) as error:
            return PrinterStatus(
                condition=Condition.UNREACHABLE,
                detail=_why(error),
                at_monotonic_ns=time.monotonic_ns(),
            )
        return PrinterStatus(
            condition=condition,
            detail=detail,
            at_monotonic_ns=time.monotonic_ns(),
            formats_in_buffer=waiting,
            labels_remaining=waiting,
        )

    def _lpstat(self, question: str) -> str:
        done = subprocess.run(  # noqa: S603 - fixed program, checked name of a queue
            ["lpstat", question, self._settings.device],  # noqa: S607
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=self._settings.status_s,
            check=True,
            env=os.environ | {"LC_ALL": "C"},
        )
        return done.stdout.decode("utf-8", "replace")


class _CheckedZebra(zebra.Zebra):
    """zebra with the exit status of lpr looked at, and a limit on its time."""

    def __init__(self, queue: str, write_s: float) -> None:
        super().__init__(queue)  # type: ignore[no-untyped-call]
        self._write_s = write_s

    def _output_unix(self, commands: bytes) -> None:
        subprocess.run(  # noqa: S603 - fixed program, checked name of a queue
            ["lpr", f"-P{self.queue}", "-oraw"],  # noqa: S607
            input=commands,
            capture_output=True,
            timeout=self._write_s,
            check=True,
        )


def _queue_condition(answer: str) -> tuple[Condition, str]:
    """From ``lpstat -p``: ``printer NAME is idle.``, ``now printing`` or ``disabled since``."""
    first, _, reason = answer.partition("\n")
    if re.search(r"^printer \S+ (is idle|now printing)", first):
        return Condition.READY, ""
    if re.search(r"^printer \S+ disabled", first):
        return Condition.PAUSED, f"the queue is disabled: {reason.strip() or first}"[:_OUTPUT_MAX]
    return Condition.UNKNOWN, f"lpstat says {first!r}"[:_OUTPUT_MAX]


def _why(error: Exception) -> str:
    said = getattr(error, "stderr", None) or b""
    return f"{error} {said.decode('utf-8', 'replace').strip()}".strip()[:_OUTPUT_MAX]
