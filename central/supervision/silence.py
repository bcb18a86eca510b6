"""Feeds of which no telegram came although their line should run, judged where they come in."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from central.broadcast.service.archive import FeedView, feeds_now
from central.cells.service import masters_in_force
from wire.line_calendar import calendar_of
from wire.line_silence import silent_takts, takts_allowed
from wire.masters import FeedRules, Masters


def silent_feeds(connection: Connection, now_us: int) -> Iterator[tuple[FeedView, int]]:
    """With the number of vehicles that should have come since, by the calendar and the rules of the
    first cell that hears the feed. One that was never heard is not awaited, nor one that does not
    tell every vehicle and says no ``silence_s``.
    """
    heard = [feed for feed in feeds_now(connection) if feed.last_received_us is not None]
    known = masters_in_force(connection) if heard else []
    for feed in heard:
        found = next(filter(None, (_ruled(cell, feed.feed) for cell in known)), None)
        if found is None:
            continue
        cell, rules = found
        takts = silent_takts(
            calendar_of(cell, rules),
            feed.last_received_us or 0,
            feed.line_running,
            feed.line_changed_us,
            now_us,
        )
        if takts > takts_allowed(rules):
            yield feed, int(takts)


def _ruled(cell: Masters, feed: str) -> tuple[Masters, FeedRules] | None:
    """Where the masters of a cell alarm at the silence of this feed."""
    for rules in cell.feeds:
        if rules.feed == feed and takts_allowed(rules):
            return cell, rules
    return None
