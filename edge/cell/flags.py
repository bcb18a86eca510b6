"""Telegrams that no slot follows: tests on a feed that is in use, and orders for what was supplied
before. They change neither the build order nor what a vehicle needs; a person is told, or what is
ordered again becomes a single pick. An order for what was supplied that ends its vehicle in the
same breath contradicts itself: ``contradiction``.
"""

from __future__ import annotations

from collections.abc import Sequence

from edge.cell.build_sequence import version_order
from edge.cell.evolve_feeds import set_aside_content, set_aside_key
from edge.cell.inputs import RefusedError, TelegramArrived
from edge.cell.masters import CompiledMasters
from edge.cell.model import CellState, FeedState, Vehicle
from edge.cell.racks import covering, slot_state
from edge.cell.single_picks import orders
from wire.events import (
    AnyFact,
    ExceptionRaised,
    PersonNeeded,
    Reaction,
    Source,
    TelegramTaken,
)
from wire.ids import RackId
from wire.part_lines import sort_lines
from wire.telegram import Flag, Status, Telegram, content_hash

KINDS = {Flag.TEST: PersonNeeded.TEST_TELEGRAM, Flag.RE_ORDER: PersonNeeded.RE_ORDER}


def kind_of(telegram: Telegram) -> PersonNeeded | None:
    """Why it is set aside. None: it is a telegram like any other."""
    return next((kind for flag, kind in KINDS.items() if flag in telegram.flags), None)


def contradiction(state: CellState, telegram: Telegram, known: Vehicle | None) -> str:
    """Why nobody can tell what the line means: a replacement for a vehicle that it cancels, or that
    it calls fitted while its parts are still here. Empty: it can be told. A test is only a test.
    """
    if kind_of(telegram) is not PersonNeeded.RE_ORDER:
        return ""
    call = telegram.call_number
    if telegram.status is Status.CANCELLED and not (known and known.withdrawn):
        return (
            f"call {call}: one telegram cancels the vehicle and orders its parts again (re_order); "
            "ask the line whether it is cancelled"
        )
    if telegram.status is Status.FITTED and known and not known.gone and _is_here(state, known):
        return (
            f"call {call}: one telegram says that it is fitted and orders its parts again "
            "(re_order), and they have not left; ask the line whether it has passed"
        )
    return ""


def says_again(telegram: Telegram, known: Vehicle | None, order: tuple[int, ...]) -> bool:
    """It ends a vehicle that has ended by this word or a later one: nothing new in it."""
    if known is None or order > known.order or kind_of(telegram) is not PersonNeeded.RE_ORDER:
        return False
    ended = {Status.CANCELLED: known.withdrawn, Status.FITTED: known.fitted}
    return ended.get(telegram.status, False)


def _is_here(state: CellState, known: Vehicle) -> bool:
    """Whether a slot of it has not left yet."""
    feed, number = known.telegram.feed, known.number
    racks = () if number is None else covering(state, feed, known.epoch, number)
    return any(rack.shipped_us is None for rack in racks)


def set_aside(
    state: CellState, masters: CompiledMasters, given: TelegramArrived, kind: PersonNeeded
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
        order=version_order(feed, masters.feeds[given.feed], telegram, known),
        content=content_hash(telegram),
        source=given.source,
        raw_id=given.raw_id,
    )
    if set_aside_content(telegram) in feed.set_aside:
        return (taken,)
    key = set_aside_key(telegram)
    if key in feed.set_aside:
        key = set_aside_content(telegram)
    if kind is PersonNeeded.RE_ORDER:
        wanted = orders(state, masters, telegram, known)
        if wanted is not None:
            return (taken, *wanted)
    ours = [line.part for said in sort_lines(masters, telegram).values() for line in said.lines]
    return (taken, _told(state, telegram, ours, kind, key))


def _told(
    state: CellState, telegram: Telegram, ours: Sequence[str], kind: PersonNeeded, key: str
) -> ExceptionRaised:
    """``ours``: the parts of this cell that it names."""
    call, feed = telegram.call_number, telegram.feed
    known = state.feeds.get(feed, FeedState()).vehicles.get(call)
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
        what, to_do = _parts(ours, known), _to_do(telegram, ours, known)
        text = f"call {call} is ordered again: {what}; {where}; {to_do}"
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


def _to_do(telegram: Telegram, ours: Sequence[str], known: Vehicle | None) -> str:
    if telegram.status is Status.CANCELLED:
        return "and it is cancelled: ask the line before you supply anything"
    if known is None or known.number is None:
        return "supply it by hand"
    needed = {need.part for need in known.needs}
    others = [part for part in ours if part not in needed]
    if others:
        return f"{others[0]} is none of its parts here: ask the line what is meant"
    return "supply it by hand"


def _parts(ours: Sequence[str], known: Vehicle | None) -> str:
    """What the telegram names, else what the vehicle needed here."""
    named = ours or [str(need.part) for need in (known.needs if known else ())]
    return ", ".join(dict.fromkeys(named)) or "no part named"
