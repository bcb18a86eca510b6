"""What a cell knows: the state that ``evolve`` folds from facts, and that a checkpoint stores.

Everything that can be derived is derived (a slot's state is a function in ``racks``), so nothing
can disagree with itself.
Dataclasses with plain containers and string or integer keys, so that msgspec writes them as they
are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from edge.cell.named import Named
from wire.events import (
    LabelKind,
    LabelState,
    Marriage,
    Need,
    PersonNeeded,
    PickRef,
    PlanMade,
    Reaction,
    UsageProblem,
)
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
from wire.masters import GapPolicy, LabelOn, LoadOrder
from wire.telegram import Telegram
from wire.tours import LateBand


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
    """Not exactly one variant of a family fired, or a part line cannot be followed."""
    CONTESTED = "contested"
    """Another vehicle claimed this number and the one displaced has not been re-announced."""
    WITHDRAWN = "withdrawn"
    """The vehicle was cancelled; a person decides that the slot stays empty."""
    LATE_CHANGE = "late_change"
    """What is in the slot is not what the vehicle needs any more; a person sends it to rework."""
    FITTED = "fitted"
    """The vehicle has passed without what the slot still wants; a person decides that it stays
    empty, or calls the vehicle back.
    """


@dataclass(slots=True)
class Vehicle:
    """The newest version of one call number on a feed."""

    telegram: Telegram
    content: str
    """``wire.telegram.content_hash``."""
    order: tuple[int, ...]
    """Version order of the newest telegram of all, withdrawals included."""
    content_order: tuple[int, ...] = ()
    """Version order of ``telegram``: the newest that says what to build. Empty: none did yet."""
    epoch: int = 0
    number: int | None = None
    """The place that ``telegram`` claims. None: not sequenced yet."""
    withdrawn: bool = False
    fitted: bool = False
    needs: tuple[Need, ...] = ()
    problems: tuple[UsageProblem, ...] = ()
    masters_version: int = 0
    identity: dict[str, Named] = field(default_factory=dict)
    """Field of the telegram (``vin``, ``short_vin``, ``body_number``) to the last word on it."""
    fitted_order: tuple[int, ...] = ()
    """Version order of the newest word that it is fitted. Empty: none since it was called back."""
    placed_order: tuple[int, ...] = ()
    """Version order of the oldest telegram that gave it a place."""
    at_us: int = 0
    """When it first claimed a place (before that: when it was first heard of)."""

    @property
    def gone(self) -> bool:
        """Nothing will be built into it any more, so a person may say that its slot stays empty."""
        return self.withdrawn or self.fitted


@dataclass(slots=True)
class Skip:
    person: PersonId
    reason: str
    at_us: int


@dataclass(slots=True)
class Run:
    """One epoch of a feed's numbers."""

    frontier: int
    """Highest number seen, or known to exist."""
    first: int
    """Lowest number that counts: numbers below it were before this cell began to listen."""
    first_number: int = 1
    last_number: int = 9999
    window: int = 50
    owner: dict[int, CallNumber] = field(default_factory=dict)
    """Number to the call that holds it."""
    claims: dict[int, list[CallNumber]] = field(default_factory=dict)
    """Numbers that several calls claim now, to all of them."""
    missing: dict[int, int] = field(default_factory=dict)
    """Number to the time (us) at which its absence showed."""
    contested: dict[int, list[CallNumber]] = field(default_factory=dict)
    """Number to the calls that were displaced from it and have no number of their own yet."""
    skipped: dict[int, Skip] = field(default_factory=dict)
    ended: bool = False
    """A later epoch is well under way: no number beyond the frontier will come."""
    newest: int = -1
    """Highest transmission or position of a telegram with a place in this run."""
    pruned_below: int = 0
    """Lower numbers are shipped and forgotten."""
    frontier_us: int = 0
    """When the frontier last moved."""
    trail: list[tuple[int, int]] = field(default_factory=list)
    """Gateway position and number, both rising: the highest number told up to each position.
    Bounded (``edge.cell.trail``). Empty in a checkpoint of a version that kept none: then numbers
    are judged by the frontier.
    """


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
    floor: int = 0
    """Positions up to this one were before this cell began to listen."""
    first_transmission: int | None = None
    last_transmission: int | None = None
    transmissions: dict[int, int] = field(default_factory=dict)
    """Transmissions seen, to the arrival count then; bounded."""
    awaited: dict[int, int] = field(default_factory=dict)
    """Transmissions that another one named as its previous and that were not seen, to the arrival
    count at which they count as broken."""
    set_aside: dict[str, int] = field(default_factory=dict)
    """Tests and orders for what was supplied that a person was told of, to the arrival count then;
    bounded."""
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
    """Numbers that the rack was formed for. Slot indexes never change."""
    load_order: LoadOrder
    label_on: LabelOn
    rack_label: bool
    gap_policy: GapPolicy = GapPolicy.HOLD_AT_ONCE
    hold_after_vehicles: int = 0
    picked: dict[int, list[Marriage]] = field(default_factory=dict)
    """Number to the pieces married in its slot, in order of scanning."""
    carrier: str = ""
    formed_us: int = 0
    closed_us: int | None = None
    shipped_us: int | None = None
    short_last: int | None = None
    """Last number of a rack that was closed with fewer than ``size``."""
    labels: list[LabelId] = field(default_factory=list)

    @property
    def last_number(self) -> int:
        if self.short_last is not None:
            return self.short_last
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
    planned_finish_us: int | None = None
    due_us: int | None = None


@dataclass(slots=True)
class EndedTour:
    """A walk that is over, beside what was planned for it."""

    tour: TourId
    workplace: WorkplaceId
    person: PersonId
    rack: RackId
    picks: int
    started_us: int
    ended_us: int
    completed: bool
    planned_finish_us: int | None = None
    due_us: int | None = None


@dataclass(slots=True)
class Pace:
    """Seconds from one accepted piece to the next, walk included; the newest count most."""

    pieces: int = 0
    mean_s: float = 0.0
    variance_s2: float = 0.0


@dataclass(slots=True)
class Promise:
    """The first forecast of a rack since it was open, and its newest deadline."""

    late_permille: int
    due_us: int


@dataclass(slots=True)
class Score:
    """Racks of one band of forecasts, and how many of them were late."""

    racks: int = 0
    late: int = 0


@dataclass(slots=True)
class Workplace:
    person: PersonId = PersonId("")
    tour: Tour | None = None
    paused: bool = False
    last_scan_us: int = 0
    accepted_text: str = ""
    """The last code accepted here, beside its serial or lot: at once again it is a bounce."""
    accepted_serial: str = ""
    accepted_device: DeviceId = DeviceId("")
    accepted_us: int = 0
    last_part: PartNumber = PartNumber("")
    """Of the last accepted part."""
    last_label: LabelId = LabelId("")
    pace_from_us: int = 0
    """From when the next accepted piece is timed. 0: not at all, somebody came or paused."""


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


@dataclass(slots=True)
class Scrapped:
    """Who said of a piece that it is waste, and why."""

    person: PersonId
    note: str
    at_us: int


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
    TEST_TELEGRAM = PersonNeeded.TEST_TELEGRAM.value
    RE_ORDER = PersonNeeded.RE_ORDER.value
    FITTED_WITHOUT_PART = PersonNeeded.FITTED_WITHOUT_PART.value
    IDENTITY_CHANGED = PersonNeeded.IDENTITY_CHANGED.value
    BADGE_LOCK = "badge_lock"
    FACT_REFUSED = "fact_refused"
    """Central will never apply a fact of this journal."""


@dataclass(slots=True)
class OpenException:
    exception: str
    """Stable id, e.g. ``conflict:MUC-L1:0005512:17``."""
    kind: ExceptionKind
    at_us: int
    text: str
    count: int = 1
    """How often; only the last one is described."""
    owner: PersonId = PersonId("")
    workplace: WorkplaceId = WorkplaceId("")
    face: FaceId = FaceId("")
    part: PartNumber = PartNumber("")


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedMasters:
    """What central offers and this cell cannot use. ``version`` 0: it could not be read."""

    version: int
    digest: str
    reason: str
    at_us: int


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
    labels_requested: int = 0
    refused: dict[int, str] = field(default_factory=dict)
    """Offsets of facts that central refused for good, and why; bounded."""
