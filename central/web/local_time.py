"""The zone in which people read times: the reader's own choice, else the site's, else the
machine's. Facts, the database and APIs keep microseconds of UTC.
"""

from __future__ import annotations

from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from wire.doubled_hour import comes_twice, is_left_out, is_second, which_of_two

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
    """Of a date and time as the clocks there show it; of one that comes twice ``fold`` says which
    (0: the first).
    """
    zone = _zone.get()
    there = at.replace(tzinfo=zone) if zone else at.astimezone()
    return round(there.timestamp() * 1_000_000)


def is_twice(at: datetime) -> bool:
    """Whether the clocks there show it twice: the repeated hour of autumn."""
    return comes_twice(at, _zone.get())


def is_never(at: datetime) -> bool:
    """Whether they leave it out: the missing hour of spring."""
    return is_left_out(at, _zone.get())


def is_after_its_twin(at_us: int) -> bool:
    """Whether it is the later of two times that look alike there."""
    return is_second(local(at_us), _zone.get())


def told_apart(at_us: int) -> str:
    """The offset of a time that comes twice, as +02:00; of all others empty."""
    return which_of_two(local(at_us), _zone.get())
