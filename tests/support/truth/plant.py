"""One cell and central in this process: journal, node, line and pages of both are those that run.
The clock stands until the test moves it; the broker is handed its telegrams by the test.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from email.utils import formatdate
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from sqlalchemy import make_url

from central.broadcast.service import gateway
from central.broadcast.service.gateway import Gateway
from central.cells.rules import Site
from central.cells.service import put_masters
from central.config import Config
from central.db import clock as central_clock
from central.supervision.board_view import board_of
from central.supervision.service import collect
from edge import config as edge_config
from edge.app import composition
from edge.cell.inputs import Input
from edge.crash_points import no_crash
from edge.journal.store import Journal
from edge.printers.spooler import SpoolerTimes
from httpd.settings import HttpSettings
from tests.support import web
from tests.support.cell import world
from tests.support.central.client import Client
from tests.support.printer import FakePrinter
from tests.support.waiting import eventually
from wire.codec import encode
from wire.events import Source
from wire.heartbeat import Heartbeat
from wire.ids import FeedId
from wire.masters import FeedRules, Masters
from wire.telegram import Telegram

START_S = 1_772_438_400
"""2 March 2026, 08:00 UTC."""
TAKT_S = 60


class Clock:
    """Seconds since 1970; the cell's may be wrong by ``skew_s``."""

    def __init__(self) -> None:
        self.s = float(START_S)
        self.skew_s = 0.0

    def cell_s(self) -> float:
        return self.s + self.skew_s

    def set_as(self, patch: pytest.MonkeyPatch) -> None:
        for_central = SimpleNamespace(time_ns=lambda: round(self.s * 1e9))
        patch.setattr(central_clock, "time", for_central)
        patch.setattr(composition, "_now_us", lambda: round(self.cell_s() * 1e6))
        for_cell = SimpleNamespace(monotonic=lambda: self.s, time=self.cell_s)
        patch.setattr(composition, "time", for_cell)


class Wire(httpx.AsyncBaseTransport):
    """How bytes go from the cell to central, with the date of central's server; ``cut``: not."""

    def __init__(self, app: Any, clock: Clock) -> None:
        self._inner = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        self._clock = clock
        self.cut = False
        self.told = 0
        """Heartbeats that came through."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.cut:
            raise httpx.ConnectError("cut", request=request)
        response = await self._inner.handle_async_request(request)
        response.headers["Date"] = formatdate(self._clock.s, usegmt=True)
        self.told += request.url.path.endswith("/heartbeat") and response.is_success
        return response


class Plant:
    """Healthy: somebody is signed in, the line runs, everything that is told is known."""

    def __init__(
        self,
        folder: Path,
        migrated: Path,
        patch: pytest.MonkeyPatch,
        masters: Masters | None = None,
    ) -> None:
        self.patch, self._folder = patch, folder
        self.clock = Clock()
        self.clock.set_as(patch)
        patch.setitem(SpoolerTimes.__init__.__kwdefaults__, "check_every_s", 0.02)
        self.central = Client(self._central_config(migrated))
        self.viewer = self.central.token("viewer")
        self.masters = masters or world.masters(takt_s=TAKT_S)
        self.release(self.masters)
        self.runner = asyncio.Runner()
        self.printer = FakePrinter()
        self._tasks: list[asyncio.Task[Any]] = []
        self.runner.run(self._start())

    def _central_config(self, migrated: Path) -> Config:
        file = self._folder / "central.db"
        file.write_bytes(migrated.read_bytes())
        return Config(
            host="127.0.0.1",
            port=0,
            http=HttpSettings(hosts=("central",)),
            database=make_url(f"sqlite:///{file}"),
            data_dir=self._folder / "central",
            feeds={FeedId("L1"): FeedRules(feed="L1")},
        )

    def release(self, masters: Masters) -> None:
        put_masters(
            self.central.central.db,
            masters.cell,
            encode(masters),
            Site(feeds={FeedId("L1"): FeedRules(feed="L1")}, badge_key=bytes(32)),
            by_whom="test",
            now_us=round(self.clock.s * 1e6),
        )

    async def _start(self) -> None:
        await self.printer.__aenter__()
        self.plug_in()
        self.journal = Journal(
            self._folder / "cell", now_us=lambda: round(self.clock.cell_s() * 1e6)
        )
        self.cell = composition.Cell(self._cell_config(), self.journal, no_crash, self.clock.s)
        self.wire = Wire(self.central.app, self.clock)
        self.cell._link.transport = self.wire
        self.screen = web.Client(self.cell._server().config.app)
        printing = self.cell._printing
        printing.start(self, self.cell._node.report_label)  # type: ignore[arg-type]
        self.create_task(self.cell._follow("hand", world.LEFT))

    def create_task(self, run: Any, name: str = "") -> asyncio.Task[Any]:
        """As a task group has it."""
        task = asyncio.get_running_loop().create_task(run, name=name)
        self._tasks.append(task)
        return task

    def _cell_config(self) -> edge_config.CellConfig:
        (self._folder / "token").write_text(self.central.token("cell", cell="cell-a"))
        file = self._folder / "cell.toml"
        file.write_text(
            f'[cell]\nnode = "cell-a"\ndata_dir = "{self._folder / "cell"}"\n'
            f'[central]\nurl = "http://central"\ntoken_file = "{self._folder / "token"}"\n'
            '[broker]\nhost = "127.0.0.1"\n[broadcast]\nfeeds = ["L1"]\n'
            '[http]\nhosts = ["central"]\n'
            '[[workplace]]\nname = "left"\nscanner = "hand"\n'
            f'[[scanner]]\nname = "hand"\nkind = "serial_port"\ndevice = "{self._hand}"\n'
            '[[printer]]\nname = "zebra"\nkind = "tcp_9100"\nstatus_s = 0.3\n'
            f'device = "127.0.0.1:{self.printer.port}"\n'
        )
        return edge_config.load(file)

    @property
    def _hand(self) -> Path:
        return self._folder / "hand"

    def plug_in(self) -> None:
        """The scanner, under a name that stays."""
        self._master, slave = os.openpty()
        self._hand.unlink(missing_ok=True)
        self._hand.symlink_to(os.ttyname(slave))

    def unplug(self) -> None:
        self._hand.unlink()
        os.close(self._master)

    def until(self, holds: Callable[[], object]) -> None:
        """Beside the tasks of the cell."""
        self.runner.run(eventually(holds))

    def passes(self, seconds: float) -> None:
        """So much time, at the end of which the cell looks around and speaks to central."""
        self.clock.s += seconds
        self.cell._node.watch_feeds()
        self.cell._housekeeping.watch_disk()
        if not self.wire.cut:
            self.runner.run(self._speak())

    async def _speak(self) -> None:
        link, told = self.cell._link, self.wire.told
        task = asyncio.create_task(link.run())

        def done() -> bool:
            known = link.state.acknowledged == self.journal.last_offset
            return known and self.wire.told > told and self.cell._node.compiled is not None

        await eventually(done)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    def line(self, *telegrams: Telegram, lost: bool = False) -> None:
        """The line tells central; the broker has each at once and hands it to the cell, unless it
        is ``lost``.
        """
        intake = self.central.central.house.find(Gateway)
        for telegram in telegrams:
            intake.take(FeedId("L1"), encode(telegram))
            if not lost:
                self.publish()

    def publish(self) -> None:
        db = self.central.central.db
        for position, body in gateway.unpublished(db, "L1", 1000):
            self.cell._node.take_telegram("L1", body, Source.MQTT)
            gateway.mark_published(db, "L1", position)

    def order(self, given: Input) -> None:
        self.runner.run(self.cell._node.submit(given))

    def beat(self) -> Heartbeat:
        return self.cell._pulse.beat()

    def page(self, path: str) -> str:
        """Of central."""
        answer = self.central.get(path, token=self.viewer, headers={"Accept-Language": "en"})
        assert answer.status_code == 200, answer.text
        return answer.text

    def cell_page(self, path: str) -> str:
        answer = self.screen.get(path, headers={"Accept-Language": "en"})
        assert answer.status_code == 200, answer.text
        return answer.text

    def cover_min(self) -> tuple[float, float]:
        """Minutes of cover at the terminal and on the board."""
        now_us = round(self.clock.s * 1e6)
        board = self.central.central.db.read(lambda c: board_of(c, "L1", now_us))
        terminal = self.screen.get("/api/v1/workplaces/left").json()["cover_min"]
        assert board is not None
        assert board.cover_s is not None
        return terminal, board.cover_s / 60

    def kinds(self) -> dict[str, str]:
        """What the desk asks people to look at, to its level."""
        now_us = round(self.clock.s * 1e6)
        found = self.central.central.db.read(lambda c: collect(c, now_us))
        return {it.kind: it.level for it in found}

    def close(self) -> None:
        async def end() -> None:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await self.cell._close()
            await self.printer.__aexit__()

        self.runner.run(end())
        self.runner.close()
        self.journal.close()
        self.central.close()
