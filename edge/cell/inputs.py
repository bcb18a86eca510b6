"""What comes into the cell, and what goes out of a decision. Data only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from edge.cell.life_inputs import CallInput
from edge.cell.load_inputs import LoadInput
from edge.cell.substitute_inputs import PieceInput
from wire.events import (
    AnyFact,
    DeferReason,
    DivorceReason,
    HelpKind,
    LabelState,
    Movement,
    PickRef,
    PlanMade,
    Source,
    Verdict,
)
from wire.ids import DeviceId, FaceId, FeedId, LabelId, LoopId, PersonId, RackId, WorkplaceId
from wire.masters import Masters
from wire.sync import Head
from wire.telegram import Telegram


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramArrived:
    feed: FeedId
    raw_id: int
    telegram: Telegram
    source: Source = Source.MQTT
    person: PersonId = PersonId("")
    second_person: PersonId = PersonId("")
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramUnreadable:
    """The format refused the bytes; ``code`` and ``detail`` say what, where and what to do."""

    feed: FeedId
    raw_id: int
    code: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadArrived:
    head: Head


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeScanned:
    """``text`` is what the scanner's framing delivered; ``problem`` is set when it refused the
    frame.
    """

    device: DeviceId
    workplace: WorkplaceId
    raw_id: int
    text: str
    problem: str = ""
    hidden: bool = False
    """It holds a badge, or a part of one: nothing of the text may be kept."""
    locked: bool = False
    """Too many wrong badges came from this device: none is looked at now."""
    unanswered: str = ""
    """What was accepted here last, if the cell stopped before anybody may have been told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelReported:
    """The spooler says where a label is now."""

    label: LabelId
    state: LabelState
    detail: str = ""
    person: PersonId = PersonId("")


@dataclass(frozen=True, slots=True, kw_only=True)
class MastersArrived:
    masters: Masters
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MastersUnusable:
    """Masters of central that do not compile. ``version`` 0: they could not be read."""

    version: int
    digest: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TourOffered:
    """The planner's (or the fallback's) next walk for a workplace that has none."""

    workplace: WorkplaceId
    picks: tuple[PickRef, ...]
    engine: str
    optimal: bool
    planned_finish_us: int | None = None
    due_us: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFound:
    """What is planned now, without forecasts: the cell adds them, and tells it if it is new."""

    plan: PlanMade


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    workplace: WorkplaceId
    person: PersonId
    """Empty: sign out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LockBadges:
    """Too many wrong badges came from ``source``: for so long none is looked at."""

    source: str
    refused: int
    lasts_s: int
    workplace: WorkplaceId = WorkplaceId("")


@dataclass(frozen=True, slots=True, kw_only=True)
class SkipNumber:
    """``last``: every number up to it, all of which are missing. None: the one."""

    feed: FeedId
    epoch: int
    number: int
    person: PersonId
    reason: str
    last: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRework:
    rack: RackId
    number: int
    person: PersonId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Divorce:
    """Take one accepted piece out of a slot that is not shipped, or of a single pick, which has no
    ``number``. ``index`` says which, where the same part without a serial lies at several places
    of a family.
    """

    rack: RackId
    number: int
    serial: str
    part: str
    reason: DivorceReason
    person: PersonId
    note: str = ""
    index: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseScrap:
    """A scrapped piece may be picked again after all."""

    part: str
    serial: str
    person: PersonId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BindCarrier:
    rack: RackId
    carrier: str
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmPut:
    """Somebody has looked: what was accepted for the number lies in its compartment."""

    rack: RackId
    number: int
    person: PersonId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseShort:
    """Close the last rack of a run with fewer slots than its size."""

    rack: RackId
    person: PersonId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipRack:
    """Although earlier racks are here, or pieces are not checked; ``reason`` says why."""

    rack: RackId
    person: PersonId
    out_of_order: bool = False
    unchecked: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reprint:
    """A new copy of a label; the older copies are superseded."""

    label: LabelId
    person: PersonId
    second_person: PersonId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintOnDemand:
    """A rack label, or the slot label of ``number``."""

    rack: RackId
    number: int | None
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumePrinter:
    """Outputs resume only by a person, who has looked at the printer."""

    printer: DeviceId
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class CallHelp:
    kind: HelpKind
    workplace: WorkplaceId
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class DeferPick:
    """The pick whose turn it is leaves the tour undone; the next one has its turn. ``pick`` is what
    the person saw: another one is not put off.
    """

    workplace: WorkplaceId
    person: PersonId
    reason: DeferReason
    pick: PickRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FillFace:
    """A person says that good parts lie in a face again."""

    face: FaceId
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class HandleException:
    exception: str
    person: PersonId
    closed: bool
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveKanban:
    loop: LoopId
    card: str
    movement: Movement
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedFact:
    """What central will never apply: the fact's offset and kind, and why."""

    offset: int
    kind: str
    code: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalsArrived:
    refused: tuple[RefusedFact, ...]


Input = (
    TelegramArrived
    | TelegramUnreadable
    | HeadArrived
    | CodeScanned
    | LabelReported
    | MastersArrived
    | MastersUnusable
    | TourOffered
    | PlanFound
    | SignIn
    | LockBadges
    | SkipNumber
    | ReleaseRework
    | Divorce
    | ReleaseScrap
    | BindCarrier
    | ConfirmPut
    | CloseShort
    | ShipRack
    | Reprint
    | PrintOnDemand
    | ResumePrinter
    | CallHelp
    | DeferPick
    | FillFace
    | HandleException
    | MoveKanban
    | RefusalsArrived
    | LoadInput
    | CallInput
    | PieceInput
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The tone, light and words for a scan. Sounds only after the commit."""

    workplace: WorkplaceId
    device: DeviceId
    verdict: Verdict
    code: str
    text: str
    expected: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    """What the words of the code speak of, e.g. who scrapped the piece."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintLabel:
    """Carried out for a LabelRequested fact of the same commit."""

    label: LabelId


@dataclass(frozen=True, slots=True, kw_only=True)
class AskReplay:
    """Ask central for gateway positions first..last of a feed."""

    feed: FeedId
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelPrint:
    label: LabelId


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPrinter:
    printer: DeviceId


Effect = Answer | PrintLabel | AskReplay | CancelPrint | StartPrinter


class RefusedError(Exception):
    """The person's fault: what was asked cannot be done now. ``code`` is stable, the text says
    what to do.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    facts: tuple[AnyFact, ...] = ()
    effects: tuple[Effect, ...] = field(default=())
