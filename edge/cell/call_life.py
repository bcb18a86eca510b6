"""The life of a call as its feed's masters permit it: which status may follow which. Pure.

Statuses are named as the maker writes them; ours stand for all of the maker's that mean the same.
"""

from __future__ import annotations

from edge.cell.call_names import names_of
from edge.cell.model import Vehicle
from wire.masters import FeedRules
from wire.telegram import Telegram

BEGIN = "begin"
"""What a call is before its first telegram."""


def forbidden(
    rules: FeedRules, known: Vehicle | None, telegram: Telegram, order: tuple[int, ...]
) -> str:
    """Why the telegram's status may not follow what is known; empty: it may, or nothing is said of
    it. An older word, and the same status again, are no step.
    """
    if not rules.transitions or (known is not None and order <= known.order):
        return ""
    before = {BEGIN} if known is None else _ended(known) or set(names_of(known.telegram))
    now = set(names_of(telegram))
    if before & now:
        return ""
    permitted = {text for name in before for text in rules.transitions.get(name, ())}
    if permitted & now:
        return ""
    was = "its first word" if known is None else f"after {_shown(known.telegram)}"
    return (
        f"call {telegram.call_number}: {_shown(telegram)} {was} is no step that the masters permit "
        f"(transitions of feed {rules.feed})"
    )


def _ended(known: Vehicle) -> set[str]:
    """The telegram of a vehicle is the newest that says what to build; it may have ended since, by
    a word of which only our status is known.
    """
    ends = (("cancelled", known.withdrawn), ("fitted", known.fitted))
    return {name for name, is_so in ends if is_so}


def _shown(telegram: Telegram) -> str:
    return telegram.status_text or telegram.status.value
