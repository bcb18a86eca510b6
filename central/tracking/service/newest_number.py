"""The number that a line has told last: of a telegram that gives a vehicle its place and can be
true. Tests, orders for what was supplied, the end of a vehicle and a number that no cell would
believe are none.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from central.broadcast.service import archive
from wire.codec import decode_telegram
from wire.identifiers import counted
from wire.masters import FeedRules
from wire.telegram import Flag, Status, Telegram

LOOKED_AT = 50
"""Telegrams back from the newest."""
_ASIDE = frozenset({Flag.TEST, Flag.RE_ORDER})


def newest_number(
    connection: Connection, feed: str, rules: FeedRules, received: tuple[int, int] | None
) -> str:
    """As the line writes it; empty: none of the last ones is. ``received``: the gateway position
    and the number up to which a cell has heard and judged them.
    """
    telegrams = [decode_telegram(body) for body in archive.newest(connection, feed, LOOKED_AT)]
    told = [(it, number) for it in telegrams if (number := _number(it, rules)) is not None]
    heard = received is not None and bool(told) and (told[0][0].position or 0) <= received[0]
    return _last_believed(told, rules, received[1] if received is not None and heard else None)


def _last_believed(told: Iterable[tuple[Telegram, int]], rules: FeedRules, base: int | None) -> str:
    """Each against the one before it: numbers wrap and restart, but jump no further than so."""
    text = ""
    for telegram, number in told:
        if base is None or number - base <= rules.max_jump:
            text, base = telegram.sequence_number, number
    return text


def _number(telegram: Telegram, rules: FeedRules) -> int | None:
    """None: it gives no place."""
    text = telegram.sequence_number
    places = telegram.status in (rules.place_from, Status.FINAL)
    if not places or _ASIDE & set(telegram.flags):
        return None
    number = None if text in rules.not_sequenced else counted(text, rules)
    inside = number is not None and rules.first_number <= number <= rules.last_number
    return number if inside else None
