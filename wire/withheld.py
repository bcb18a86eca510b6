"""What central tells a cell that it must not use: blocks of the whole plant, their ends, and single
pieces that another cell has picked, shipped or scrapped.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from wire.block_facts import Serials
from wire.ids import BlockId, NodeId, PartNumber, PersonId, RackId
from wire.telegram import Counter, NoteText

PIECES_AT_ONCE = 500


class Whereabouts(StrEnum):
    """Of a piece with a serial, at another cell."""

    FREE = "free"
    PICKED = "picked"
    SHIPPED = "shipped"
    SCRAPPED = "scrapped"


class PieceElsewhere(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``vin`` is the call number of a vehicle without a VIN; person and note are those of the
    scrapping.
    """

    part: PartNumber
    serial: str
    state: Whereabouts
    node: NodeId
    rack: RackId = RackId("")
    vin: str = ""
    person: PersonId = PersonId("")
    note: NoteText = ""
    at_us: Counter = 0


Pieces = Annotated[tuple[PieceElsewhere, ...], Meta(max_length=PIECES_AT_ONCE)]


class ToldBlock(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A block that was put at central or at another cell. ``origin`` is that cell's name, empty for
    central; ``at_us`` when it was put.
    """

    block: BlockId
    origin: NodeId = NodeId("")
    part: PartNumber
    lot: str = ""
    serials: Serials = ()
    person: PersonId
    reason: NoteText
    at_us: Counter = 0


class ToldLift(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A block that the cell still holds, under the name that the cell has for it, has ended."""

    block: BlockId
    person: PersonId
    second_person: PersonId = PersonId("")
    reason: NoteText


class Withheld(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="withheld"):
    """``upto`` is where the next question begins; ``more``: there is more behind it already."""

    blocks: tuple[ToldBlock, ...] = ()
    lifted: tuple[ToldLift, ...] = ()
    pieces: tuple[PieceElsewhere, ...] = ()
    upto: Counter = 0
    more: bool = False
