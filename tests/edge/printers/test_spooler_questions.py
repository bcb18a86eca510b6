"""How often a printer is asked before the next label goes in: once where a scan confirms, twice in
a row where its own count does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from random import Random

import pytest

from edge.printers import (
    Condition,
    Outcome,
    Printer,
    PrinterSettings,
    PrinterStatus,
    SendResult,
)
from edge.printers.spooler import JobState, Spooler, SpoolerTimes

TIMES = SpoolerTimes(first_poll_s=0.001, longest_poll_s=0.002, check_every_s=30)


class AskedPrinter(Printer):
    """Keeps the order of labels and questions; ``busy`` answers are not idle before all are."""

    def __init__(self, busy: int) -> None:
        self.seen: list[str] = []
        self._busy = busy

    async def print(
        self, job: bytes, *, before_first_byte: Callable[[], Awaitable[None]]
    ) -> SendResult:
        await before_first_byte()
        self.seen.append(job.decode())
        return SendResult(outcome=Outcome.SENT, condition=Condition.READY)

    async def status(self) -> PrinterStatus:
        await asyncio.sleep(0)
        self.seen.append("?")
        formats, self._busy = min(self._busy, 1), max(self._busy - 1, 0)
        return PrinterStatus(
            condition=Condition.READY,
            formats_in_buffer=formats,
            labels_remaining=0,
            at_monotonic_ns=1,
        )

    async def aclose(self) -> None:
        return


@pytest.mark.parametrize(
    ("confirm", "busy", "questions"),
    [("scan", 0, 1), ("scan", 2, 3), ("status", 0, 2), ("status", 2, 4)],
)
def test_so_often_is_asked_between_two_labels(confirm: str, busy: int, questions: int) -> None:
    async def scenario() -> list[str]:
        printer = AskedPrinter(busy)
        done = asyncio.Event()

        async def on_state(job_id: str, state: JobState, detail: str) -> None:
            if job_id == "b" and state is JobState.SENDING:
                done.set()

        settings = PrinterSettings(name="p", kind="x", device="x", confirm=confirm)  # type: ignore[arg-type]
        spooler = Spooler(printer, settings, on_state=on_state, rng=Random(1), times=TIMES)
        task = asyncio.create_task(spooler.run())
        spooler.submit("a", b"a")
        spooler.submit("b", b"b")
        async with asyncio.timeout(10):
            await done.wait()
        seen = printer.seen[: printer.seen.index("b") + 1]
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        return seen

    assert asyncio.run(scenario()) == ["a", *("?" * questions), "b"]
