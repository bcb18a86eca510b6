"""What is wrong with the cell as a whole: said on every page, and some of it stops the picking,
because an OK tone for what can never reach central would be a loss.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import structlog

from wire.readable import readable

log = structlog.get_logger()


class TroubleKind(StrEnum):
    """The most urgent first."""

    DAMAGED = "journal_damaged"
    """A fact that central does not have yet is not what was written."""
    BRANCHED = "journal_branched"
    """Central holds other facts under the numbers of this journal."""
    DISK_FULL = "disk_full"
    NOT_TAKEN = "facts_not_taken"
    """Central answers and takes no facts: they wait in the journal, and picking goes on."""
    FEED_SILENT = "feed_silent"
    """A line that should run sends no telegrams: picking goes on with what is known."""


STOPS = frozenset({TroubleKind.DAMAGED, TroubleKind.BRANCHED, TroubleKind.DISK_FULL})
"""While there is one of them nothing new is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """``text`` says what it is and what to do."""

    kind: TroubleKind
    text: str
    since_us: int

    @property
    def stops(self) -> bool:
        return self.kind in STOPS


class Troubles:
    """Those of now. Each change is one log line; the same again says nothing."""

    def __init__(self, now_us: Callable[[], int]) -> None:
        self._now_us = now_us
        self._open: dict[TroubleKind, Trouble] = {}

    def add(self, kind: TroubleKind, text: str) -> bool:
        """Whether it is new. One that is known keeps its age and takes the new text."""
        before, text = self._open.get(kind), readable(text)
        since_us = self._now_us() if before is None else before.since_us
        self._open[kind] = Trouble(kind=kind, text=text, since_us=since_us)
        if before is None:
            log.error("trouble", kind=kind.value, text=text)
        return before is None

    def end(self, kind: TroubleKind) -> bool:
        """Whether there was one."""
        before = self._open.pop(kind, None)
        if before is not None:
            log.info("trouble is over", kind=kind.value)
        return before is not None

    def all(self) -> tuple[Trouble, ...]:
        """The most urgent first."""
        return tuple(self._open[kind] for kind in TroubleKind if kind in self._open)

    def has(self, kind: TroubleKind) -> bool:
        return kind in self._open

    @property
    def refusing(self) -> str:
        """Why nothing new is taken; empty: all is well, or goes on in spite of it."""
        return next((trouble.text for trouble in self.all() if trouble.stops), "")
