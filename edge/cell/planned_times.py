"""When the maker plans a vehicle to pass its point of fit: believed where it can be true. A time
that cannot be holds nothing; a person is told, and the slot is due as the line is estimated.
"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from edge.cell.model import Vehicle
from wire.calendar_faults import is_zone
from wire.doubled_hour import which_of_two
from wire.events import ExceptionRaised, PersonNeeded
from wire.masters import FeedRules
from wire.telegram import Telegram

SECOND_US = 1_000_000
AHEAD_DAYS = 60
"""No line is planned further ahead vehicle by vehicle."""
ON_ITS_WAY_US = 7 * 24 * 3600 * SECOND_US
"""A time of receiving that is longer ago than telegrams are kept on their way is not used."""


def planned_us(telegram: Telegram, now_us: int) -> int | None:
    """None: it says no time, or one that cannot be true."""
    return None if _doubt(telegram, now_us) else telegram.planned_us


def doubtful(
    telegram: Telegram, rules: FeedRules, vehicle: Vehicle, now_us: int
) -> ExceptionRaised | None:
    """What a person is told of a time that cannot be true."""
    doubt = _doubt(telegram, now_us)
    if telegram.planned_us is None or not doubt or vehicle.number is None:
        return None
    zone = telegram.event_zone if is_zone(telegram.event_zone) else rules.zone
    return ExceptionRaised(
        exception=f"{PersonNeeded.PLANNED_TIME.value}:{telegram.feed}:{telegram.call_number}",
        kind=PersonNeeded.PLANNED_TIME,
        text=f"call {telegram.call_number}: planned for {_written(telegram.planned_us, zone)}, "
        f"{doubt}; its slots are due as the line runs: ask the line",
        feed=telegram.feed,
        call_number=telegram.call_number,
        epoch=vehicle.epoch,
        number=vehicle.number,
    )


def _doubt(telegram: Telegram, now_us: int) -> str:
    """Why it cannot be true; empty: it can, or it is not said."""
    said_us = telegram.planned_us
    if said_us is None:
        return ""
    if said_us < _came_us(telegram, now_us):
        return "before it came"
    if said_us > now_us + AHEAD_DAYS * 24 * 3600 * SECOND_US:
        return f"more than {AHEAD_DAYS} days ahead"
    return ""


def _came_us(telegram: Telegram, now_us: int) -> int:
    """One that is replayed, or that waited at the broker, came when the gateway received it."""
    received_us = telegram.received_us
    if received_us is not None and 0 <= now_us - received_us <= ON_ITS_WAY_US:
        return received_us
    return now_us


def _written(at_us: int, zone: str) -> str:
    try:
        at = datetime.fromtimestamp(at_us // SECOND_US, tz=UTC).astimezone(ZoneInfo(zone))
    except (OverflowError, ValueError, OSError):
        return f"{at_us} us"
    which = which_of_two(at, at.tzinfo)
    return f"{at:%Y-%m-%d %H:%M}{which and f' ({which})'} {zone}"
