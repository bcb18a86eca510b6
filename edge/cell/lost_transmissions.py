"""Transmissions that were never received, told by facts of their own: from a telegram alone central
cannot tell which are lost. When one comes after all, racks that waited for nothing else close.
"""

from __future__ import annotations

import dataclasses

from edge.cell.draft import Draft
from edge.cell.evolve_feeds import heard_lost
from edge.cell.inputs import Decision
from edge.cell.losses import racks_behind
from edge.cell.model import CellState, FeedState
from edge.cell.racks import is_closable
from edge.cell.settle import close
from edge.cell.situation import Situation
from wire.events import (
    ContinuityChanged,
    ExceptionRaised,
    PersonNeeded,
    RunOpened,
    TelegramQuarantined,
    TelegramTaken,
)
from wire.ids import FeedId
from wire.masters import Continuity

_OF_FEED = (RunOpened, ContinuityChanged, TelegramTaken, TelegramQuarantined)
"""What changes which transmissions of a feed are lost."""


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
    draft = Draft(at.state, at.now_us, feed=name, racks=())
    for fact in decision.facts:
        if isinstance(fact, _OF_FEED):
            draft.add(fact)
    known = draft.state.feeds[name].lost
    ended = [lost for lost in at.state.feeds.get(name, FeedState()).lost if lost not in known]
    return _closed(at, name, _lost(draft.state, name, decision), ended)


def _counted(fact: TelegramTaken | TelegramQuarantined) -> int | None:
    said = fact.telegram if isinstance(fact, TelegramTaken) else fact
    return said.transmission


def _lost(state: CellState, name: FeedId, decision: Decision) -> Decision:
    lost = tuple(
        ExceptionRaised(
            exception=found.exception,
            kind=PersonNeeded.TRANSMISSION_BREAK,
            text=found.text,
            feed=name,
        )
        for found in heard_lost(state)
    )
    return dataclasses.replace(decision, facts=(*decision.facts, *lost)) if lost else decision


def _closed(at: Situation, name: FeedId, decision: Decision, ended: list[int]) -> Decision:
    """With the racks that waited for nothing but the losses that this decision ends. The decision
    is settled: to settle it again would ask for its labels twice.
    """
    waited = [rack.rack for rack in racks_behind(at.state, name, *ended)]
    if not waited:
        return decision
    draft = Draft(at.state, at.now_us, feed=name)
    draft.effects += decision.effects
    for fact in decision.facts:
        draft.add(fact)
    for rack in waited:
        if rack in draft.state.racks and is_closable(draft.state, draft.state.racks[rack]):
            close(draft, at.masters, rack)
    return draft.decision()


def _may_lack(feed: FeedState) -> bool:
    run = feed.runs.get(feed.epoch)
    counted = run is not None and run.continuity is Continuity.TRANSMISSION
    return bool(feed.awaited or feed.lost) or counted
