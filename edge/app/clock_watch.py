"""Whether the cell's clock may decide what is old.

Facts and raw inputs are promised for the days of retention, and a clock that is wrong would end
them early: one that runs ahead today, or one that was behind when they were written. So something
is deleted only while central confirms the clock, and only when the clock has been right, without
a jump, for the whole time of retention. Time in which the cell did not run proves nothing, for a
clock of the whole site may have been set meanwhile: what is here is kept so much longer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec
import structlog

from edge.journal.store import Journal
from edge.sync.central import LinkState

OFFSET_MAX_S = 120.0
"""From central's clock, or between two looks at ours."""
CONFIRMED_FOR_S = 600.0
"""How long a comparison with central counts."""
STEADY_MARK = "clock_steady_since_us"
STOPS_MARK = "clock_stops"
SEEN_MARK = "clock_seen_us"
SEEN_EVERY_US = 6 * 3600 * 1_000_000

STOPS_MAX = 1000
"""More than the starts of the longest retention; of older ones nothing is here any more."""

log = structlog.get_logger()


@dataclass(slots=True, kw_only=True)
class ClockWatch:
    """Looked at once a second. ``monotonic`` in seconds; the mark survives a restart."""

    journal: Journal
    link: LinkState
    now_us: Callable[[], int]
    monotonic: Callable[[], float]
    retention_us: int
    _steady_since_us: int | None = None
    _stops: list[tuple[int, int]] = field(default_factory=list)
    """When the cell began again, and how long after it was last seen (us); the newest last."""
    _seen_us: int = 0
    _last_us: int = 0
    _last_at: float = 0.0
    _jumped_at: float = field(default=float("-inf"))

    def __post_init__(self) -> None:
        mark = self.journal.mark(STEADY_MARK)
        self._steady_since_us = int(mark) if mark else None
        self._last_us, self._last_at = self.now_us(), self.monotonic()
        written_us = self.journal.at_us(self.journal.last_offset) or 0
        if self._last_us < written_us - OFFSET_MAX_S * 1e6:
            self._unsteady("it is behind the last fact of the journal")
        self._seen_us = int(self.journal.mark(SEEN_MARK) or 0)
        self._note_stop(max(written_us, self._seen_us))

    def look(self) -> int | None:
        """Before which time (us) things are old enough to be deleted; None: nobody can say."""
        now_us, at = self.now_us(), self.monotonic()
        if abs((now_us - self._last_us) / 1e6 - (at - self._last_at)) > OFFSET_MAX_S:
            self._jumped_at = at
            self._unsteady("it jumped")
        self._last_us, self._last_at = now_us, at
        if abs(now_us - self._seen_us) >= SEEN_EVERY_US:
            self._seen_us = now_us
            self.journal.set_mark(SEEN_MARK, str(now_us))
        offset_s = self._offset_s(at)
        if offset_s is None:
            return None
        if abs(offset_s) > OFFSET_MAX_S:
            self._unsteady(f"it differs from central's by {offset_s:.0f} s")
            return None
        if self._steady_since_us is None:
            self._keep(now_us)
        oldest_us = self._oldest_us(now_us)
        steady_us = self._steady_since_us
        return oldest_us if steady_us is not None and steady_us <= oldest_us else None

    def _oldest_us(self, now_us: int) -> int:
        """A stop counts until the time since it began is proven to be longer than retention."""
        oldest_us = now_us - self.retention_us
        for began_us, stopped_us in reversed(self._stops):
            if began_us > oldest_us:
                oldest_us -= stopped_us
        return oldest_us

    def _note_stop(self, seen_us: int) -> None:
        """``seen_us``: when the cell ran last; 0: never."""
        kept = self.journal.mark(STOPS_MARK)
        self._stops = msgspec.json.decode(kept, type=list[tuple[int, int]]) if kept else []
        stopped_us = self._last_us - seen_us
        if not seen_us or stopped_us <= OFFSET_MAX_S * 1e6:
            return
        self._stops = [*self._stops, (self._last_us, stopped_us)][-STOPS_MAX:]
        self.journal.set_mark(STOPS_MARK, msgspec.json.encode(self._stops).decode())

    def _offset_s(self, at: float) -> float | None:
        """Ours minus central's, if it was compared lately and since the last jump."""
        compared_at = self.link.clock_compared_at
        if compared_at is None or compared_at <= self._jumped_at:
            return None
        return self.link.clock_offset_s if at - compared_at <= CONFIRMED_FOR_S else None

    def _unsteady(self, why: str) -> None:
        if self._steady_since_us is not None:
            log.warning("the clock is not to be trusted, nothing is deleted", why=why)
            self._keep(None)

    def _keep(self, since_us: int | None) -> None:
        self._steady_since_us = since_us
        self.journal.set_mark(STEADY_MARK, "" if since_us is None else str(since_us))
