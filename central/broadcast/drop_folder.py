"""The watched folder: ``<drop folder>/<feed>/*.txt|ndjson|json``.

A file is taken when its size and time stood still between two looks, read whole, stored in one
transaction, then moved to ``done/``, or to ``quarantine/`` when a telegram in it could not be
read (the others are taken). The same bytes again do nothing. Whoever dies between the commit and
the move finds the file again and recognises it.
"""

from __future__ import annotations

import asyncio
import os
import stat
import time
from pathlib import Path

import structlog
from sqlalchemy.exc import SQLAlchemyError

from central.broadcast.rules import is_offered
from central.broadcast.service.gateway import Gateway
from central.db.clock import now_us
from central.folders.stable_files import FileLook, Settling, look_of

_log = structlog.get_logger()
FILE_BYTES_MAX = 64 * 1024 * 1024
FILES_PER_LOOK = 200
DONE, QUARANTINE = "done", "quarantine"


class DropFolder:
    """``look`` takes what is ready; ``run`` looks for ever."""

    def __init__(self, folder: Path, gateway: Gateway, *, poll_s: float, settle_s: float) -> None:
        self._folder = folder
        self._gateway = gateway
        self._poll_s = poll_s
        self._settling: Settling[Path] = Settling(settle_s)

    def prepare(self) -> None:
        """Makes the folders of all feeds."""
        for feed in self._gateway.feeds:
            for name in ("", DONE, QUARANTINE):
                (self._folder / feed / name).mkdir(parents=True, exist_ok=True)

    async def run(self) -> None:
        failing = False
        while True:
            try:
                await asyncio.to_thread(self.look, time.monotonic())
                failing = False
            except (OSError, SQLAlchemyError) as error:
                if not failing:
                    _log.error("drop folder failed", folder=str(self._folder), error=str(error))
                failing = True
            await asyncio.sleep(self._poll_s)

    def look(self, at_s: float) -> int:
        """One look at ``at_s`` (monotonic seconds); returns how many files were taken."""
        found = {path: seen for feed in self._gateway.feeds for path, seen in self._offered(feed)}
        ready = self._settling.ready(found, at_s)
        for path in sorted(ready):
            self._take(path)
        return len(ready)

    def _offered(self, feed: str) -> list[tuple[Path, FileLook]]:
        """Plain files with a finished name; links and devices are not looked at."""
        offered = []
        with os.scandir(self._folder / feed) as entries:
            for entry in entries:
                if not is_offered(entry.name):
                    continue
                status = entry.stat(follow_symlinks=False)
                if stat.S_ISREG(status.st_mode):
                    offered.append((Path(entry.path), look_of(status)))
        return sorted(offered)[:FILES_PER_LOOK]

    def _take(self, path: Path) -> None:
        feed = path.parent.name
        try:
            with path.open("rb") as file:
                data = file.read(FILE_BYTES_MAX + 1)
        except FileNotFoundError:
            return  # another process took it
        if len(data) > FILE_BYTES_MAX:
            _log.warning("dropped file is too large", file=str(path), limit=FILE_BYTES_MAX)
            _move(path, QUARANTINE)
            return
        result = self._gateway.take_file(feed, path.name, data)
        _log.info(
            "dropped file taken",
            file=str(path),
            taken=result.taken,
            refused=result.refused,
            repeated=result.repeated,
        )
        _move(path, QUARANTINE if result.refused else DONE)


def _move(path: Path, folder: str) -> None:
    """Into ``folder`` beside it, under a name that is free."""
    target = path.parent / folder / f"{now_us()}-{path.name[-200:]}"
    try:
        path.rename(target)
    except FileNotFoundError:
        return  # another process moved it
