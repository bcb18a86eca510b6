"""What every page says of the plant beside its own words: what lives, how old the broadcast is, and
what is wrong now. Read at most once in ``KEPT_S``, and each says of when it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from central.db.clock import now_us
from central.db.database import Database
from central.discovery import Question

KEPT_S = 2.0
"""A page may show a pulse of so long ago; it is stamped with the moment at which it was read."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How much waits on a page. ``level``: ``fault`` where that cannot wait; empty: it may."""

    number: int
    level: str = ""


COUNTS: Question[Callable[[Connection], Mapping[str, Count]]] = Question("web.counts")
"""How much waits on the pages of a capability, by their addresses; cheap to know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """Things of one kind that need a person; ``kind`` as in ``kind.<kind>`` of the words.
    ``subject``: of the only one; ``since_us``: of the oldest.
    """

    kind: str
    level: str
    subject: str
    count: int
    since_us: int
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """``feed`` is the one that is silent longest of those whose line runs, else of all; empty:
    nothing was ever heard. ``cells_heard``: those that said a moment ago that they live.
    ``wrong``: the worst first.
    """

    at_us: int
    cells: int = 0
    cells_heard: int = 0
    feed: str = ""
    heard_us: int | None = None
    line_running: bool = True
    wrong: Sequence[Wrong] = ()
    counts: Mapping[str, Count] = field(default_factory=dict)


class Pulses:
    """``read`` makes one of the database as it is at a time."""

    def __init__(self, db: Database, read: Callable[[Connection, int], Pulse]) -> None:
        self._db, self._read = db, read
        self._kept: Pulse | None = None
        self._reading = Lock()

    def now(self) -> Pulse | None:
        """None: it cannot be known, because the database does not answer."""
        at_us = now_us()
        if self._is_fresh(at_us):
            return self._kept
        with self._reading:
            if not self._is_fresh(at_us):
                try:
                    self._kept = self._db.read(lambda connection: self._read(connection, at_us))
                except SQLAlchemyError:
                    _log.exception("the pulse of the pages cannot be read")
                    self._kept = None
            return self._kept

    def _is_fresh(self, at_us: int) -> bool:
        """One of the future is none: the clock was set back."""
        return self._kept is not None and 0 <= at_us - self._kept.at_us < KEPT_S * 1e6
