"""The exchange: looks into every partner's folder or server, for ever, in each central process.

Several processes may look into the same place: a file is claimed by one, and what is posted is
posted once whoever takes it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import structlog
from sqlalchemy.exc import SQLAlchemyError

from central.db.clock import now_us
from central.db.database import Database
from central.db.threads import in_thread
from central.exchange import service
from central.exchange.connection import Line, Pace
from central.exchange.folders import PartnerFolder
from central.exchange.partners import Partner, Way
from central.exchange.ports import Desk
from central.exchange.service import CrashPoint, no_crash
from central.exchange.sftp import PartnerServer

_log = structlog.get_logger()
SWEEP_S = 15.0


class Exchange:
    """``run`` is the task; ``lines`` is what pages show. ``changed`` is told when something came
    or went. ``folder`` holds one folder for each partner, ``keys`` the files that name and open
    servers.
    """

    def __init__(
        self,
        db: Database,
        desk: Desk,
        *,
        folder: Path,
        keys: Path,
        pace: Pace,
        changed: Callable[[], None] = lambda: None,
        crash: CrashPoint = no_crash,
    ) -> None:
        self._db = db
        self._desk = desk
        self._folder = folder
        self._keys = keys
        self._pace = pace
        self._changed = changed
        self._crash = crash
        self._folders: dict[str, PartnerFolder] = {}
        self._servers: dict[str, tuple[PartnerServer, asyncio.Task[None]]] = {}
        self._swept_s = float("-inf")

    async def run(self) -> None:
        failing = False
        try:
            while True:
                try:
                    await self._round()
                    failing = False
                except (SQLAlchemyError, OSError) as error:
                    if not failing:
                        _log.error("exchange failed", error=str(error)[:500])
                    failing = True
                await asyncio.sleep(self._pace.poll_s)
        finally:
            for name in list(self._servers):
                await self._close(name)

    def lines(self) -> list[Line]:
        """How each partner's exchange stands, as this process sees it, by name."""
        servers = [server.line for server, _ in self._servers.values()]
        found = [folder.line for folder in list(self._folders.values())] + servers
        return sorted((replace(line) for line in found), key=lambda line: line.partner)

    async def _round(self) -> None:
        known = await in_thread(lambda: service.exchanging(self._db))
        await self._keep_servers([p for p in known if p.way is Way.SFTP])
        folders = [p.partner for p in known if p.way is Way.FOLDER]
        if await in_thread(lambda: self._look(folders)):
            self._changed()

    def _look(self, names: list[str]) -> int:
        """In a thread: all folders, one after another, and what was left by the dead."""
        at_s = time.monotonic()
        self._folders = {name: self._folders.get(name) or self._open(name) for name in names}
        moved = sum(folder.look(at_s) for folder in self._folders.values())
        if at_s - self._swept_s >= SWEEP_S:
            moved += service.sweep(self._db, self._desk, now_us())
            self._swept_s = at_s
        return moved

    def _open(self, name: str) -> PartnerFolder:
        return PartnerFolder(
            self._folder / name,
            name,
            self._db,
            self._desk,
            settle_s=self._pace.settle_s,
            reclaim_s=self._pace.reclaim_s,
            crash=self._crash,
        )

    async def _keep_servers(self, wanted: list[Partner]) -> None:
        """One task for each partner's server; a partner who was changed begins anew."""
        by_name = {partner.partner: partner for partner in wanted}
        for name, (server, task) in list(self._servers.items()):
            now = by_name.get(name)
            if task.done():
                _log.critical("server ended", partner=name, error=repr(task.exception())[:500])
            if task.done() or now is None or now.changed_us != server.partner.changed_us:
                await self._close(name)
        for name, partner in by_name.items():
            if name not in self._servers:
                server = PartnerServer(
                    partner,
                    self._keys,
                    self._db,
                    self._desk,
                    self._pace,
                    changed=self._changed,
                    crash=self._crash,
                )
                task = asyncio.create_task(server.run(), name=f"sftp {name}")
                self._servers[name] = (server, task)

    async def _close(self, name: str) -> None:
        _, task = self._servers.pop(name)
        task.cancel()
        await asyncio.wait([task])
