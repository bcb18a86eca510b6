"""Canonical telegrams, one a line, as a day of them is kept in a file. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from wire.codec import WireError, decode_telegram
from wire.telegram import Telegram


def telegrams_of_lines(data: bytes) -> tuple[Telegram, ...]:
    """Those of ``newest``; empty lines are nothing. WireError names the line."""
    found = []
    for number, line in enumerate(data.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            found.append(decode_telegram(line))
        except WireError as error:
            raise WireError(error.code, f"line {number}: {error.detail}") from error
    return newest(found)


def newest(telegrams: Iterable[Telegram]) -> tuple[Telegram, ...]:
    """The last telegram of each call number of a feed, in the order in which the calls came."""
    found: dict[tuple[str, str], Telegram] = {}
    for telegram in telegrams:
        found[telegram.feed, telegram.call_number] = telegram
    return tuple(found.values())
