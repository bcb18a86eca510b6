"""What comes of the feeds: telegrams and heads, from the broker and from central, and what of them
is missing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from edge.broadcast.subscriber import MessageKind, NotTakenError, Received
from edge.broadcast.unread import Unread
from edge.cell.inputs import Decision, HeadArrived, RefusedError
from edge.cell.positions import missing_positions
from edge.cell.silence import silent_feeds
from edge.journal.store import RawInput
from edge.node.chain import Chain
from edge.node.telegram_bytes import read_head, read_telegram
from edge.sync.hooks import Range
from wire.codec import WireError
from wire.events import Source
from wire.ids import FeedId

REPLAY_RANGES_MAX = 50


@dataclass(slots=True)
class FeedSeen:
    """When a feed was last heard, in monotonic seconds."""

    telegram_at: float | None = None
    head_at: float | None = None
    line_running: bool = True
    hole_seen_at: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """Feeds that the cell hears. ``direct``: those whose messages on the broker are the maker's own
    bytes. ``replay_after_s``: how long a hole may close by itself.
    """

    feeds: tuple[str, ...]
    direct: tuple[str, ...]
    replay_after_s: float


class FeedIntake:
    """What the subscribed feeds bring, and what they owe."""

    def __init__(
        self,
        chain: Chain,
        subscription: Subscription,
        *,
        monotonic: Callable[[], float],
        taken: Callable[[Decision, float], None],
    ) -> None:
        """``taken``: told of each telegram's decision, and when its bytes came."""
        self._chain = chain
        self._taken = taken
        self._feeds = frozenset(subscription.feeds)
        self._direct = frozenset(subscription.direct)
        self._replay_after_s = subscription.replay_after_s
        self._monotonic = monotonic
        self._listened_us = 0
        self.unread = Unread(monotonic)
        self.seen: dict[str, FeedSeen] = {feed: FeedSeen() for feed in subscription.feeds}

    def unheard(self) -> tuple[str, ...]:
        """Feeds of the masters that the configuration does not subscribe to."""
        masters = self._chain.masters
        named = () if masters is None else masters.feeds
        return tuple(feed for feed in named if feed not in self._feeds)

    def take_message(self, received: Received) -> None:
        """A message of the broker. Raises NotTakenError when it cannot be kept now."""
        if self._chain.masters is None or self._chain.refusing:
            raise NotTakenError(self._chain.refusing or "no masters yet")
        if received.kind is MessageKind.TELEGRAM:
            self.take_telegram(received.feed, received.payload, Source.MQTT)
        else:
            self.take_head(received.feed, received.payload)

    def take_telegram(self, feed: str, payload: bytes, source: Source) -> None:
        """One telegram's bytes: kept raw, parsed or quarantined, decided. Never raises for its
        content; NotTakenError when it cannot be kept now.
        """
        chain = self._chain
        if chain.refusing:
            raise NotTakenError(chain.refusing)
        arrived_at = self._monotonic()
        raw = RawInput(source=f"{source}:{feed}", data=payload)
        given = read_telegram(
            FeedId(feed),
            payload,
            chain.journal.next_raw_id,
            source,
            rules=chain.masters.feeds.get(FeedId(feed)) if chain.masters else None,
            makers_own=source is Source.MQTT and feed in self._direct,
        )
        chain.crash("telegram.before_commit")
        self._taken(chain.take(given, raw), arrived_at)
        chain.crash("telegram.after_commit")
        self._seen(feed).telegram_at = arrived_at

    def take_head(self, feed: str, payload: bytes) -> None:
        """A retained head or heartbeat; one that cannot be read says nothing, and is counted."""
        if self._chain.refusing:
            return
        seen = self._seen(feed)
        try:
            head = read_head(FeedId(feed), payload)
            self._chain.take(HeadArrived(head=head))
        except (WireError, RefusedError) as error:
            self.unread.note(f"{feed}/head", error.detail)
            return
        seen.head_at = self._monotonic()
        seen.line_running = head.line_running

    def silence(self) -> str:
        """Feeds of lines that run by plan and by their own word and said nothing for longer than
        they may, in words; empty: none.
        """
        chain, now_us = self._chain, self._chain.now_us()
        if chain.masters is None:
            return ""
        self._listened_us = self._listened_us or now_us
        found = silent_feeds(chain.state, chain.masters, self._feeds, self._listened_us, now_us)
        return "; ".join(found)

    def missing(self) -> list[Range]:
        """What the broadcast owes for longer than it may come by itself."""
        if self._chain.refusing:
            return []
        ranges: list[Range] = []
        now = self._monotonic()
        for feed, state in self._chain.state.feeds.items():
            spans = missing_positions(state, REPLAY_RANGES_MAX)
            seen = self._seen(feed)
            if not spans:
                seen.hole_seen_at = None
            elif seen.hole_seen_at is None:
                seen.hole_seen_at = now
                look_again_s = self._replay_after_s + 0.01
                loop = asyncio.get_running_loop()
                loop.call_later(look_again_s, self._chain.outlets.replay)
            elif now - seen.hole_seen_at >= self._replay_after_s:
                ranges.extend(Range(feed=feed, first=s.low, last=s.high) for s in spans)
        return ranges

    def _seen(self, feed: str) -> FeedSeen:
        return self.seen.setdefault(feed, FeedSeen())
