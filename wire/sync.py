"""What a cell and central say to each other: batches of facts up, acknowledgements and heads
down.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from wire.ids import FeedId, NodeId
from wire.telegram import Counter

BATCH_ENTRIES_MAX = 1000
Digest = Annotated[str, Meta(pattern="^[0-9a-f]{32}$")]
GENESIS: str = "0" * 32
"""The hash before a node's first fact."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a node's journal. ``fact`` stays raw bytes so that the hash covers exactly what
    was written.
    """

    offset: Counter
    at_us: Counter
    hash: Digest
    fact: msgspec.Raw


class FactBatch(msgspec.Struct, frozen=True, kw_only=True, tag="fact_batch"):
    """Consecutive entries from ``entries[0].offset``; ``previous_hash`` is the hash of the entry
    before.
    """

    wire_version: Counter
    node: NodeId
    epoch: Counter
    previous_hash: Digest
    entries: Annotated[tuple[Entry, ...], Meta(max_length=BATCH_ENTRIES_MAX)]


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """A fact that central will never apply. It is kept there with its bytes; the node goes on."""

    offset: Counter
    code: str
    detail: str


class Acknowledgement(msgspec.Struct, frozen=True, kw_only=True, tag="acknowledgement"):
    """``high_water`` is the last offset held without holes (-1: none). ``anchor`` is the hash
    there.

    ``incarnation`` changes when central was restored from an older copy or made anew.
    """

    node: NodeId
    epoch: Counter
    high_water: Annotated[int, Meta(ge=-1)]
    anchor: Digest
    incarnation: str
    applied: Counter = 0
    duplicates: Counter = 0
    refused: tuple[Refusal, ...] = ()
    conflicts: tuple[Counter, ...] = ()


class Head(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="head"):
    """Retained on the broker and repeated as a heartbeat: the last thing the gateway has sent on
    a feed.
    """

    feed: FeedId
    position: Counter
    sequence_number: str = ""
    at_us: Counter
    line_running: bool = True
