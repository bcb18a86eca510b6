"""Deals anew, for racks that are not filled by numbers, what the facts of a decision may change."""

from __future__ import annotations

from collections.abc import Iterator

from edge.cell.deal import Deal
from edge.cell.deal_groups import GroupDeal
from edge.cell.draft import Draft
from edge.cell.masters import CompiledMasters
from wire.events import (
    NeedsRevised,
    NumberSkipped,
    PartDivorced,
    ReworkReleased,
    TelegramTaken,
)
from wire.ids import FeedId, RackId
from wire.masters import Filling

_DEALS = {Filling.DENSE: Deal, Filling.GROUP: GroupDeal}


def dealt_again(draft: Draft, masters: CompiledMasters | None) -> list[RackId]:
    """Deals what the facts of the draft may have changed. The racks to look at then."""
    looked_at: list[RackId] = []
    if masters is None:
        return looked_at
    for feed in dict.fromkeys(_feeds_changed(draft)):
        families = [
            family
            for family in masters.rack_families_of.get(feed, ())
            if family.filling is not Filling.NUMBER
        ]
        if not families:
            continue
        draft.own_racks(feed)
        for family in families:
            for epoch, run in draft.state.feeds[feed].runs.items():
                _DEALS[family.filling](draft, masters, family, epoch, run).tell()
        looked_at += [
            rack.rack
            for rack in draft.state.racks.values()
            if rack.feed == feed and rack.filling is not Filling.NUMBER and rack.closed_us is None
        ]
    return looked_at


def _feeds_changed(draft: Draft) -> Iterator[FeedId]:
    for fact in draft.facts:
        match fact:
            case TelegramTaken():
                yield fact.telegram.feed
            case NeedsRevised() | NumberSkipped():
                yield fact.feed
            case PartDivorced():
                yield fact.marriage.feed
            case ReworkReleased():
                yield draft.state.racks[fact.rack].feed
