"""What comes into the cell about conflicts of versions. Data only."""

from __future__ import annotations

from dataclasses import dataclass

from wire.ids import CallNumber, FeedId, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideVersion:
    """Which of two versions of a vehicle counts. ``version`` names the one in doubt that the person
    saw; empty: whichever is the newest in doubt.
    """

    feed: FeedId
    call_number: CallNumber
    take_new: bool
    version: str
    person: PersonId
    reason: str
