"""Canonical JSON: the telegram as ``wire.codec`` writes it."""

from __future__ import annotations

from formats.checks import checked
from wire.codec import decode_telegram
from wire.masters import FeedRules
from wire.telegram import Telegram


def parse(data: bytes, rules: FeedRules) -> Telegram:
    return checked(decode_telegram(data), rules)
