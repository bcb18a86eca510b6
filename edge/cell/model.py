"""What a cell knows: the state that ``evolve`` folds from facts, and that a checkpoint stores.

Everything that can be derived is derived (a slot's state is a function in ``racks``), so nothing
can disagree with itself.
Dataclasses with plain containers and string or integer keys, so that msgspec writes them as they
are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from wire.events import LabelKind, LabelState, Marriage, Need, PickRef, Reaction, UsageProblem
from wire.ids import (
    CallNumber,
    DeviceId,
    FaceId,
    FamilyId,
    FeedId,
    LabelId,
    PartNumber,
    PersonId,
    PointOfFit,
    RackFamilyId,
    RackId,
    TourId,
    WorkplaceId,
)
from wire.masters import LabelOn, LoadOrder
from wire.telegram import Telegram


class SlotState(StrEnum):
    MISSING = "missing"
    OPEN = "open"
    PICKED = "picked"
    HELD = "held"
    SKIPPED = "skipped"
    SHIPPED = "shipped"


class HoldReason(StrEnum):
    GAP = "gap"
    """A number before it in the rack is missing."""
    USAGE = "usage"
    """Not exactly one variant of a family fired."""
    CONTESTED = "contested"
    """Another vehicle claimed this number and the one displaced has not been re-announced."""
    WITHDRAWN = "withdrawn"
    """The vehicle was cancelled; a person decides that the slot stays empty."""
    LATE_CHANGE = "late_change"
    """What is in the slot is not what the vehicle needs any more; a person sends it to rework."""


@dataclass(slots=True)
class Vehicle:
    """The newest version of one call number on a feed."""

    telegram: Telegram
    content: str
    """``wire.telegram.content_hash``."""
    order: int
    """Version order: transmission if the feed has one, else position, else arrival count."""
    epoch: int
    number: int | None
    """None: not sequenced yet, or displaced."""
    withdrawn: bool = False
    fitted: bool = False
    needs: tuple[Need, ...] = ()
    problems: tuple[UsageProblem, ...] = ()
    masters_version: int = 0
    at_us: int = 0


@dataclass(slots=True)
class Skip:
    person: PersonId
    reason: str
    at_us: int


@dataclass(slots=True)
class Run:
    """One epoch of a feed's numbers."""

    frontier: int
    """Highest number seen."""
    first: int
    """Lowest number that counts: numbers below it were before this cell began to listen."""
    owner: dict[int, CallNumber] = field(default_factory=dict)
    """Number to the call that holds it."""
    missing: dict[int, int] = field(default_factory=dict)
    """Number to the time (us) at which its absence showed."""
    contested: dict[int, list[CallNumber]] = field(default_factory=dict)
    """Number to the calls that were displaced from it and have no number of their own yet."""
    skipped: dict[int, Skip] = field(default_factory=dict)
    ended: bool = False
    """A later epoch is well under way: no number beyond the frontier will come."""


@dataclass(slots=True)
class Span:
    """Positions low..high, both included."""

    low: int
    high: int


@dataclass(slots=True)
class FeedState:
    epoch: int = 0
    runs: dict[int, Run] = field(default_factory=dict)
    vehicles: dict[CallNumber, Vehicle] = field(default_factory=dict)
    positions: list[Span] = field(default_factory=list)
    """Gateway positions received, as disjoint spans in order."""
    head: int = 0
    """Highest position that is known to exist."""
    last_transmission: int | None = None
    arrivals: int = 0
    last_telegram_us: int = 0
    reactions: dict[Reaction, int] = field(default_factory=dict)
    quarantined: int = 0


@dataclass(slots=True)
class Rack:
    rack: RackId
    rack_family: RackFamilyId
    point_of_fit: PointOfFit
    feed: FeedId
    epoch: int
    first_number: int
    size: int
    """Numbers in the rack; smaller than the family's size when it was closed short."""
    load_order: LoadOrder
    label_on: LabelOn
    rack_label: bool
    picked: dict[int, list[Marriage]] = field(default_factory=dict)
    """Number to the pieces married in its slot, in order of scanning."""
    carrier: str = ""
    formed_us: int = 0
    closed_us: int | None = None
    shipped_us: int | None = None

    @property
    def last_number(self) -> int:
        return self.first_number + self.size - 1


@dataclass(slots=True)
class Tour:
    tour: TourId
    workplace: WorkplaceId
    person: PersonId
    picks: tuple[PickRef, ...]
    started_us: int
    engine: str = ""
    optimal: bool = False


@dataclass(slots=True)
class Workplace:
    person: PersonId = PersonId("")
    tour: Tour | None = None
    paused: bool = False
    last_scan_us: int = 0


@dataclass(slots=True)
class Label:
    label: LabelId
    kind: LabelKind
    copy: int
    printer: DeviceId
    rack: RackId
    slot: int
    family: FamilyId
    piece: int
    state: LabelState
    fields: dict[str, str]
    requested_us: int
    moved_us: int
    detail: str = ""
    superseded: bool = False


class ExceptionKind(StrEnum):
    """What a person must look at. Holes, holds and labels are derived; these kinds are stored
    because nothing else shows them.
    """

    CONFLICT = "conflict"
    QUARANTINE = "quarantine"
    CHANGED_AFTER_SHIPPING = "changed_after_shipping"
    SHORT = "short"
    HELP = "help"
    SERIAL_TWICE = "serial_twice"
    SHIPPED_LABEL_SCANNED = "shipped_label_scanned"
    TRANSMISSION_BREAK = "transmission_break"


@dataclass(slots=True)
class OpenException:
    exception: str
    """Stable id, e.g. ``conflict:MUC-L1:0005512:17``."""
    kind: ExceptionKind
    at_us: int
    text: str
    owner: PersonId = PersonId("")
    workplace: WorkplaceId = WorkplaceId("")
    face: FaceId = FaceId("")
    part: PartNumber = PartNumber("")


@dataclass(slots=True)
class CellState:
    """The whole. ``offset`` is the last fact folded in (-1: none)."""

    offset: int = -1
    masters_version: int = 0
    feeds: dict[FeedId, FeedState] = field(default_factory=dict)
    racks: dict[RackId, Rack] = field(default_factory=dict)
    workplaces: dict[WorkplaceId, Workplace] = field(default_factory=dict)
    labels: dict[LabelId, Label] = field(default_factory=dict)
    serials: dict[str, str] = field(default_factory=dict)
    """``part/serial`` to ``call number`` of pieces married now, the newest last; bounded."""
    exceptions: dict[str, OpenException] = field(default_factory=dict)
    shipped: dict[RackId, int] = field(default_factory=dict)
    """Racks shipped and dropped from ``racks``, with the time; bounded."""
    scans: dict[str, int] = field(default_factory=dict)
    """Count of verdicts."""
    stock: dict[str, int] = field(default_factory=dict)
    """Kanban: ``location/part`` to pieces at this cell."""
    tours_started: int = 0
    labels_requested: int = 0
