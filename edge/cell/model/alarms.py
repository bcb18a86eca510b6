"""What a cell keeps for a person to look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from wire.events import PersonNeeded
from wire.ids import CallNumber, FaceId, FeedId, PartNumber, PersonId, RackId, WorkplaceId


class ExceptionKind(StrEnum):
    """What a person must look at. Holes, holds and labels are derived; these kinds are stored
    because nothing else shows them.
    """

    CONFLICT = "conflict"
    QUARANTINE = "quarantine"
    CHANGED_AFTER_SHIPPING = "changed_after_shipping"
    SHORT = "short"
    PICK_LATER = "pick_later"
    HELP = "help"
    SERIAL_TWICE = "serial_twice"
    SHIPPED_LABEL_SCANNED = "shipped_label_scanned"
    TRANSMISSION_BREAK = PersonNeeded.TRANSMISSION_BREAK.value
    TEST_TELEGRAM = PersonNeeded.TEST_TELEGRAM.value
    RE_ORDER = PersonNeeded.RE_ORDER.value
    FITTED_WITHOUT_PART = PersonNeeded.FITTED_WITHOUT_PART.value
    IDENTITY_CHANGED = PersonNeeded.IDENTITY_CHANGED.value
    EMERGENCY_CALL = PersonNeeded.EMERGENCY_CALL.value
    PLANNED_TIME = PersonNeeded.PLANNED_TIME.value
    CALL_STATUS = PersonNeeded.CALL_STATUS.value
    MESSAGE = PersonNeeded.MESSAGE.value
    BLOCKED_SHIPPED = PersonNeeded.BLOCKED_SHIPPED.value
    LEFT_OUT = PersonNeeded.LEFT_OUT.value
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
    feed: FeedId = FeedId("")
    call_number: CallNumber = CallNumber("")
    number: int | None = None
    rack: RackId = RackId("")
    read_at: list[WorkplaceId] = field(default_factory=list)
    """Where a message was read; ``workplace`` is the only one that it is for, empty: each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedMasters:
    """What central offers and this cell cannot use. ``version`` 0: it could not be read."""

    version: int
    digest: str
    reason: str
    at_us: int
