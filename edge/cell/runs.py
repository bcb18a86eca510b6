"""Folding telegrams into runs of numbers: who holds a number, what is missing, what is contested.

Depends on facts alone. A ``Vehicle`` is never changed but replaced, so that a draft of the state
may share it.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from edge.cell.call_names import names_of
from edge.cell.identity import identity_after
from edge.cell.model import FeedState, Run, Skip, Vehicle
from edge.cell.parts_of_family import key_of
from edge.cell.passed import orders_after, orders_decided
from edge.cell.trail import note
from wire.events import (
    ContinuityChanged,
    Need,
    NeedsRevised,
    Reaction,
    RunOpened,
    Source,
    TelegramTaken,
)
from wire.ids import CallNumber
from wire.masters import Continuity
from wire.number_before import number_before
from wire.telegram import Status

VEHICLES_MAX = 20_000


def open_run(feed: FeedState, fact: RunOpened, at_us: int) -> None:
    if fact.epoch in feed.runs:
        return
    following = min(feed.runs, default=None)
    feed.runs[fact.epoch] = Run(
        frontier=fact.first - 1,
        first=fact.first,
        first_number=fact.first_number,
        last_number=fact.last_number,
        window=fact.window,
        continuity=fact.continuity,
        jumped=fact.continuity is not Continuity.NUMBER,
        frontier_us=at_us,
    )
    feed.epoch = max(feed.runs)
    if following is not None and fact.epoch < following:
        _lower(feed.runs[following], feed.runs[following].first_number, at_us)
    _settle(feed, at_us)


def change_continuity(feed: FeedState, fact: ContinuityChanged) -> None:
    """What was missing by the old rule is waited for no more; what jumped before stays as it is."""
    run = feed.runs.get(fact.epoch)
    if run is not None and run.continuity is not fact.continuity:
        run.continuity = fact.continuity
        run.jumped = True
        run.missing.clear()


def take(feed: FeedState, fact: TelegramTaken, at_us: int) -> None:
    """Fold a telegram, whatever its reaction."""
    telegram, call = fact.telegram, fact.telegram.call_number
    known = feed.vehicles.get(call)
    if fact.number is not None and fact.epoch in feed.runs:
        _see(feed, fact.epoch, fact.number, fact.order[1], at_us)
        if telegram.position:
            note(feed.runs[fact.epoch], telegram.position, fact.number)
        _miss_before(feed, fact, at_us)
    if known is None and fact.reaction in (Reaction.OUTDATED, Reaction.DUPLICATE):
        return
    terminal = telegram.status in (Status.CANCELLED, Status.FITTED)
    vehicle = known or Vehicle(
        telegram=telegram, content=fact.content, order=fact.order, at_us=at_us
    )
    vehicle = _last_word(vehicle, known, fact)
    if not terminal and (fact.decided or fact.order > vehicle.content_order):
        vehicle = _newer(vehicle, fact, at_us)
    feed.vehicles[call] = vehicle
    _move(feed, call, known, vehicle, at_us)
    if len(feed.vehicles) > VEHICLES_MAX:
        _forget_unplaced(feed)


def _last_word(vehicle: Vehicle, known: Vehicle | None, fact: TelegramTaken) -> Vehicle:
    """Whether it is still to be built, and who it is, once the telegram is heard."""
    telegram = fact.telegram
    if fact.decided or fact.order >= vehicle.order:
        vehicle = replace(
            vehicle,
            order=fact.order,
            withdrawn=telegram.status is Status.CANCELLED,
            fitted=telegram.status is Status.FITTED,
            reached=names_of(telegram),
        )
    if fact.passed is not None:
        vehicle = replace(vehicle, fitted=fact.passed)
    fitted_order, placed_order = (
        orders_decided(known, telegram, fact.order, fact.number)
        if fact.decided
        else orders_after(
            known, telegram, fact.order, fact.number, keyed=fact.source is Source.HAND
        )
    )
    return replace(
        vehicle,
        identity=identity_after(known, telegram, fact.order, decided=fact.decided),
        fitted_order=fitted_order,
        placed_order=placed_order,
    )


def _newer(vehicle: Vehicle, fact: TelegramTaken, at_us: int) -> Vehicle:
    if fact.reaction is Reaction.DUPLICATE:
        return replace(vehicle, content_order=fact.order)
    return replace(
        vehicle,
        telegram=fact.telegram,
        content=fact.content,
        content_order=fact.order,
        epoch=fact.epoch,
        number=fact.number,
        needs=fact.needs,
        problems=fact.problems,
        masters_version=fact.masters_version,
        at_us=at_us if vehicle.number is None else vehicle.at_us,
        planned_us=fact.planned_us,
        planned_said_us=at_us,
    )


def revise(feed: FeedState, fact: NeedsRevised) -> None:
    """Fold new masters for one vehicle."""
    vehicle = feed.vehicles.get(fact.call_number)
    if vehicle is not None:
        feed.vehicles[fact.call_number] = replace(
            vehicle,
            needs=fact.needs,
            problems=fact.problems,
            masters_version=fact.masters_version,
        )


def substitute(feed: FeedState, call: CallNumber, need: Need) -> None:
    """The vehicle wants this part for its family and index."""
    vehicle = feed.vehicles.get(call)
    if vehicle is not None:
        needs = tuple(need if key_of(each) == key_of(need) else each for each in vehicle.needs)
        feed.vehicles[call] = replace(vehicle, needs=needs)


def skip(feed: FeedState, epoch: int, number: int, entry: Skip) -> None:
    run = feed.runs.get(epoch)
    if run is not None:
        run.skipped[number] = entry
        run.missing.pop(number, None)


def forget_below(feed: FeedState, epoch: int, floor: int) -> None:
    """Drop what a run still knows of numbers below ``floor``: all of it is shipped."""
    run = feed.runs[epoch]
    if floor <= run.pruned_below:
        return
    run.pruned_below = floor
    gone = [number for number in run.owner if number < floor]
    for number in gone:
        for call in run.claims.pop(number, [run.owner[number]]):
            feed.vehicles.pop(call, None)
            feed.conflicts.pop(call, None)
        del run.owner[number]
    for table in (run.missing, run.contested, run.skipped):
        for number in [number for number in table if number < floor]:
            del table[number]


def forget_run(feed: FeedState, epoch: int) -> None:
    forget_below(feed, epoch, feed.runs[epoch].last_number + 1)
    del feed.runs[epoch]


def _see(feed: FeedState, epoch: int, number: int, counted: int, at_us: int) -> None:
    run = feed.runs[epoch]
    run.newest = max(run.newest, counted)
    if number < run.first:
        _lower(run, number, at_us)
    if number > run.frontier:
        _raise(run, number, at_us)
        _settle(feed, at_us)


def _lower(run: Run, number: int, at_us: int) -> None:
    _jump(run, range(number, run.first), at_us)
    run.first = min(run.first, number)


def _raise(run: Run, number: int, at_us: int) -> None:
    _jump(run, range(run.frontier + 1, number + 1), at_us)
    run.frontier = number
    run.frontier_us = at_us


def _jump(run: Run, numbers: range, at_us: int) -> None:
    """Numbers that were passed over. Whose they are, if anybody's, is known a moment later."""
    for absent in numbers if run.continuity is Continuity.NUMBER else ():
        _miss(run, absent, at_us)


def _miss_before(feed: FeedState, fact: TelegramTaken, at_us: int) -> None:
    """The telegram names the number before its own. Of a higher one the run before is meant."""
    named = feed.runs[fact.epoch]
    if named.continuity is not Continuity.PREVIOUS_NUMBER:
        return
    number = number_before(fact.telegram, named.first_number, named.last_number)
    if number is None or number == fact.number:
        return
    run = named if number < (fact.number or 0) else feed.runs.get(fact.epoch - 1)
    if run is None or number < max(run.first, run.pruned_below):
        return
    if number > run.frontier:
        _raise(run, number, at_us)
    _miss(run, number, at_us)


def _miss(run: Run, number: int, at_us: int) -> None:
    if number not in run.owner and number not in run.skipped:
        run.missing[number] = at_us


def _settle(feed: FeedState, at_us: int) -> None:
    """What runs say of each other: one that came close to its last number before the next began
    has wrapped, so all its numbers exist; one whose successor is a window on has ended.
    """
    epochs = sorted(feed.runs)
    for epoch, after in pairwise(epochs):
        run, successor = feed.runs[epoch], feed.runs[after]
        if run.last_number - run.window <= run.frontier < run.last_number:
            _raise(run, run.last_number, at_us)
        run.ended = successor.frontier - successor.first_number + 1 >= run.window


def _move(
    feed: FeedState, call: CallNumber, known: Vehicle | None, vehicle: Vehicle, at_us: int
) -> None:
    """Take the vehicle from the number it held to the one it claims now."""
    if known is not None and known.number is not None:
        if (known.epoch, known.number) != (vehicle.epoch, vehicle.number):
            _release(feed, call, known.epoch, known.number, at_us)
    run = feed.runs.get(vehicle.epoch)
    number = vehicle.number
    if run is None or number is None:
        return
    holder = run.owner.get(number)
    if holder is None:
        run.owner[number] = call
        run.missing.pop(number, None)
    elif holder != call and call not in run.claims.get(number, ()):
        run.claims.setdefault(number, [holder]).append(call)
    _rank(feed, run, number)


def _release(feed: FeedState, call: CallNumber, epoch: int, number: int, at_us: int) -> None:
    run = feed.runs.get(epoch)
    if run is None:
        return
    claims = run.claims.get(number, [])
    if call in claims:
        claims.remove(call)
        _rank(feed, run, number)
    elif run.owner.get(number) == call:
        del run.owner[number]
        if run.continuity is Continuity.NUMBER:
            _miss(run, number, at_us)


def _rank(feed: FeedState, run: Run, number: int) -> None:
    """The owner is the newest claim of a vehicle that is not withdrawn; the others wait for their
    own newer telegram.
    """
    if claims := run.claims.get(number):
        claims.sort(
            key=lambda c: (not feed.vehicles[c].withdrawn, feed.vehicles[c].content_order, c),
            reverse=True,
        )
        run.owner[number] = claims[0]
        waiting = [
            call
            for call in claims[1:]
            if not feed.vehicles[call].withdrawn and not feed.vehicles[call].fitted
        ]
        if waiting:
            run.contested[number] = waiting
        else:
            run.contested.pop(number, None)
        if len(claims) == 1:
            del run.claims[number]
    if number in run.skipped and not feed.vehicles[run.owner[number]].gone:
        del run.skipped[number]


def _forget_unplaced(feed: FeedState) -> None:
    """A bound against a flood: the longest known vehicles that hold no number go first."""
    surplus = len(feed.vehicles) - VEHICLES_MAX * 9 // 10
    free = [call for call, vehicle in feed.vehicles.items() if vehicle.number is None]
    for call in free[:surplus]:
        del feed.vehicles[call]
        feed.conflicts.pop(call, None)
    surplus -= min(surplus, len(free))
    if surplus:
        lowest = min(feed.runs)
        held = sorted(feed.runs[lowest].owner)
        forget_below(feed, lowest, held[min(surplus, len(held) - 1)] if held else 0)
        if not held and len(feed.runs) > 1:
            forget_run(feed, lowest)
