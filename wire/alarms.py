"""What a cell calls a person for by a fact of its own, because nothing that it stores shows it."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from wire.fact import Fact
from wire.ids import CallNumber, FeedId, RackId
from wire.telegram import Counter, NoteText
from wire.words import Number


class PersonNeeded(StrEnum):
    """Why a cell calls for a person by a fact of its own."""

    TEST_TELEGRAM = "test_telegram"
    RE_ORDER = "re_order"
    FITTED_WITHOUT_PART = "fitted_without_part"
    """The vehicle has passed and its part still is to be picked: the most urgent there is."""
    BLOCKED_SHIPPED = "blocked_shipped"
    """Pieces that are blocked now have left with a rack."""
    LEFT_OUT = "left_out"
    """A person closed a rack without pieces that its vehicles need."""
    IDENTITY_CHANGED = "identity_changed"
    """A vehicle of which nothing is picked got another VIN or body number."""
    EMERGENCY_CALL = "emergency_call"
    """The line wants a vehicle's parts before all others."""
    PLANNED_TIME = "planned_time"
    """The maker plans a vehicle for a time that cannot be."""
    CALL_STATUS = "call_status"
    """A call reached a status at which masters have a person called."""
    MESSAGE = "message"
    """Words that masters have people read when a call reaches a status."""
    TRANSMISSION_BREAK = "transmission_break"
    """A transmission of the line was never received."""


class ExceptionRaised(Fact, frozen=True, kw_only=True, tag="exception_raised"):
    """The cell calls for a person. The same ``exception`` again only counts while it is open."""

    exception: Annotated[str, Meta(max_length=200)]
    kind: PersonNeeded
    text: NoteText
    """What happened and what to do."""
    feed: FeedId = FeedId("")
    call_number: CallNumber = CallNumber("")
    epoch: Counter = 0
    number: Number | None = None
    rack: RackId = RackId("")
