"""People at work: a picker with a screen, a scanner and a printer's tray; a team lead on a round;
whoever brings what the office asks for.

The brains are elsewhere; here they are connected to sockets, devices and the clock.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Any

import httpx
import structlog

from hardware_sim.cell_screen import CellScreen
from hardware_sim.picker import Picker, Scan
from hardware_sim.printer import PhysicalLabel, PrinterBrain
from hardware_sim.scanner import Feedback, Slip, byte_script
from hardware_sim.scanner_port import KeyboardScanner, SerialScanner
from hardware_sim.store import Store
from hardware_sim.team_lead import Sight, TeamLead

log = structlog.get_logger()

ANSWER_S = 4.0
"""A cell that has not answered by then is taken for dead."""
_LATE_S = 0.15
_ROUND_S = 0.4
_TRAY_MOST = 4
_UNPLUGGED_S = 0.5
_DEMAND_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """What a scanner, or for keyboard scanners the screen, answered to a scan."""

    workplace: str
    what: str
    text: str
    serial: str
    verdict: str
    code: str
    after_ms: float | None
    """None: it came late, or over the screen."""


@dataclass(slots=True)
class PickerShift:
    """One picker at one workplace, until cancelled."""

    workplace: str
    picker: Picker
    screen: CellScreen
    scanner: SerialScanner | KeyboardScanner
    printers: Sequence[PrinterBrain]
    threads: Executor
    replug_at: frozenset[int] = frozenset()
    """After so many scans the scanner's plug comes out, and goes in again as another device."""
    replugged: int = 0
    tones: list[Tone] = field(default_factory=list)
    scans: list[Scan] = field(default_factory=list)
    """Everything that went over the scanner, answered or not."""
    taken: list[PhysicalLabel] = field(default_factory=list)
    """Labels out of the trays, in order."""
    _moved: asyncio.Event = field(default_factory=asyncio.Event)
    _answers: asyncio.Queue[Feedback] = field(default_factory=asyncio.Queue)

    async def run(self) -> None:
        for printer in self.printers:
            printer.on_printed.append(self._moved.set)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._watch())
            tasks.create_task(self._work())

    async def _watch(self) -> None:
        """Looks at the screen; when it is gone, comes back until it is there again."""
        while True:
            with contextlib.suppress(httpx.HTTPError, ValueError):
                async for name, data in self.screen.events(self.workplace):
                    self._take_event(name, data)
            self.picker.look_away()
            await asyncio.sleep(0.1)

    def _take_event(self, name: str, data: Any) -> None:
        if name == "view":
            self.picker.see(data)
            self._moved.set()
        elif name == "answer":
            self._answers.put_nowait(Feedback(verdict=data["verdict"], code=data["code"]))

    async def _work(self) -> None:
        while True:
            self._empty_trays()
            scan = self.picker.step(time.monotonic())
            if scan is None:
                await self._wait()
                continue
            self.scans.append(scan)
            if len(self.scans) in self.replug_at:
                await self._replug()
            heard = await self._scan(scan)
            self.picker.hear(
                heard.verdict if heard else None, heard.code if heard else "", time.monotonic()
            )

    async def _replug(self) -> None:
        if isinstance(self.scanner, SerialScanner):
            self.scanner.unplug()
            await asyncio.sleep(_UNPLUGGED_S)
            self.scanner.plug_in()
            self.replugged += 1
            await asyncio.sleep(_UNPLUGGED_S)

    def _empty_trays(self) -> None:
        for printer in self.printers:
            if self.picker.labels_in_hand < _TRAY_MOST:
                labels = printer.take_labels(_TRAY_MOST)
                self.taken += labels
                self.picker.find_labels([label.first_code() for label in labels])

    async def _wait(self) -> None:
        self._moved.clear()
        wait_s = self.picker.wake_after_s(time.monotonic())
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait_s):
                await self._moved.wait()
                return
        if self.picker.wants_new_view:
            with contextlib.suppress(httpx.HTTPError, ValueError):
                self.picker.see(await self.screen.view(self.workplace))

    async def _scan(self, scan: Scan) -> Feedback | None:
        if isinstance(self.scanner, KeyboardScanner):
            return await self._type(self.scanner, scan)
        loop = asyncio.get_running_loop()
        scanner, writes = self.scanner, byte_script(scan.text, scan.slip)
        heard = await loop.run_in_executor(self.threads, scanner.scan, writes, ANSWER_S)
        if heard is not None:
            self._note(scan, heard.feedback, heard.after_ms if scan.slip is Slip.NONE else None)
        if heard is None or scan.slip is not Slip.NONE:
            for feedback in await loop.run_in_executor(self.threads, scanner.late, _LATE_S):
                self._note(scan, feedback, None)
        return heard.feedback if heard else None

    async def _type(self, scanner: KeyboardScanner, scan: Scan) -> Feedback | None:
        while not self._answers.empty():
            self._answers.get_nowait()
        try:
            scanner.type(scan.text)
        except (BlockingIOError, KeyError):
            return None
        try:
            async with asyncio.timeout(ANSWER_S):
                feedback = await self._answers.get()
        except TimeoutError:
            scanner.forget()
            return None
        self._note(scan, feedback, None)
        return feedback

    def _note(self, scan: Scan, feedback: Feedback, after_ms: float | None) -> None:
        self.tones.append(
            Tone(
                workplace=self.workplace,
                what=scan.what,
                text=scan.text,
                serial=scan.part.serial if scan.part else "",
                verdict=feedback.verdict,
                code=feedback.code,
                after_ms=after_ms,
            )
        )


@dataclass(slots=True)
class LeadShift:
    """The team lead's round through one cell, until cancelled."""

    lead: TeamLead
    screen: CellScreen
    printers: Sequence[PrinterBrain]
    day_over: Callable[[], bool]
    roll_labels: Callable[[], int | None]
    """Labels on a new roll."""
    clock: Callable[[], float] = time.time
    refused: dict[str, int] = field(default_factory=dict)
    sight: Sight | None = None
    """What they saw last."""

    async def run(self) -> None:
        while True:
            with contextlib.suppress(httpx.HTTPError, ValueError):
                await self.go_round()
            await asyncio.sleep(_ROUND_S)

    async def go_round(self) -> None:
        """One round: paper first, then what the lists ask for."""
        for printer in self.printers:
            if printer.stopped:
                printer.load_paper(self.roll_labels(), self.clock())
        over = self.day_over()
        get = self.screen.get
        self.sight = Sight(
            singles=await get("/single-picks"),  # before the labels: a pick has asked for its own
            racks=await get("/racks"),
            holes=await get("/holes"),
            labels=await get("/labels"),
            status=await get("/status"),
            exceptions=await get("/exceptions"),
            loads=await get("/loads"),
            blocks=await get("/blocks"),
            day_over=over,
        )
        for order in self.lead.decide(self.sight, time.monotonic()):
            status, code = await self.screen.order(order)
            if code:
                key = f"{order.name} {code}"
                self.refused[key] = self.refused.get(key, 0) + 1
                if self.refused[key] == 1:
                    log.info("order refused", order=order.name, status=status, code=code)


@dataclass(slots=True)
class StoreShift:
    """Brings containers to the cells as the office's list asks, until cancelled."""

    stores: Sequence[Store]
    demand: Callable[[], Awaitable[Any]]
    """Central's list. Raises httpx.HTTPError when it does not answer."""
    day_over: Callable[[], bool]

    async def run(self) -> None:
        while True:
            await asyncio.sleep(_DEMAND_S)
            if not self.day_over():
                with contextlib.suppress(httpx.HTTPError, ValueError):
                    await self.go_round()

    async def go_round(self) -> None:
        for row in await self.demand():
            for store in self.stores:
                store.bring(row["loop"], row["cards"], time.monotonic())
