"""Gateway positions of a feed: which were received, which are owed. Pure arithmetic on spans."""

from __future__ import annotations

from edge.cell.model import FeedState, Span

BACKLOG_MAX = 2000
"""Positions before the first one heard that a new cell still asks for."""
HEAD_JUMP_MAX = 1_000_000
"""A head further ahead of what is known is not believed."""
REPLAY_SPAN_MAX = 500
SPANS_MAX = 1000


def highest(feed: FeedState) -> int:
    """The highest position received or announced; 0: none."""
    received = feed.positions[-1].high if feed.positions else 0
    return max(received, feed.head)


def receive(feed: FeedState, position: int) -> None:
    """Fold: ``position`` came in."""
    if not feed.positions and not feed.head:
        feed.floor = max(0, position - 1 - BACKLOG_MAX)
    if feed.head - position > HEAD_JUMP_MAX:  # the head was poison: the line is far behind it
        feed.head = position
        feed.floor = min(feed.floor, max(0, position - 1 - BACKLOG_MAX))
    _insert(feed.positions, position)
    while len(feed.positions) > SPANS_MAX:
        feed.floor = max(feed.floor, feed.positions.pop(0).high)


def announce(feed: FeedState, position: int) -> None:
    """Fold: the head says that ``position`` exists."""
    if not feed.positions and not feed.head:
        feed.floor = max(0, position - BACKLOG_MAX)
    feed.head = max(feed.head, position)


def missing_positions(feed: FeedState, limit: int) -> list[Span]:
    """What central owes: at most ``limit`` spans of at most 500 positions, oldest first."""
    owed: list[Span] = []
    low = feed.floor + 1
    for high, after in [(span.low - 1, span.high + 1) for span in feed.positions] + [
        (feed.head, 0)
    ]:
        while low <= high and len(owed) < limit:
            owed.append(Span(low=low, high=min(high, low + REPLAY_SPAN_MAX - 1)))
            low = owed[-1].high + 1
        low = max(low, after)
    return owed


def is_heard(feed: FeedState, position: int) -> bool:
    return any(span.low <= position <= span.high for span in reversed(feed.positions))


def unheard(feed: FeedState, low: int, high: int) -> int:
    """How many positions between the two, both excluded, were not received."""
    owed = max(0, high - low - 1)
    for span in reversed(feed.positions):
        if span.high <= low:
            break
        owed -= max(0, min(span.high, high - 1) - max(span.low, low + 1) + 1)
    return owed


def _insert(spans: list[Span], position: int) -> None:
    place = len(spans)
    while place and spans[place - 1].low > position:
        place -= 1
    before = spans[place - 1] if place else None
    after = spans[place] if place < len(spans) else None
    if before and position <= before.high:
        return
    joins_before = before is not None and before.high + 1 == position
    joins_after = after is not None and after.low - 1 == position
    if before and after and joins_before and joins_after:
        before.high = after.high
        del spans[place]
    elif before and joins_before:
        before.high = position
    elif after and joins_after:
        after.low = position
    else:
        spans.insert(place, Span(low=position, high=position))
