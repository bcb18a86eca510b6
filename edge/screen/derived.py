"""What is costly to derive and asked for by every page: kept until it would say something else."""

from __future__ import annotations

from edge.cell.masters import CompiledMasters, compile_masters
from edge.cell.slot_times import cell_cover_minutes
from edge.screen.port import CellPort
from wire.masters import Masters

COVER_KEPT_US = 1_000_000
"""Cover is shown in whole minutes."""


class Derived:
    def __init__(self, port: CellPort) -> None:
        self._port = port
        self._masters: Masters | None = None
        self._compiled: CompiledMasters | None = None
        self._cover_min: float | None = None
        self._cover_us: int | None = None

    def masters(self) -> CompiledMasters | None:
        """The masters in use, compiled once."""
        if self._port.masters is not self._masters:
            self._masters = self._port.masters
            self._compiled = None if self._masters is None else compile_masters(self._masters)
        return self._compiled

    def cover_min(self) -> float | None:
        """The cell's minutes of cover, at most a second old."""
        now_us = self._port.now_us()
        kept = self._cover_us is not None and 0 <= now_us - self._cover_us < COVER_KEPT_US
        if not kept:
            masters = self.masters()
            self._cover_us = now_us
            self._cover_min = (
                None if masters is None else cell_cover_minutes(self._port.state, masters, now_us)
            )
        return self._cover_min
