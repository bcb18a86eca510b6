"""What is costly to derive and asked for by every page: kept for as long as it says the same."""

from __future__ import annotations

from edge.cell.late_risk import forecasts
from edge.cell.slot_times import cell_cover_minutes
from edge.screen.port import CellPort
from wire.events import RackForecast

COVER_KEPT_US = 1_000_000
"""Cover is shown in whole minutes."""
RISK_KEPT_US = 1_000_000


class Derived:
    def __init__(self, port: CellPort) -> None:
        self._port = port
        self._cover_min: float | None = None
        self._cover_us: int | None = None
        self._forecasts: tuple[RackForecast, ...] = ()
        self._forecasts_us: int | None = None

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

    def forecasts(self) -> tuple[RackForecast, ...]:
        """When each rack will be done, and how probably too late; at most a second old."""
        now_us = self._port.now_us()
        at_us = self._forecasts_us
        if at_us is None or not 0 <= now_us - at_us < RISK_KEPT_US:
            masters = self._port.compiled
            self._forecasts_us = now_us
            self._forecasts = (
                () if masters is None else forecasts(self._port.state, masters, now_us)
            )
        return self._forecasts
