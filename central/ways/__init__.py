"""Ways out of the house for an alarm: mail, webhook, a relay with a lamp. One file a way, found by
its name: ``central/ways/<kind>.py`` with ``open_way(settings) -> Way``, and ``Settings`` where it
has options of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Protocol

from msgspec import Meta

from settings.drivers import Unavailable, choose, drivers_in, read_settings
from settings.reader import MisspeltError

Seconds = Annotated[float, Meta(ge=0.1, le=60)]
Name = Annotated[str, Meta(min_length=1, max_length=35)]


class NotSentError(Exception):
    """It did not get out; says why, for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaySettings:
    """``[[alarm_way]]``. Nothing of it waits longer than ``timeout_s``."""

    name: Name
    kind: Name
    timeout_s: Seconds = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is wrong, or that it is ``over``. ``subject`` is a line, ``body`` all of it. ``last``:
    nothing else is told by this way any more.
    """

    sending: int
    """The same again is the same message."""
    kind: str
    level: str
    node: str
    what: str
    subject: str
    body: str
    since_us: int
    to: tuple[str, ...] = ()
    over: bool = False
    last: bool = True


class Way(Protocol):
    def send(self, message: Message) -> None:
        """Returns when it is out. Raises NotSentError; may be called again for the same message."""
        ...


Driver = Callable[[Any], Way]


def available_ways() -> dict[str, Driver | Unavailable]:
    """Every way of this folder by its name, or the reason why it cannot be loaded."""
    return drivers_in(__name__, __path__, "open_way")


def read_way(table: object, at: str = "") -> WaySettings:
    """``[[alarm_way]]``, with the options of its kind. Raises MisspeltError."""
    return read_settings(__name__, WaySettings, table, at, available_ways())


def open_way(settings: WaySettings) -> Way:
    """Opens no connection. Raises MisspeltError for a kind that nobody has."""
    try:
        driver = choose(available_ways(), settings.kind)
    except LookupError as error:
        raise MisspeltError([(f"alarm_way {settings.name}", str(error))]) from None
    return driver(settings)
