"""What a cell knows: the state that ``evolve`` folds from facts, and that a checkpoint stores.

Everything that can be derived is derived (a slot's state is a function in ``racks``), so nothing
can disagree with itself.
Dataclasses with plain containers and string or integer keys, so that msgspec writes them as they
are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from edge.cell.model.alarms import ExceptionKind, OpenException, RefusedMasters
from edge.cell.model.feeds import Conflict, FeedState, Loss, Run, Skip, Span, Vehicle
from edge.cell.model.labels import Label
from edge.cell.model.loads import Load
from edge.cell.model.pieces import Block, Scrapped
from edge.cell.model.racks import HoldReason, Rack, Unput
from edge.cell.model.shorts import Deferred, ShortFace
from edge.cell.model.singles import Single
from edge.cell.model.walks import EndedTour, Pace, Promise, Score, Tour, Workplace
from wire.events import PlanMade
from wire.ids import (
    BlockId,
    FaceId,
    FamilyId,
    FeedId,
    LabelId,
    LoadId,
    PersonId,
    RackId,
    UnitId,
    WorkplaceId,
)
from wire.tours import LateBand
from wire.withheld import PieceElsewhere

__all__ = [
    "Block",
    "CellState",
    "Conflict",
    "Deferred",
    "EndedTour",
    "ExceptionKind",
    "FeedState",
    "HoldReason",
    "Label",
    "Load",
    "Loss",
    "OpenException",
    "Pace",
    "Promise",
    "Rack",
    "RefusedMasters",
    "Run",
    "Score",
    "Scrapped",
    "ShortFace",
    "Single",
    "Skip",
    "Span",
    "Tour",
    "Unput",
    "Vehicle",
    "Workplace",
]


@dataclass(slots=True)
class CellState:
    """The whole. ``offset`` is the last fact folded in (-1: none)."""

    offset: int = -1
    masters_version: int = 0
    masters_refused: RefusedMasters | None = None
    """Until others are adopted."""
    feeds: dict[FeedId, FeedState] = field(default_factory=dict)
    racks: dict[RackId, Rack] = field(default_factory=dict)
    workplaces: dict[WorkplaceId, Workplace] = field(default_factory=dict)
    labels: dict[LabelId, Label] = field(default_factory=dict)
    serials: dict[str, str] = field(default_factory=dict)
    """``part/serial`` to ``call number`` of pieces married now, the newest last; bounded."""
    scrapped: dict[str, Scrapped] = field(default_factory=dict)
    """``part/serial`` of pieces that are waste, the newest last; bounded."""
    lots: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """``part/serial`` to every lot that codes named with it, the newest last; bounded. Replaced
    and never changed, so that a draft shares it.
    """
    loads: dict[LoadId, Load] = field(default_factory=dict)
    """Trucks that are open, and the last that departed."""
    returned: dict[RackId, int] = field(default_factory=dict)
    """Racks that came back, with the time; bounded."""
    elsewhere: dict[str, PieceElsewhere] = field(default_factory=dict)
    """``part/serial`` of pieces that other cells have, shipped or scrapped, the newest last;
    bounded.
    """
    elsewhere_upto: int = 0
    """Up to which of its facts central told them."""
    deferred: dict[str, Deferred] = field(default_factory=dict)
    """Picks put off one by one, by ``pick_key``."""
    short_faces: dict[FaceId, ShortFace] = field(default_factory=dict)
    blocks: dict[BlockId, Block] = field(default_factory=dict)
    """In force, the newest last."""
    exceptions: dict[str, OpenException] = field(default_factory=dict)
    owners: dict[str, PersonId] = field(default_factory=dict)
    """Who took an exception that is derived (a hole, a hold): its id to the person; bounded."""
    shipped: dict[RackId, int] = field(default_factory=dict)
    """Racks shipped and dropped from ``racks``, with the time; bounded."""
    scans: dict[str, int] = field(default_factory=dict)
    """Count of verdicts."""
    stock: dict[str, int] = field(default_factory=dict)
    """Kanban: ``location/part`` to pieces at this cell."""
    tours_started: int = 0
    singles: dict[RackId, Single] = field(default_factory=dict)
    """Parts that were ordered again and are not at the line yet, the oldest first; bounded."""
    singles_ordered: int = 0
    units: dict[RackId, UnitId] = field(default_factory=dict)
    """Racks to the pallets and containers on which they stand, here or away, the newest last;
    bounded.
    """
    plan: PlanMade | None = None
    """The newest that was told, at ``plan_us``."""
    plan_us: int = 0
    ended_tours: list[EndedTour] = field(default_factory=list)
    """The newest last; bounded."""
    paces: dict[FamilyId, Pace] = field(default_factory=dict)
    """By part family; bounded. All together under the empty one."""
    promises: dict[RackId, Promise] = field(default_factory=dict)
    """Of racks not closed."""
    scores: dict[LateBand, Score] = field(default_factory=dict)
    """How forecasts came true: by the band of the first forecast of each rack."""
    refused: dict[int, str] = field(default_factory=dict)
    """Offsets of facts that central refused for good, and why; bounded."""

    def racks_shipped(self) -> int:
        """Those that are known still, whole or by their ids alone."""
        whole = sum(rack.shipped_us is not None for rack in self.racks.values())
        return whole + len(self.shipped)
