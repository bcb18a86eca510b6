"""What the audit looks at, and what it says."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hardware_sim.again import ReOrder
from hardware_sim.journal_reader import Book
from hardware_sim.line import Record
from hardware_sim.people import Tone
from hardware_sim.picker import Scan
from hardware_sim.plant import Plant
from hardware_sim.printer import PhysicalLabel

SHOWN_MAX = 5
"""Examples in one failed clause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What a terminal showed: minutes until the line runs out of finished parts of its cell."""

    cell: str
    minutes: float | None
    at_s: float
    """Since 1970."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that the audit looks at. ``scans`` and ``tones`` are those of the simulated pickers."""

    plant: Plant
    records: Sequence[Record]
    books: Sequence[Book]
    central_marriages: Sequence[Mapping[str, Any]]
    """Active ones, as central tells them."""
    facts_applied: Mapping[str, int]
    """By node, as central counts them."""
    scans: Sequence[tuple[str, Scan]]
    """(workplace, scan) of everything that went over a scanner."""
    tones: Sequence[Tone]
    physical: Mapping[str, Sequence[PhysicalLabel]]
    """By cell."""
    holes: Mapping[str, int]
    """Open holes by cell."""
    stock: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """Pieces at central by location and part."""
    re_orders: Sequence[ReOrder] = ()
    covers: Sequence[Cover] = ()
    """What the terminals of the cells showed when their journals were read."""
    told: Collection[tuple[str, str]] = ()
    """Node and name of every exception that central knows."""


@dataclass(slots=True)
class Finding:
    """The audit's result. ``problems`` empty: it holds."""

    problems: list[str] = field(default_factory=list)
    parts_expected: int = 0
    parts_married: int = 0
    wrong_accepted: int = 0
    labels_printed: int = 0
    labels_confirmed: int = 0
    labels_unknown: int = 0

    def fail(self, clause: str, examples: Sequence[str]) -> None:
        if examples:
            shown = "; ".join(examples[:SHOWN_MAX])
            more = f" (and {len(examples) - SHOWN_MAX} more)" if len(examples) > SHOWN_MAX else ""
            self.problems.append(f"{clause}: {shown}{more}")
