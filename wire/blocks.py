"""Blocks as central tells them to a cell. A block that the list does not name stays as it is: only
a word that it is lifted ends it, so that an older copy of central lifts nothing.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from wire.block_facts import Serials
from wire.ids import BlockId, PartNumber, PersonId
from wire.telegram import Counter, NoteText

Key = Annotated[str, Meta(max_length=200)]


class BlockOrder(msgspec.Struct, frozen=True, kw_only=True):
    """Without ``lot`` and ``serials`` all of the part is blocked."""

    block: Annotated[BlockId, Meta(min_length=1, max_length=200)]
    part: Annotated[PartNumber, Meta(min_length=1, max_length=200)]
    lot: Key = ""
    serials: Serials = ()
    person: Annotated[PersonId, Meta(min_length=1, max_length=200)]
    reason: NoteText
    at_us: Counter


class LiftOrder(msgspec.Struct, frozen=True, kw_only=True):
    block: Annotated[BlockId, Meta(min_length=1, max_length=200)]
    person: Annotated[PersonId, Meta(min_length=1, max_length=200)]
    second_person: Annotated[PersonId, Meta(min_length=1, max_length=200)]
    reason: NoteText


class BlockList(msgspec.Struct, frozen=True, kw_only=True, tag="blocks"):
    """In force, and lifted ones of which the cell has not told yet that it knows."""

    blocks: tuple[BlockOrder, ...] = ()
    lifted: tuple[LiftOrder, ...] = ()
