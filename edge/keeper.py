"""Housekeeping of a cell: once a second free disk and, when nobody scans, a checkpoint; once a
minute retention, in pieces that a worker thread takes out.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

import structlog

from edge.crash import CrashPoint
from edge.journal import Journal
from edge.node import Node
from edge.recovery import checkpoint_of
from edge.sync import CentralLink
from edge.vitals import free_disk_bytes

PERIOD_S = 1.0
QUIET_S = 0.5
"""A checkpoint waits until no scan came for so long."""
OVERDUE = 4
"""But not beyond so many times its distance."""

RETENTION_S = 60
"""Between two looks at the oldest facts; a second while there is more to take out."""
PIECE_ROWS = 200
"""Taken out in one transaction, so long a scan may have to wait for its own."""

log = structlog.get_logger()


@dataclass(slots=True, kw_only=True)
class Keeper:
    node: Node
    journal: Journal
    link: CentralLink
    crash: CrashPoint
    folder: Path
    checkpoint_facts: int
    retention_us: int
    free_disk_bytes_min: int
    checkpoint_offset: int
    forget_in_s: float = 0.0

    async def run(self) -> None:
        while True:
            await asyncio.sleep(PERIOD_S)
            await self.step()

    async def step(self) -> None:
        """What a second brings."""
        self.watch_disk()
        waiting = self.node.state.offset - self.checkpoint_offset
        if waiting >= self.checkpoint_facts and (
            self.node.quiet_for(QUIET_S) or waiting >= OVERDUE * self.checkpoint_facts
        ):
            self.checkpoint()
        self.forget_in_s -= PERIOD_S
        if self.forget_in_s <= 0:
            self.forget_in_s = 0.0 if await self.forget() >= PIECE_ROWS else RETENTION_S

    async def forget(self) -> int:
        """Takes out a piece of what is older than retention; how many rows. Whatever says that
        this is no time for it stands here.
        """
        return await asyncio.to_thread(
            self.journal.forget_before,
            self.node.now_us() - self.retention_us,
            acknowledged=self.link.state.acknowledged,
            rows_max=PIECE_ROWS,
        )

    def checkpoint(self) -> None:
        """Stores the folded state, so that the next start is quick."""
        if self.node.state.offset == self.checkpoint_offset:
            return
        self.crash("checkpoint.before")
        self.journal.keep_checkpoint(checkpoint_of(self.node.state))
        self.checkpoint_offset = self.node.state.offset
        self.crash("checkpoint.after")

    def watch_disk(self) -> None:
        """Refuses new input loudly while the disk is nearly full, and takes it again when it is
        not.
        """
        free = free_disk_bytes(self.folder)
        full = free < self.free_disk_bytes_min
        if full and not self.node.refusing:
            log.error("disk nearly full, nothing new is taken", free_bytes=free)
            self.node.refusing = f"disk nearly full ({free // 2**20} MB free); call support"
        elif not full and self.node.refusing:
            log.info("disk has room again", free_bytes=free)
            self.node.refusing = ""
