"""What the screens ask of the cell. The node is the one implementation; tests write a fake."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from edge.cell.inputs import Answer, Decision, Input
from edge.cell.masters import CompiledMasters
from edge.cell.model import CellState
from edge.health import Health
from wire.masters import Masters


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something moved: the fact offset reached, and the answer to a scan if there was one."""

    offset: int
    answer: Answer | None = None
    at_us: int = 0


class CellPort(Protocol):
    @property
    def node(self) -> str: ...

    @property
    def state(self) -> CellState:
        """Live state, to be read and never changed, in the event loop's own thread only."""
        ...

    @property
    def masters(self) -> Masters | None: ...

    @property
    def compiled(self) -> CompiledMasters | None:
        """The same masters, made ready for use."""
        ...

    def now_us(self) -> int: ...

    def health(self) -> Health: ...

    async def submit(self, given: Input) -> Decision:
        """Decide, commit, fold, carry out. Raises RefusedError when it cannot be done."""
        ...

    def badge_locked_s(self, source: str) -> float:
        """So long no badge from there is looked at. 0: they are."""
        ...

    def badge_refused(self, source: str) -> None:
        """One more wrong badge came through the door, from this address."""
        ...

    def changes(self) -> AsyncIterator[Change]:
        """Endless; ends when the cell stops. A slow reader misses changes but never blocks the
        cell.
        """
        ...

    def raw(self, raw_id: int) -> bytes | None:
        """Bytes of a raw input, or None."""
        ...
