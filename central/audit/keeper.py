"""Seals the history each second and puts the chain's head where the database cannot reach it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import structlog
from sqlalchemy.exc import DBAPIError

from central.audit import service
from central.audit.rules import START, Anchor
from central.audit.service import AnchorFile
from central.db.clock import now_us
from central.db.database import Database

_log = structlog.get_logger()
SEAL_EVERY_S = 1.0
ANCHOR_EVERY_S = 3600.0
ANCHOR_CHANGES = 20
"""An anchor at the latest after so many sealed changes."""


def anchor_file(data_dir: Path) -> AnchorFile:
    return AnchorFile(data_dir / "audit-anchors.jsonl")


class Keeper:
    """One in each process; several on one database take turns."""

    def __init__(self, db: Database, anchors: AnchorFile) -> None:
        self._db = db
        self._anchors = anchors
        self._kept = max(anchors.read(), key=lambda anchor: anchor.seal, default=START)
        self._kept_us = 0

    async def run(self) -> None:
        """For ever; a database that does not answer is asked again."""
        silent = False
        while True:
            try:
                await asyncio.to_thread(self.once, now_us())
                silent = False
            except DBAPIError as error:
                if not silent:
                    _log.warning("history not sealed", error=str(error)[:300])
                silent = True
            await asyncio.sleep(SEAL_EVERY_S)

    def once(self, at_us: int) -> None:
        """Seals. An anchor at the first call, of the first change that there ever was, after
        ``ANCHOR_CHANGES`` and once an hour, where the chain grew.
        """
        new = service.seal(self._db)
        due = at_us - self._kept_us >= ANCHOR_EVERY_S * 1e6
        if due or (new and self._kept.seal == 0):
            self.keep(at_us)
        elif new:
            self.keep(at_us, at_least=ANCHOR_CHANGES)

    def keep(self, at_us: int, *, at_least: int = 1) -> None:
        """The head as it is now, if the chain grew by ``at_least`` changes since the last."""
        head = self._db.read(service.head)
        if head.seal - self._kept.seal >= at_least:
            self._anchors.add(Anchor(seal=head.seal, hash=head.hash, at_us=at_us))
            self._kept = head
            self._kept_us = at_us
        elif at_least == 1:
            self._kept_us = at_us

    def close(self, at_us: int) -> None:
        """At an orderly end: what was changed last is anchored as well."""
        service.seal(self._db)
        self.keep(at_us)
