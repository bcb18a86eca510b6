"""Facts of a cell: what happened, frozen. The journal's content, the sync payload and the
recovery path are this one list.

A fact carries all that is needed to fold it, so that recovery never asks a rule again. Each stands
in the room of its subject (``rack_facts``, ``pick_facts`` ...); who uses them takes them from here.
"""

from __future__ import annotations

from wire.alarms import ExceptionRaised, PersonNeeded
from wire.block_facts import BlockLifted, PiecesBlocked
from wire.cell_facts import BadgesLocked, CellStarted, FactRefused, MastersAdopted, MastersRefused
from wire.fact import Fact
from wire.feed_facts import (
    ContinuityChanged,
    HeadAdvanced,
    LineChanged,
    NeedsRevised,
    NumberSkipped,
    RunOpened,
    TelegramQuarantined,
    TelegramTaken,
    VersionDecided,
)
from wire.kanban_facts import KanbanMoved
from wire.label_facts import LabelMoved, LabelRequested, PrinterResumed
from wire.life_facts import CallHeld, CallReleased, ModuleOrdered
from wire.load_facts import (
    LoadDelivered,
    LoadDeparted,
    LoadOpened,
    RackLoaded,
    RackReturned,
    RackUnloaded,
)
from wire.people_facts import (
    ExceptionHandled,
    HelpCalled,
    MessageRead,
    MessageSent,
    PersonSigned,
)
from wire.pick_facts import (
    DeferralEnded,
    PartDivorced,
    PickDeferred,
    PutConfirmed,
    ReworkReleased,
    Scanned,
    ScrapReleased,
)
from wire.piece_facts import PartsReceived, PiecesElsewhere, ReceivingChanged
from wire.rack_facts import (
    DealtSlot,
    RackBound,
    RackClosed,
    RackDealt,
    RackDissolved,
    RackFormed,
    RackShipped,
)
from wire.single_facts import SinglePickBegun, SinglePickEnded, SinglePickOrdered
from wire.substitute_facts import SubstituteReleased
from wire.tours import PlanMade, PlannedTour, RackForecast, TourEnded, TourStarted
from wire.unit_facts import RackOffUnit, RackOnUnit
from wire.words import (
    DeferReason,
    DivorceReason,
    HelpKind,
    LabelKind,
    LabelState,
    LeftOut,
    Marriage,
    Movement,
    Need,
    PickRef,
    Reaction,
    SaidPiece,
    Source,
    UsageProblem,
    Verdict,
)

__all__ = [
    "AnyFact",
    "BadgesLocked",
    "BlockLifted",
    "CallHeld",
    "CallReleased",
    "CellStarted",
    "ContinuityChanged",
    "DealtSlot",
    "DeferReason",
    "DeferralEnded",
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
    "LeftOut",
    "LineChanged",
    "LoadDelivered",
    "LoadDeparted",
    "LoadOpened",
    "Marriage",
    "MastersAdopted",
    "MastersRefused",
    "MessageRead",
    "MessageSent",
    "ModuleOrdered",
    "Movement",
    "Need",
    "NeedsRevised",
    "NumberSkipped",
    "PartDivorced",
    "PartsReceived",
    "PersonNeeded",
    "PersonSigned",
    "PickDeferred",
    "PickRef",
    "PiecesBlocked",
    "PiecesElsewhere",
    "PlanMade",
    "PlannedTour",
    "PrinterResumed",
    "PutConfirmed",
    "RackBound",
    "RackClosed",
    "RackDealt",
    "RackDissolved",
    "RackForecast",
    "RackFormed",
    "RackLoaded",
    "RackOffUnit",
    "RackOnUnit",
    "RackReturned",
    "RackShipped",
    "RackUnloaded",
    "Reaction",
    "ReceivingChanged",
    "ReworkReleased",
    "RunOpened",
    "SaidPiece",
    "Scanned",
    "ScrapReleased",
    "SinglePickBegun",
    "SinglePickEnded",
    "SinglePickOrdered",
    "Source",
    "SubstituteReleased",
    "TelegramQuarantined",
    "TelegramTaken",
    "TourEnded",
    "TourStarted",
    "UsageProblem",
    "Verdict",
    "VersionDecided",
]

AnyFact = (
    RunOpened
    | ContinuityChanged
    | TelegramTaken
    | TelegramQuarantined
    | VersionDecided
    | CallHeld
    | CallReleased
    | ModuleOrdered
    | HeadAdvanced
    | LineChanged
    | NumberSkipped
    | NeedsRevised
    | MastersAdopted
    | MastersRefused
    | PlanMade
    | TourStarted
    | TourEnded
    | Scanned
    | PutConfirmed
    | PartDivorced
    | ScrapReleased
    | PickDeferred
    | DeferralEnded
    | ReworkReleased
    | PiecesBlocked
    | BlockLifted
    | RackFormed
    | RackDealt
    | RackBound
    | RackClosed
    | RackDissolved
    | RackShipped
    | SubstituteReleased
    | SinglePickOrdered
    | SinglePickBegun
    | SinglePickEnded
    | LabelRequested
    | LabelMoved
    | PrinterResumed
    | KanbanMoved
    | PersonSigned
    | BadgesLocked
    | HelpCalled
    | ExceptionRaised
    | ExceptionHandled
    | MessageSent
    | MessageRead
    | CellStarted
    | FactRefused
    | LoadDelivered
    | LoadDeparted
    | LoadOpened
    | RackLoaded
    | RackReturned
    | RackUnloaded
    | RackOnUnit
    | RackOffUnit
    | PartsReceived
    | PiecesElsewhere
    | ReceivingChanged
)
