"""What a cell knows of a rack, and what its slots may be."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from wire.events import LeftOut, Marriage
from wire.ids import FeedId, LabelId, PointOfFit, RackFamilyId, RackId, WorkplaceId
from wire.masters import FillFrom, Filling, GapPolicy, LabelOn, LoadOrder, PutCheck


class HoldReason(StrEnum):
    VERSION = "version"
    """A telegram of the vehicle may be its last word, and nobody can tell; a person decides."""
    GAP = "gap"
    """A number before it in the rack is missing."""
    USAGE = "usage"
    """Not exactly one variant of a family fired, or a part line cannot be followed."""
    CONTESTED = "contested"
    """Another vehicle claimed this number and the one displaced has not been re-announced."""
    WITHDRAWN = "withdrawn"
    """The vehicle was cancelled; a person decides that the slot stays empty."""
    GROUP = "group"
    """Nobody can tell which place of which group of the maker is the vehicle's."""
    LATE_CHANGE = "late_change"
    """What is in the slot is not what the vehicle needs any more; a person sends it to rework."""
    FITTED = "fitted"
    """The vehicle has passed without what the slot still wants; a person decides that it stays
    empty, or calls the vehicle back.
    """
    STATUS = "status"
    """Masters hold the call at the status that it reached, until a person releases it."""
    BLOCKED = "blocked"
    """A piece in the slot is blocked, or the part that it still wants; a person takes the piece
    out, or two lift the block.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Unput:
    """A piece that was accepted at a workplace and of which nobody has shown yet that it lies in
    its own compartment.
    """

    marriage: Marriage
    workplace: WorkplaceId
    at_us: int


@dataclass(slots=True)
class Rack:
    rack: RackId
    rack_family: RackFamilyId
    point_of_fit: PointOfFit
    feed: FeedId
    epoch: int
    first_number: int
    size: int
    """Slots that the rack was formed for. The index of a number that is filled by numbers never
    changes.
    """
    load_order: LoadOrder
    label_on: LabelOn
    rack_label: bool
    gap_policy: GapPolicy = GapPolicy.HOLD_AT_ONCE
    hold_after_vehicles: int = 0
    put_check: PutCheck = PutCheck.NEVER
    filling: Filling = Filling.NUMBER
    count: int = 0
    group: str = ""
    layers: int = 1
    fill_from: FillFrom = FillFrom.BOTTOM
    dealt: dict[int, int] = field(default_factory=dict)
    """Slot to number where the rack is not filled by numbers. Replaced and never changed."""
    picked: dict[int, list[Marriage]] = field(default_factory=dict)
    """Number to the pieces married in its slot, in order of scanning."""
    unput: list[Unput] = field(default_factory=list)
    """Those of them that still have to be shown in their compartment."""
    carrier: str = ""
    formed_us: int = 0
    closed_us: int | None = None
    shipped_us: int | None = None
    short_last: int | None = None
    """Last number of a rack that was closed with fewer than ``size``."""
    left_out: tuple[LeftOut, ...] = ()
    """What a person let it be closed without; until it is open again."""
    labels: list[LabelId] = field(default_factory=list)

    @property
    def last_number(self) -> int:
        if self.short_last is not None:
            return self.short_last
        if self.filling is not Filling.NUMBER:
            return max(self.dealt.values(), default=self.first_number)
        return self.first_number + self.size - 1
