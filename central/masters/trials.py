"""Days of telegrams, as the gateway stored them, put through masters."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection

from central.broadcast.service import archive
from central.masters.rules.trial import Trial, tried
from central.tracking.service.slots import calls_with_parts
from wire.codec import decode_telegram
from wire.masters import Masters
from wire.telegram import Telegram
from wire.telegram_lines import newest

DAY_MAX = 20_000
"""Telegrams of one feed and day that are read."""


def day_of(text: str, now_us: int) -> date:
    """``today`` or 2026-01-31, in UTC. ValueError says so."""
    if text in ("", "today"):
        return datetime.fromtimestamp(now_us / 1e6, UTC).date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no day: write today or a date as 2026-01-31") from None


def try_day(connection: Connection, before: Masters | None, after: Masters, day: date) -> Trial:
    """The vehicles of which something came on this day. Masters without faults."""
    found = telegrams_of(connection, after, day)
    picked = calls_with_parts(connection, [telegram.call_number for telegram in found])
    return tried(before, after, found, picked)


def telegrams_of(connection: Connection, masters: Masters, day: date) -> tuple[Telegram, ...]:
    """The last telegram of each vehicle, of the feeds that the masters name."""
    first = datetime(day.year, day.month, day.day, tzinfo=UTC)
    from_us, to_us = (int(at.timestamp()) * 1_000_000 for at in (first, first + timedelta(days=1)))
    bodies: list[bytes] = []
    for feed in masters.feeds:
        bodies += archive.received_between(connection, feed.feed, from_us, to_us, DAY_MAX)
    return newest(decode_telegram(body) for body in bodies)
