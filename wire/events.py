"""Facts of a cell: what happened, frozen. The journal's content, the sync payload and the
recovery path are this one list.

A fact carries all that is needed to fold it, so that recovery never asks a rule again.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, field

from wire.alarms import ExceptionRaised, PersonNeeded
from wire.cell_facts import (
    BadgesLocked,
    CellStarted,
    FactRefused,
    MastersAdopted,
    MastersRefused,
)
from wire.fact import Fact
from wire.ids import (
    CallNumber,
    DeviceId,
    FaceId,
    FamilyId,
    FeedId,
    LabelId,
    LoopId,
    PartNumber,
    PersonId,
    PointOfFit,
    RackFamilyId,
    RackId,
    WorkplaceId,
)
from wire.limits import longer
from wire.masters import GapPolicy, LabelOn, LoadOrder
from wire.telegram import Counter, NoteText, Quantity, Telegram
from wire.tours import PlanMade, PlannedTour, RackForecast, TourEnded, TourStarted
from wire.words import (
    DivorceReason,
    HelpKind,
    LabelKind,
    LabelState,
    Marriage,
    Movement,
    Need,
    Number,
    PickRef,
    Reaction,
    SlotIndex,
    Source,
    UsageProblem,
    Verdict,
)

__all__ = [
    "AnyFact",
    "BadgesLocked",
    "CellStarted",
    "DivorceReason",
    "ExceptionHandled",
    "ExceptionRaised",
    "Fact",
    "FactRefused",
    "HeadAdvanced",
    "HelpCalled",
    "HelpKind",
    "KanbanMoved",
    "LabelKind",
    "LabelMoved",
    "LabelRequested",
    "LabelState",
    "Marriage",
    "MastersAdopted",
    "MastersRefused",
    "Movement",
    "Need",
    "NeedsRevised",
    "NumberSkipped",
    "PartDivorced",
    "PersonNeeded",
    "PersonSigned",
    "PickRef",
    "PlanMade",
    "PlannedTour",
    "PrinterResumed",
    "RackBound",
    "RackClosed",
    "RackForecast",
    "RackFormed",
    "RackShipped",
    "Reaction",
    "ReworkReleased",
    "RunOpened",
    "Scanned",
    "ScrapReleased",
    "Source",
    "TelegramQuarantined",
    "TelegramTaken",
    "TourEnded",
    "TourStarted",
    "UsageProblem",
    "Verdict",
]


LABEL_FIELD_LENGTH_MAX = 1_000
"""A code on a label holds a serial, a part, a VIN and the label's own name."""


class RunOpened(Fact, frozen=True, kw_only=True, tag="run_opened"):
    """A run of sequence numbers begins: the first this cell hears, a wrap or a restart.

    Comes just before the telegram that opened it, with the rules that its numbers obey.
    """

    feed: FeedId
    epoch: Counter
    first: Number
    """Lowest number that counts: lower ones were before this cell began to listen."""
    first_number: Number
    last_number: Number
    window: Counter


class TelegramTaken(Fact, frozen=True, kw_only=True, tag="telegram_taken"):
    """A telegram that was understood, its reaction and, when placed, the parts it needs here."""

    telegram: Telegram
    reaction: Reaction
    epoch: Counter = 0
    number: Number | None = None
    """The place that it names in its epoch. None: it says nothing of the build order."""
    order: tuple[int, ...] = (0, 0, 0)
    """Version order: status rank, transmission or position, arrival. The highest counts."""
    content: str = ""
    """``wire.telegram.content_hash``."""
    needs: tuple[Need, ...] = ()
    problems: tuple[UsageProblem, ...] = ()
    masters_version: Counter = 0
    source: Source = Source.MQTT
    raw_id: Counter = 0
    person: PersonId = PersonId("")
    second_person: PersonId = PersonId("")
    reason: NoteText = ""
    passed: bool | None = None
    """Whether it counts as fitted, where its newest word alone would say otherwise."""


class TelegramQuarantined(Fact, frozen=True, kw_only=True, tag="telegram_quarantined"):
    """Bytes that could not be taken. The raw bytes stay in the journal under ``raw_id``."""

    feed: FeedId
    raw_id: Counter
    code: str
    detail: Annotated[str, longer(500)]
    call_number: CallNumber = CallNumber("")
    position: Counter | None = None


class HeadAdvanced(Fact, frozen=True, kw_only=True, tag="head_advanced"):
    """The retained head names a position that was not received: a hole after the last telegram."""

    feed: FeedId
    position: Counter
    sequence_number: str = ""


class NumberSkipped(Fact, frozen=True, kw_only=True, tag="number_skipped"):
    """A named person says that a missing or withdrawn number stays empty. No program ever says
    this.
    """

    feed: FeedId
    epoch: Counter
    number: Number
    person: PersonId
    reason: NoteText


class NeedsRevised(Fact, frozen=True, kw_only=True, tag="needs_revised"):
    """New masters changed what an untouched vehicle needs."""

    feed: FeedId
    call_number: CallNumber
    needs: tuple[Need, ...]
    problems: tuple[UsageProblem, ...] = ()
    masters_version: Counter


class Scanned(Fact, frozen=True, kw_only=True, tag="scanned"):
    """Every scan, whatever it was. ``marriage`` is set exactly when a part was accepted."""

    device: DeviceId
    workplace: WorkplaceId
    person: PersonId
    verdict: Verdict
    code: str
    """Why, by name, e.g. ``part.mismatch``; stable, for translation and statistics."""
    text: str
    """What was read, capped; shown as text only."""
    raw_id: Counter
    rack: RackId = RackId("")
    slot: SlotIndex = 0
    expected: PartNumber = PartNumber("")
    marriage: Marriage | None = None
    other_call: CallNumber = CallNumber("")
    """The vehicle that this serial is married to already, if it is another one."""


class PartDivorced(Fact, frozen=True, kw_only=True, tag="part_divorced"):
    """One accepted piece is taken back out of its slot."""

    marriage: Marriage
    reason: DivorceReason
    person: PersonId
    note: NoteText = ""


class ScrapReleased(Fact, frozen=True, kw_only=True, tag="scrap_released"):
    """A person says that a piece which was scrapped may be picked again."""

    part: PartNumber
    serial: str
    person: PersonId
    reason: NoteText


class ReworkReleased(Fact, frozen=True, kw_only=True, tag="rework_released"):
    """A person sends a racked slot back to the pickers after a late change; divorces come with it
    in the same commit.
    """

    rack: RackId
    slot: SlotIndex
    person: PersonId
    reason: NoteText


class RackFormed(Fact, frozen=True, kw_only=True, tag="rack_formed"):
    """The first vehicle of a rack was placed. Slot ``i`` in load order belongs to one number of
    the range.
    """

    rack: RackId
    rack_family: RackFamilyId
    point_of_fit: PointOfFit
    feed: FeedId
    epoch: Counter
    first_number: Number
    size: Annotated[int, Meta(ge=1, le=200)]
    load_order: LoadOrder = LoadOrder.SAME
    label_on: LabelOn = LabelOn.PICK
    rack_label: bool = True
    gap_policy: GapPolicy = GapPolicy.HOLD_AT_ONCE
    hold_after_vehicles: Counter = 0
    masters_version: Counter = 0


class RackBound(Fact, frozen=True, kw_only=True, tag="rack_bound"):
    """An empty carrier was scanned: the rack's pick list is bound to it."""

    rack: RackId
    carrier: str
    person: PersonId


class RackClosed(Fact, frozen=True, kw_only=True, tag="rack_closed"):
    rack: RackId
    rack_family: RackFamilyId
    feed: FeedId
    epoch: Counter
    first_number: Number
    last_number: Number
    """Lower than first + size - 1 when a run ended or a person closed the rack short."""
    person: PersonId = PersonId("")
    reason: NoteText = ""


class RackShipped(Fact, frozen=True, kw_only=True, tag="rack_shipped"):
    """``ahead_of``: what of this rack family still stood in the cell before it, racks or numbers
    without a rack; ``reason`` is then why the person let it go first.
    """

    rack: RackId
    person: PersonId
    last_number: Number = 0
    ahead_of: Annotated[tuple[str, ...], Meta(max_length=20)] = ()
    reason: NoteText = ""


class LabelRequested(Fact, frozen=True, kw_only=True, tag="label_requested"):
    """An intent: this label is to be printed. Its id ends in its copy number, so every physical
    label is unique.
    """

    label: LabelId
    kind: LabelKind
    copy: Annotated[int, Meta(ge=1, le=999)]
    printer: DeviceId
    rack: RackId
    slot: SlotIndex = 0
    family: FamilyId = FamilyId("")
    piece: Annotated[int, Meta(ge=0, le=10_000)] = 0
    fields: dict[str, Annotated[str, longer(LABEL_FIELD_LENGTH_MAX)]] = field(default_factory=dict)
    """What is printed, by field name of the label's definition."""
    workplace: WorkplaceId = WorkplaceId("")
    """Whose scan caused it, if one did."""
    person: PersonId = PersonId("")
    second_person: PersonId = PersonId("")
    reason: NoteText = ""


class LabelMoved(Fact, frozen=True, kw_only=True, tag="label_moved"):
    """A label changed state. Printing cannot be exactly once: after the first byte there is no
    automatic resend.
    """

    label: LabelId
    state: LabelState
    detail: str = ""
    person: PersonId = PersonId("")


class PrinterResumed(Fact, frozen=True, kw_only=True, tag="printer_resumed"):
    """A person looked at a printer that had stopped, and let it go on."""

    printer: DeviceId
    person: PersonId


class KanbanMoved(Fact, frozen=True, kw_only=True, tag="kanban_moved"):
    loop: LoopId
    card: str
    movement: Movement
    location: str
    part: PartNumber
    quantity: Quantity
    person: PersonId
    raw_id: Counter = 0


class PersonSigned(Fact, frozen=True, kw_only=True, tag="person_signed"):
    """Somebody signed in at a workplace, or out of it (``person`` empty)."""

    workplace: WorkplaceId
    person: PersonId = PersonId("")


class HelpCalled(Fact, frozen=True, kw_only=True, tag="help_called"):
    kind: HelpKind
    workplace: WorkplaceId
    person: PersonId
    face: FaceId = FaceId("")
    part: PartNumber = PartNumber("")


class ExceptionHandled(Fact, frozen=True, kw_only=True, tag="exception_handled"):
    """A person took an exception (``closed`` False: owns it) or closed it."""

    exception: str
    person: PersonId
    closed: bool
    note: NoteText = ""


AnyFact = (
    RunOpened
    | TelegramTaken
    | TelegramQuarantined
    | HeadAdvanced
    | NumberSkipped
    | NeedsRevised
    | MastersAdopted
    | MastersRefused
    | PlanMade
    | TourStarted
    | TourEnded
    | Scanned
    | PartDivorced
    | ScrapReleased
    | ReworkReleased
    | RackFormed
    | RackBound
    | RackClosed
    | RackShipped
    | LabelRequested
    | LabelMoved
    | PrinterResumed
    | KanbanMoved
    | PersonSigned
    | BadgesLocked
    | HelpCalled
    | ExceptionRaised
    | ExceptionHandled
    | CellStarted
    | FactRefused
)
