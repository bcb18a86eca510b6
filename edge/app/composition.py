"""Composition root of a cell: configuration to ports to one task group."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import structlog
import uvicorn

from edge.app.clock_watch import ClockWatch
from edge.app.health_report import HealthReport
from edge.app.housekeeping import Housekeeping
from edge.app.pulse import Pulse
from edge.app.screen_port import ScreenPort
from edge.broadcast import subscriber as broker
from edge.broadcast.subscriber import BrokerAddress, NotTakenError, Subscriber
from edge.cell.inputs import Answer
from edge.cell.model import CellState
from edge.config import CellConfig, ConfigError
from edge.crash_points import CrashPoint
from edge.journal.store import Journal, JournalError
from edge.latency import process_age_s
from edge.node.chain import Chain
from edge.node.feed_intake import Subscription
from edge.node.node import Node
from edge.node.outlets import Outlets
from edge.node.printing import Printing
from edge.node.recovery import Recovered, recover
from edge.planning.planner import Planner
from edge.retry import Retry
from edge.scanners import Scanner, ScannerError, open_scanner
from edge.screen.app import create_screen
from edge.sequencer.warm import warm
from edge.sync.answers import CentralError
from edge.sync.central import CentralAddress
from edge.sync.hooks import Hooks
from edge.sync.link import CentralLink
from httpd.server import Server
from wire.events import Source
from wire.ids import DeviceId, LabelId, WorkplaceId

log = structlog.get_logger()

SWITCH_INTERVAL_S = 0.0005
"""The planner's thread must not keep the interpreter for the usual 5 ms while a scan waits."""


async def run_cell(config: CellConfig, crash: CrashPoint) -> None:
    """Runs until SIGTERM or SIGINT. Raises ConfigError and JournalError; others are ours."""
    started_at = time.monotonic() - process_age_s()
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    folder = Path(config.cell.data_dir)
    try:
        journal = Journal(folder, now_us=_now_us)
    except OSError as error:
        raise ConfigError(
            f"[cell] data_dir: {folder} cannot be made or written: {error.strerror or error}"
        ) from error
    try:
        cell = Cell(config, journal, crash, started_at)
        await cell.run()
    except BaseExceptionGroup as group:
        journal_error = _first_journal_error(group)
        if journal_error is None:
            raise
        raise journal_error from group
    finally:
        journal.close()


def _first_journal_error(group: BaseExceptionGroup[BaseException]) -> JournalError | None:
    """The one that ended the tasks, if it was one."""
    found: BaseException | None = group.subgroup(JournalError)
    while isinstance(found, BaseExceptionGroup):
        found = found.exceptions[0]
    return found if isinstance(found, JournalError) else None


class Cell:
    """All parts of one cell, wired."""

    def __init__(
        self, config: CellConfig, journal: Journal, crash: CrashPoint, started_at: float
    ) -> None:
        self._config = config
        self._journal = journal
        self._started_at = started_at
        rng = Random()  # noqa: S311 - jitter
        recovered = recover(journal)
        self._recovered = recovered
        self._scanners = _open_scanners(config)
        self._printing = Printing(config.printer_settings(), rng=rng)
        self._planner = Planner(
            budget_ms=config.planner.budget_ms,
            horizon_vehicles=config.planner.horizon_vehicles,
            tell_s=config.planner.tell_s,
            monotonic=time.monotonic,
        )
        self._node = self._make_node(recovered, crash)
        self._link = self._make_link(crash, rng)
        if recovered.damage is not None:
            self._link.note_damage(recovered.damage)
        self._subscriber = self._make_subscriber(crash, rng)
        self._housekeeping = self._make_housekeeping(recovered, crash)
        self._health_report = self._make_health_report()
        self._pulse = Pulse(
            health=self._health_report.health,
            state=lambda: self._node.state,
            masters=lambda: self._node.compiled,
        )

    async def run(self) -> None:
        kept = self._journal.masters()
        if kept is not None and self._node.use_kept_masters(kept[1], kept[0]):
            self._link.masters.tag = kept[0]
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        server = self._server()
        try:
            async with asyncio.TaskGroup() as group:
                screen = self._start(group, server)
                await stop.wait()
                log.info("cell stops")
                self._node.stop()
                server.should_exit = True
                await screen
                raise _Stopped  # cancels every other task
        except* _Stopped:
            pass
        await self._close()

    def _start(self, group: asyncio.TaskGroup, server: uvicorn.Server) -> asyncio.Task[None]:
        """Sets everything going; returns the screen's task, which ends by itself when told to."""
        screen = group.create_task(server.serve(), name="screen")
        group.create_task(self._link.run(), name="central")
        group.create_task(self._subscriber.run(), name="broker")
        group.create_task(self._planner.run(self._node), name="planner")
        group.create_task(self._housekeeping.run(), name="housekeeping")
        for workplace in self._config.workplace:
            group.create_task(
                self._follow(workplace.scanner, WorkplaceId(workplace.name)),
                name=f"scanner {workplace.scanner}",
            )
        self._printing.start(group, self._node.report_label)
        if self._recovered.damage is None:
            self._printing.resume_unfinished(self._node.state, self._link.asked)
        ready_ms = round((time.monotonic() - self._started_at) * 1000)
        self._node.note_start(self._recovered.folded, ready_ms)
        log.info("cell is ready", ready_ms=ready_ms, facts_folded=self._recovered.folded)
        group.create_task(self._warm_kernels(), name="kernels")
        return screen

    async def _warm_kernels(self) -> None:
        """Loads or compiles the planner's kernels beside the running cell; until then the reference
        plans. From then on health names the engine that will plan.
        """
        warmth = await asyncio.to_thread(warm)
        # What is loaded by now stays: a full collection that walks it stands in the way of a scan.
        gc.freeze()
        self._planner.engine = "kernels" if warmth.ready else "reference"
        log.info("kernels", ready=warmth.ready, reason=warmth.reason)

    async def _close(self) -> None:
        self._housekeeping.checkpoint()
        await self._printing.aclose()
        for scanner in self._scanners.values():
            await scanner.aclose()

    def _make_node(self, recovered: Recovered, crash: CrashPoint) -> Node:
        return Node(
            self._config.cell.node,
            chain=Chain(
                self._journal,
                recovered.state,
                self._outlets(recovered.state),
                crash=crash,
                now_us=_now_us,
            ),
            printers=self._config.label_printers(),
            subscription=Subscription(
                feeds=self._config.broadcast.feeds,
                direct=self._config.broadcast.direct,
                replay_after_s=self._config.broadcast.replay_after_s,
            ),
            monotonic=time.monotonic,
        )

    def _make_link(self, crash: CrashPoint, rng: Random) -> CentralLink:
        return CentralLink(
            address=CentralAddress(
                url=self._config.central.url,
                token=_secret("central.token_file", self._config.central.token_file),
                timeout_s=self._config.central.timeout_s,
                masters_interval_s=self._config.central.masters_interval_s,
                batch_facts=self._config.central.batch_facts,
            ),
            node=self._config.cell.node,
            feeds=self._config.broadcast.feeds,
            journal=self._journal,
            hooks=Hooks(
                take_masters=self._node.take_masters,
                take_badge_key=self._node.take_badge_key,
                take_withheld=self._node.withheld.take,
                withheld_after=self._node.withheld.after,
                take_telegram=self._take_replayed,
                take_head=self._node.take_head,
                missing=self._node.missing,
                take_refusals=self._node.take_refusals,
                set_trouble=self._node.set_trouble,
                heartbeat=lambda: self._pulse.beat(),
            ),
            crash=crash,
            monotonic=time.monotonic,
            now_s=time.time,
            retry=lambda peer: Retry(peer, rng),
        )

    def _make_subscriber(self, crash: CrashPoint, rng: Random) -> Subscriber:
        return Subscriber(
            _broker(self._config),
            self._config.broadcast.feeds,
            hooks=broker.Hooks(
                take=self._node.take_message, session_lost=self._link.wake_replay, crash=crash
            ),
            unread=self._node.feeds.unread,
            monotonic=time.monotonic,
            retry=Retry("broker", rng),
        )

    def _make_housekeeping(self, recovered: Recovered, crash: CrashPoint) -> Housekeeping:
        return Housekeeping(
            node=self._node,
            journal=self._journal,
            link=self._link,
            crash=crash,
            folder=Path(self._config.cell.data_dir),
            checkpoint_facts=self._config.journal.checkpoint_facts,
            clock=ClockWatch(
                journal=self._journal,
                link=self._link.state,
                now_us=_now_us,
                monotonic=time.monotonic,
                retention_us=self._config.journal.retention_days * 86_400 * 1_000_000,
            ),
            free_disk_bytes_min=self._config.journal.free_disk_mb_min * 1024 * 1024,
            checkpoint_offset=recovered.checkpoint_offset,
        )

    def _make_health_report(self) -> HealthReport:
        return HealthReport(
            node=self._node,
            journal=self._journal,
            link=self._link,
            subscriber=self._subscriber,
            printing=self._printing,
            planner=self._planner,
            scanners=self._scanners,
            scanner_kinds={s.name: s.kind for s in self._config.scanner_settings().values()},
            scanner_workplaces=self._config.scanner_workplaces(),
            folder=Path(self._config.cell.data_dir),
            started_at=self._started_at,
            monotonic=time.monotonic,
            now_us=_now_us,
        )

    def _outlets(self, state: CellState) -> Outlets:
        def print_label(label: LabelId) -> None:
            self._printing.print(state.labels[label])

        def cancel_print(label: LabelId) -> None:
            self._printing.cancel(label, state.labels[label].printer)

        def label_seen(label: LabelId) -> None:
            self._printing.seen(label, state.labels[label].printer)

        return Outlets(
            print_label=print_label,
            cancel_print=cancel_print,
            label_seen=label_seen,
            start_printer=lambda printer: self._printing.resume(printer),
            answer=self._answer,
            facts=lambda: self._link.wake(),
            replay=lambda: self._link.wake_replay(),
            plan=lambda: self._planner.wake(),
        )

    def _answer(self, answer: Answer) -> None:
        """The line back to a scanner that beeps on command."""
        if answer.device in self._config.answered_scanners():
            self._scanners[answer.device].answer(
                f"LS {answer.verdict.value} {answer.code}\r\n".encode()
            )

    def _take_replayed(self, feed: str, body: bytes) -> None:
        try:
            self._node.take_telegram(feed, body, Source.REPLAY)
        except NotTakenError as error:
            raise CentralError(str(error)) from error

    async def _follow(self, device: str, workplace: WorkplaceId) -> None:
        async for frame in self._scanners[device].frames():
            self._node.take_frame(DeviceId(device), workplace, frame)

    def _server(self) -> uvicorn.Server:
        section, http = self._config.screen, self._config.http.settings()
        screen = create_screen(
            ScreenPort(self._node, self._health_report),
            language=self._config.cell.language,
            zone=self._config.cell.zone,
            workplaces=[w.name for w in self._config.workplace],
            http=http,
            bound=section.host,
        )
        return _Server(
            screen,
            host=section.host,
            port=section.port,
            settings=http,
            traffic=screen.state.traffic,
            log_config=None,
        )


class _Stopped(Exception):
    """The cell was told to stop: a signal between its tasks, not an error."""


class _Server(Server):
    """uvicorn that leaves the signals to the cell."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _open_scanners(config: CellConfig) -> dict[str, Scanner]:
    """All scanners of the file. Raises ConfigError for a driver that is unknown or unavailable."""
    try:
        return {name: open_scanner(s) for name, s in config.scanner_settings().items()}
    except ScannerError as error:
        raise ConfigError(str(error)) from error


def _broker(config: CellConfig) -> BrokerAddress:
    section = config.broker
    password = (
        _secret("broker.password_file", section.password_file) if section.password_file else ""
    )
    return BrokerAddress(
        host=section.host,
        port=section.port,
        username=section.username,
        password=password,
        keepalive_s=section.keepalive_s,
        client_id=f"lineside-{config.cell.node}",
    )


def _secret(key: str, path: str) -> str:
    try:
        secret = Path(path).read_text("utf-8").strip()
    except OSError as error:
        raise ConfigError(f"{key}: {path}: {error.strerror}") from error
    if not secret:
        raise ConfigError(f"{key}: {path} is empty")
    return secret


def _now_us() -> int:
    return time.time_ns() // 1000
