"""Telegrams that no slot follows: tests on a feed that is in use, and orders for what was supplied
before. They change neither the build order nor what a vehicle needs; a person is told.
"""

from __future__ import annotations

from edge.cell.build_sequence import version_order
from edge.cell.evolve_feeds import set_aside_content, set_aside_key
from edge.cell.inputs import RefusedError, TelegramArrived
from edge.cell.model import CellState, FeedState, Vehicle
from edge.cell.racks import covering, slot_state
from wire.events import (
    AnyFact,
    ExceptionRaised,
    PersonNeeded,
    Reaction,
    Source,
    TelegramTaken,
)
from wire.ids import RackId
from wire.masters import FeedRules
from wire.telegram import Flag, Telegram, content_hash

KINDS = {Flag.TEST: PersonNeeded.TEST_TELEGRAM, Flag.RE_ORDER: PersonNeeded.RE_ORDER}


def kind_of(telegram: Telegram) -> PersonNeeded | None:
    """Why it is set aside. None: it is a telegram like any other."""
    return next((kind for flag, kind in KINDS.items() if flag in telegram.flags), None)


def set_aside(
    state: CellState, rules: FeedRules, given: TelegramArrived, kind: PersonNeeded
) -> tuple[AnyFact, ...]:
    """Kept as it came, and told once: the same message again says nothing new."""
    telegram = given.telegram
    if given.source is Source.HAND:
        raise RefusedError(
            "telegram.flag",
            f"a telegram keyed in is for a vehicle to build; leave out {kind.value}",
        )
    feed = state.feeds.get(given.feed, FeedState())
    known = feed.vehicles.get(telegram.call_number)
    taken = TelegramTaken(
        telegram=telegram,
        reaction=Reaction.SET_ASIDE,
        epoch=known.epoch if known else 0,
        order=version_order(feed, rules, telegram, known),
        content=content_hash(telegram),
        source=given.source,
        raw_id=given.raw_id,
    )
    if set_aside_content(telegram) in feed.set_aside:
        return (taken,)
    key = set_aside_key(telegram)
    if key in feed.set_aside:
        key = set_aside_content(telegram)
    return (taken, _told(state, telegram, known, kind, key))


def _told(
    state: CellState, telegram: Telegram, known: Vehicle | None, kind: PersonNeeded, key: str
) -> ExceptionRaised:
    call, feed = telegram.call_number, telegram.feed
    number = known.number if known else None
    rack = RackId("")
    where = "it is not known here"
    if known is not None and number is not None:
        racks = list(covering(state, feed, known.epoch, number))
        rack = racks[0].rack if racks else rack
        slots = ", ".join(f"{r.rack} {slot_state(state, r, number).value}" for r in racks)
        where = f"number {number}, {slots}" if slots else f"number {number}"
    if kind is PersonNeeded.TEST_TELEGRAM:
        text = (
            f"test telegram of call {call}, number {telegram.sequence_number or '-'}, "
            f"{telegram.status.value}: not taken; key it in if the vehicle is real"
        )
    else:
        text = (
            f"call {call} is ordered again: {_parts(telegram, known)}; {where}; supply it by hand"
        )
    return ExceptionRaised(
        exception=f"{kind.value}:{feed}:{key or call}",
        kind=kind,
        text=text[:200],
        feed=feed,
        call_number=call,
        epoch=known.epoch if known else 0,
        number=number,
        rack=rack,
    )


def _parts(telegram: Telegram, known: Vehicle | None) -> str:
    """What the telegram names, else what the vehicle needed here."""
    named = [str(line.part) for line in telegram.parts]
    named = named or [str(need.part) for need in (known.needs if known else ())]
    return ", ".join(dict.fromkeys(named)) or "no part named"
