"""Rows of one node in memory while a batch is folded: loaded before, stored after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from central.kanban.rules import CardMovement

Row = dict[str, Any]


class Place(NamedTuple):
    """A sequence number in its run, which one vehicle at most holds."""

    feed: str
    epoch: int
    number: int


class Shelf:
    """Rows of one table by key, and which of them changed."""

    def __init__(self) -> None:
        self.rows: dict[Hashable, Row] = {}
        self._changed: dict[Hashable, None] = {}
        self.dropped: dict[Hashable, Row] = {}
        """Rows that are not any more."""

    def get(self, *key: Hashable) -> Row | None:
        return self.rows.get(key)

    def hold(self, row: Row, *key: Hashable) -> None:
        """A row as it is stored."""
        self.rows[key] = row

    def put(self, row: Row, *key: Hashable) -> None:
        """A row that is new or other than stored."""
        self.rows[key] = row
        self._changed[key] = None
        self.dropped.pop(key, None)

    def drop(self, *key: Hashable) -> None:
        """A row that is not true any more; nothing happens if there is none."""
        row = self.rows.pop(key, None)
        self._changed.pop(key, None)
        if row is not None:
            self.dropped[key] = row

    def changed(self) -> list[Row]:
        return [self.rows[key] for key in self._changed]


@dataclass(slots=True)
class Known:
    """One node's rows that a batch may touch."""

    node: str
    vehicles: Shelf = field(default_factory=Shelf)
    claims: dict[Place, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Place to the call numbers that claim it."""
    runs: Shelf = field(default_factory=Shelf)
    marriages: Shelf = field(default_factory=Shelf)
    active: dict[Hashable, list[int]] = field(default_factory=lambda: defaultdict(list))
    blocks: Shelf = field(default_factory=Shelf)
    """Those in force."""
    in_doubt: Shelf = field(default_factory=Shelf)
    racks: Shelf = field(default_factory=Shelf)
    left_out: Shelf = field(default_factory=Shelf)
    module_orders: Shelf = field(default_factory=Shelf)
    """Only what this batch adds."""
    loads: Shelf = field(default_factory=Shelf)
    load_racks: Shelf = field(default_factory=Shelf)
    received: Shelf = field(default_factory=Shelf)
    labels: Shelf = field(default_factory=Shelf)
    progress: Shelf = field(default_factory=Shelf)
    exceptions: Shelf = field(default_factory=Shelf)
    skips: Shelf = field(default_factory=Shelf)
    scans: Shelf = field(default_factory=Shelf)
    """Only what this batch adds."""
    holes_opened: Shelf = field(default_factory=Shelf)
    holes_closed: dict[Hashable, Row] = field(default_factory=dict)
    """Of holes that were open before."""
    masters: Shelf = field(default_factory=Shelf)
    plans: Shelf = field(default_factory=Shelf)
    tours: Shelf = field(default_factory=Shelf)
    forecasts: Shelf = field(default_factory=Shelf)
    attendance: Shelf = field(default_factory=Shelf)
    attending: dict[str, int] = field(default_factory=dict)
    """Workplace to the fact since which somebody is there."""
    movements: list[CardMovement] = field(default_factory=list)
    """Kanban's business."""


@dataclass(frozen=True, slots=True)
class Happened:
    """A fact's id here, its offset at the node, and the node's clock."""

    fact_id: int
    offset: int
    at_us: int
