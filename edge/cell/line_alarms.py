"""Vehicles that passed the point of fit while their parts were still here, or to be picked."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from edge.cell.build_sequence import number_of_telegram
from edge.cell.masters import CompiledMasters
from edge.cell.model import CellState, FeedState, Rack, Vehicle
from edge.cell.racks import covering, lacking
from edge.cell.run_of_number import RefusedNumber
from wire.events import ExceptionRaised, PersonNeeded
from wire.family_words import family_words
from wire.ids import CallNumber, FeedId
from wire.masters import Continuity, FeedRules
from wire.needs import explode
from wire.telegram import Status


def fitted_without(
    state: CellState, feed: FeedId, call: CallNumber, before: Vehicle | None
) -> Iterator[ExceptionRaised]:
    """One alarm a rack, when it becomes known: by the word that the vehicle is fitted, or by the
    vehicle's own telegram that came after that word.
    """
    now = state.feeds[feed].vehicles.get(call)
    if now is None or not now.fitted or now.number is None:
        return
    if before is not None and before.fitted and before.number is not None:
        return
    for rack in covering(state, feed, now.epoch, now.number):
        if without := (*lacking(rack, now.number, now), *_still_here(rack, now.number, now)):
            yield _alarm(rack, now, now.number, without)


def _still_here(rack: Rack, number: int, vehicle: Vehicle) -> tuple[str, ...]:
    """What is picked for the vehicle in a rack that has not left."""
    if rack.shipped_us is not None:
        return ()
    own = [m for m in rack.picked.get(number, ()) if m.call_number == vehicle.telegram.call_number]
    return tuple(
        dict.fromkeys(f"{family_words(m)} {m.part} (picked, still in {rack.rack})" for m in own)
    )


def fitted_unplaced(
    state: CellState,
    masters: CompiledMasters,
    feed: FeedId,
    call: CallNumber,
    before: Vehicle | None,
) -> Iterator[ExceptionRaised]:
    """A vehicle that never got a place here has passed: an alarm if by its telegram it needs parts
    of this cell, or if it says nothing of what it needs and the feed tells every vehicle. One that
    names a place which is not ours any more is none, nor is one that was never heard of and names
    none while no vehicle with a place here has passed: it may be from before this cell listened.
    """
    found, rules = state.feeds[feed], masters.feeds[feed]
    now = found.vehicles.get(call)
    lacks = "" if now is None else _lacks(found, rules, masters, now)
    told = "" if before is None else _lacks(found, rules, masters, before)
    if now is not None and lacks and lacks != told:
        yield ExceptionRaised(
            exception=f"{PersonNeeded.FITTED_WITHOUT_PART.value}:{feed}:{call}"[:200],
            kind=PersonNeeded.FITTED_WITHOUT_PART,
            text=f"call {call} has passed and never had a number here ({_last_word(now)}): {lacks}"[
                :200
            ],
            feed=feed,
            call_number=call,
        )


def _lacks(feed: FeedState, rules: FeedRules, masters: CompiledMasters, vehicle: Vehicle) -> str:
    """Empty: nothing of this cell, or it has not passed without a place."""
    if not _passed_unplaced(feed, rules, vehicle):
        return ""
    telegram = vehicle.telegram
    named = telegram.options or telegram.parts or telegram.model or telegram.colour
    if not (vehicle.content_order or named):
        told = rules.continuity is Continuity.NUMBER
        return "it does not say what it needs" if told else ""
    needs, problems = explode(masters, telegram)
    without = [f"{family_words(need)} {need.part}" for need in needs]
    without += [f"{problem.family} (not clear)" for problem in problems]
    return f"without {', '.join(without)}" if without else ""


def _passed_unplaced(feed: FeedState, rules: FeedRules, vehicle: Vehicle) -> bool:
    if not vehicle.fitted or vehicle.number is not None:
        return False
    telegram = vehicle.telegram
    try:
        if vehicle.content_order:
            return number_of_telegram(rules, telegram) is None
        number = number_of_telegram(rules, replace(telegram, status=Status.FINAL))
    except RefusedNumber:
        number = None
    return _is_reached(feed) if number is None else _is_expected(feed, rules, number)


def _is_reached(feed: FeedState) -> bool:
    """Vehicles that this cell has placed pass by now: what passes with them should be known."""
    return any(known.fitted and known.number is not None for known in feed.vehicles.values())


def _is_expected(feed: FeedState, rules: FeedRules, number: int) -> bool:
    """A hole, or one of the next numbers: its own telegram never came."""
    newest = feed.runs.get(feed.epoch)
    ahead = newest is not None and newest.frontier < number <= newest.frontier + rules.window
    return ahead or any(
        number in run.missing and number not in run.skipped for run in feed.runs.values()
    )


def _last_word(vehicle: Vehicle) -> str:
    telegram = vehicle.telegram
    return f"{telegram.status.value} {telegram.sequence_number}".strip()


def _alarm(rack: Rack, vehicle: Vehicle, number: int, without: tuple[str, ...]) -> ExceptionRaised:
    call = vehicle.telegram.call_number
    return ExceptionRaised(
        exception=f"{PersonNeeded.FITTED_WITHOUT_PART.value}:{rack.rack}:{number}:{call}"[:200],
        kind=PersonNeeded.FITTED_WITHOUT_PART,
        text=f"call {call}, number {number}, has passed {rack.point_of_fit} without "
        f"{', '.join(without)}"[:200],
        feed=rack.feed,
        call_number=call,
        epoch=rack.epoch,
        number=number,
        rack=rack.rack,
    )
