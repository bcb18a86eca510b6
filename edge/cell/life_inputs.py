"""What people order of a call, and what they tell and read."""

from __future__ import annotations

from dataclasses import dataclass

from edge.cell.message_inputs import MessageInput
from edge.cell.version_inputs import DecideVersion
from wire.ids import CallNumber, FeedId, PersonId, RackId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseCall:
    """The call's slots go on; ``rack`` names the one that is meant where masters hold the slot of
    one rack alone, empty: all of them.
    """

    feed: FeedId
    call_number: CallNumber
    person: PersonId
    reason: str
    rack: RackId = RackId("")


CallInput = DecideVersion | ReleaseCall | MessageInput
