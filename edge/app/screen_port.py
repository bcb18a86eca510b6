"""What the screens see of the running cell: the node, its health and its printers behind one
port.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from edge.app.health_report import HealthReport
from edge.badges.attempts import SourceKind
from edge.cell.inputs import Decision, Input
from edge.cell.masters import CompiledMasters
from edge.cell.model import CellState
from edge.health import Health
from edge.node.node import Node
from edge.screen.port import Change
from wire.masters import Masters


class ScreenPort:
    """Implements ``edge.screen.port.CellPort``."""

    def __init__(self, node: Node, health_report: HealthReport) -> None:
        self._node = node
        self._health_report = health_report

    @property
    def node(self) -> str:
        return self._node.node

    @property
    def state(self) -> CellState:
        return self._node.state

    @property
    def masters(self) -> Masters | None:
        return self._node.masters

    @property
    def compiled(self) -> CompiledMasters | None:
        return self._node.compiled

    def now_us(self) -> int:
        return self._node.now_us()

    def health(self) -> Health:
        return self._health_report.health()

    async def submit(self, given: Input) -> Decision:
        return await self._node.submit(given)

    def badge_locked_s(self, source: str) -> float:
        return self._node.badges.locked_s(source)

    def badge_refused(self, source: str) -> None:
        self._node.badge_refused(source, SourceKind.ADDRESS)

    def changes(self) -> AsyncIterator[Change]:
        return self._node.changes()

    def raw(self, raw_id: int) -> bytes | None:
        return self._node.raw(raw_id)
