"""The words facts are made of: reactions, verdicts, needs, marriages, states of labels."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from wire.ids import (
    CallNumber,
    FaceId,
    FamilyId,
    FeedId,
    PartNumber,
    PointOfFit,
    RackFamilyId,
    RackId,
    Vin,
)
from wire.limits import longer
from wire.telegram import Counter, GroupText, NoteText, Quantity

Number = Annotated[int, Meta(ge=0, le=2**53)]
"""A sequence number as an integer inside its epoch."""
SlotIndex = Annotated[int, Meta(ge=0, le=999)]
"""Counted from 0 in load order of the rack, not in sequence order."""


class Reaction(StrEnum):
    """What a telegram turned out to be, for the build sequence. One table decides:
    edge/cell/build_sequence.py.
    """

    IN_ORDER = "in_order"
    AHEAD = "ahead"
    """In order, but numbers before it are missing: it opened a gap."""
    LATE = "late"
    """Filled a gap."""
    DUPLICATE = "duplicate"
    OUTDATED = "outdated"
    """An older version of a vehicle that is known in a newer one."""
    AMENDED = "amended"
    RE_SEQUENCED = "re_sequenced"
    WITHDRAWN = "withdrawn"
    FITTED = "fitted"
    RESTART = "restart"
    """First number of a new run after a restart or a wrap."""
    NOT_SEQUENCED = "not_sequenced"
    SET_ASIDE = "set_aside"
    """A test, or an order for what was supplied before: a person is told, and it changes neither
    the build order nor what a vehicle needs."""
    CONFLICT = "conflict"


class Source(StrEnum):
    MQTT = "mqtt"
    REPLAY = "replay"
    HAND = "hand"
    """Keyed in from a phone call or a fax; carries the person, a second person and the reason."""


class Need(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A part that one vehicle needs in one slot, and the rule that says so."""

    family: FamilyId
    part: PartNumber
    quantity: Quantity
    face: FaceId
    rack_family: RackFamilyId
    rule: Annotated[str, longer(2000)]
    """The variant's expression, kept as the reason."""
    serial_tracked: bool = False
    index: Counter = 0
    """Which of several parts of one family, as the part lines number them. 0: there is one."""
    group: GroupText = ""
    group_index: Counter = 0
    """As the part line names them."""


class UsageProblem(msgspec.Struct, frozen=True, kw_only=True):
    """A family of which not exactly one variant fired: the slot is held for a person."""

    family: FamilyId
    fired: tuple[PartNumber, ...]
    rack_family: RackFamilyId = RackFamilyId("")
    """Whose racks are held. Empty: all racks of the vehicle."""
    detail: NoteText = ""
    """Why, in words. Empty: the rules say it by ``fired``."""


class PickRef(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One need in one slot, in walking order."""

    rack: RackId
    slot: SlotIndex
    family: FamilyId
    index: Counter = 0
    """``Need.index``."""


class Verdict(StrEnum):
    """The answer to a scan. Each has its own code, tone and colour."""

    RIGHT = "right"
    WRONG_PART = "wrong_part"
    WRONG_SLOT = "wrong_slot"
    ALREADY_DONE = "already_done"
    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"
    HELD = "held"
    CONFIRMED = "confirmed"
    """A label was scanned back, a command card, badge or kanban card was understood."""
    SUPERSEDED = "superseded"
    """A label copy that a newer copy replaced, or of a rack already shipped."""
    IDLE = "idle"
    """Nothing is expected from this scanner now."""


class Marriage(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A part bound to a vehicle. ``quantity`` is that of its need. ``piece`` counts from 1 through
    the pieces of the family in the slot, need after need: with one need up to ``quantity``.
    """

    feed: FeedId
    call_number: CallNumber
    vin: Vin
    point_of_fit: PointOfFit
    rack: RackId
    slot: SlotIndex
    family: FamilyId
    part: PartNumber
    serial: str = ""
    lot: str = ""
    piece: Quantity
    quantity: Quantity
    index: Counter = 0
    """``Need.index``."""


class SaidPiece(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a code said of a piece that was not accepted: which serial of which lot it is."""

    part: PartNumber
    serial: str
    lot: str


class LeftOut(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Pieces without which a rack is closed, by a person's word."""

    slot: SlotIndex
    number: Number
    call_number: CallNumber
    family: FamilyId
    part: PartNumber
    quantity: Quantity
    vin: Vin = Vin("")
    index: Counter = 0


class DivorceReason(StrEnum):
    SCRAP = "scrap"
    REWORK = "rework"
    SWAP = "swap"
    LATE_CHANGE = "late_change"


class LabelKind(StrEnum):
    PART = "part"
    SLOT = "slot"
    RACK = "rack"
    SINGLE = "single"
    """Of a part that was ordered again, outside any rack."""


class LabelState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    CONFIRMED = "confirmed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"


class Movement(StrEnum):
    CONSUME = "consume"
    EMPTY = "empty"
    REPLENISH = "replenish"


class DeferReason(StrEnum):
    """Why a pick leaves its tour undone."""

    LATER = "later"
    """The picker comes back for it; it is offered again when nothing else is due."""
    SHORT = "short"
    """Its face is empty: nothing is picked from there until a person says that it is filled."""
    DAMAGED = "damaged"
    """No good piece was there for it: it waits until a person says that the face is filled."""


class HelpKind(StrEnum):
    HELP = "help"
    SHORT = "short"
    """Part short or damaged at its face."""
    PAUSE = "pause"
    RESUME = "resume"
