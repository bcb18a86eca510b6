"""A spooler over a printer that does what a script says."""

import asyncio
import time
from collections import deque
from contextlib import asynccontextmanager, suppress
from random import Random

from edge.printers import Condition, Outcome, Printer, PrinterSettings, PrinterStatus, SendResult
from edge.printers.spooler import Spooler, SpoolerTimes
from tests.support.waiting import eventually

QUICK = SpoolerTimes(
    first_poll_s=0.001,
    longest_poll_s=0.002,
    print_within_s=0.1,
    first_retry_s=0.001,
    longest_retry_s=0.002,
    check_every_s=30,
)
SENT = SendResult(outcome=Outcome.SENT, condition=Condition.READY)


def failed(condition):
    return SendResult(outcome=Outcome.FAILED, condition=condition, detail="why")


def unknown():
    return SendResult(outcome=Outcome.UNKNOWN, condition=Condition.UNREACHABLE, detail="cut")


def status(condition=Condition.READY, formats=0, remaining=0):
    return PrinterStatus(
        condition=condition,
        formats_in_buffer=formats,
        labels_remaining=remaining,
        at_monotonic_ns=time.monotonic_ns(),
    )


class ScriptedPrinter(Printer):
    """Results and statuses come from lists; when a list is empty all is well."""

    def __init__(self, log):
        self.log = log
        self.results = deque()
        self.statuses = deque()
        self.sent = []
        self.gate = None

    async def print(self, job, *, before_first_byte):
        if self.gate is not None:
            await self.gate.wait()
        result = self.results.popleft() if self.results else SENT
        if result.outcome is not Outcome.FAILED:
            await before_first_byte()
            self.sent.append(job)
            self.log.append(("first byte", job))
        return result

    async def status(self):
        await asyncio.sleep(0)
        return self.statuses.popleft() if self.statuses else status()

    async def aclose(self):
        return


class Bench:
    """A spooler that runs, and everything it told."""

    def __init__(self, times=QUICK, **changes):
        self.log = []
        self.printer = ScriptedPrinter(self.log)
        self.spooler = Spooler(
            self.printer,
            PrinterSettings(**{"name": "p1", "kind": "x", "device": "x"} | changes),
            on_state=self._on_state,
            rng=Random(1),
            times=times,
        )

    async def _on_state(self, job_id, state, detail):
        await asyncio.sleep(0)
        self.log.append((job_id, state))

    def states(self, job_id):
        return [entry[1] for entry in self.log if entry[0] == job_id]

    async def until(self, condition):
        await eventually(condition)


@asynccontextmanager
async def bench(*, times=QUICK, **changes):
    made = Bench(times, **changes)
    task = asyncio.ensure_future(made.spooler.run())
    try:
        yield made
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
