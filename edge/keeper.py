"""Housekeeping of a cell, once a second: checkpoints when nobody scans, retention, free disk."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from edge.clock_watch import ClockWatch
from edge.crash import CrashPoint
from edge.journal import Journal
from edge.node import Node
from edge.recovery import checkpoint_of
from edge.sync import CentralLink
from edge.troubles import TroubleKind
from edge.vitals import free_disk_bytes

PERIOD_S = 1.0
QUIET_S = 0.5
"""A checkpoint waits until no scan came for so long."""
OVERDUE = 4
"""But not beyond so many times its distance."""


@dataclass(slots=True, kw_only=True)
class Keeper:
    node: Node
    journal: Journal
    link: CentralLink
    crash: CrashPoint
    folder: Path
    checkpoint_facts: int
    clock: ClockWatch
    free_disk_bytes_min: int
    checkpoint_offset: int

    async def run(self) -> None:
        while True:
            await asyncio.sleep(PERIOD_S)
            self.watch_disk()
            waiting = self.node.state.offset - self.checkpoint_offset
            if waiting >= self.checkpoint_facts and (
                self.node.quiet_for(QUIET_S) or waiting >= OVERDUE * self.checkpoint_facts
            ):
                self.checkpoint()
            old_us = self.clock.look()
            if old_us is not None:
                self.journal.forget_before(old_us, acknowledged=self.link.state.acknowledged)

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
