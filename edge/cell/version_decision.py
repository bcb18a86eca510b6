"""A telegram in doubt, and the person who decides which version of its vehicle counts."""

from __future__ import annotations

from edge.cell.admission import settle_places, take, tell
from edge.cell.draft import Draft
from edge.cell.inputs import Decision, RefusedError, TelegramArrived
from edge.cell.label_doubt import go_on
from edge.cell.settle import settle
from edge.cell.situation import Situation
from edge.cell.version_doubt import version_name
from edge.cell.version_inputs import DecideVersion
from edge.cell.versions import conflict_of, place_taken, racks_in_doubt, understood
from wire.events import Source, TelegramQuarantined, VersionDecided


def in_doubt(at: Situation, fact: TelegramQuarantined) -> Decision:
    """A person decides which version counts; until then nothing is done for the vehicle."""
    draft = Draft(at.state, at.now_us, feed=fact.feed)
    draft.add(fact)
    conflict = draft.state.feeds[fact.feed].conflicts[fact.call_number]
    touched = racks_in_doubt(draft.state, fact.feed, fact.call_number, conflict)
    settle(draft, at.masters, [rack.rack for rack in touched])
    return draft.decision()


def decide_version(at: Situation, given: DecideVersion) -> Decision:
    """A person says which version counts; the vehicle's slots wait no longer for that. What was
    picked by another version, or for another VIN, goes to rework.
    """
    conflict = conflict_of(at.state, given)
    rules = at.masters.feeds.get(given.feed) if at.masters else None
    if at.masters is None or rules is None:
        raise RefusedError("feed.unknown", f"masters name no feed {given.feed} any more")
    draft = Draft(at.state, at.now_us, feed=given.feed)
    before = at.state.feeds[given.feed]
    touched = racks_in_doubt(at.state, given.feed, given.call_number, conflict)
    draft.add(
        VersionDecided(
            feed=given.feed,
            call_number=given.call_number,
            taken=given.take_new,
            version=version_name(conflict.telegram),
            person=given.person,
            reason=given.reason[:200],
        )
    )
    if given.take_new:
        telegram = understood(conflict.telegram, rules)
        placement = place_taken(draft.state.feeds[given.feed], rules, conflict, telegram)
        said = TelegramArrived(
            feed=given.feed,
            raw_id=0,
            telegram=telegram,
            source=Source.HAND,
            person=given.person,
            reason=given.reason,
        )
        take(draft, at.masters, said, placement, decided=True)
        settle_places(draft, at.masters, given.feed, before, placement)
        tell(draft, at.masters, telegram, before.vehicles.get(given.call_number), "")
    else:
        settle(draft, at.masters, [rack.rack for rack in touched])
    go_on(draft, touched)
    return draft.decision()
