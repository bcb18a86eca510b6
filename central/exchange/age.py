"""Whether an interchange is too old for its partner: by the day in its head and the day it came."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from central.exchange.partners import Settings
from central.words.reasons import Reason, because


def too_old(written_on: date | None, settings: Settings, came_us: int) -> Reason | None:
    """None: it is not, or no age is stated. The day on which it came is the partner's."""
    most = settings.older_than_days
    if not most or written_on is None:
        return None
    came = datetime.fromtimestamp(came_us / 1_000_000, UTC).astimezone(ZoneInfo(settings.zone))
    days = (came.date() - written_on).days
    if days <= most:
        return None
    return because(
        "interchange.old",
        "it was written on {on}, {days} days before it came; more than {most} stop here",
        on=written_on,
        days=days,
        most=most,
    )
