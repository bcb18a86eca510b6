"""The running plant: the real programs (broker, central, cells) and, around each cell, printers,
scanners, pickers and a team lead.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import httpx
import structlog

from hardware_sim import broker as broker_room
from hardware_sim.again import ReplacementShift
from hardware_sim.cell_screen import CellScreen
from hardware_sim.central_program import READY_S, CentralProgram, StartError, explain, python
from hardware_sim.dock import Dock
from hardware_sim.failings import Failings, Pace
from hardware_sim.folders import Ports, Premises, Route, free_ports
from hardware_sim.line import Line, Telegram
from hardware_sim.people import LeadShift, PickerShift, StoreShift
from hardware_sim.picker import Picker, Shelves
from hardware_sim.plant import Cell, Plant
from hardware_sim.printer import Habits, PrinterBrain
from hardware_sim.printer_server import PrinterServer
from hardware_sim.processes import Program, stop_all
from hardware_sim.proxy import Proxy, Weather
from hardware_sim.quality import QualityShift
from hardware_sim.scanner_port import KeyboardScanner, SerialScanner
from hardware_sim.sparse import SparseLine
from hardware_sim.store import MINIMUM_CARDS, Store
from hardware_sim.team_lead import Patience, TeamLead
from hardware_sim.two_lines import TwoLines

log = structlog.get_logger()

WARM_LOOKS, WARM_PAUSE_S = 60, 0.1
BAD_CENTRAL = Weather(cut=0.04, slice=0.1, half_open=0.01, drop_reply=0.08, delay_ms_max=2)
BAD_BROKER = Weather(cut=0.3, slice=0.2, delay_ms_max=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """How people and devices behave. ``faults``: printers and network fail too."""

    failings: Failings
    pace: Pace
    print_s: float
    faults: bool
    patience: Patience = field(default_factory=Patience)


@dataclass(slots=True, kw_only=True)
class CellWorks:
    """One cell with all around it."""

    cell: Cell
    program: Program
    screen: CellScreen
    printers: list[PrinterBrain]
    shifts: list[PickerShift]
    lead: LeadShift
    store: Store
    ready_ms: float = 0.0


class Works:
    """Starts and stops everything. ``async with``; then ``broker``, ``central``, ``cells``."""

    again: ReplacementShift | None = None
    """None: this line cannot order anything again."""

    def __init__(
        self,
        premises: Premises,
        line: Line | SparseLine | TwoLines,
        behaviour: Behaviour,
        rng: Random,
        *,
        change_window: int,
        amqtt: bool = False,
    ) -> None:
        self.premises = premises
        self.plant: Plant = premises.plant
        self.line = line
        self.behaviour = behaviour
        self.day_over = False
        self.cells: list[CellWorks] = []
        self.docks = [self.plant.cells[0].cell]
        """Cells that ship by truck."""
        self.quality: QualityShift | None = None
        self._rng = rng
        self._change_window = change_window
        self._stack = AsyncExitStack()
        self._threads = ThreadPoolExecutor(max_workers=12, thread_name_prefix="scanner")
        places = free_ports(2 + len(self.plant.cells))
        self.ports = Ports(
            broker=places[0],
            central=places[1],
            cells=dict(zip((c.cell for c in self.plant.cells), places[2:], strict=True)),
        )
        name, command = broker_room.prepare(
            premises.root / "broker", self.ports.broker, premises.broker_passwords, amqtt=amqtt
        )
        self.broker_name = name
        self.broker = self._program("broker", command)
        self.client = httpx.AsyncClient(
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=40)
        )
        self.office = CentralProgram(
            premises.central_config, self.ports.central, premises.logs, self.client
        )

    # -- coming and going

    async def __aenter__(self) -> Works:
        try:
            await self._start()
        except BaseException:
            await self.stop()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def programs(self) -> list[Program]:
        return [self.broker, self.office.program, *(works.program for works in self.cells)]

    async def stop(self) -> None:
        stop_all(self.programs)
        await self._stack.aclose()
        await self.client.aclose()
        self._threads.shutdown(wait=True)

    async def _start(self) -> None:
        self.broker.start()
        self.premises.write_central(self.ports)
        await self.office.command("migrate")
        self.office.program.start()
        await self.office.make_tokens(
            {
                "administrator": ("--role", "administrator", "--name", "demo"),
                **{feed.feed: ("--role", "feed", "--feed", feed.feed) for feed in self.plant.feeds},
                "quality": ("--role", "quality", "--name", "quality"),
                **{c.cell: ("--role", "cell", "--cell", c.cell) for c in self.plant.cells},
            }
        )
        await self.office.until_ready()
        for cell in self.plant.cells:
            await self._put_masters(cell)
        await self._put_loops()
        for cell in self.plant.cells:
            self.cells.append(await self._open_cell(cell))
        await asyncio.gather(*(self.start_cell(works) for works in self.cells))
        await asyncio.gather(*(self._until_warm(works) for works in self.cells))

    async def _until_warm(self, works: CellWorks) -> None:
        """A shift begins when the planners' kernels are loaded. A cell that has to compile them
        first begins without: it plans all the same.
        """
        for _ in range(WARM_LOOKS):
            if await works.screen.planner():
                return
            await asyncio.sleep(WARM_PAUSE_S)

    async def start_cell(self, works: CellWorks) -> None:
        """Starts the cell's program and waits until it is ready; notes how long that took."""
        begun = time.monotonic()
        works.program.start()
        while not await works.screen.ready():
            if not works.program.running:
                raise StartError(explain(works.program))
            if time.monotonic() - begun > READY_S:
                raise StartError(f"{explain(works.program)}\nnot ready after {READY_S:g} s")
            await asyncio.sleep(0.02)
        works.ready_ms = max(works.ready_ms, (time.monotonic() - begun) * 1000)

    # -- central

    async def _put_masters(self, cell: Cell) -> None:
        await self._put(f"/api/v1/masters/{cell.cell}", self.plant.masters(cell))

    async def _put_loops(self) -> None:
        loops = [
            {
                "loop": loop.loop,
                "part": loop.part,
                "location": loop.location,
                "quantity": loop.quantity,
                "minimum": MINIMUM_CARDS * loop.quantity,
            }
            for cell in self.plant.cells
            for loop in cell.loops
        ]
        await self._put("/api/v1/kanban/loops", loops)

    async def _put(self, path: str, document: Any) -> None:
        answer = await self.office.send("PUT", path, document)
        if not answer.is_success:
            raise StartError(f"central refused PUT {path}: {answer.status_code} {answer.text}")

    def quality_shift(self, enough: Callable[[], bool]) -> QualityShift:
        """``enough``: so much is picked that quality looks at a lot."""
        self.quality = QualityShift(
            ask=lambda path: self.office.ask(path, "quality"),
            send=lambda path, body: self.office.send("POST", path, body, "quality"),
            enough=enough,
        )
        return self.quality

    def replacement_shift(self, send: Callable[[Telegram], Awaitable[None]]) -> ReplacementShift:
        """Once every cell knows the bad lot, so that no replacement is of it."""
        self.again = ReplacementShift(
            plant=self.plant,
            line=self.line.of(self.plant.feed.feed),
            send=send,
            sights=lambda: {works.cell.cell: works.lead.sight for works in self.cells},
            ready=self._knows_the_bad_lot,
            rng=Random(self._rng.random()),
        )
        return self.again

    def _knows_the_bad_lot(self) -> bool:
        bad = self.quality.blocked if self.quality is not None else None
        sights = [works.lead.sight for works in self.cells]
        return bad is not None and all(
            any(row["block"] == bad.block for row in sight.blocks) if sight else False
            for sight in sights
        )

    def store_shift(self) -> StoreShift:
        return StoreShift(
            stores=[works.store for works in self.cells],
            demand=lambda: self.office.ask("/api/v1/kanban/demand"),
            day_over=lambda: self.day_over,
        )

    # -- a cell

    async def _open_cell(self, cell: Cell) -> CellWorks:
        printers = await self._open_printers(cell)
        keyboards = cell.workplaces[-1:] if cell is self.plant.cells[-1] else ()
        route = Route(
            broker_port=await self._broker_port(cell),
            central_port=await self._central_port(),
            screen_port=self.ports.cells[cell.cell],
            printers={server.brain.name.split("/")[1]: server.port for server in printers},
            keyboard_workplaces=keyboards,
        )
        self.premises.write_cell(cell, route, self.office.tokens[cell.cell])
        screen = CellScreen(f"http://127.0.0.1:{route.screen_port}", self.client)
        brains = [server.brain for server in printers]
        store = Store(cell.loops)
        return CellWorks(
            cell=cell,
            program=self._program(
                cell.cell,
                python("edge", "run", "--config", str(self.premises.cell_config(cell.cell))),
            ),
            screen=screen,
            printers=brains,
            shifts=[
                self._picker_shift(cell, place, screen, brains, keyboards, store)
                for place in range(len(cell.workplaces))
            ],
            lead=self._lead_shift(cell, screen, brains),
            store=store,
        )

    async def _open_printers(self, cell: Cell) -> list[PrinterServer]:
        servers = []
        by_telegram = any(rack.label_on == "telegram" for rack in cell.rack_families)
        for name in ("labels", "racks", "slots") if by_telegram else ("labels", "racks"):
            habits = Habits(print_s=self.behaviour.print_s)
            if self.behaviour.faults:
                habits.labels_on_roll = self._rng.randint(40, 120)
                habits.cut_after_bytes = self._rng.randint(2_000, 40_000)
            brain = PrinterBrain(f"{cell.cell}/{name}", habits)
            servers.append(await self._stack.enter_async_context(PrinterServer(brain)))
        return servers

    async def _central_port(self) -> int:
        if not self.behaviour.faults:
            return self.ports.central
        return await self._proxy(self.ports.central, BAD_CENTRAL)

    async def _broker_port(self, cell: Cell) -> int:
        """One cell has a bad line to the broker."""
        if not self.behaviour.faults or cell is not self.plant.cells[0]:
            return self.ports.broker
        return await self._proxy(self.ports.broker, BAD_BROKER)

    async def _proxy(self, port: int, weather: Weather) -> int:
        rng = Random(self._rng.random())
        proxy = Proxy(("127.0.0.1", port), weather, rng)
        return (await self._stack.enter_async_context(proxy)).port

    def _picker_shift(
        self,
        cell: Cell,
        place: int,
        screen: CellScreen,
        printers: list[PrinterBrain],
        keyboards: Sequence[str],
        store: Store,
    ) -> PickerShift:
        workplace = cell.workplaces[place]
        person = cell.with_role("picker")[place]
        picker = Picker(
            person.person,
            person.badge,
            shelves=Shelves(parts=cell.parts(), serial_tracked=cell.serial_tracked()),
            store=store,
            failings=self.behaviour.failings,
            pace=self.behaviour.pace,
            rng=Random(self._rng.random()),
        )
        link = self.premises.scanner(workplace)
        scanner: SerialScanner | KeyboardScanner
        scanner = KeyboardScanner(link) if workplace in keyboards else SerialScanner(link)
        self._stack.callback(scanner.close)
        return PickerShift(
            workplace=workplace,
            picker=picker,
            screen=screen,
            scanner=scanner,
            printers=printers,
            threads=self._threads,
            replug_at=frozenset([self._rng.randint(20, 120)] if self.behaviour.faults else ()),
        )

    def _lead_shift(
        self, cell: Cell, screen: CellScreen, printers: list[PrinterBrain]
    ) -> LeadShift:
        badges = {
            role: cell.with_role(role)[0].badge for role in ("team_lead", "supervisor", "shipping")
        }
        rng = Random(self._rng.random())
        return LeadShift(
            lead=TeamLead(
                badges=badges,
                phone=lambda feed, number: self.line.of(feed).read_out(number),
                change_window=self._change_window,
                dock=Dock() if cell.cell in self.docks else None,
                patience=self.behaviour.patience,
            ),
            screen=screen,
            printers=printers,
            day_over=lambda: self.day_over,
            roll_labels=lambda: rng.randint(60, 200) if self.behaviour.faults else None,
        )

    # -- small things

    def _program(self, name: str, command: Sequence[str]) -> Program:
        return Program(
            name=name,
            command=command,
            log=self.premises.logs / f"{name}.log",
            environment={"PYTHONUNBUFFERED": "1"},
            folder=Path.cwd(),
        )
