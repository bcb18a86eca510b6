"""Whether a telegram that looks older than what is known of its vehicle surely is. Pure."""

from __future__ import annotations

from edge.cell.model import Vehicle
from wire.masters import FeedRules
from wire.telegram import Telegram


def version_doubt(rules: FeedRules, telegram: Telegram, known: Vehicle) -> str:
    """Why nobody can tell; empty: it is older. ``known`` counts as the later word by its
    transmission or else position, and says something else.

    A transmission and a position do not compare, and a transmission that is further back than
    telegrams arrive out of place may be of a counter that began anew.
    """
    before, call = known.telegram, telegram.call_number
    if None not in (telegram.position, before.position):
        if (telegram.position or 0) < (before.position or 0):
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
