"""What every rule of the cell judges by, beside its input."""

from __future__ import annotations

from dataclasses import dataclass

from edge.cell.masters import CompiledMasters
from edge.cell.model import CellState


@dataclass(frozen=True, slots=True)
class Situation:
    """The live state, which a rule only reads; the masters in force (None: there are none yet); and
    the time.
    """

    state: CellState
    masters: CompiledMasters | None
    now_us: int
