"""Folding conflicts of versions, and what people decide on them."""

from __future__ import annotations

from dataclasses import replace

from edge.cell.model import CellState, Conflict, FeedState
from edge.cell.version_doubt import version_name
from wire.doubts import CODES, conflict_name
from wire.events import TelegramQuarantined, VersionDecided
from wire.telegram import Telegram

UNKNOWN_CALLS_MAX = 2_000
"""Conflicts of calls that have no vehicle here; of others every one is kept."""
VERSIONS_MAX = 50
REJECTED_MAX = 5_000


def conflict_found(
    feed: FeedState, fact: TelegramQuarantined, telegram: Telegram, at_us: int
) -> None:
    """The newest telegram in doubt is the one that is decided on."""
    call = telegram.call_number
    before = feed.conflicts.pop(call, None)
    named = () if before is None else before.versions
    versions = (*(name for name in named if name != version_name(telegram)), version_name(telegram))
    feed.conflicts[call] = Conflict(
        telegram=telegram,
        code=fact.code,
        detail=fact.detail,
        at_us=at_us if before is None else before.at_us,
        epoch=fact.epoch,
        number=fact.number,
        versions=versions[-VERSIONS_MAX:],
    )
    unknown = [other for other in feed.conflicts if other not in feed.vehicles]
    for other in unknown[: max(0, len(unknown) - UNKNOWN_CALLS_MAX)]:
        del feed.conflicts[other]


def version_decided(state: CellState, fact: VersionDecided, at_us: int, offset: int) -> None:
    """Versions that do not count are known when they come again; nobody is asked twice."""
    feed = state.feeds.get(fact.feed)
    conflict = None if feed is None else feed.conflicts.pop(fact.call_number, None)
    if feed is None or conflict is None:
        return
    for code in CODES:
        state.exceptions.pop(conflict_name(fact.feed, fact.call_number, code), None)
    against = [name for name in conflict.versions if not fact.taken or name != fact.version]
    known = feed.vehicles.get(fact.call_number)
    if fact.taken and known is not None:
        against.append(version_name(known.telegram))
        feed.vehicles[fact.call_number] = replace(
            known, overruled=max(known.order, known.overruled)
        )
    if fact.taken:
        feed.rejected.pop(fact.version, None)
    for name in against:
        if ":-:" not in name:
            feed.rejected[name] = feed.arrivals
    while len(feed.rejected) > REJECTED_MAX:
        del feed.rejected[next(iter(feed.rejected))]
