"""Facts of substitutes: another part in the place of the one that a vehicle wants."""

from __future__ import annotations

from wire.fact import Fact
from wire.ids import CallNumber, FeedId, PersonId, RackId
from wire.telegram import NoteText
from wire.words import Need, Number


class SubstituteReleased(Fact, frozen=True, kw_only=True, tag="substitute_released"):
    """From now on the vehicle wants ``need`` for its family and index; ``need.instead_of`` says
    what it replaces.
    """

    feed: FeedId
    call_number: CallNumber
    rack: RackId
    number: Number
    need: Need
    person: PersonId
    second_person: PersonId = PersonId("")
    reason: NoteText = ""
