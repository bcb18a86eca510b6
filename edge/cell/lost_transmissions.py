"""Transmissions that were never received, told by facts of their own: from a telegram alone central
cannot tell which are lost.
"""

from __future__ import annotations

import dataclasses

from edge.cell.draft import Draft
from edge.cell.evolve_feeds import heard_lost
from edge.cell.inputs import Decision
from edge.cell.model import FeedState
from edge.cell.situation import Situation
from wire.events import ExceptionRaised, PersonNeeded, RunOpened, TelegramTaken
from wire.masters import Continuity


def told(at: Situation, decision: Decision) -> Decision:
    """The decision, and what its telegrams show to be lost."""
    feeds = {
        fact.telegram.feed
        for fact in decision.facts
        if isinstance(fact, TelegramTaken) and fact.telegram.transmission is not None
    }
    if not any(_may_lack(at.state.feeds.get(feed, FeedState())) for feed in feeds):
        return decision
    (name,) = feeds
    draft = Draft(at.state, at.now_us, feed=name, racks=())
    for fact in decision.facts:
        if isinstance(fact, RunOpened | TelegramTaken):
            draft.add(fact)
    lost = tuple(
        ExceptionRaised(
            exception=found.exception,
            kind=PersonNeeded.TRANSMISSION_BREAK,
            text=found.text,
            feed=name,
        )
        for found in heard_lost(draft.state)
    )
    return dataclasses.replace(decision, facts=(*decision.facts, *lost)) if lost else decision


def _may_lack(feed: FeedState) -> bool:
    run = feed.runs.get(feed.epoch)
    counted = run is not None and run.continuity is Continuity.TRANSMISSION
    return bool(feed.awaited) or counted
