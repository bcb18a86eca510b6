"""By what names the status of a call is known: the maker's word and ours. Pure."""

from __future__ import annotations

from edge.cell.model import Vehicle
from wire.telegram import Telegram


def names_of(telegram: Telegram) -> tuple[str, ...]:
    """The maker's first, where it says one."""
    return tuple(dict.fromkeys(filter(None, (telegram.status_text, telegram.status.value))))


def names_reached(known: Vehicle) -> set[str]:
    """Those of its newest word. A checkpoint of before has only those that ended it, or of the
    newest telegram that says what to build.
    """
    ends = (("cancelled", known.withdrawn), ("fitted", known.fitted))
    ended = {name for name, is_so in ends if is_so}
    return set(known.reached) or ended or set(names_of(known.telegram))
