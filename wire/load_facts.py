"""Facts of trucks: opened, loaded rack by rack, departed, delivered, and racks that came back."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from wire.fact import Fact
from wire.ids import LoadId, PersonId, RackId, UnitId, WorkplaceId
from wire.masters import LoadOrder
from wire.telegram import NoteText
from wire.words import SlotIndex

RACKS_OF_LOAD_MAX = 200
RackNames = Annotated[tuple[RackId, ...], Meta(max_length=RACKS_OF_LOAD_MAX)]


class LoadOpened(Fact, frozen=True, kw_only=True, tag="load_opened"):
    """A truck stands at a dock. ``order``: its racks of a family go on in the order of the line, or
    the last one first. ``planned``: the racks that it takes, in the order of the line; empty:
    whatever is loaded until it departs.
    """

    load: LoadId
    truck: str
    dock: str
    order: LoadOrder = LoadOrder.SAME
    planned: RackNames = ()
    person: PersonId
    workplace: WorkplaceId = WorkplaceId("")
    """Whose scans of rack labels load it."""


class RackLoaded(Fact, frozen=True, kw_only=True, tag="rack_loaded"):
    """``before``: what should have gone on first; ``unchecked``: slots that the rule of its family
    wanted checked and that are not. ``reason`` is then why the person let it.
    """

    load: LoadId
    rack: RackId
    person: PersonId
    workplace: WorkplaceId = WorkplaceId("")
    before: Annotated[tuple[str, ...], Meta(max_length=20)] = ()
    reason: NoteText = ""
    unchecked: Annotated[tuple[SlotIndex, ...], Meta(max_length=200)] = ()
    unit: UnitId = UnitId("")
    """The pallet or container that was scanned; empty: the rack by itself."""


class RackUnloaded(Fact, frozen=True, kw_only=True, tag="rack_unloaded"):
    """It stands in the cell again."""

    load: LoadId
    rack: RackId
    person: PersonId
    reason: NoteText


class LoadDeparted(Fact, frozen=True, kw_only=True, tag="load_departed"):
    """The truck has left; each rack on it has a ``rack_shipped`` of its own before this one.
    ``left_behind``: planned racks that it went without, for this reason.
    """

    load: LoadId
    seal: str
    racks: RackNames
    left_behind: RackNames = ()
    person: PersonId
    reason: NoteText = ""


class LoadDelivered(Fact, frozen=True, kw_only=True, tag="load_delivered"):
    """The truck was unloaded at ``place``, the customer's dock."""

    load: LoadId
    place: str
    person: PersonId


class RackReturned(Fact, frozen=True, kw_only=True, tag="rack_returned"):
    """A rack that had left came back to the cell, with its pieces or, ``empty``, without."""

    rack: RackId
    empty: bool
    person: PersonId
    reason: NoteText = ""
