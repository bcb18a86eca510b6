"""Facts of quality: pieces that nobody may use, and the word of two people that they may again."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from wire.fact import Fact
from wire.ids import BlockId, NodeId, PartNumber, PersonId
from wire.telegram import Counter, NoteText

BLOCKED_SERIALS_MAX = 200
Serials = Annotated[tuple[str, ...], Meta(max_length=BLOCKED_SERIALS_MAX)]


class PiecesBlocked(Fact, frozen=True, kw_only=True, tag="pieces_blocked"):
    """A part is blocked at this cell: one ``lot`` of it, single ``serials``, or, where neither is
    named, all of it. ``told``: central said so, because it was blocked there or at the cell
    ``origin``, at ``said_us``.
    """

    block: BlockId
    part: PartNumber
    lot: str = ""
    serials: Serials = ()
    person: PersonId
    reason: NoteText
    told: bool = False
    origin: NodeId = NodeId("")
    said_us: Counter = 0


class BlockLifted(Fact, frozen=True, kw_only=True, tag="block_lifted"):
    """What was blocked may be used again."""

    block: BlockId
    part: PartNumber
    person: PersonId
    second_person: PersonId
    """Never who blocked it; empty where the plant lets one person lift at central."""
    reason: NoteText
    told: bool = False
    """Central said so."""
