"""Folding what people are called for: help, exceptions, locks, and what central refuses."""

from __future__ import annotations

from typing import Any

from edge.cell.evolve_feeds import raise_exception
from edge.cell.evolve_plans import workplace_of
from edge.cell.losses import loss_named
from edge.cell.model import CellState, ExceptionKind, OpenException
from wire.events import (
    BadgesLocked,
    ExceptionHandled,
    ExceptionRaised,
    FactRefused,
    HelpCalled,
    HelpKind,
    MessageRead,
    MessageSent,
    PersonNeeded,
)

OWNERS_MAX = 2_000
REFUSED_MAX = 2_000


def bound(table: dict[Any, Any], most: int) -> None:
    """Forgets the oldest beyond ``most``."""
    while len(table) > most:
        del table[next(iter(table))]


def badges_locked(state: CellState, fact: BadgesLocked, at_us: int, offset: int) -> None:
    raise_exception(
        state,
        OpenException(
            exception=f"{ExceptionKind.BADGE_LOCK.value}:{fact.source}",
            kind=ExceptionKind.BADGE_LOCK,
            at_us=at_us,
            text=f"{fact.refused} wrong badges within an hour from {fact.source}; "
            f"none is looked at for {fact.lasts_s} s. Go and see who tries",
            workplace=fact.workplace,
        ),
    )


def help_called(state: CellState, fact: HelpCalled, at_us: int, offset: int) -> None:
    if fact.kind in (HelpKind.PAUSE, HelpKind.RESUME):
        place = workplace_of(state, fact.workplace)
        place.paused, place.pace_from_us = fact.kind is HelpKind.PAUSE, 0
        return
    short = fact.kind is HelpKind.SHORT
    raise_exception(
        state,
        OpenException(
            exception=f"{fact.kind.value}:{fact.workplace}:{offset}",
            kind=ExceptionKind.SHORT if short else ExceptionKind.HELP,
            at_us=at_us,
            text=f"{_lacking(fact)}, says {fact.workplace}"
            if short
            else f"help is wanted at {fact.workplace}",
            workplace=fact.workplace,
            face=fact.face,
            part=fact.part,
        ),
    )


def _lacking(fact: HelpCalled) -> str:
    """What is short; cells that knew no short queue named it, and one without a pick cannot."""
    if not fact.part:
        return "a part is short or damaged"
    return f"part {fact.part} is short or damaged at face {fact.face}"


def exception_raised(state: CellState, fact: ExceptionRaised, at_us: int, offset: int) -> None:
    """A lost transmission stands here by its telegram already: the fact tells central."""
    if fact.kind is PersonNeeded.TRANSMISSION_BREAK and fact.exception in state.exceptions:
        return
    raise_exception(
        state,
        OpenException(
            exception=fact.exception,
            kind=ExceptionKind(fact.kind.value),
            at_us=at_us,
            text=fact.text,
            feed=fact.feed,
            call_number=fact.call_number,
            number=fact.number,
            rack=fact.rack,
        ),
    )


def message_sent(state: CellState, fact: MessageSent, at_us: int, offset: int) -> None:
    raise_exception(
        state,
        OpenException(
            exception=fact.exception,
            kind=ExceptionKind.MESSAGE,
            at_us=at_us,
            text=f"{fact.person} says: {fact.text}",
            workplace=fact.workplace,
        ),
    )


def message_read(state: CellState, fact: MessageRead, at_us: int, offset: int) -> None:
    found = state.exceptions.get(fact.exception)
    if found is not None and fact.closed:
        del state.exceptions[fact.exception]
    elif found is not None:
        found.read_at.append(fact.workplace)


def exception_handled(state: CellState, fact: ExceptionHandled, at_us: int, offset: int) -> None:
    found = state.exceptions.get(fact.exception)
    if fact.closed and (loss := loss_named(state, fact.exception)) is not None:
        state.feeds[loss.feed].lost.pop(loss.transmission)
    if found is None:
        state.owners.pop(fact.exception, None)
        state.owners[fact.exception] = fact.person
        bound(state.owners, OWNERS_MAX)
    elif fact.closed:
        del state.exceptions[fact.exception]
    else:
        found.owner = fact.person


def fact_refused(state: CellState, fact: FactRefused, at_us: int, offset: int) -> None:
    state.refused[fact.refused] = fact.code
    bound(state.refused, REFUSED_MAX)
    raise_exception(
        state,
        OpenException(
            exception=f"refused:{fact.kind}:{fact.code}"[:200],
            kind=ExceptionKind.FACT_REFUSED,
            at_us=at_us,
            text=f"central refused fact {fact.refused} ({fact.kind}) for good: {fact.detail}"[:200],
        ),
    )
