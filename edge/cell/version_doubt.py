"""Whether a telegram that looks older than what is known of its vehicle surely is. Pure."""

from __future__ import annotations

from edge.cell.model import FeedState, Vehicle
from wire.masters import FeedRules
from wire.telegram import Telegram, content_hash


def version_name(telegram: Telegram) -> str:
    """By what a person and the cell name one version of a vehicle: its call number, transmission
    or else position, and what it says. One with neither counter cannot be known again.
    """
    if telegram.transmission is not None:
        counted = f"t{telegram.transmission}"
    else:
        counted = "-" if telegram.position is None else f"p{telegram.position}"
    return f"{telegram.call_number}:{counted}:{content_hash(telegram)[:8]}"


def is_rejected(
    feed: FeedState, rules: FeedRules, telegram: Telegram, order: tuple[int, ...]
) -> bool:
    """Whether a person decided against this very word, or against one that is surely later."""
    if version_name(telegram) in feed.rejected:
        return True
    known = feed.vehicles.get(telegram.call_number)
    if known is None or not _may_be_overruled(rules, known, order):
        return False
    return order == known.overruled or _is_behind(telegram, known.telegram)


def _may_be_overruled(rules: FeedRules, known: Vehicle, order: tuple[int, ...]) -> bool:
    """It counts before the word that a person decided against, and not much."""
    over = known.overruled
    return bool(over) and known.order < order <= over and over[1] - order[1] <= rules.window


def overruled_doubt(
    rules: FeedRules, telegram: Telegram, known: Vehicle | None, order: tuple[int, ...]
) -> str:
    """Why nobody can tell whether it came before what a person decided; empty: after it."""
    if known is None or not _may_be_overruled(rules, known, order):
        return ""
    return (
        f"call {telegram.call_number}: this telegram is close to the one that a person decided "
        "against: nobody can tell which is the later word"
    )


def _is_behind(telegram: Telegram, before: Telegram) -> bool:
    """By its position, where both have one."""
    if telegram.position is None or before.position is None:
        return False
    return telegram.position < before.position


def version_doubt(rules: FeedRules, telegram: Telegram, known: Vehicle) -> str:
    """Why nobody can tell; empty: it is older. ``known`` counts as the later word by its
    transmission or else position, and says something else.

    A transmission and a position do not compare, and a transmission that is further back than
    telegrams arrive out of place may be of a counter that began anew.
    """
    before, call = known.telegram, telegram.call_number
    if _is_behind(telegram, before):
        return ""
    if before.transmission is None:
        if telegram.transmission is None or before.position is None:
            return ""
        return (
            f"call {call}: this telegram has transmission {telegram.transmission} and the one "
            "before had none: nobody can tell which is the later word"
        )
    if telegram.transmission is None:
        return (
            f"call {call}: this telegram has no transmission and the one before had "
            f"{before.transmission}: nobody can tell which is the later word"
        )
    if before.transmission - telegram.transmission > rules.window:
        return (
            f"call {call}: transmission {telegram.transmission} after {before.transmission} says "
            "something else: the line's counter may have begun anew"
        )
    return ""
