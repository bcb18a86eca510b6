"""Feeds that say nothing although their line should run. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from edge.cell.masters import CompiledMasters
from edge.cell.model import CellState, FeedState
from wire.line_silence import silent_takts, takts_allowed
from wire.masters import Continuity
from wire.spoken_age import spoken_age


def silent_feeds(
    state: CellState,
    masters: CompiledMasters,
    feeds: Collection[str],
    listened_us: int,
    now_us: int,
) -> Iterator[str]:
    """Of the feeds that the cell hears, since ``listened_us``, in words with what to do. Breaks,
    planned stops and the time that the line stands by its own word are no silence; a line that does
    not tell every vehicle is judged by time (``silence_s``).
    """
    for name, rules in masters.feeds.items():
        allowed = takts_allowed(rules)
        if name not in feeds or not allowed:
            continue
        feed = state.feeds.get(name, FeedState())
        heard_us = feed.last_telegram_us or listened_us
        takts = silent_takts(
            masters.calendars[name], heard_us, feed.line_running, feed.line_changed_us, now_us
        )
        if takts > allowed:
            age = spoken_age((now_us - heard_us) / 1e6)
            told = rules.continuity is Continuity.NUMBER
            came = f", in which {int(takts)} vehicles should have come" if told else ""
            yield (
                f"feed {name} said nothing for {age}{came}: "
                "ask the line whether it runs, and see to its link"
            )
