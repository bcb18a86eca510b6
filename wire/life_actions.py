"""What is done by itself when a call reaches a status: in masters ``print slot``. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from wire.masters import FeedRules
from wire.telegram import Status

RACKED, SHIPPED = "racked", "shipped"
"""Statuses of our own: its rack is closed, its rack has left."""
TEXT_MAX = 100
MODULE_MAX = 35


class Verb(StrEnum):
    HOLD = "hold"
    """Its slots wait until a person releases the call; then why."""
    ALARM = "alarm"
    """A person is called, with these words."""
    MESSAGE = "message"
    """People at the cell and at central read these words."""
    PRINT = "print"
    """A label of it: slot, part or rack."""
    ORDER = "order"
    """A module for it, by the name that whoever makes it knows."""


class Printed(StrEnum):
    SLOT = "slot"
    PART = "part"
    RACK = "rack"


@dataclass(frozen=True, slots=True)
class LifeAction:
    verb: Verb
    words: str = ""


class ActionError(ValueError):
    """Not an action; the text says what one is."""


def parse_action(text: str) -> LifeAction:
    """Raises ActionError."""
    first, _, words = text.strip().partition(" ")
    words = words.strip()
    if first not in list(Verb):
        raise ActionError(f"{text!r} is no action; write one of {', '.join(Verb)} first")
    verb = Verb(first)
    if verb is Verb.PRINT and words not in list(Printed):
        raise ActionError(f"{text!r}: there is no label {words!r}; name {', '.join(Printed)}")
    if verb in (Verb.MESSAGE, Verb.ORDER) and not words:
        raise ActionError(f"{text!r} says nothing; write what after it")
    most = MODULE_MAX if verb is Verb.ORDER else TEXT_MAX
    if len(words) > most or ";" in words:
        raise ActionError(f"{text!r}: no more than {most} characters after it, and no ';'")
    return LifeAction(verb, words)


def actions_on(rules: FeedRules, status: str) -> tuple[LifeAction, ...]:
    """Those of masters that were checked."""
    return tuple(map(parse_action, rules.actions.get(status, ())))


def action_faults(feed: FeedRules) -> Iterator[str]:
    """What of a feed's actions can never be done."""
    known = _statuses(feed)
    for status, texts in feed.actions.items():
        where = f"feed {feed.feed!r}: actions of {status!r}"
        if status not in known:
            yield (
                f"{where}: there is no such status; name one of ours, one of the maker's that "
                "status_map or transitions name, racked or shipped"
            )
        for text in texts:
            try:
                action = parse_action(text)
            except ActionError as error:
                yield f"{where}: {error}"
                continue
            if status == SHIPPED and action.verb in (Verb.HOLD, Verb.PRINT):
                yield f"{where}: what has left is neither held nor labelled; take {text!r} out"


def _statuses(feed: FeedRules) -> set[str]:
    ours = {status.value for status in Status if status is not Status.UNKNOWN}
    steps = {*feed.transitions, *(to for texts in feed.transitions.values() for to in texts)}
    return (ours | {RACKED, SHIPPED} | feed.status_map.keys() | steps) - {"begin"}
