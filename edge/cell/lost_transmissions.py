"""Transmissions that were never received, told by facts of their own: from a telegram alone central
cannot tell which are lost. When one comes after all, racks that waited for nothing else close.
"""

from __future__ import annotations

import dataclasses

from edge.cell.draft import Draft
from edge.cell.evolve_feeds import heard_lost
from edge.cell.inputs import Decision
from edge.cell.losses import racks_behind
from edge.cell.model import FeedState
from edge.cell.racks import is_closable
from edge.cell.settle import close
from edge.cell.situation import Situation
from wire.events import (
    ExceptionRaised,
    PersonNeeded,
    RunOpened,
    TelegramQuarantined,
    TelegramTaken,
)
from wire.ids import FeedId
from wire.masters import Continuity


def told(at: Situation, decision: Decision) -> Decision:
    """The decision, and what its telegrams show to be lost or found again."""
    feeds = {
        fact.telegram.feed if isinstance(fact, TelegramTaken) else fact.feed
        for fact in decision.facts
        if isinstance(fact, TelegramTaken | TelegramQuarantined) and _counted(fact) is not None
    }
    if not any(_may_lack(at.state.feeds.get(feed, FeedState())) for feed in feeds):
        return decision
    (name,) = feeds
    return _closed(at, name, _lost(at, name, decision))


def _counted(fact: TelegramTaken | TelegramQuarantined) -> int | None:
    said = fact.telegram if isinstance(fact, TelegramTaken) else fact
    return said.transmission


def _lost(at: Situation, name: FeedId, decision: Decision) -> Decision:
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


def _closed(at: Situation, name: FeedId, decision: Decision) -> Decision:
    """With the racks that waited for a transmission of this decision alone."""
    before = at.state.feeds.get(name, FeedState()).lost
    if not before:
        return decision
    waited = {rack.rack for lost in before for rack in racks_behind(at.state, name, lost)}
    draft = Draft(at.state, at.now_us, feed=name)
    draft.effects += decision.effects
    for fact in decision.facts:
        draft.add(fact)
    if draft.state.feeds[name].lost.keys() >= before.keys():
        return decision
    for rack in waited & draft.state.racks.keys():
        if is_closable(draft.state, draft.state.racks[rack]):
            close(draft, at.masters, rack)
    return draft.decision()


def _may_lack(feed: FeedState) -> bool:
    run = feed.runs.get(feed.epoch)
    counted = run is not None and run.continuity is Continuity.TRANSMISSION
    return bool(feed.awaited or feed.lost) or counted
