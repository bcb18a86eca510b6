"""Canonical JSON: the telegram as ``wire.codec`` writes it, its status as the maker writes it."""

from __future__ import annotations

from typing import Any

import msgspec

from formats.checks import checked, status_of
from settings.json_once import json_once
from wire.codec import TELEGRAM_BYTES_MAX, WireError, decode_telegram
from wire.masters import FeedRules
from wire.telegram import Status, Telegram

_OURS = frozenset(status.value for status in Status)


class _Said(msgspec.Struct):
    """What of a telegram is read before the rest of it."""

    status: Any = None


def parse(data: bytes, rules: FeedRules) -> Telegram:
    """A key that stands twice says two things: it is refused, not guessed at."""
    telegram = decode_telegram(_translated(data, rules))
    try:
        json_once(data)
    except ValueError as error:
        raise WireError("invalid", str(error)) from error
    return checked(telegram, rules)


def _translated(data: bytes, rules: FeedRules) -> bytes:
    """The same with our status, and the maker's as ``status_text`` where none stands. Bytes that
    are no telegram stay as they are: the codec says why.
    """
    if len(data) > TELEGRAM_BYTES_MAX:
        return data
    try:
        said = msgspec.json.decode(data, type=_Said).status
        if not isinstance(said, str) or (said in _OURS and said not in rules.status_map):
            return data
        table: dict[str, Any] = msgspec.json.decode(data)
        table["status"] = status_of(said, rules).value
        table.setdefault("status_text", said)
        return msgspec.json.encode(table)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, OverflowError):
        return data
