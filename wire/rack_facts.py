"""Facts of a rack, from its first vehicle to its despatch."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from wire.fact import Fact
from wire.ids import FeedId, PersonId, PointOfFit, RackFamilyId, RackId
from wire.masters import FillFrom, Filling, GapPolicy, LabelOn, LoadOrder, PutCheck
from wire.telegram import Counter, GroupText, NoteText
from wire.words import LeftOut, Number, SlotIndex


class RackFormed(Fact, frozen=True, kw_only=True, tag="rack_formed"):
    """The first vehicle of a rack was placed. Slot ``i`` in load order belongs to one number of
    the range, or, where the rack is not filled by numbers, to the one that ``RackDealt`` names.
    """

    rack: RackId
    rack_family: RackFamilyId
    point_of_fit: PointOfFit
    feed: FeedId
    epoch: Counter
    first_number: Number
    size: Annotated[int, Meta(ge=1, le=200)]
    load_order: LoadOrder = LoadOrder.SAME
    label_on: LabelOn = LabelOn.PICK
    rack_label: bool = True
    gap_policy: GapPolicy = GapPolicy.HOLD_AT_ONCE
    hold_after_vehicles: Counter = 0
    put_check: PutCheck = PutCheck.NEVER
    filling: Filling = Filling.NUMBER
    count: Counter = 0
    """Which one of its family in this run, where it is not filled by numbers."""
    group: GroupText = ""
    """The maker's, where it groups racks; empty: what names no place of its own waits in it."""
    layers: Annotated[int, Meta(ge=1, le=20)] = 1
    fill_from: FillFrom = FillFrom.BOTTOM
    masters_version: Counter = 0


class DealtSlot(msgspec.Struct, frozen=True, kw_only=True):
    slot: SlotIndex
    number: Number


class RackDealt(Fact, frozen=True, kw_only=True, tag="rack_dealt"):
    """Which numbers a rack that is not filled by numbers carries from now on, each in its slot:
    all of them, in the order of the slots.
    """

    rack: RackId
    slots: Annotated[tuple[DealtSlot, ...], Meta(max_length=400)]


class RackBound(Fact, frozen=True, kw_only=True, tag="rack_bound"):
    """An empty carrier was scanned: the rack's pick list is bound to it."""

    rack: RackId
    carrier: str
    person: PersonId


class RackClosed(Fact, frozen=True, kw_only=True, tag="rack_closed"):
    rack: RackId
    rack_family: RackFamilyId
    feed: FeedId
    epoch: Counter
    first_number: Number
    last_number: Number
    """Lower than first + size - 1 when a run ended or a person closed the rack short."""
    person: PersonId = PersonId("")
    reason: NoteText = ""
    left_out: Annotated[tuple[LeftOut, ...], Meta(max_length=2000)] = ()
    """What of its vehicles is not in it, because the person lets it go without."""


class RackDissolved(Fact, frozen=True, kw_only=True, tag="rack_dissolved"):
    """Nothing is left that the rack would carry: all its vehicles moved away, or all its numbers
    are skipped. It is no rack any more; a vehicle that comes to one of them forms it anew.
    """

    rack: RackId
    rack_family: RackFamilyId
    feed: FeedId
    epoch: Counter
    first_number: Number
    last_number: Number
    person: PersonId = PersonId("")
    """Who ended it, where it did not end by itself."""
    reason: NoteText = ""


class RackShipped(Fact, frozen=True, kw_only=True, tag="rack_shipped"):
    """``ahead_of``: what of this rack family still stood in the cell before it, racks or numbers
    without a rack; ``reason`` is then why the person let it go first.
    """

    rack: RackId
    person: PersonId
    last_number: Number = 0
    ahead_of: Annotated[tuple[str, ...], Meta(max_length=20)] = ()
    reason: NoteText = ""
    left_out: Annotated[tuple[LeftOut, ...], Meta(max_length=2000)] = ()
    """As it was closed."""
    unchecked: Annotated[tuple[SlotIndex, ...], Meta(max_length=200)] = ()
    """Slots that the rule of its family wanted checked and that a person let go unchecked."""
    unchecked_by: PersonId = PersonId("")
    """Who let them: whoever shipped it, or loaded it on its truck. Empty in facts of before."""
    unchecked_reason: NoteText = ""
