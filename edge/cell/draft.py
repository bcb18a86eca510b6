"""A decision in the making: facts are folded into a draft of the state as they are found, so that
what follows in the same decision sees them. The live state is never touched.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from edge.cell.evolve import evolve
from edge.cell.inputs import Decision, Effect
from edge.cell.model import CellState, FeedState, Rack
from wire.events import (
    AnyFact,
    BlockLifted,
    CallHeld,
    CallReleased,
    ContinuityChanged,
    DeferralEnded,
    ExceptionHandled,
    HeadAdvanced,
    HelpCalled,
    NeedsRevised,
    NumberSkipped,
    PartDivorced,
    PersonSigned,
    PickDeferred,
    PiecesBlocked,
    PutConfirmed,
    RackBound,
    RackClosed,
    RackDealt,
    RackDissolved,
    RackFormed,
    ReworkReleased,
    RunOpened,
    Scanned,
    SubstituteReleased,
    TelegramQuarantined,
    TelegramTaken,
    TourEnded,
    TourStarted,
    VersionDecided,
)
from wire.ids import FeedId, RackId

_FOLDED = (
    ContinuityChanged,
    DeferralEnded,
    ExceptionHandled,
    BlockLifted,
    CallHeld,
    CallReleased,
    HeadAdvanced,
    HelpCalled,
    NeedsRevised,
    NumberSkipped,
    PartDivorced,
    PersonSigned,
    PickDeferred,
    PiecesBlocked,
    PutConfirmed,
    RackBound,
    RackClosed,
    RackDealt,
    RackDissolved,
    RackFormed,
    ReworkReleased,
    RunOpened,
    Scanned,
    SubstituteReleased,
    TelegramQuarantined,
    TelegramTaken,
    TourEnded,
    TourStarted,
    VersionDecided,
)
"""Facts that something later in the same decision may depend on."""


class Draft:
    """``before`` is the live state, ``state`` the draft: it has its own copy of what the folded
    facts may change (one feed; the named racks, or all that are not shipped; the workplaces; the
    short queue) and shares the rest. Labels, serials and exceptions are looked up in ``before``.
    """

    def __init__(
        self,
        before: CellState,
        now_us: int,
        *,
        feed: FeedId | None = None,
        racks: Iterable[RackId] | None = None,
    ) -> None:
        self.before = before
        self.now_us = now_us
        self.facts: list[AnyFact] = []
        self.effects: list[Effect] = []
        named = None if racks is None else frozenset(racks)
        self.state = CellState(
            offset=before.offset,
            masters_version=before.masters_version,
            feeds=before.feeds,
            racks={
                name: _own_rack(rack) if _wanted(rack, named) else rack
                for name, rack in before.racks.items()
            },
            workplaces={name: replace(place) for name, place in before.workplaces.items()},
            blocks=dict(before.blocks),
            lots=before.lots,
            tours_started=before.tours_started,
            singles={
                name: replace(single, picked=list(single.picked))
                for name, single in before.singles.items()
            },
            singles_ordered=before.singles_ordered,
            units=dict(before.units),
            deferred=dict(before.deferred),
            short_faces=dict(before.short_faces),
        )
        if feed is not None:
            self.own(feed)

    def own(self, feed: FeedId) -> None:
        """What follows in the decision may change this feed."""
        own = _own_feed(self.before.feeds.get(feed, FeedState()))
        self.state.feeds = {**self.state.feeds, feed: own}

    def own_racks(self, feed: FeedId) -> None:
        """What follows in the decision may change any rack of this feed that is here."""
        for name, rack in self.state.racks.items():
            if rack.feed == feed and rack.shipped_us is None:
                self.state.racks[name] = _own_rack(rack)

    def add(self, fact: AnyFact, *effects: Effect) -> None:
        self.facts.append(fact)
        self.effects.extend(effects)
        if isinstance(fact, _FOLDED):
            offset = self.before.offset + len(self.facts)
            evolve(self.state, fact, self.now_us, offset)

    def decision(self) -> Decision:
        return Decision(facts=tuple(self.facts), effects=tuple(self.effects))


def _wanted(rack: Rack, named: frozenset[RackId] | None) -> bool:
    return rack.shipped_us is None if named is None else rack.rack in named


def _own_rack(rack: Rack) -> Rack:
    return replace(
        rack,
        picked={number: list(married) for number, married in rack.picked.items()},
        unput=list(rack.unput),
        labels=[],
    )


def _own_feed(feed: FeedState) -> FeedState:
    return replace(
        feed,
        runs={
            epoch: replace(
                run,
                owner=dict(run.owner),
                claims={number: list(calls) for number, calls in run.claims.items()},
                missing=dict(run.missing),
                contested=dict(run.contested),
                skipped=dict(run.skipped),
                trail=list(run.trail),
            )
            for epoch, run in feed.runs.items()
        },
        vehicles=dict(feed.vehicles),
        positions=[replace(span) for span in feed.positions],
        transmissions=dict(feed.transmissions),
        set_aside=dict(feed.set_aside),
        conflicts=dict(feed.conflicts),
        rejected=dict(feed.rejected),
        awaited=dict(feed.awaited),
        lost=dict(feed.lost),
        reactions=dict(feed.reactions),
    )
