"""Canonical JSON: the telegram as ``wire.codec`` writes it."""

from __future__ import annotations

from formats.checks import checked
from settings.json_once import json_once
from wire.codec import WireError, decode_telegram
from wire.masters import FeedRules
from wire.telegram import Telegram


def parse(data: bytes, rules: FeedRules) -> Telegram:
    """A key that stands twice says two things: it is refused, not guessed at."""
    telegram = decode_telegram(data)
    try:
        json_once(data)
    except ValueError as error:
        raise WireError("invalid", str(error)) from error
    return checked(telegram, rules)
