"""What is costly to derive and asked for by every page: kept for as long as it says the same."""

from __future__ import annotations

from edge.cell.slot_times import cell_cover_minutes
from edge.screen.port import CellPort

COVER_KEPT_US = 1_000_000
"""Cover is shown in whole minutes."""


class Derived:
    def __init__(self, port: CellPort) -> None:
        self._port = port
        self._cover_min: float | None = None
        self._cover_us: int | None = None

    def cover_min(self) -> float | None:
        """The cell's minutes of cover, at most a second old."""
        now_us = self._port.now_us()
        kept = self._cover_us is not None and 0 <= now_us - self._cover_us < COVER_KEPT_US
        if not kept:
            masters = self._port.compiled
            self._cover_us = now_us
            self._cover_min = (
                None if masters is None else cell_cover_minutes(self._port.state, masters, now_us)
            )
        return self._cover_min
