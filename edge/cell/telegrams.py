"""What comes down the broadcast: telegrams, heads, unreadable bytes, and masters."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from msgspec.structs import replace

from edge.cell.admission import settle_places, take, tell
from edge.cell.build_sequence import (
    NotTaken,
    Placement,
    judge,
    version_order,
)
from edge.cell.call_life import forbidden
from edge.cell.draft import Draft
from edge.cell.flags import contradiction, kind_of, says_again, set_aside
from edge.cell.identity import (
    conflict,
    identity_change,
    picked_for,
)
from edge.cell.inputs import (
    AskReplay,
    Decision,
    HeadArrived,
    MastersArrived,
    MastersUnusable,
    RefusedError,
    TelegramArrived,
    TelegramUnreadable,
)
from edge.cell.masters import CompiledMasters, MastersError, compile_masters
from edge.cell.model import CellState, FeedState, Vehicle
from edge.cell.places import ended_tours, kept_needs
from edge.cell.positions import HEAD_JUMP_MAX, highest, missing_positions
from edge.cell.rack_blocks import form_racks
from edge.cell.racks import covering
from edge.cell.settle import settle
from edge.cell.situation import Situation
from edge.cell.substitutes import is_substituted
from edge.cell.version_decision import in_doubt
from edge.cell.version_doubt import is_rejected
from wire.doubts import CONFLICT, IDENTITY, STATUS, TRANSITION, UNBELIEVED
from wire.events import (
    AnyFact,
    ContinuityChanged,
    HeadAdvanced,
    LineChanged,
    MastersAdopted,
    MastersRefused,
    NeedsRevised,
    Reaction,
    Source,
    TelegramQuarantined,
    TelegramTaken,
)
from wire.ids import FeedId, RackId
from wire.masters import FeedRules
from wire.needs import explode
from wire.telegram import Status, content_hash

REASON_MAX = 1000
REPLAYS_MAX = 10
"""Ranges asked for at once; the rest follows with the next head."""


def telegram(at: Situation, given: TelegramArrived) -> Decision:
    """Taken with its reaction, or quarantined. What a person keyed in is refused to the person."""
    if given.source is Source.HAND:
        _check_hand(given)
    rules = at.masters.feeds.get(given.feed) if at.masters else None
    if at.masters is None or rules is None:
        problem = NotTaken(
            code="feed.unknown", detail=f"masters name no feed {given.feed}; add it at central"
        )
        return _quarantine(given, problem, known_feed=False)
    if given.telegram.feed != given.feed:
        problem = NotTaken(
            code="feed.wrong", detail=f"a telegram of feed {given.telegram.feed} on {given.feed}"
        )
        return _quarantine(given, problem, known_feed=False)
    feed = at.state.feeds.get(given.feed, FeedState())
    if given.telegram.status is Status.UNKNOWN:
        return _not_understood(at, rules, given)
    if (kind := kind_of(given.telegram)) is None:
        return _judged(at, at.masters, rules, given)
    known = feed.vehicles.get(given.telegram.call_number)
    order = version_order(feed, rules, given.telegram, known)
    if given.source is not Source.HAND:
        if says_again(given.telegram, known, order):
            return _judged(at, at.masters, rules, given)
        if why := contradiction(at.state, given.telegram, known):
            return _contradictory(at, rules, given, order, why)
    aside = set_aside(at.state, at.masters, given, kind)
    return Decision(facts=aside, effects=tuple(_owed_before(feed, given)))


def _contradictory(
    at: Situation, rules: FeedRules, given: TelegramArrived, order: tuple[int, ...], why: str
) -> Decision:
    """The vehicle's slots wait until a person has asked the line."""
    feed = at.state.feeds.get(given.feed, FeedState())
    if is_rejected(feed, rules, given.telegram, order):
        return Decision(facts=(_rejected(given, order),))
    held = in_doubt(at, _refused(given, NotTaken(code=CONFLICT, detail=why), known_feed=True))
    return dataclasses.replace(held, effects=(*held.effects, *_owed_before(feed, given)))


def _not_understood(at: Situation, rules: FeedRules, given: TelegramArrived) -> Decision:
    """A status of the maker that the feed maps to none of ours may mean anything."""
    feed, said = at.state.feeds.get(given.feed, FeedState()), given.telegram
    known = feed.vehicles.get(said.call_number)
    if is_rejected(feed, rules, said, version_order(feed, rules, said, known)):
        return Decision(facts=(_rejected(given, version_order(feed, rules, said, known)),))
    why = (
        f"call {said.call_number}: status {said.status_text!r} is not in status_map of feed "
        f"{given.feed}; add it to the masters, then decide which version counts"
    )
    return _held_as(at, rules, given, STATUS, why)


def _held_as(
    at: Situation, rules: FeedRules, given: TelegramArrived, code: str, why: str
) -> Decision:
    """Its vehicle waits, and the place that the telegram names if its status places one."""
    feed = at.state.feeds.get(given.feed, FeedState())
    place = judge(feed, rules, replace(given.telegram, status=Status.FINAL))
    problem = NotTaken(
        code=code,
        detail=why,
        epoch=place.epoch,
        number=place.number if isinstance(place, NotTaken) or place.opens is None else None,
    )
    held = in_doubt(at, _refused(given, problem, known_feed=True))
    return dataclasses.replace(held, effects=(*held.effects, *_owed_before(feed, given)))


def _judged(
    at: Situation, masters: CompiledMasters, rules: FeedRules, given: TelegramArrived
) -> Decision:
    feed = at.state.feeds.get(given.feed, FeedState())
    known = feed.vehicles.get(given.telegram.call_number)
    order = version_order(feed, rules, given.telegram, known)
    if is_rejected(feed, rules, given.telegram, order):
        return Decision(facts=(_rejected(given, order),))
    if given.source is not Source.HAND:
        if why := forbidden(rules, known, given.telegram, order):
            return _held_as(at, rules, given, TRANSITION, why)
    placement = judge(feed, rules, given.telegram, keyed=given.source is Source.HAND)
    if isinstance(placement, NotTaken):
        if placement.code == CONFLICT or _is_unbelieved(known, placement):
            return in_doubt(at, _refused(given, placement, known_feed=True))
        return _quarantine(given, placement, known_feed=True)
    change = _identity_change(known, given, placement)
    if change and (picked := picked_for(at.state, given.telegram)):
        problem = NotTaken(
            code=IDENTITY,
            detail=conflict(given.telegram, change, picked),
            epoch=placement.epoch,
            number=None if placement.opens is not None else placement.number,
        )
        return in_doubt(at, _refused(given, problem, known_feed=True))
    draft = Draft(at.state, at.now_us, feed=given.feed)
    take(draft, masters, given, placement)
    settle_places(draft, masters, given.feed, feed, placement)
    tell(draft, masters, given.telegram, known, change)
    draft.effects += _owed_before(feed, given)
    return draft.decision()


def _is_unbelieved(known: Vehicle | None, problem: NotTaken) -> bool:
    """A number that cannot be, of a vehicle that has a place here: which of the two is true?"""
    return (
        problem.code in UNBELIEVED and known is not None and known.number is not None
    ) and not known.gone


def _identity_change(known: Vehicle | None, given: TelegramArrived, placement: Placement) -> str:
    outdated = placement.reaction is Reaction.OUTDATED
    return identity_change(known, given.telegram, placement.order, outdated=outdated)


def _rejected(given: TelegramArrived, order: tuple[int, ...]) -> TelegramTaken:
    """A person decided against it; it says nothing new."""
    if given.source is Source.HAND:
        raise RefusedError(
            "version.rejected",
            f"a person decided against this version of call {given.telegram.call_number}; key in "
            "what is true now",
        )
    return TelegramTaken(
        telegram=given.telegram,
        reaction=Reaction.SET_ASIDE,
        order=order,
        content=content_hash(given.telegram),
        source=given.source,
        raw_id=given.raw_id,
    )


def unreadable(at: Situation, given: TelegramUnreadable) -> Decision:
    fact = TelegramQuarantined(
        feed=given.feed, raw_id=given.raw_id, code=given.code, detail=given.detail[:500]
    )
    return Decision(facts=(fact,))


def head(at: Situation, given: HeadArrived) -> Decision:
    """A head beyond what was received reveals a hole after the last telegram."""
    said = given.head
    feed = at.state.feeds.get(said.feed, FeedState())
    known = highest(feed)
    if known and said.position > known + HEAD_JUMP_MAX:
        fact = TelegramQuarantined(
            feed=said.feed,
            raw_id=0,
            code="head.absurd",
            detail=f"head says position {said.position}; {known} is the highest known",
        )
        name = f"quarantine:{said.feed}:{fact.code}"
        return Decision(facts=() if name in at.state.exceptions else (fact,))
    changed: tuple[AnyFact, ...] = ()
    if said.line_running is not feed.line_running:
        changed = (LineChanged(feed=said.feed, running=said.line_running),)
    if said.position <= known:
        return Decision(facts=changed, effects=_owed(feed, said.feed))
    advanced = HeadAdvanced(
        feed=said.feed, position=said.position, sequence_number=said.sequence_number
    )
    draft = Draft(at.state, 0, feed=said.feed)
    draft.add(advanced)
    after = draft.state.feeds[said.feed]
    return Decision(facts=(advanced, *changed), effects=_owed(after, said.feed))


def masters_arrived(at: Situation, given: MastersArrived) -> Decision:
    """New masters: untouched vehicles get what they need by them, of others the places are looked
    at (so also when the same masters come again). ``masters`` may be the compiled form of the new
    ones already.
    """
    masters = at.masters
    if masters is None or masters.masters is not given.masters:
        try:
            masters = (
                compile_masters(given.masters, masters.printers, masters.badge_keys)
                if masters
                else compile_masters(given.masters)
            )
        except MastersError as error:
            raise RefusedError("masters.invalid", str(error)) from error
    known = given.masters.version == at.state.masters_version and at.state.masters_refused is None
    draft = Draft(at.state, at.now_us, racks=())
    if not known:
        draft.add(MastersAdopted(version=given.masters.version, digest=given.digest))
    _change_continuity(draft, masters)
    everything: list[NeedsRevised] = []
    for feed_id, feed in at.state.feeds.items():
        changed = list(_revise(at.state, masters, feed_id, feed, places_only=known))
        if changed:
            draft.own(feed_id)
        for revised in changed:
            everything.append(revised)
            vehicle = feed.vehicles[revised.call_number]
            draft.add(revised)
            for formed in form_racks(
                draft.state, masters, feed_id, vehicle.epoch, vehicle.number or 0
            ):
                draft.add(formed)
    settle(draft, masters, (), ())
    for ended in ended_tours(at.state, everything):
        draft.add(ended)
    return draft.decision()


def _change_continuity(draft: Draft, masters: CompiledMasters) -> None:
    """Runs under way go by the new rule too; a rack that waited for nothing else closes."""
    touched: list[RackId] = []
    for feed_id, rules in masters.feeds.items():
        feed = draft.before.feeds.get(feed_id, FeedState())
        changed = [e for e, run in feed.runs.items() if run.continuity is not rules.continuity]
        if changed:
            draft.own(feed_id)
            draft.own_racks(feed_id)
        for epoch in changed:
            draft.add(ContinuityChanged(feed=feed_id, epoch=epoch, continuity=rules.continuity))
            touched += [
                rack.rack
                for rack in draft.state.racks.values()
                if (rack.feed, rack.epoch) == (feed_id, epoch)
            ]
    settle(draft, masters, touched, ())


def masters_unusable(at: Situation, given: MastersUnusable) -> Decision:
    """The cell goes on with the masters it has, and says so once for each refusal."""
    reason = given.reason[:REASON_MAX]
    known = at.state.masters_refused
    if known is not None and (known.digest, known.reason) == (given.digest, reason):
        return Decision()
    refused = MastersRefused(version=given.version, digest=given.digest[:200], reason=reason)
    return Decision(facts=(refused,))


def _check_hand(given: TelegramArrived) -> None:
    if not given.person or not given.reason.strip():
        raise RefusedError("telegram.reason", "a keyed telegram needs a person and a reason")
    if given.second_person in ("", given.person):
        raise RefusedError("telegram.second_person", "a keyed telegram needs a second person")


def _quarantine(given: TelegramArrived, problem: NotTaken, *, known_feed: bool) -> Decision:
    return Decision(facts=(_refused(given, problem, known_feed=known_feed, kept=False),))


def _refused(
    given: TelegramArrived, problem: NotTaken, *, known_feed: bool, kept: bool = True
) -> TelegramQuarantined:
    """A position of a feed that is not ours yet is not counted as received: it is asked for again
    when masters name the feed. ``kept``: its vehicle waits until a person decides.
    """
    if given.source is Source.HAND:
        raise RefusedError(problem.code, problem.detail)
    return TelegramQuarantined(
        feed=given.feed,
        raw_id=given.raw_id,
        code=problem.code,
        detail=problem.detail[:500],
        call_number=given.telegram.call_number,
        position=given.telegram.position if known_feed else None,
        telegram=given.telegram if kept else None,
        epoch=problem.epoch,
        number=problem.number,
        transmission=given.telegram.transmission if known_feed else None,
    )


def _owed_before(feed: FeedState, given: TelegramArrived) -> list[AskReplay]:
    """A position that jumps ahead shows at once what did not come."""
    known, position = highest(feed), given.telegram.position
    if not known or position is None or position <= known + 1:
        return []
    first = max(known + 1, position - 500)
    return [AskReplay(feed=given.feed, first=first, last=position - 1)]


def _owed(feed: FeedState, feed_id: FeedId) -> tuple[AskReplay, ...]:
    return tuple(
        AskReplay(feed=feed_id, first=span.low, last=span.high)
        for span in missing_positions(feed, REPLAYS_MAX)
    )


def _revise(
    state: CellState,
    masters: CompiledMasters,
    feed_id: FeedId,
    feed: FeedState,
    *,
    places_only: bool,
) -> Iterator[NeedsRevised]:
    for call, vehicle in feed.vehicles.items():
        if vehicle.number is None:
            continue
        if feed_id not in masters.feeds or _is_touched(state, feed_id, vehicle):
            needs, problems = kept_needs(state, masters, feed_id, vehicle)
        elif places_only:
            continue
        else:
            needs, problems = explode(masters, vehicle.telegram)
        if (needs, problems) != (vehicle.needs, vehicle.problems):
            yield NeedsRevised(
                feed=feed_id,
                call_number=call,
                needs=needs,
                problems=problems,
                masters_version=masters.masters.version,
            )


def _is_touched(state: CellState, feed_id: FeedId, vehicle: Vehicle) -> bool:
    """Something is in one of its slots, a rack with one of them is finished, or a person released
    a substitute.
    """
    number = vehicle.number or 0
    return is_substituted(vehicle) or any(
        number in rack.picked or rack.closed_us is not None or rack.shipped_us is not None
        for rack in covering(state, feed_id, vehicle.epoch, number)
    )
