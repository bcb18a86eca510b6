"""Facts of what masters chain to a status of a call: ``FeedRules.actions``."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from wire.fact import Fact
from wire.ids import CallNumber, FeedId, PersonId, RackId, Vin
from wire.telegram import Counter, NoteText
from wire.words import Number


class CallHeld(Fact, frozen=True, kw_only=True, tag="call_held"):
    """Its slots wait until a person releases the call."""

    feed: FeedId
    call_number: CallNumber
    status: NoteText
    """The one that it reached."""
    reason: NoteText = ""
    rack: RackId = RackId("")
    """In which alone they wait, because its closing was the change; empty: wherever they are."""


class CallReleased(Fact, frozen=True, kw_only=True, tag="call_released"):
    """A person lets the slots of a held call go on."""

    feed: FeedId
    call_number: CallNumber
    person: PersonId
    reason: NoteText
    rack: RackId = RackId("")
    """Of which hold alone; empty: of each."""


class ModuleOrdered(Fact, frozen=True, kw_only=True, tag="module_ordered"):
    """A module is wanted for a call that reached a status; whoever makes it knows the name."""

    feed: FeedId
    call_number: CallNumber
    vin: Vin = Vin("")
    epoch: Counter = 0
    number: Number | None = None
    module: Annotated[str, Meta(min_length=1, max_length=35)]
    status: NoteText
    rack: RackId = RackId("")
    """Whose closing or leaving it was; empty: a word of the maker."""
