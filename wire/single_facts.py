"""Facts of single picks: parts that the line orders again, picked outside any rack."""

from __future__ import annotations

from wire.fact import Fact
from wire.ids import CallNumber, FeedId, PersonId, PointOfFit, RackId, Vin, WorkplaceId
from wire.telegram import NoteText
from wire.words import Need


class SinglePickOrdered(Fact, frozen=True, kw_only=True, tag="single_pick_ordered"):
    """A part that a vehicle got, or is to get, is wanted once more and at once. ``rack`` is the
    name of the single pick, where pieces and labels name a rack.
    """

    rack: RackId
    feed: FeedId
    call_number: CallNumber
    vin: Vin = Vin("")
    vehicle: NoteText = ""
    """What people know the car by."""
    sequence_number: NoteText = ""
    point_of_fit: PointOfFit
    need: Need


class SinglePickBegun(Fact, frozen=True, kw_only=True, tag="single_pick_begun"):
    """It has its turn at a workplace, before every tour; without one it waits again, and
    ``reason`` says why.
    """

    rack: RackId
    workplace: WorkplaceId
    person: PersonId
    reason: NoteText = ""


class SinglePickEnded(Fact, frozen=True, kw_only=True, tag="single_pick_ended"):
    """A person says that it was brought to the line, or that it is not wanted any more."""

    rack: RackId
    delivered: bool
    person: PersonId
    reason: NoteText = ""
