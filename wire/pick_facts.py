"""Facts of pieces: every scan, and pieces that leave their slot again."""

from __future__ import annotations

from wire.fact import Fact
from wire.ids import CallNumber, DeviceId, FaceId, PartNumber, PersonId, RackId, WorkplaceId
from wire.telegram import Counter, NoteText
from wire.words import DeferReason, DivorceReason, Marriage, PickRef, SaidPiece, SlotIndex, Verdict


class Scanned(Fact, frozen=True, kw_only=True, tag="scanned"):
    """Every scan, whatever it was. ``marriage`` is set exactly when a part was accepted."""

    device: DeviceId
    workplace: WorkplaceId
    person: PersonId
    verdict: Verdict
    code: str
    """Why, by name, e.g. ``part.mismatch``; stable, for translation and statistics."""
    text: str
    """What was read, capped; shown as text only."""
    raw_id: Counter
    rack: RackId = RackId("")
    slot: SlotIndex = 0
    expected: PartNumber = PartNumber("")
    marriage: Marriage | None = None
    other_call: CallNumber = CallNumber("")
    """The vehicle that this serial is married to already, if it is another one."""
    said: SaidPiece | None = None
    """Set where the code names both serial and lot, and no marriage does."""


class PutConfirmed(Fact, frozen=True, kw_only=True, tag="put_confirmed"):
    """A piece lies in its own compartment: its code was scanned, or, with a reason, a person has
    looked.
    """

    marriage: Marriage
    workplace: WorkplaceId
    person: PersonId
    reason: NoteText = ""


class PartDivorced(Fact, frozen=True, kw_only=True, tag="part_divorced"):
    """One accepted piece is taken back out of its slot."""

    marriage: Marriage
    reason: DivorceReason
    person: PersonId
    note: NoteText = ""


class ScrapReleased(Fact, frozen=True, kw_only=True, tag="scrap_released"):
    """A person says that a piece which was scrapped may be picked again."""

    part: PartNumber
    serial: str
    person: PersonId
    reason: NoteText


class ReworkReleased(Fact, frozen=True, kw_only=True, tag="rework_released"):
    """A person sends a racked slot back to the pickers after a late change; divorces come with it
    in the same commit.
    """

    rack: RackId
    slot: SlotIndex
    person: PersonId
    reason: NoteText


class PickDeferred(Fact, frozen=True, kw_only=True, tag="pick_deferred"):
    """A pick leaves its tour undone and stands in the short queue. SHORT: so do all picks from
    ``face``, whatever their tour.
    """

    pick: PickRef
    reason: DeferReason
    part: PartNumber
    face: FaceId
    call_number: CallNumber
    workplace: WorkplaceId
    person: PersonId


class DeferralEnded(Fact, frozen=True, kw_only=True, tag="deferral_ended"):
    """These picks leave the short queue. With ``face``: a person says that it is filled. Without:
    they begin in a new tour, or nothing is to be picked for them any more.
    """

    picks: tuple[PickRef, ...] = ()
    face: FaceId = FaceId("")
    part: PartNumber = PartNumber("")
    person: PersonId = PersonId("")
