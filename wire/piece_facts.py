"""Facts of single pieces beyond their slot: received at goods-in, and where others have them."""

from __future__ import annotations

from wire.fact import Fact
from wire.ids import DeviceId, PartNumber, PersonId, WorkplaceId
from wire.telegram import Counter, Quantity
from wire.withheld import Pieces


class PiecesElsewhere(Fact, frozen=True, kw_only=True, tag="pieces_elsewhere"):
    """Central told what other cells did with pieces of this cell's parts, up to its fact
    ``upto``.
    """

    pieces: Pieces
    upto: Counter


class PartsReceived(Fact, frozen=True, kw_only=True, tag="parts_received"):
    """A supplier's label was scanned, or keyed in, where parts come in or are made: with this they
    are known here. ``lot`` and ``serial`` as the label says them, ``place`` as people call it.
    """

    part: PartNumber
    lot: str = ""
    serial: str = ""
    quantity: Quantity = 1
    place: str
    supplier: str = ""
    person: PersonId
    workplace: WorkplaceId = WorkplaceId("")
    device: DeviceId = DeviceId("")


class ReceivingChanged(Fact, frozen=True, kw_only=True, tag="receiving_changed"):
    """Labels that are scanned at the workplace come in at ``place``; empty: no longer."""

    workplace: WorkplaceId
    place: str
    person: PersonId
