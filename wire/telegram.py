"""CAT3, the canonical telegram: one vehicle's place in the build order, and what is to be built
into it.

No public layout of CAT3 exists. This is Lineside's own; every maker's layout is an adapter in
``formats``. Times are integer microseconds since 1970 in UTC; nothing trusts them for order.
"""

from __future__ import annotations

from enum import StrEnum
from hashlib import blake2b
from typing import Annotated

import msgspec
from msgspec import Meta

from wire.ids import CallNumber, FamilyId, FeedId, PartNumber, PointOfFit, SequenceNumber, Vin

FeedCode = Annotated[FeedId, Meta(min_length=1, max_length=35, pattern=r"^[A-Za-z0-9._-]+$")]
"""Also a topic level and a path segment, so its alphabet is narrow."""
CallCode = Annotated[CallNumber, Meta(min_length=1, max_length=35)]
NumberText = Annotated[SequenceNumber, Meta(max_length=35)]
OptionCode = Annotated[str, Meta(min_length=1, max_length=35)]
ShortText = Annotated[str, Meta(max_length=35)]
GroupText = Annotated[str, Meta(max_length=35, pattern="^[A-Za-z0-9._]*$")]
"""It is part of a rack's name, which stands on labels."""
NoteText = Annotated[str, Meta(max_length=200)]
Counter = Annotated[int, Meta(ge=0, le=2**62)]
Quantity = Annotated[int, Meta(ge=1, le=10_000)]


class Status(StrEnum):
    """Life of a vehicle order. The maker's own text is mapped to this per feed."""

    FORECAST = "forecast"
    PREVIEW = "preview"
    FINAL = "final"
    FITTED = "fitted"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"
    """The maker's own text (``status_text``) is none that the feed maps: its vehicle is held."""


class Flag(StrEnum):
    TEST = "test"
    PRE_SERIES = "pre_series"
    EMERGENCY_CALL = "emergency_call"
    RE_ORDER = "re_order"
    """A replacement for a part that was already supplied."""


class Change(StrEnum):
    ADD = "add"
    DELETE = "delete"


class PartLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A part that the maker names itself, instead of leaving it to the usage rules."""

    part: Annotated[PartNumber, Meta(min_length=1, max_length=35)]
    customer_part: Annotated[PartNumber, Meta(max_length=35)] = PartNumber("")
    quantity: Quantity = 1
    unit: ShortText = "PCE"
    point_of_fit: Annotated[PointOfFit, Meta(max_length=35)] = PointOfFit("")
    family: Annotated[FamilyId, Meta(max_length=35)] = FamilyId("")
    index: Counter = 0
    group: GroupText = ""
    """The rack that the maker puts it into, where it groups them."""
    group_index: Counter = 0
    """Which place in this rack, from 1."""
    change: Change = Change.ADD


class Telegram(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="cat3"):
    """One vehicle's message.

    ``position`` is the gateway's own number, gapless per feed from 1: with the retained head it
    shows what a node has not received. ``epoch`` is set only by feeds that say which run of
    sequence numbers they are in. ``transmission`` orders the versions of one call number.
    """

    feed: FeedCode
    call_number: CallCode
    status: Status
    sequence_number: NumberText = SequenceNumber("")
    previous_number: NumberText = SequenceNumber("")
    """Of the vehicle before it, as its feed tells them."""
    epoch: Counter | None = None
    vin: Annotated[Vin, Meta(max_length=17)] = Vin("")
    short_vin: ShortText = ""
    body_number: ShortText = ""
    status_text: ShortText = ""
    model: ShortText = ""
    colour: ShortText = ""
    options: Annotated[dict[OptionCode, ShortText], Meta(max_length=512)] = {}
    parts: Annotated[tuple[PartLine, ...], Meta(max_length=500)] = ()
    flags: Annotated[tuple[Flag, ...], Meta(max_length=8)] = ()
    transmission: Counter | None = None
    previous_transmission: Counter | None = None
    event_us: Counter | None = None
    event_zone: ShortText = ""
    planned_us: Counter | None = None
    received_us: Counter | None = None
    position: Counter | None = None


_TRANSPORT_FIELDS = {
    "previous_number": "",
    "transmission": None,
    "previous_transmission": None,
    "event_us": None,
    "event_zone": "",
    "received_us": None,
    "position": None,
}
_canonical = msgspec.json.Encoder(order="deterministic")


def content_hash(telegram: Telegram) -> str:
    """Hex digest over all that the telegram says of the vehicle, not over how it travelled."""
    content = msgspec.structs.replace(telegram, **_TRANSPORT_FIELDS)
    return blake2b(_canonical.encode(content), digest_size=16).hexdigest()
