"""What follows from a telegram that is taken: its fact, the racks that it forms, the slots that it
changes, and what a person must know.
"""

from __future__ import annotations

from collections.abc import Iterator

from edge.cell.build_sequence import Placement
from edge.cell.draft import Draft
from edge.cell.emergencies import called
from edge.cell.identity import amended, same_vehicle
from edge.cell.inputs import TelegramArrived
from edge.cell.life_actions import holds_by_word
from edge.cell.line_alarms import fitted_unplaced, fitted_without
from edge.cell.masters import CompiledMasters
from edge.cell.model import FeedState, Vehicle
from edge.cell.passed import passed
from edge.cell.planned_times import doubtful, planned_us
from edge.cell.rack_blocks import form_racks
from edge.cell.racks import covering
from edge.cell.settle import settle
from edge.cell.substitutes import kept
from wire.events import ExceptionRaised, Need, Reaction, Source, TelegramTaken, UsageProblem
from wire.ids import FeedId, RackId
from wire.masters import Continuity
from wire.needs import explode
from wire.telegram import Telegram


def take(
    draft: Draft,
    masters: CompiledMasters,
    given: TelegramArrived,
    placement: Placement,
    *,
    decided: bool = False,
) -> None:
    """The telegram, the run that it opens, the racks that it forms. ``decided``: a person says that
    it counts, whatever came before.
    """
    if placement.opens is not None:
        draft.add(placement.opens)
    taken = _taken(draft, masters, given, placement, decided=decided)
    draft.add(taken)
    for hold in holds_by_word(draft, masters, taken):
        draft.add(hold)
    if placement.number is not None:  # an outdated one too: its number exists and has a slot
        for formed in form_racks(
            draft.state, masters, given.feed, placement.epoch, placement.number
        ):
            draft.add(formed)


def _taken(
    draft: Draft,
    masters: CompiledMasters,
    given: TelegramArrived,
    placement: Placement,
    *,
    decided: bool,
) -> TelegramTaken:
    needs: tuple[Need, ...] = ()
    problems: tuple[UsageProblem, ...] = ()
    if placement.number is not None and placement.reaction is not Reaction.OUTDATED:
        needs, problems = explode(masters, given.telegram)
        known = draft.before.feeds.get(given.feed, FeedState()).vehicles
        needs = kept(known.get(given.telegram.call_number), needs)
    return TelegramTaken(
        telegram=given.telegram,
        reaction=placement.reaction,
        epoch=placement.epoch,
        number=placement.number,
        order=placement.order,
        content=placement.content,
        needs=needs,
        problems=problems,
        masters_version=masters.masters.version,
        source=given.source,
        raw_id=given.raw_id,
        person=given.person,
        second_person=given.second_person,
        reason=given.reason[:200],
        passed=None if decided else _passed_before(draft, given, placement),
        decided=decided,
        planned_us=planned_us(given.telegram, draft.now_us),
    )


def tell(
    draft: Draft,
    masters: CompiledMasters,
    telegram: Telegram,
    known: Vehicle | None,
    change: str,
) -> None:
    """What a person must know of the vehicle beyond its slots."""
    feed, call = telegram.feed, telegram.call_number
    after = draft.state.feeds[feed].vehicles.get(call)
    if change and after is not None:
        draft.add(amended(telegram, after, change))
    if (emergency := called(draft.state, telegram, known)) is not None:
        draft.add(emergency)
    if (late := _planned(draft, masters, telegram, known)) is not None:
        draft.add(late)
    if (twice := same_vehicle(draft.state, feed, call, known)) is not None:
        draft.add(twice)
    for alarm in fitted_without(draft.state, feed, call, known):
        draft.add(alarm)
    for alarm in fitted_unplaced(draft.state, masters, feed, call, known):
        draft.add(alarm)


def _planned(
    draft: Draft, masters: CompiledMasters, telegram: Telegram, known: Vehicle | None
) -> ExceptionRaised | None:
    """Told when it is said, and not again with each word on the vehicle."""
    now = draft.state.feeds[telegram.feed].vehicles.get(telegram.call_number)
    said_before = known is not None and known.telegram.planned_us == telegram.planned_us
    if now is None or now.telegram is not telegram or said_before:
        return None
    return doubtful(telegram, masters.feeds[telegram.feed], now, draft.now_us)


def settle_places(
    draft: Draft,
    masters: CompiledMasters,
    feed_id: FeedId,
    before: FeedState,
    placement: Placement,
) -> None:
    """Only racks whose slots the telegram may have changed are looked at."""
    after = draft.state.feeds[feed_id]
    call = next(f for f in draft.facts if isinstance(f, TelegramTaken)).telegram.call_number
    places: set[tuple[int, int]] = {(placement.epoch, placement.number or 0)}
    for vehicle in (before.vehicles.get(call), after.vehicles.get(call)):
        if vehicle is not None and vehicle.number is not None:
            places.add((vehicle.epoch, vehicle.number))
    touched: list[RackId] = []
    for epoch, number in sorted(places):
        touched += [rack.rack for rack in covering(draft.state, feed_id, epoch, number)]
    touched += _of_ended(draft, feed_id, before)
    touched += _passed(draft, feed_id, before)
    settle(draft, masters, touched)


def _of_ended(draft: Draft, feed_id: FeedId, before: FeedState) -> Iterator[RackId]:
    """Racks of a run of which it just became clear that no further number will come."""
    for epoch, run in draft.state.feeds[feed_id].runs.items():
        known = before.runs.get(epoch)
        if run.ended and known is not None and not known.ended:
            for rack in draft.state.racks.values():
                if (rack.feed, rack.epoch) == (feed_id, epoch):
                    yield rack.rack


def _passed(draft: Draft, feed_id: FeedId, before: FeedState) -> Iterator[RackId]:
    """Racks that the line has just gone past, in a feed that need not tell every number."""
    for epoch, run in draft.state.feeds[feed_id].runs.items():
        known = before.runs.get(epoch)
        if run.continuity is Continuity.NUMBER or known is None or known.frontier == run.frontier:
            continue
        for rack in draft.state.racks.values():
            if (rack.feed, rack.epoch) == (feed_id, epoch) and rack.last_number > known.frontier:
                yield rack.rack


def _passed_before(draft: Draft, given: TelegramArrived, placement: Placement) -> bool | None:
    known = draft.state.feeds[given.feed].vehicles.get(given.telegram.call_number)
    return passed(
        known,
        given.telegram,
        placement.order,
        placement.number,
        keyed=given.source is Source.HAND,
    )
