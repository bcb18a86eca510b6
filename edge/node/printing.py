"""The printers of a cell: a label's intent to bytes, to the spooler of its printer, and each step
back to the node.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from random import Random
from typing import Any

import structlog

from edge.cell.model import CellState, Label
from edge.printers import Printer, PrinterError, PrinterSettings, open_printer
from edge.printers.labels import LABELS, LabelError, render
from edge.printers.spooler import JobState, JobWithdrawnError, Spooler, SpoolerState
from edge.printers.zpl import ZplError
from wire.events import LabelState
from wire.ids import DeviceId, LabelId

log = structlog.get_logger()

Report = Callable[[LabelId, LabelState, str], bool]
"""Label, state, detail: journalled before it returns. False: the label cannot go there."""


class Printing:
    """One spooler a printer. ``report`` is called for every step of every label."""

    def __init__(self, printers: Mapping[str, PrinterSettings], *, rng: Random) -> None:
        """Opens no connection. A printer whose driver is missing is listed with the reason."""
        self.unavailable: dict[str, str] = {}
        self._settings = dict(printers)
        self._printers: dict[str, Printer] = {}
        self._spoolers: dict[str, Spooler] = {}
        self._report: Report = _nobody
        self._tasks: set[asyncio.Task[Any]] = set()
        for name, settings in printers.items():
            try:
                printer = open_printer(settings)
            except PrinterError as error:
                self.unavailable[name] = str(error)
                log.error("printer unavailable", printer=name, reason=str(error))
                continue
            self._printers[name] = printer
            self._spoolers[name] = Spooler(printer, settings, on_state=self._on_state, rng=rng)

    def start(self, group: asyncio.TaskGroup, report: Report) -> None:
        self._report = report
        for name, spooler in self._spoolers.items():
            group.create_task(spooler.run(), name=f"printer {name}")

    async def aclose(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for printer in self._printers.values():
            await printer.aclose()

    def resume_unfinished(self, state: CellState, central_heard: asyncio.Event) -> None:
        """After a start: what was being sent is UNKNOWN, a byte may be out. So is what was sent
        and never counted out by the printer whose count it waited for. Where a scan confirms
        labels, SENT is all that a printer says of them.

        What was queued is printed once central was asked: on an old copy of the journal it was
        printed before.
        """
        queued: list[LabelId] = []
        for label in list(state.labels.values()):
            if label.state is LabelState.SENDING:
                self._report(label.label, LabelState.UNKNOWN, "the cell stopped while sending")
            elif label.state is LabelState.SENT and self._waits_for_count(label.printer):
                detail = "the cell stopped before the printer counted it out"
                self._report(label.label, LabelState.UNKNOWN, detail)
            elif label.state is LabelState.QUEUED:
                queued.append(label.label)
        if queued:
            self._later(self._print_queued(state, queued, central_heard))

    async def _print_queued(
        self, state: CellState, queued: Sequence[LabelId], central_heard: asyncio.Event
    ) -> None:
        await central_heard.wait()
        for name in queued:
            label = state.labels.get(name)
            if label is not None and label.state is LabelState.QUEUED:
                self.print(label)

    def _waits_for_count(self, printer: DeviceId) -> bool:
        """Also for a printer that is not configured any more: it will never say."""
        settings = self._settings.get(printer)
        return settings is None or settings.confirm == "status"

    def print(self, label: Label) -> None:
        """Queues a label, or says at once why it cannot be printed."""
        spooler = self._spoolers.get(label.printer)
        if spooler is None:
            reason = self.unavailable.get(label.printer, f"no printer {label.printer!r}")
            self._later(self._refuse(label.label, reason))
            return
        try:
            job = render(LABELS[label.kind], label.fields)
        except (LabelError, ZplError) as error:
            self._later(self._refuse(label.label, str(error)))
            return
        try:
            spooler.submit(label.label, job)
        except ValueError as error:
            log.warning("label is queued already", label=label.label, error=str(error))

    def cancel(self, label: LabelId, printer: DeviceId) -> None:
        spooler = self._spoolers.get(printer)
        if spooler is not None:
            self._later(spooler.cancel(label, "not needed any more"))

    def seen(self, label: LabelId, printer: DeviceId) -> None:
        """The label was scanned back: its printer need not be asked."""
        spooler = self._spoolers.get(printer)
        if spooler is not None:
            self._later(spooler.confirm(label))

    def resume(self, printer: DeviceId) -> None:
        """A person looked at the printer."""
        spooler = self._spoolers.get(printer)
        if spooler is not None:
            spooler.resume()

    def states(self) -> list[tuple[PrinterSettings, SpoolerState | str]]:
        """Each printer with its spooler's state, or with the reason why it is unavailable."""
        return [
            (
                settings,
                self._spoolers[name].state if name in self._spoolers else self.unavailable[name],
            )
            for name, settings in self._settings.items()
        ]

    async def _on_state(self, job_id: str, state: JobState, detail: str) -> None:
        taken = self._report(LabelId(job_id), LabelState(state.value), detail)
        if not taken and state is JobState.SENDING:
            raise JobWithdrawnError(job_id)

    async def _refuse(self, label: LabelId, reason: str) -> None:
        self._report(label, LabelState.CANCELLED, reason)

    def _later(self, work: Coroutine[Any, Any, Any]) -> None:
        """Runs when the present commit's effects are done: a report is a commit of its own."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _nobody(label: LabelId, state: LabelState, detail: str) -> bool:
    raise RuntimeError(f"printing was not started: {label} {state} {detail}")
