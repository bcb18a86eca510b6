"""What the line to central tells the node, and what it asks it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from edge.troubles import TroubleKind
from wire.heartbeat import Heartbeat
from wire.sync import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Gateway positions first..last of a feed."""

    feed: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    """What the link tells the node, and what it asks it."""

    take_masters: Callable[[bytes, str], None]
    """(body, ETag): adopted, or refused for good until central has others."""
    take_badge_key: Callable[[bytes], None]
    take_withheld: Callable[[bytes], bool]
    """What must not be used here; True: central has more of it. WireError: not now."""
    withheld_after: Callable[[], int]
    """Up to which of its facts central told it."""
    take_telegram: Callable[[str, bytes], None]
    """(feed, canonical telegram) from replay."""
    take_head: Callable[[str, bytes], None]
    missing: Callable[[], list[Range]]
    """What the broadcast owes for longer than it may."""
    take_refusals: Callable[[Sequence[Refusal]], None]
    """Facts that central will never apply."""
    set_trouble: Callable[[TroubleKind, str], None]
    """What is wrong with the journal; an empty text: it is over."""
    heartbeat: Callable[[], Heartbeat]
    """What the cell says of itself now."""
