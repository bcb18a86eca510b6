"""Housekeeping of a cell: once a second free disk, silent feeds and, when nobody scans, a
checkpoint; once a minute retention, in pieces that a worker thread takes out.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from edge.app.clock_watch import ClockWatch
from edge.crash_points import CrashPoint
from edge.journal.store import Journal
from edge.latency import free_disk_bytes
from edge.node.node import Node
from edge.node.recovery import checkpoint_of
from edge.sync.link import CentralLink
from edge.troubles import TroubleKind

PERIOD_S = 1.0
QUIET_S = 0.5
"""A checkpoint waits until no scan came for so long."""
OVERDUE = 4
"""But not beyond so many times its distance."""

RETENTION_S = 60
"""Between two looks at the oldest facts; a second while there is more to take out."""
PIECE_ROWS = 200
"""Taken out in one transaction, so long a scan may have to wait for its own."""


@dataclass(slots=True, kw_only=True)
class Housekeeping:
    node: Node
    journal: Journal
    link: CentralLink
    crash: CrashPoint
    folder: Path
    checkpoint_facts: int
    clock: ClockWatch
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
        self.node.watch_feeds()
        waiting = self.node.state.offset - self.checkpoint_offset
        if waiting >= self.checkpoint_facts and (
            self.node.quiet_for(QUIET_S) or waiting >= OVERDUE * self.checkpoint_facts
        ):
            self.checkpoint()
        self.forget_in_s -= PERIOD_S
        if self.forget_in_s <= 0:
            self.forget_in_s = 0.0 if await self.forget() >= PIECE_ROWS else RETENTION_S

    async def forget(self) -> int:
        """Takes out a piece of what is older than retention; how many rows. None while the clock
        cannot say what is old.
        """
        old_us = self.clock.look()
        if old_us is None:
            return 0
        return await asyncio.to_thread(
            self.journal.forget_before,
            old_us,
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
        text = f"disk nearly full ({free // 2**20} MB free); call support" if full else ""
        self.node.set_trouble(TroubleKind.DISK_FULL, text)
