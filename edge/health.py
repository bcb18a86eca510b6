"""Health of a cell as ages, never as flags. All ages in seconds; None: it has never happened."""

from __future__ import annotations

from dataclasses import dataclass

from edge.troubles import Trouble
from wire.ids import DeviceId, FeedId


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceHealth:
    """A scanner or a printer. ``state`` is the driver's own word, ``detail`` what to do."""

    device: DeviceId
    kind: str
    state: str
    detail: str
    last_ok_age_s: float | None
    queue: int = 0
    """Printer: labels waiting. Scanner: noisy frames discarded since start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHealth:
    feed: FeedId
    last_telegram_age_s: float | None
    last_head_age_s: float | None
    line_running: bool
    holes: int
    oldest_hole_age_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """All measurements of one promise since the start. ``at_most``: milliseconds, and how many took
    no longer; ``count`` has the longer ones too.
    """

    at_most: tuple[tuple[float, int], ...] = ()
    count: int = 0
    sum_ms: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """Percentiles of the last measurements, in milliseconds, and the spread of all."""

    ms_p50: float | None = None
    ms_p99: float | None = None
    spread: Spread = Spread()


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    node: str
    uptime_s: float
    facts: int
    unsent_facts: int
    oldest_unsent_age_s: float | None
    last_acknowledgement_age_s: float | None
    broker_age_s: float | None
    """Since the broker was last heard."""
    clock_offset_s: float | None
    """Ours minus central's, at the last answer."""
    free_disk_bytes: int
    resident_bytes: int
    masters_version: int
    """In force; 0: none."""
    planner: str
    """Engine of the last plan, ``kernels`` or ``reference``; ``in_order``: planning is refused, and
    ``plan_refused`` says why.
    """
    feeds: tuple[FeedHealth, ...]
    scanners: tuple[DeviceHealth, ...]
    printers: tuple[DeviceHealth, ...]
    feedback_ms_p50: float | None
    feedback_ms_p99: float | None
    label_ms_p50: float | None
    label_ms_p99: float | None
    feedback: Spread = Spread()
    label: Spread = Spread()
    effect: Delay = Delay()
    """A telegram's arrival to its commit."""
    troubles: tuple[Trouble, ...] = ()
    """What is wrong with the cell as a whole, the most urgent first."""
    at_us: int = 0
    masters_refused: str = ""
    """Why the newest masters of central cannot be used; empty: they are in force."""
    masters_refused_version: int = 0
    """0 beside a reason: they could not be read."""
    masters_refused_age_s: float | None = None
    feeds_unheard: tuple[str, ...] = ()
    """Feeds of the masters that the cell's configuration does not name."""
    messages_unread: int = 0
    """Messages on our topics since start that could not be read: thrown away, and shown."""
    message_unread_age_s: float | None = None
    message_unread: str = ""
    """What was wrong with the last of them."""
    plan_refused: str = ""
    """Why the sequencer refused what it was to plan; empty: it did not."""
