"""The zone in which people read times: the reader's own choice, else the site's, else the
machine's. Facts, the database and APIs keep microseconds of UTC.
"""

from __future__ import annotations

from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

MACHINE = ""
"""The name of no zone: the machine's own counts."""
_zone: ContextVar[ZoneInfo | None] = ContextVar("zone", default=None)


def use_zone(name: str) -> None:
    """From here on, for what runs in this context: a request and what it calls, or a task."""
    _zone.set(ZoneInfo(name) if name else None)


def zone_name() -> str:
    """As people read it, e.g. ``Europe/Berlin``; the machine's own by its short name."""
    zone = _zone.get()
    return str(datetime.now().astimezone().tzname()) if zone is None else zone.key


def local(at_us: int) -> datetime:
    """To the second."""
    return datetime.fromtimestamp(at_us // 1_000_000, tz=UTC).astimezone(_zone.get())


def day_of(at_us: int) -> date:
    return local(at_us).date()


def midnight_us(day: date) -> int:
    """When the day begins there; a day at a change of the clock has 23 or 25 hours."""
    zone = _zone.get()
    begins = datetime.combine(day, time(), tzinfo=zone)
    return round((begins if zone else begins.astimezone()).timestamp()) * 1_000_000


def moment_us(at: datetime) -> int:
    """Of a date and time as the clocks there show it."""
    zone = _zone.get()
    there = at.replace(tzinfo=zone) if zone else at.astimezone()
    return round(there.timestamp() * 1_000_000)
